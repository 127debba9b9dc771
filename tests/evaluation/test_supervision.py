"""M7: one page per worker, references only."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DeclicCase


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
