"""M7: one page per worker, references only."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DeclicCase
from ..portal.test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestSupervision(DeclicCase):
    def test_one_page_per_worker(self):
        """By hand: two supports of one worker, one of a colleague, one closed."""
        cases = [self._case(self._household(f"SUPERV-TEST {n}")) for n in range(4)]
        cases[2]._assign(self.users["colleague"], "worker")
        cases[3]._close("ordinary", self._reason("closing"))
        worker = self.users["worker"]
        cases[0].with_user(worker).action_log_contact("visit", "reached")
        cases[0].with_user(worker).action_record_adhesion("accepted")
        cases[1].with_user(worker).action_report_concern(
            self._reason("concern").id, "MOTGRAVE"
        )
        later = self.today + relativedelta(months=3, days=1)
        with freeze_time(f"{later} 10:00:00"):
            pages = self.programme.with_user(self.users["manager"])._supervision()
        self.assertEqual(
            [(p["name"], p["load"], p["late"], p["concerns"]) for p in pages],
            [
                (worker.name, 2, 2, 1),
                (self.users["colleague"].name, 1, 1, 0),
            ],
        )
        first = {row["reference"]: row for row in pages[0]["rows"]}
        self.assertEqual(set(first), {c.reference for c in cases[:2]})
        self.assertEqual(first[cases[0].reference]["last"], self.today)
        self.assertFalse(first[cases[1].reference]["last"])
        self.assertEqual(sum(number for _label, number in pages[0]["stages"]), 2)
        self.assertNotIn("SUPERV", str(pages))
        self.assertNotIn("MOTGRAVE", str(pages))

    def test_who_is_excluded_sees_no_line(self):
        case = self._case(self._household("SUPERV-TEST"))
        self.env["declic.lock"].create(
            {
                "household_id": case.household_id.id,
                "user_id": self.users["manager"].id,
                "reason": "relative",
            }
        )
        self.assertFalse(self.programme.with_user(self.users["manager"])._supervision())

    def test_nothing_is_no_white_page(self):
        reports = self.env["ir.actions.report"].with_user(self.users["manager"])

        def told():
            html, _kind = reports._render_qweb_html(
                "declic.report_supervision", self.programme.ids
            )
            return html.decode()

        self.assertIn("No support of this programme is under way.", told())
        case = self._case(self._household())
        self.assertNotIn("No support of this programme is under way.", told())
        self.assertIn(case.reference, told())

    def test_for_who_leads_the_work(self):
        """Odoo prints to whoever types the address: these pages are the pilot's."""
        self._case(self._household("SUPERV-TEST"))
        reports = self.env["ir.actions.report"]
        for role in ("counsellor", "recovery", "worker", "coordinator", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                reports.with_user(self.users[role])._render_qweb_html(
                    "declic.report_supervision", self.programme.ids
                )
        page, _kind = reports.with_user(self.users["manager"])._render_qweb_html(
            "declic.report_supervision", self.programme.ids
        )
        self.assertIn(self.users["worker"].name, page.decode())
        self.assertNotRegex(page.decode(), r"\w: <strong")

    def test_day_of_the_last_contact(self):
        """Half past eight in the evening in Martinique is that day there."""
        self.company.partner_id.tz = "America/Martinique"
        case = self._case(self._household("SUPERV-TEST"))
        contact = case.with_user(self.users["worker"]).action_log_contact(
            "visit", "reached"
        )
        late = f"{self.today - relativedelta(days=1)} 00:30:00"
        contact.sudo().date = late
        [page] = self.programme.with_user(self.users["manager"])._supervision()
        self.assertEqual(page["rows"][0]["last"], self.today - relativedelta(days=2))


@tagged("post_install", "-at_install")
class TestSupervisionOfTheAssociation(PortalCase):
    """M7 on the portal: the coordinator's own team, and nobody else."""

    def test_one_page_per_worker(self):
        mine = [self._case(self._household(f"SUPERV-TEST {n}")) for n in range(3)]
        mine[2]._assign(self.users["colleague"], "worker")
        mine[0].with_user(self.users["worker"]).action_log_contact("visit", "reached")
        mine[1].with_user(self.users["worker"]).action_report_concern(
            self._reason("concern").id, "MOTGRAVE"
        )
        orientation = self._orientation(
            self._household("SUPERV-TEST autre"), association=self.other_association
        )
        other = orientation.with_user(self.users["other_coordinator"]).action_accept(
            self.users["other_worker"].id
        )
        path = "/my/declic/team/supervision"
        self.login("coordinator")
        self.assertIn(path, self.url_open("/my/declic/team").text)
        page = self.url_open(path).text
        sheets = page.split('class="o_declic_sheet"')[1:]
        self.assertEqual(len(sheets), 2)
        for name, sheet, own in (
            (self.users["worker"].name, sheets[0], mine[:2]),
            (self.users["colleague"].name, sheets[1], mine[2:]),
        ):
            self.assertIn(name, sheet)
            for case in mine:
                with self.subTest(name, case=case.reference):
                    self.assertEqual(case.reference in sheet, case in own)
        for word in ("SUPERV-TEST", "MOTGRAVE", other.sudo().reference):
            self.assertNotIn(word, page)
        [first, _second] = (
            self.env["declic.case"]
            .with_user(self.users["coordinator"])
            .search([("state", "!=", "closed")])
            ._supervision()
        )
        self.assertEqual((first["load"], first["late"], first["concerns"]), (2, 0, 1))
        # Whoever is excluded from a household finds no line of it.
        self.env["declic.lock"].create(
            {
                "household_id": mine[0].household_id.id,
                "user_id": self.users["coordinator"].id,
                "reason": "relative",
            }
        )
        self.assertNotIn(mine[0].reference, self.url_open(path).text)

    def test_the_coordinator_alone(self):
        self._case()
        for role in ("worker", "psychologist", "tenant"):
            self.login(role)
            with self.subTest(role):
                answer = self.url_open("/my/declic/team/supervision")
                self.assertNotIn("o_declic_sheet", answer.text)
