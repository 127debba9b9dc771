"""Acts of the landlord on a case, by the dialogs of the web client (S2 18, 24)."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from ..common import DeclicCase, DetectionCase


@tagged("post_install", "-at_install")
class TestCaseActs(DeclicCase):
    def dialog(self, name, role, **context):
        """A dialog, as its button opens it for a role."""
        return Form(self.env[name].with_user(self.users[role]).with_context(**context))

    def appointment(self, case, **vals):
        return self.env["declic.appointment"].create(
            {
                "case_id": case.id,
                "start": Datetime.now() + timedelta(hours=2),
                "minutes": 60,
                "channel": "visit",
                **vals,
            }
        )

    def test_honoured_with_its_minutes(self):
        """The planned duration is proposed, and it counts in the cost."""
        case = self._case()
        appointment = self.appointment(case, minutes=90)
        with freeze_time(Datetime.now() + timedelta(hours=3)):
            form = self.dialog(
                "declic.appointment.result",
                "counsellor",
                default_appointment_id=appointment.id,
                default_result="kept",
            )
            self.assertEqual(form.minutes, 90)
            present = self._reason("present")
            form.present_ids.add(present)
            form.save().action_record()
        self.assertEqual(appointment.state, "kept")
        contact = appointment.contact_ids
        self.assertEqual(contact.minutes, 90)
        self.assertEqual(contact.present_ids, present)
        self.assertEqual(contact.user_id, self.users["counsellor"])

    def test_missed_takes_the_minutes_that_are_said(self):
        case = self._case()
        appointment = self.appointment(case)
        with freeze_time(Datetime.now() + timedelta(hours=3)):
            form = self.dialog(
                "declic.appointment.result",
                "counsellor",
                default_appointment_id=appointment.id,
            )
            form.result = "missed"
            self.assertEqual(form.minutes, 0)
            form.minutes = 25
            form.save().action_record()
        self.assertEqual(appointment.contact_ids.minutes, 25)

    def test_log_a_contact(self):
        """By the case, and by the household for recovery, who says who was there of
        nobody; the association reads what was logged on its case alone."""
        case = self._case()
        household = case.household_id
        form = self.dialog(
            "declic.contact.log",
            "counsellor",
            default_case_id=case.id,
            default_household_id=household.id,
        )
        form.medium = "visit"
        form.save().with_context(declic_result="no_answer").action_log()
        self.assertEqual(case.contact_ids.result, "no_answer")
        self.assertEqual(case.contact_ids.place, "home")
        form = self.dialog(
            "declic.contact.log", "recovery", default_household_id=household.id
        )
        self.assertNotIn("present_ids", form._view["fields"])
        form.save().with_context(declic_result="reached").action_log()
        logged = household.contact_ids - case.contact_ids
        self.assertEqual(logged.user_id, self.users["recovery"])
        self.assertFalse(logged.case_id)
        with self.assertRaises(AccessError):
            self.dialog(
                "declic.contact.log",
                "recovery",
                default_case_id=case.id,
                default_household_id=household.id,
            )
        with self.assertRaises(UserError):
            self.dialog(
                "declic.contact.log", "counsellor", default_household_id=household.id
            ).save().action_log()

    def test_closing_shows_what_is_open_and_makes_nothing(self):
        case = self._case()
        appointment = self.appointment(case)
        form = self.dialog("declic.case.close", "counsellor", default_case_id=case.id)
        self.assertFalse(form.is_free)
        self.assertEqual(form.appointment_ids[:], appointment)
        self.assertFalse(case.review_ids.filtered(lambda r: r.review_type == "closing"))
        action = form.save().action_prepare()
        closing = self.env["declic.review"].browse(action["res_id"])
        with self.assertRaises(UserError) as refused:
            closing.with_user(self.users["counsellor"]).action_validate()
        # All at once: who was there, outcome, and what is open.
        message = refused.exception.args[0]
        self.assertIn(appointment.display_name, message)
        self.assertEqual(message.count("\n"), 2)
        closing.with_user(self.users["counsellor"]).action_give_up()
        self.assertEqual((closing.state, case.state), ("cancelled", "contact"))
        point = self.env["declic.review"].create({"case_id": case.id})
        with self.assertRaises(UserError):
            point.with_user(self.users["counsellor"]).action_give_up()

    def test_the_pilot_closes_alone(self):
        case = self._case()
        appointment = self.appointment(case)
        point = self.env["declic.review"].create({"case_id": case.id})
        self.assertNotIn(
            "alone_reason_id",
            self.dialog(
                "declic.case.close", "counsellor", default_case_id=case.id
            )._view["fields"],
        )
        words = ("eviction", self._reason("closing").id, self._reason("alone").id)
        with self.assertRaises(AccessError):
            case.with_user(self.users["counsellor"]).action_close_alone(*words)
        form = self.dialog("declic.case.close", "manager", default_case_id=case.id)
        form.is_alone = True
        form.outcome = "eviction"
        form.closing_reason_id = self._reason("closing")
        form.alone_reason_id = self._reason("alone")
        form.save().action_close_alone()
        self.assertEqual((case.state, case.outcome), ("closed", "eviction"))
        self.assertEqual(case.closing_id.alone_reason_id, self._reason("alone"))
        self.assertFalse(case.closing_id.association_present)
        self.assertEqual((appointment.state, point.state), ("cancelled", "incomplete"))

    def test_a_concern_is_settled_even_alone(self):
        case = self._case()
        concern = case.with_user(self.users["worker"]).action_report_concern(
            self._reason("concern").id
        )
        with self.assertRaisesRegex(UserError, concern.sudo().display_name):
            case.with_user(self.users["manager"]).action_close_alone(
                "eviction", self._reason("closing").id, self._reason("alone").id
            )
        self.assertEqual(case.state, "contact")

    def test_recovery_reads_the_landlords_contacts(self):
        """S2 23: and none of the association's; the advice is the same for both."""
        case = self._case()
        household = case.household_id
        theirs = case.with_user(self.users["worker"]).action_log_contact(
            "visit", "reached", 45
        )
        ours = self.env["declic.contact"].create(
            {
                "household_id": household.id,
                "result": "no_answer",
                "user_id": self.users["counsellor"].id,
            }
        )
        recovery = household.with_user(self.users["recovery"])
        self.env.invalidate_all()
        found = recovery.env["declic.contact"].search(
            [("household_id", "=", household.id)]
        )
        self.assertEqual(found.ids, ours.ids)
        [read] = recovery.web_read({"contact_ids": {"fields": {"date": {}}}})
        self.assertEqual([one["id"] for one in read["contact_ids"]], ours.ids)
        with self.assertRaises(AccessError):
            theirs.with_user(self.users["recovery"]).read(["date"])
        counsellor = household.with_user(self.users["counsellor"])
        self.assertEqual(
            counsellor.contact_ids, (ours | theirs).with_env(counsellor.env)
        )
        self.assertEqual(recovery.next_step, counsellor.next_step)
        self.assertEqual(recovery.explanation, counsellor.explanation)

    def test_a_decision_is_posted_where_its_owner_reads(self):
        """S2 22: on the procedure or the household for recovery, else on the case."""
        case = self._case()
        household = case.household_id
        recovery = self.users["recovery"]
        case._remind_decision("suspend", recovery, self.today)
        [mine] = self.env["mail.activity"].search([("user_id", "=", recovery.id)])
        self.assertEqual((mine.res_model, mine.res_id), (household._name, household.id))
        procedure = self.env["declic.procedure"].create({"household_id": household.id})
        case._remind_decision("ccapex", recovery, self.today)
        found = self.env["mail.activity"].search([("user_id", "=", recovery.id)]) - mine
        self.assertEqual(found.res_model, procedure._name)
        for activity in mine | found:
            where = self.env[activity.res_model].browse(activity.res_id)
            self.assertTrue(where.with_user(recovery).read(["display_name"]))
            self.assertTrue(activity.summary)
        case._remind_decision("aid", self.users["counsellor"], self.today)
        self.assertTrue(case.activity_ids.filtered("summary"))


