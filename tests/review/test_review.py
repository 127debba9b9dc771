from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import DeclicCase
from ..portal.test_portal import PortalCase


class ReviewCase(DeclicCase):
    """A case under way with an approved plan and a ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls._household()
        for month in (4, 3):
            cls._rent(cls.household, cls._months_ago(month))
        cls.case = cls._case(cls.household)
        worker = cls.case.with_user(cls.users["worker"])
        worker.action_log_contact("visit", "reached", 40)
        plan = worker.action_start_plan()
        plan.action_add_goal(
            "social",
            "J'ouvre mon courrier",
            [
                {
                    "name": "Trier le courrier",
                    "actor": "household",
                    "date_due": cls.today + relativedelta(days=10),
                }
            ],
        )
        plan.action_propose()
        plan.with_user(cls.users["counsellor"]).action_approve()

    def point(self, **vals):
        return self.env["declic.review"].create(
            {"case_id": self.case.id, "review_type": "monthly", **vals}
        )

    def review(self, kind="month3"):
        return self.case.review_ids.filtered(lambda r: r.review_type == kind)

    @classmethod
    def as_role(cls, record, role):
        return record.with_user(cls.users[role])

    def both_present(self, review, **landlord):
        self.as_role(review, "worker").action_fill_association_part(
            {"association_present": True}
        )
        theirs = self.as_role(review, "counsellor")
        theirs.write({"landlord_present": True, **landlord})
        return theirs

    def hold(self, review, voice="agrees", **landlord):
        theirs = self.both_present(review, **landlord)
        if voice:
            self.as_role(review, "worker").action_fill_association_part(
                {"household_voice": voice}
            )
        theirs.action_validate()
        return review


@tagged("post_install", "-at_install")
class TestMonthlyPoint(ReviewCase):
    """F2: created by the cron, filled in beforehand, closed by both sides."""

    def test_filled_in_beforehand(self):
        snapshot = self.case.orientation_id.snapshot_id
        self.assertEqual(snapshot.overdue, 900)
        since = self.today + relativedelta(days=2)
        with freeze_time(since):
            first = self.point(date_due=since)
            self.hold(first, voice=False, decision="continue")
            self.assertEqual(first.previous_overdue, 900)
            self.assertEqual(first.overdue, 900)
        later = since + relativedelta(days=25)
        self._rent(self.household, since + relativedelta(days=10))
        self._pay(self.household, since + relativedelta(days=12), 120)
        self._benefit(self.household, since + relativedelta(days=14), 150)
        # On the day of the point before: it stands in that one's snapshot.
        self._pay(self.household, since, 30)
        with freeze_time(later):
            worker = self.as_role(self.case, "worker")
            worker.action_log_contact("visit", "no_answer")
            worker.action_log_contact("phone", "reached")
            worker.action_log_contact("visit", "missed")
            self.env["declic.household"]._run_detection()
            point = self.point(date_due=later)
            self.assertEqual(point.date_since, since)
            self.assertEqual(point.previous_overdue, 900)
            self.assertEqual(point.debt_now, 900 + 450 - 120 - 150 - 30)
            self.assertEqual((point.due, point.paid, point.benefit), (450, 120, 150))
            self.assertAlmostEqual(point.paid_rate, 60)
            counts = (point.contact_count, point.failed_count, point.missed_count)
            self.assertEqual(counts, (1, 1, 1))
            self.assertEqual(
                point.late_action_ids.mapped("name"), ["Trier le courrier"]
            )
            self.assertEqual(point.goal_result_ids.goal_id.name, "J'ouvre mon courrier")
            # Recovery: the money and the decision, no fact and no plan.
            recovery = self.as_role(point, "recovery")
            self.assertEqual(recovery.paid, 120)
            for name in ("shareable_facts", "late_action_ids", "talking_line_ids"):
                with self.subTest(name=name), self.assertRaises(AccessError):
                    recovery.read([name])
            self.hold(point, voice=False, decision="continue")
        # Held: the figures stay those of the day.
        self._pay(self.household, later, 500)
        with freeze_time(later + relativedelta(days=5)):
            self.env["declic.household"]._run_detection()
            self.env.invalidate_all()
            self.assertEqual(point.paid, 120)
            self.assertEqual(point.debt_now, 1050)

    def test_money_hidden_before_agreement(self):
        case = self._case(position="informed")
        self._rent(case.household_id, self._months_ago(2))
        self.env["declic.household"]._run_detection()
        review = case.review_ids[0]
        self.assertEqual(review.debt_now, 450)
        theirs = review.with_user(self.users["worker"])
        self.assertEqual(theirs.previous_overdue, 0)
        self.assertEqual(theirs.contact_count, 0)

    def test_one_point_per_case_and_month(self):
        Review = self.env["declic.review"]
        first = (self.today + relativedelta(months=1)).replace(day=1)
        self.programme.monthly_day = 7
        with freeze_time(first + relativedelta(days=5)):
            Review._cron_create_monthly()
            self.assertFalse(self.review("monthly"))
        with freeze_time(first + relativedelta(days=6)):
            for _run in range(3):
                Review._cron_create_monthly()
            point = self.review("monthly")
            self.assertEqual(len(point), 1)
            self.assertEqual(point.date_due, first + relativedelta(days=6))
        with freeze_time(first + relativedelta(months=1)):
            Review._cron_create_monthly()
        self.assertEqual(point.state, "incomplete")

    def test_both_present_or_incomplete(self):
        point = self.point()
        theirs = self.as_role(point, "counsellor")
        theirs.write({"landlord_present": True, "decision": "continue"})
        with self.assertRaisesRegex(UserError, "Both sides"):
            theirs.action_validate()
        theirs.action_missed()
        self.assertEqual(point.state, "incomplete")
        missed = self.env["declic.review"].search(
            [("state", "=", "incomplete"), ("case_id", "=", self.case.id)]
        )
        self.assertEqual(missed, point)
        with self.assertRaises(UserError):
            self.as_role(point, "worker").action_fill_association_part(
                {"shareable_facts": "Trop tard"}
            )

    def test_each_side_its_own_part(self):
        point = self.point()
        counsellor = self.as_role(point, "counsellor")
        for name, value in (
            ("association_present", True),
            ("shareable_facts", "Au nom de l'autre"),
            ("association_opinion", "Au nom de l'autre"),
            ("recovery_opinion", "Au nom du contentieux"),
            ("extension_reason_id", self._reason("extension").id),
            ("case_id", self.case.id),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                counsellor.write({name: value})
        with self.assertRaises(AccessError):
            counsellor.action_fill_association_part({"association_present": True})
        Review = self.env["declic.review"].with_user(self.users["counsellor"])
        for name, value in (
            ("association_present", True),
            ("shareable_facts", "Au nom de l'autre"),
            ("facts", {"paid": 1}),
        ):
            with self.subTest(created=name), self.assertRaises(AccessError):
                Review.create(
                    {
                        "case_id": self.case.id,
                        "date_due": self.today + relativedelta(days=9),
                        name: value,
                    }
                )
        recovery = self.as_role(point, "recovery")
        recovery.recovery_opinion = "Loyer repris."
        recovery.decision = "continue"
        for name, value in (
            ("landlord_present", True),
            ("landlord_opinion", "Non"),
            ("date_due", self.today),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                recovery.write({name: value})
        with self.assertRaises(AccessError):
            recovery.action_validate()
        with self.assertRaises(AccessError):
            recovery.action_missed()
        # At a review recovery reads the decision, and takes none.
        with self.assertRaises(AccessError):
            self.as_role(self.review(), "recovery").decision = "continue"
        self.assertEqual(
            self.as_role(point, "counsellor").recovery_opinion, "Loyer repris."
        )
        self.hold(point, voice=False)
        self.assertEqual(point.landlord_user_id, self.users["counsellor"])
        self.assertEqual(point.association_user_id, self.users["worker"])
        self.assertEqual(point.validated_by_id, self.users["counsellor"])

    def test_frozen_once_validated(self):
        point = self.hold(self.point(), voice=False, decision="continue")
        for role, name in (("counsellor", "landlord_opinion"), ("manager", "decision")):
            with self.subTest(role=role), self.assertRaises(UserError):
                self.as_role(point, role).write({name: "continue"})
        with self.assertRaises(UserError):
            point.goal_result_ids.write({"result": "reached"})
        with self.assertRaises(AccessError):
            self.as_role(point, "counsellor").facts = {}

    def test_decided_from_the_list_of_its_kind(self):
        with self.assertRaisesRegex(UserError, "cannot be decided here"):
            self.as_role(self.point(), "counsellor").decision = "extend"
        with self.assertRaisesRegex(UserError, "cannot be decided here"):
            self.as_role(self.review(), "counsellor").decision = "suspend"

    def decided(self):
        """Activities of decisions, wherever their owners read them."""
        kind = self.env.ref("declic.activity_decision")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def test_decision_becomes_the_owners_activity(self):
        owner = self.users["recovery"]
        due = self.today + relativedelta(days=12)
        self.hold(
            self.point(),
            voice=False,
            decision="ccapex",
            decision_owner_id=owner.id,
            decision_due=due,
        )
        [activity] = self.decided()
        self.assertEqual((activity.user_id, activity.date_deadline), (owner, due))
        self.assertIn("CCAPEX", activity.summary)

    def test_several_decisions_each_with_its_owner(self):
        """“Continue”, and with it: litigation suspended, an aid to ask for."""
        point = self.point()
        until = self.today + relativedelta(months=2)
        Decision = self.env["declic.review.decision"]
        recovery = self.users["recovery"]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                Decision.create({"review_id": point.id, "kind": "suspend"})
        theirs = self.as_role(point, "counsellor")
        theirs.also_decided_ids = [
            Command.create(
                {
                    "kind": "suspend",
                    "date_until": until,
                    "owner_id": recovery.id,
                    "date_due": self.today + relativedelta(days=2),
                }
            ),
            Command.create({"kind": "aid", "date_due": self.today}),
        ]
        # Recovery too, at a point; at a review it reads the decision.
        Theirs = Decision.with_user(recovery)
        Theirs.create({"review_id": point.id, "kind": "ccapex"})
        with self.assertRaisesRegex(AccessError, "counsellor and the association"):
            Theirs.create({"review_id": self.review().id, "kind": "ccapex"})
        with self.assertRaises(AccessError):
            Decision.with_user(self.users["worker"]).create(
                {"review_id": point.id, "kind": "aid"}
            )
        self.hold(point, voice=False, decision="continue")
        self.assertEqual(self.household.litigation_until, until)
        activities = self.decided()
        self.assertEqual(
            sorted(activities.user_id.mapped("login")),
            ["test_counsellor", "test_recovery"],
        )
        self.assertEqual(len(activities), 3)
        # A title is all that the clock menu shows (S2 19).
        activities |= self.household.procedure_ids.activity_ids
        self.assertTrue(all(activity.summary for activity in activities))
        for role in ("counsellor", "recovery"):
            with self.subTest(role=role), self.assertRaises(UserError):
                self.as_role(point.also_decided_ids, role).date_due = until
        with self.assertRaises(UserError):
            self.as_role(point.also_decided_ids, "counsellor").unlink()

    def test_suspend_litigation(self):
        """Seen by recovery at once; the hold outlasts the period; accounting gets
        everything back."""
        procedure = self.env["declic.procedure"].create(
            {"household_id": self.household.id, "user_id": self.users["recovery"].id}
        )
        until = self.case.date_end + relativedelta(months=1)
        point = self.point()
        with self.assertRaises(AccessError):
            self.as_role(self.household, "recovery").litigation_until = until
        with self.assertRaisesRegex(UserError, "until when"):
            self.hold(point, voice=False, decision="suspend")
        with self.assertRaisesRegex(UserError, "a day to come"):
            self.hold(point, voice=False, decision_until=self.today)
        self.hold(point, voice=False, decision_until=until)
        seen = self.as_role(self.household, "recovery")
        self.assertEqual(seen.litigation_until, until)
        self.assertTrue(seen.is_litigation_suspended)
        found = seen.search([("is_litigation_suspended", "=", True)])
        self.assertEqual(found, self.household)
        self.assertTrue(self.as_role(procedure, "recovery").is_litigation_suspended)
        activity = procedure.activity_ids
        self.assertEqual(activity.user_id, self.users["recovery"])
        self.assertEqual(activity.date_deadline, until)
        lines = self.household._open_receivable_lines()
        self.assertTrue(all(lines.mapped("no_followup")))
        # After the period, still suspended: held, new terms too.
        with freeze_time(self.case.date_end + relativedelta(days=5)):
            self.env["declic.case"]._cron_release()
            self.assertTrue(all(lines.mapped("no_followup")))
            new = self._receivable(self._rent(self.household, self.today))
            self.assertTrue(new.no_followup)
        with freeze_time(until + relativedelta(days=1)):
            self.env["declic.case"]._cron_release()
            self.env.invalidate_all()
            self.assertFalse(any((lines | new).mapped("no_followup")))
            self.assertFalse(seen.is_litigation_suspended)

    def test_suspended_twice_one_activity(self):
        procedure = self.env["declic.procedure"].create(
            {"household_id": self.household.id}
        )
        for months in (1, 2):
            until = self.today + relativedelta(months=months)
            day = self.today + relativedelta(days=months)
            self.hold(
                self.point(date_due=day),
                voice=False,
                decision="suspend",
                decision_until=until,
            )
        self.assertEqual(len(procedure.activity_ids), 1)
        self.assertEqual(procedure.activity_ids.date_deadline, until)


@tagged("post_install", "-at_install")
class TestReviews(ReviewCase):
    """R1 and R2: three, six months and before the end; each ends in a decision."""

    def test_dates(self):
        """Start 15 January: reviews due 15 April and 15 July."""
        case = self.env["declic.case"].create(
            {
                "household_id": self._household("DATE-TEST").id,
                "orientation_id": self.case.orientation_id.id,
                "programme_id": self.programme.id,
                "association_id": self.association.id,
                "referent_id": self.users["counsellor"].id,
                "date_start": date(2026, 1, 15),
            }
        )
        due = {r.review_type: r.date_due for r in case.review_ids}
        self.assertEqual(
            due, {"month3": date(2026, 4, 15), "month6": date(2026, 7, 15)}
        )
        self.assertEqual(case.date_end, date(2026, 7, 15))

    def test_before_the_end_of_each_period(self):
        schedule = self.env["declic.review"]._schedule_end
        with freeze_time(self.case.date_end - relativedelta(days=20)):
            schedule()
            # The six-month review does for the end of a first period of six months.
            self.assertFalse(self.review("end"))
        end = self.today + relativedelta(months=10)
        self.case._extend(end, self.env["declic.reason"])
        with freeze_time(end - relativedelta(days=46)):
            schedule()
            self.assertFalse(self.review("end"))
        with freeze_time(end - relativedelta(days=45)):
            for _run in range(3):
                schedule()
            review = self.review("end")
            self.assertEqual(review.date_due, end - relativedelta(days=15))
            # Extended before it was held: it is dropped, and comes for the new end.
            later = self.today + relativedelta(months=12)
            self.case._extend(later, self.env["declic.reason"])
            self.assertEqual(review.state, "cancelled")
        with freeze_time(later - relativedelta(days=40)):
            schedule()
            self.assertEqual(
                self.review("end").filtered(lambda r: r.state == "draft").date_due,
                later - relativedelta(days=15),
            )

    def test_decision_required(self):
        theirs = self.both_present(self.review())
        self.as_role(self.review(), "worker").action_fill_association_part(
            {"household_voice": "agrees"}
        )
        with self.assertRaisesRegex(UserError, "ends with a decision"):
            theirs.action_validate()

    def test_the_households_voice(self):
        review = self.review()
        theirs = self.both_present(review, decision="continue")
        with self.assertRaisesRegex(UserError, "what the household says"):
            theirs.action_validate()
        worker = self.as_role(review, "worker")
        worker.action_fill_association_part({"household_voice": "silent"})
        with self.assertRaisesRegex(UserError, "why the household did not answer"):
            theirs.action_validate()
        with self.assertRaises(UserError):
            worker.action_fill_association_part(
                {"silence_reason_id": self._reason("closing").id}
            )
        worker.action_fill_association_part(
            {"silence_reason_id": self._reason("silence").id}
        )
        theirs.action_validate()
        self.assertEqual(review.state, "validated")

    def test_adjust_opens_the_next_plan(self):
        self.hold(self.review(), decision="adjust")
        plan = self.case.plan_id
        self.assertEqual((plan.version, plan.state), (2, "draft"))
        # The association writes it, the landlord approves.
        self.assertEqual(plan.author_id, self.users["worker"])
        self.assertEqual(self.case.plan_ids.sorted("version")[0].state, "approved")

    def test_extend_within_the_maximum(self):
        review = self.review("month6")
        theirs = self.both_present(review, decision="extend")
        self.as_role(review, "worker").action_fill_association_part(
            {"household_voice": "disagrees", "household_comment": "C'est long."}
        )
        with self.assertRaisesRegex(UserError, "until when"):
            theirs.action_validate()
        theirs.decision_until = self.case.date_end
        with self.assertRaisesRegex(UserError, "comes after"):
            theirs.action_validate()
        theirs.decision_until = self.today + relativedelta(months=12)
        theirs.action_validate()
        self.assertEqual(self.case.date_end, self.today + relativedelta(months=12))

    def test_extend_beyond_the_maximum(self):
        beyond = self.today + relativedelta(months=12, days=1)
        review = self.review("month6")
        theirs = self.both_present(review, decision="extend", decision_until=beyond)
        self.as_role(review, "worker").action_fill_association_part(
            {"household_voice": "agrees"}
        )
        with self.assertRaisesRegex(UserError, "12 months at most"):
            theirs.action_validate()
        reason = self._reason("extension")
        with self.assertRaises(AccessError):
            theirs.extension_reason_id = reason
        self.as_role(review, "manager").extension_reason_id = reason
        theirs.action_validate()
        self.assertEqual(self.case.date_end, beyond)
        logged = self.case.message_ids.filtered(lambda m: reason.name in (m.body or ""))
        self.assertTrue(logged)

    def test_the_end_is_nobodys_to_type(self):
        for role in ("counsellor", "manager"):
            for name in ("date_end", "date_start"):
                with self.subTest(role=role, name=name), self.assertRaises(AccessError):
                    self.as_role(self.case, role).write({name: self.today})

    def test_close_opens_the_closing_form(self):
        self.hold(self.review(), decision="close")
        self.assertEqual(self.review("closing").state, "draft")

    def test_handing_over_opens_the_next_orientation(self):
        """R1: what the landlord wrote is passed on, what the household said to the
        first association is not; sent once the support is closed."""
        first = self.case.orientation_id
        self.hold(self.review(), decision="hand_over")
        prepared = self.case.household_id.orientation_ids - first
        self.assertEqual(prepared.state, "draft")
        self.assertEqual(prepared.association_id, self.other_association)
        self.assertEqual(prepared.reason_ids, first.reason_ids)
        self.assertEqual(prepared.measure_ids.measure_id, first.measure_ids.measure_id)
        self.assertEqual(prepared.request, first.request)
        self.assertEqual(prepared.household_position, "none")
        self.assertEqual(prepared.sharing_level, "anonymous")
        self.assertEqual(prepared.activity_ids.user_id, self.case.referent_id)
        mine = prepared.with_user(self.users["counsellor"])
        with self.assertRaises(RedirectWarning):
            mine.action_send()
        self.case._close("transfer", self._reason("closing"))
        mine.action_send()
        self.assertEqual(prepared.state, "sent")
        # Decided twice, it is the same one.
        self.assertEqual(first._hand_over(self.case.referent_id).state, "draft")

    def test_association_and_landlord_decide_together(self):
        """F4: at a review the association proposes the decision too, at a point not."""
        worker = self.as_role(self.review(), "worker")
        worker.action_fill_association_part({"decision": "hand_over"})
        self.assertEqual(self.review().decision, "hand_over")
        point = self.point()
        self.as_role(point, "worker").action_fill_association_part(
            {"decision": "continue"}
        )
        self.assertFalse(point.decision)


@tagged("post_install", "-at_install")
class TestReviewPage(PortalCase):
    def test_stale_page_gives_both_back(self):
        case = self._case()
        review = case.review_ids[0]
        path = f"/my/declic/review/{review.id}"
        self.login("worker")
        opened = f"review-{review.id}-{review._form_version()}"
        review.with_user(self.users["coordinator"]).action_fill_association_part(
            {"shareable_facts": "Écrit entre-temps"}
        )
        answer = self.post(path, declic_version=opened, shareable_facts="Mon texte")
        self.assertIn("alert-danger", answer.text)
        self.assertIn("Écrit entre-temps", answer.text)
        self.assertIn("Mon texte", answer.text)
        self.assertEqual(review.shareable_facts, "Écrit entre-temps")

    def test_review_with_its_decision(self):
        case = self._case()
        review = case.review_ids.filtered(lambda r: r.review_type == "month3")
        until = case.date_end + relativedelta(months=2)
        self.login("worker")
        answer = self.post(
            f"/my/declic/review/{review.id}",
            association_present="1",
            household_voice="silent",
            silence_reason_id=str(self._reason("silence").id),
            decision="extend",
            decision_until=until.isoformat(),
        )
        self.assertIn("alert-success", answer.text)
        self.assertEqual(review.silence_reason_id, self._reason("silence"))
        self.assertEqual((review.decision, review.decision_until), ("extend", until))
        self.assertIn(
            "alert-danger",
            self.post(f"/my/declic/review/{review.id}", decision="suspend").text,
        )
