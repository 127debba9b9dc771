import io
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, tagged

from ..common import DeclicLandlord
from ..portal.test_portal import PortalCase
from .test_review import ReviewCase

# The outcomes of the project sheet, by their keys.
SHEET = {
    "ordinary",
    "transfer",
    "rehoused",
    "relay",
    "shelter",
    "safety",
    "notice",
    "refused",
    "not_adhered",
    "eviction",
}


class ClosingCase(ReviewCase):
    @classmethod
    def closing(cls, **vals):
        closing = cls.as_role(cls.case, "counsellor").action_prepare_closing()
        cls.as_role(closing, "worker").action_fill_association_part(
            {
                "association_present": True,
                "results": {g.goal_id.id: "reached" for g in closing.goal_result_ids},
            }
        )
        theirs = cls.as_role(closing, "counsellor")
        theirs.write(
            {
                "landlord_present": True,
                "outcome": "ordinary",
                "closing_reason_id": cls._reason("closing").id,
                **vals,
            }
        )
        return theirs


@tagged("post_install", "-at_install")
class TestClosing(ClosingCase):
    """L1: reason, outcome, result per goal; refused while something is open."""

    def test_outcomes_of_the_sheet(self):
        outcomes = dict(self.case._fields["outcome"].selection)
        self.assertLessEqual(SHEET, set(outcomes))

    def test_what_is_open_is_named(self):
        point = self.point()
        appointment = self.as_role(self.case, "worker").action_plan_appointment(
            Datetime.now() + timedelta(days=2), "visit", channel="visit"
        )
        concern = self.as_role(self.case, "worker").action_report_concern(
            self._reason("concern").id
        )
        closing = self.closing()
        with self.assertRaises(UserError) as refused:
            closing.action_validate()
        for record in (point, appointment.sudo(), concern.sudo()):
            self.assertIn(record.display_name, refused.exception.args[0])
        self.assertEqual(self.case.state, "followed")
        self.hold(point, voice=False, decision="continue")
        self.as_role(appointment, "worker").action_cancel()
        theirs = self.as_role(concern, "counsellor")
        theirs.action_acknowledge()
        with self.assertRaisesRegex(UserError, concern.sudo().display_name):
            closing.action_validate()
        theirs.action_settle(self._reason("concern_end").id)
        closing.action_validate()
        self.assertEqual(self.case.state, "closed")

    def test_unanswered_review_is_named(self):
        review = self.review()
        with freeze_time(review.date_due + relativedelta(days=1)):
            closing = self.closing()
            with self.assertRaisesRegex(UserError, review.display_name):
                closing.action_validate()
            self.as_role(review, "counsellor").action_missed()
            closing.action_validate()

    def test_goal_outcome_and_reason(self):
        closing = self.closing(outcome=False)
        with self.assertRaisesRegex(UserError, "outcome and a reason"):
            closing.action_validate()
        closing.outcome = "ordinary"
        results = dict(closing.goal_result_ids._fields["result"].selection)
        self.assertEqual(
            set(results), {"open", "reached", "partial", "missed", "dropped"}
        )
        self.as_role(closing, "worker").action_fill_association_part(
            {"results": {g.goal_id.id: "open" for g in closing.goal_result_ids}}
        )
        with self.assertRaisesRegex(UserError, "each goal a result"):
            closing.action_validate()

    def test_every_field_of_the_form(self):
        household = self.household
        self.env["declic.household"]._run_detection()
        self.assertTrue(household.arrears_date)
        relays = self.env["declic.reason"].search([("kind", "=", "relay")], limit=2)
        self._pay(household, self.today, 500)
        closing = self.closing(
            closing_initiative="household",
            reacted_without_adhering=True,
            relay_ids=[Command.set(relays.ids)],
        )
        # The association writes the same fields, and the satisfaction alone.
        with self.assertRaises(AccessError):
            closing.satisfaction = "5"
        self.as_role(closing, "worker").action_fill_association_part(
            {"satisfaction": "4", "outcome": "plan", "relay_ids": relays[:1].ids}
        )
        with self.assertRaises(UserError):
            self.as_role(closing, "worker").action_fill_association_part(
                {"satisfaction": "9"}
            )
        closing.action_validate()
        form = closing.sudo()
        self.assertEqual(form.outcome, "plan")
        self.assertEqual(form.relay_ids, relays[:1])
        self.assertEqual(form.satisfaction, "4")
        self.assertEqual(form.previous_overdue, 900)
        self.assertEqual(form.overdue, 400)
        self.assertEqual(form.last_contact_date, self.today)
        self.assertTrue(form.eviction_avoided)
        # Recovery and the pilot read the money and the outcome.
        recovery = self.as_role(form, "recovery")
        self.assertEqual((recovery.outcome, recovery.overdue), ("plan", 400))
        with self.assertRaises(AccessError):
            recovery.read(["satisfaction"])
        with self.assertRaises(UserError):
            self.as_role(form, "manager").outcome = "other"

    def test_eviction_not_avoided(self):
        closing = self.closing(outcome="eviction")
        self.assertFalse(closing.eviction_avoided)

    def test_reminders_and_hold_end(self):
        self.case._refresh_reminders()
        self.closing().action_validate()
        self.assertFalse(self.case.activity_ids)
        lines = self.household._open_receivable_lines()
        self.assertFalse(any(lines.mapped("no_followup")))
        with self.assertRaisesRegex(UserError, "nothing can be added"):
            self.as_role(self.case, "counsellor").action_raise_concern()


