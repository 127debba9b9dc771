from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import RecordCapturer, tagged

from ..common import DeclicCase
from ..portal.test_portal import PortalCase

SECRET = "MOTGRAVE il ne mange plus"


@tagged("post_install", "-at_install")
class TestConcern(DeclicCase):
    """F4: both referents at once, not a word in the mail, a name and a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.kind = cls._reason("concern")

    def raised(self, role="worker", origin="review"):
        return (
            self.case.with_user(self.users[role])
            .action_report_concern(self.kind.id, SECRET, origin)
            .sudo()
        )

    def told(self, messages):
        return messages.partner_ids

    def messages(self):
        return RecordCapturer(
            self.env["mail.message"], [("message_type", "=", "user_notification")]
        )

    def test_told_at_once_without_content(self):
        with self.messages() as captured:
            concern = self.raised()
        # Who raised it knows; the other referent is told.
        self.assertEqual(
            self.told(captured.records), self.users["counsellor"].partner_id
        )
        with self.messages() as captured:
            self.raised("coordinator")
        self.assertEqual(
            self.told(captured.records),
            (self.users["counsellor"] | self.users["worker"]).partner_id,
        )
        for message in captured.records:
            words = f"{message.subject} {message.body}"
            self.assertIn(self.case.reference, words)
            for word in ("MOTGRAVE", "MARTIN", self.kind.name):
                self.assertNotIn(word, words)
        everything = self.env["mail.message"].search([("body", "like", "MOTGRAVE")])
        self.assertFalse(everything)
        self.assertEqual(concern.origin, "review")

    def test_acknowledged_with_name_and_time(self):
        concern = self.raised()
        with self.assertRaisesRegex(AccessError, "Somebody else acknowledges"):
            concern.with_user(self.users["worker"]).action_acknowledge()
        with self.assertRaises(AccessError):
            concern.with_user(self.users["counsellor"]).write(
                {"acknowledged_by_id": self.users["worker"].id}
            )
        with freeze_time(Datetime.now() + timedelta(hours=3)):
            concern.with_user(self.users["counsellor"]).action_acknowledge()
            moment = Datetime.now()
        self.assertEqual(concern.acknowledged_by_id, self.users["counsellor"])
        self.assertEqual(concern.date_acknowledged, moment)
        with self.assertRaises(UserError):
            concern.with_user(self.users["counsellor"]).action_acknowledge()
        with self.assertRaisesRegex(UserError, "as it was raised"):
            concern.with_user(self.users["counsellor"]).facts = "Rien"

    def test_pilot_after_a_day(self):
        concern = self.raised()
        manager = self.programme.manager_id
        escalate = self.env["declic.concern"]._cron_escalate
        later = Datetime.now() + timedelta(hours=24)
        with freeze_time(later - timedelta(minutes=5)), self.messages() as captured:
            escalate()
        self.assertFalse(captured.records)
        with freeze_time(later + timedelta(minutes=1)), self.messages() as captured:
            for _run in range(3):
                escalate()
        self.assertEqual(len(captured.records), 1)
        self.assertEqual(self.told(captured.records), manager.partner_id)
        self.assertNotIn("MOTGRAVE", captured.records.body)
        self.assertTrue(concern.date_escalated)
        activity = self.case.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref("declic.activity_concern")
        )
        self.assertEqual(activity.user_id, manager)

    def test_acknowledged_in_time_is_not_escalated(self):
        self.raised().with_user(self.users["counsellor"]).action_acknowledge()
        with freeze_time(Datetime.now() + timedelta(days=2)), self.messages() as sent:
            self.env["declic.concern"]._cron_escalate()
        self.assertFalse(sent.records)

    def test_settled(self):
        concern = self.raised()
        outcome = self._reason("concern_end")
        theirs = concern.with_user(self.users["counsellor"])
        with self.assertRaises(UserError):
            theirs.action_settle(outcome.id)
        theirs.action_acknowledge()
        with self.assertRaisesRegex(UserError, "what was done"):
            theirs.action_settle(self.kind.id)
        wizard = (
            self.env["declic.concern.settle"]
            .with_user(self.users["counsellor"])
            .create({"concern_id": concern.id, "outcome_id": outcome.id})
        )
        wizard.action_confirm()
        self.assertEqual(concern.state, "settled")
        self.assertEqual(concern.settled_by_id, self.users["counsellor"])

    def test_from_every_form_of_the_landlord(self):
        """The button of each form opens a concern about its household."""
        case = self.case.with_user(self.users["worker"])
        records = {
            "case": self.case,
            "review": self.case.review_ids[:1],
            "appointment": case.action_plan_appointment(
                Datetime.now() + timedelta(days=1), "visit"
            ),
            "assessment": case.action_start_assessment(),
            "plan": case.action_start_plan(),
        }
        for origin, record in records.items():
            action = record.with_user(self.users["counsellor"]).action_raise_concern()
            with self.subTest(origin=origin):
                concern = (
                    self.env["declic.concern"]
                    .with_user(self.users["counsellor"])
                    .with_context(**action["context"])
                    .create({"kind_id": self.kind.id, "facts": SECRET})
                )
                self.assertEqual(concern.case_id, self.case)
                self.assertEqual(concern.origin, origin)

    def test_the_kind_is_one_of_concerns(self):
        """A client that writes the record itself picks from the same list."""
        concerns = self.env["declic.concern"].with_user(self.users["counsellor"])
        values = {"case_id": self.case.id, "facts": SECRET}
        for kind in ("concern_end", "closing"):
            with self.subTest(kind=kind):
                with self.assertRaises(UserError) as refused:
                    concerns.create({**values, "kind_id": self._reason(kind).id})
                self.assertIn("what the concern is", str(refused.exception))
        ours = [("case_id", "=", self.case.id)]
        self.assertFalse(concerns.search(ours))
        concern = concerns.create({**values, "kind_id": self.kind.id})
        self.assertEqual(concerns.search(ours), concern)

    def test_outside_the_circle(self):
        concern = self.raised()
        for role in ("recovery", "accountant", "reporter", "psychologist"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                concern.with_user(self.users[role]).read(["facts"])
        for role in ("colleague", "other_worker"):
            found = self.env["declic.concern"].with_user(self.users[role]).search([])
            self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestConcernPage(PortalCase):
    def test_raise_acknowledge_settle(self):
        case = self._case()
        kind = self._reason("concern")
        plan = case.with_user(self.users["worker"]).action_start_plan()
        assessment = case.with_user(self.users["worker"]).action_start_assessment()
        self.login("worker")
        for path in (
            f"case/{case.id}",
            f"case/{case.id}/contact",
            f"review/{case.review_ids[0].id}",
            f"plan/{plan.id}",
            f"assessment/{assessment.id}",
        ):
            with self.subTest(path=path):
                page = self.url_open(f"/my/declic/{path}").text
                self.assertIn(f"/my/declic/case/{case.id}/concern?origin=", page)
        path = f"/my/declic/case/{case.id}/concern"
        answer = self.post(path, kind_id="x", facts=SECRET, origin="contact")
        self.assertIn("alert-danger", answer.text)
        self.assertIn(SECRET, answer.text)
        self.assertFalse(case.concern_ids)
        answer = self.post(path, kind_id=str(kind.id), facts=SECRET, origin="contact")
        self.assertIn("alert-success", answer.text)
        concern = case.concern_ids
        self.assertEqual((concern.origin, concern.facts), ("contact", SECRET))
        url = f"/my/declic/concern/{concern.id}"
        self.post(f"{url}/acknowledge")
        self.assertEqual(concern.state, "raised")
        self.login("coordinator")
        self.assertIn(SECRET, self.url_open(url).text)
        self.post(f"{url}/acknowledge")
        self.assertEqual(concern.acknowledged_by_id, self.users["coordinator"])
        self.assertIn("alert-danger", self.post(f"{url}/settle").text)
        self.post(f"{url}/settle", outcome_id=str(self._reason("concern_end").id))
        self.assertEqual(concern.state, "settled")
        self.login("colleague")
        self.assertTrue(self.url_open(url).url.endswith("/my/declic"))