@tagged("post_install", "-at_install")
class TestAdvice(DetectionCase):
    def test_who_owes_and_answers(self):
        """S2 29: not proposed, and not without anybody either."""
        household = self._household()
        for month in (6, 5, 4, 3, 2, 1):
            self._rent(household, self._months_ago(month))
        self.contact(household, "reached")
        self.detect()
        self.assertEqual(
            (household.debt_level, household.proposal_state), ("red", "none")
        )
        # The payer was not told in time: that comes first, until it is.
        self.assertEqual(household.next_step, "signal")
        procedure = self.env["declic.procedure"].create({"household_id": household.id})
        self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": self.env.ref("declic.step_type_signalled").id,
                "date": self.today,
            }
        )
        self.assertEqual(household.next_step, "recovery")
        quiet = self._household("CALME-TEST")
        self.detect()
        self.assertEqual(quiet.next_step, "none")

    def test_the_ledger_says_that_it_was_read(self):
        """S2 34."""
        household = self._household()
        action = household.with_user(self.users["counsellor"]).action_refresh()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("1", action["params"]["message"])

    def test_days_of_a_missed_instalment(self):
        """S2 31: they run until it is paid."""
        installment = self.env["declic.repayment.installment"].new(
            {
                "state": "missed",
                "delay_days": 0,
                "date_due": self.today - timedelta(days=41),
            }
        )
        self.assertEqual(installment.days_late, 41)
        installment.state, installment.delay_days = "caught_up", 12
        self.assertEqual(installment.days_late, 12)
        installment.state, installment.delay_days = "planned", 0
        installment.date_due = self.today + timedelta(days=3)
        self.assertEqual(installment.days_late, 0)