@tagged("post_install", "-at_install")
class TestReopening(ClosingCase):
    """L2: a second episode; the first one keeps its dates and its form."""

    def test_the_end_letter_is_signed_by_who_followed(self):
        """B15: closing ends the referent's access; the letter exists from then on."""
        self.assertEqual(self.case._letter()["worker"], self.users["worker"].name)
        self.closing().action_validate()
        self.assertFalse(self.case.worker_id)
        self.assertEqual(self.case._letter()["worker"], self.users["worker"].name)

    def test_two_episodes_one_household(self):
        self.closing().action_validate()
        first = self.case
        with freeze_time(self.today + relativedelta(months=2)):
            action = self.as_role(self.household, "counsellor").action_reopen()
            orientation = self.env["declic.orientation"].browse(action["res_id"])
            orientation.write(
                {
                    "household_position": "agreed",
                    "reason_ids": [Command.set(self._reason("orientation").ids)],
                    "measure_ids": [
                        Command.create({"measure_id": self._reason("measure").id})
                    ],
                }
            )
            orientation.with_user(self.users["counsellor"]).action_send()
            second = (
                orientation.with_user(self.users["coordinator"])
                .action_accept(self.users["worker"].id)
                .sudo()
            )
            self.assertEqual((first.episode, second.episode), (1, 2))
            self.assertEqual(second.date_start, self.today + relativedelta(months=2))
            due = second.review_ids.mapped("date_due")
            self.assertEqual(min(due), second.date_start + relativedelta(months=3))
            self.assertEqual(first.state, "closed")
            self.assertEqual(first.date_closed, self.today)
            theirs = self.as_role(second, "counsellor")
            self.assertEqual(theirs.episode_ids, first | second)
            self.assertEqual(first.closing_id.state, "validated")
            action = self.as_role(first, "counsellor").action_print_closing()
            self.assertEqual(action["context"]["active_ids"], first.closing_id.ids)
            with self.assertRaisesRegex(UserError, "no closing form"):
                theirs.action_print_closing()
            groups = self.env["declic.case"]._read_group(
                [("household_id", "=", self.household.id)],
                [],
                ["__count", "household_id:count_distinct"],
            )
            self.assertEqual(groups, [(2, 1)])

    def test_another_association_learns_nothing(self):
        self.closing().action_validate()
        orientation = self._orientation(
            self.household, association=self.other_association
        )
        second = orientation.with_user(self.users["other_coordinator"]).action_accept(
            self.users["other_worker"].id
        )
        theirs = second.with_user(self.users["other_worker"])
        found = theirs.env["declic.case"].search([])
        self.assertEqual(found, theirs)
        self.assertFalse(
            theirs.env["declic.review"].search([("review_type", "=", "closing")])
        )


