"""What an act records is moved by no ``write``; words stay out of logs and formulas."""

import logging

from freezegun import freeze_time
from psycopg2 import DatabaseError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.declic.engine.cells import as_text

from ..common import DeclicCase
from .test_record_matrix import PDF


@tagged("post_install", "-at_install", "security")
class TestHandsOff(DeclicCase):
    """L10, B22: by RPC nobody moves a case, a link, a signal, a state."""

    def refused(self, record, role, **vals):
        for name, value in vals.items():
            before = record.sudo()[name]
            with (
                self.subTest(model=record._name, role=role, name=name),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                record.with_user(self.users[role]).write({name: value})
            self.env.invalidate_all()
            self.assertEqual(record.sudo()[name], before)

    def test_case(self):
        case, other = self._case(), self._case(self._household())
        for role in ("counsellor", "manager"):
            self.refused(
                case,
                role,
                household_id=other.household_id.id,
                orientation_id=other.orientation_id.id,
                association_id=self.other_association.id,
                worker_id=self.users["colleague"].id,
                adhesion="accepted",
                adhesion_date="2020-01-01",
                outcome="ordinary",
                urgency=0,
                reference="D-9999",
                date_consent_ended="2020-01-01",
                state="closed",
            )
        # The acts still do.
        case.with_user(self.users["counsellor"]).action_record_adhesion("accepted")
        self.assertEqual(case.adhesion, "accepted")

    def test_link(self):
        case = self._case()
        case.with_user(self.users["worker"]).action_share_sheet()
        link = case.sheet_link_ids
        self.refused(
            link,
            "counsellor",
            case_id=self._case(self._household()).id,
            date_expiry="2099-01-01 00:00:00",
            date_revoked="2020-01-01 00:00:00",
        )
        link.with_user(self.users["counsellor"]).action_revoke()
        self.refused(link, "counsellor", date_revoked=False)

    def test_signals(self):
        household = self._household()
        for months in (2, 3, 4, 5):
            self._rent(household, self._months_ago(months))
        self.env["declic.household"]._run_detection()
        signal = household.signal_ids.filtered(lambda s: not s.is_manual)[:1]
        self.assertTrue(signal)
        for role in ("recovery", "counsellor", "manager"):
            self.refused(
                signal,
                role,
                value=0,
                state="closed",
                level="amber" if signal.level == "red" else "red",
                date_opened="2020-01-01",
                household_id=self._household().id,
                rule_id=False,
            )
        own = self.env["declic.signal"].with_user(self.users["recovery"])
        manual = own.create(
            {"household_id": household.id, "manual_kind": "mail_piling"}
        )
        manual.comment = "Vu deux fois."
        self.refused(manual, "recovery", state="closed", value=3)
        manual.action_close()
        self.assertEqual(manual.state, "closed")

    def test_procedure_and_action(self):
        procedure = self.env["declic.procedure"].create(
            {"household_id": self._household().id}
        )
        self.refused(procedure, "recovery", state="closed")
        procedure.with_user(self.users["recovery"]).action_end()
        self.assertEqual(procedure.state, "closed")
        plan = self._case(self._household()).with_user(self.users["counsellor"])
        plan = plan.action_start_plan()
        goal = plan.action_add_goal(
            "social",
            "Je paie",
            [{"name": "Appeler", "actor": "landlord", "date_due": self.today}],
        )
        self.refused(goal.action_ids, "counsellor", state="done", date_done=self.today)

    def test_contacts_in_ones_own_name(self):
        own = self.env["declic.contact"].with_user(self.users["counsellor"])
        vals = {
            "household_id": self._household().id,
            "medium": "phone",
            "result": "reached",
        }
        with self.assertRaises(UserError):
            own.create({**vals, "user_id": self.users["manager"].id})
        forged = own.with_context(default_user_id=self.users["manager"].id)
        self.assertEqual(forged.create(vals).user_id, self.users["counsellor"])


@tagged("post_install", "-at_install", "security")
class TestRecovery(DeclicCase):
    """L6, F1–F5: recovery has the debt and the procedure, and no social word."""

    def test_reads(self):
        case = self._case()
        for record, names in (
            (case.orientation_id, ("shared_reasons", "request")),
            (
                case.review_ids[:1],
                (
                    "relay_ids",
                    "contact_state",
                    "closing_initiative",
                    "reacted_without_adhering",
                ),
            ),
        ):
            own = record.with_user(self.users["recovery"])
            for name in names:
                with self.subTest(name=name), self.assertRaises(AccessError):
                    own.read([name])
        own = self.env["declic.contact"].with_user(self.users["recovery"])
        for name in ("third_party_id", "present_ids"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                own.search_read([], [name])
        seen = case.review_ids[:1].with_user(self.users["recovery"])
        self.assertTrue(seen.read(["decision", "date_due"]))

    def test_writes(self):
        household = self._household()
        for name, value in (
            ("safe_channel", "sms"),
            ("do_not_write", True),
            ("do_not_call", True),
            ("household_type", "alone"),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                household.with_user(self.users["recovery"]).write({name: value})
            household.with_user(self.users["counsellor"]).write({name: value})
        household.with_user(self.users["recovery"]).lease_number = "B-42"


@tagged("post_install", "-at_install", "security")
class TestWords(DeclicCase):
    def test_no_value_in_the_logs(self):
        """L15."""
        household = self._household()
        with (
            self.assertLogs("odoo.sql_db", logging.ERROR) as logs,
            self.assertRaises(DatabaseError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "INSERT INTO declic_household_member (household_id, role, create_date)"
                " VALUES (%s, %s, 'MOTSECRET')",
                [household.id, "MOTSECRET"],
            )
        told = " ".join(logs.output)
        self.assertNotIn("MOTSECRET", told)
        self.assertIn("declic_household_member", told)

    def test_reporter_types_no_pattern(self):
        """L23."""
        self._household("WXYZTEST Karim", lease_number="B%1")
        report = self.env["declic.signal.report"].with_user(self.users["reporter"])
        for typed in ("WXYZT%ST Karim", "%Kar%im", "WXYZT_ST", "B_1", "%", "_"):
            with self.subTest(typed=typed), self.assertRaises(UserError):
                report.create(
                    {"lease": typed, "manual_kind": "mail_piling"}
                ).action_report()
        report.create({"lease": "B%1", "manual_kind": "mail_piling"}).action_report()

    def test_cells_are_no_formulas(self):
        """L19."""
        for typed in ("=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "\r=1"):
            if typed != "+33":
                self.assertEqual(as_text(typed), f"'{typed}")
        for figure in ("-12,5", "+33", "12", -3, None, "Palier"):
            self.assertEqual(as_text(figure), figure)

    def test_mail_and_hour_of_the_household(self):
        """L20, L21."""
        worker = self.users["worker"]
        worker.tz = "UTC"
        worker.name = "<img src=x onerror=alert(1)>"
        self.company.partner_id.tz = "Europe/Paris"
        self.programme.date_to = "2099-12-31"
        # Winter time: Paris is an hour ahead.
        with freeze_time("2098-11-20 08:00:00"):
            case = self._case(self._household("HIVER-TEST Lou"))
            case.household_id.partner_id.email = "menage@example.com"
            appointment = case.with_user(worker).action_plan_appointment(
                "2098-11-26 10:00:00", "visit", channel="email"
            )
            mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertNotIn("<img", mail.body_html)
        self.assertIn("11:00", appointment.sudo()._wording())

    def test_papers_for_oneself(self):
        """L24."""
        case = self._case()
        document = self.env["declic.document"].with_user(self.users["counsellor"])
        mine = document.create(
            {
                "orientation_id": case.orientation_id.id,
                "type_id": self.env.ref("declic.document_type_other").id,
                "audience": "author",
                "file": PDF,
            }
        )
        self.assertTrue(mine.filename)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
            mine.with_user(self.users["manager"]).read(["filename"])