@tagged("post_install", "-at_install")
class TestClosingPdf(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()

    def test_kept_by_the_association(self):
        """Thirty-one days later the closing form alone is left, and prints."""
        case = self._case()
        worker, counsellor = self.users["worker"], self.users["counsellor"]
        closing = case.with_user(worker).action_prepare_closing()
        closing.action_fill_association_part(
            {
                "association_present": True,
                "outcome": "ordinary",
                "closing_reason_id": self._reason("closing").id,
                "household_voice": "silent",
                "silence_reason_id": self._reason("silence").id,
                "satisfaction": "5",
                "shareable_facts": "MOTRESUME",
            }
        )
        theirs = closing.with_user(counsellor)
        theirs.landlord_present = True
        theirs.action_validate()
        with freeze_time(self.today + relativedelta(days=31)):
            self.env.invalidate_all()
            mine = closing.with_user(worker)
            with self.assertRaises(AccessError):
                case.with_user(worker).read(["reference"])
            content = mine._render_pdf()
            text = " ".join(
                page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
            )
            silence = self._reason("silence").with_context(lang="fr_FR").name
            for word in (case.reference, "MOTRESUME", silence):
                self.assertIn(word, text)
            with self.assertRaises(AccessError):
                closing.with_user(self.users["colleague"])._render_pdf()


@tagged("post_install", "-at_install")
class TestClosingPage(PortalCase):
    def test_form(self):
        case = self._case()
        self.login("worker")
        answer = self.post(f"/my/declic/case/{case.id}/closing")
        closing = case.review_ids.filtered(lambda r: r.review_type == "closing")
        self.assertTrue(answer.url.endswith(f"/my/declic/review/{closing.id}"))
        relays = self.env["declic.reason"].search([("kind", "=", "relay")], limit=2)
        answer = self.post(
            f"/my/declic/review/{closing.id}",
            association_present="1",
            outcome="shelter",
            closing_reason_id=str(self._reason("closing").id),
            closing_initiative="joint",
            reacted_without_adhering="1",
            relay_ids=[str(i) for i in relays.ids],
            satisfaction="3",
            shareable_facts="Bilan",
        )
        self.assertIn("alert-success", answer.text)
        self.assertEqual(closing.outcome, "shelter")
        self.assertEqual(closing.relay_ids, relays)
        self.assertEqual(closing.satisfaction, "3")
        self.assertTrue(closing.reacted_without_adhering)
        self.post(f"/my/declic/case/{case.id}/closing")
        self.assertEqual(
            case.review_ids.filtered(lambda r: r.review_type == "closing"), closing
        )
        for wrong in ({"outcome": "moon"}, {"satisfaction": "6"}):
            with self.subTest(wrong=wrong):
                answer = self.post(
                    f"/my/declic/review/{closing.id}", shareable_facts="Gardé", **wrong
                )
                self.assertIn("alert-danger", answer.text)
                self.assertIn("Gardé", answer.text)

    def test_thirty_one_days_later(self):
        case = self._case()
        closing = case.with_user(self.users["worker"]).action_prepare_closing()
        closing.action_fill_association_part(
            {
                "association_present": True,
                "outcome": "ordinary",
                "closing_reason_id": self._reason("closing").id,
            }
        )
        theirs = closing.with_user(self.users["counsellor"])
        theirs.landlord_present = True
        theirs.action_validate()
        case.assignment_ids.write({"date_to": self.today - relativedelta(days=1)})
        self.env.flush_all()
        self.login("worker")
        page = self.url_open(f"/my/declic/review/{closing.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn(case.reference, page.text)
        self.assertNotIn("MARTIN", page.text)
        answer = self.post(
            f"/my/declic/review/{closing.id}", shareable_facts="Trop tard"
        )
        self.assertNotIn("alert-success", answer.text)
        self.assertFalse(closing.sudo().shareable_facts)
