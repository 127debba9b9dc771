from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from ..detection.test_migration_ledger import script
from ..review.test_review import ReviewCase


@tagged("post_install", "-at_install")
class TestReminders(ReviewCase):
    """F3: one activity per case and topic, gone when the topic closes."""

    def remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("declic.cron_reminders").method_direct_trigger()
        self.env.invalidate_all()

    def topics(self, case=None):
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "declic.case"),
                ("res_id", "=", (case or self.case).id),
            ],
            order="id",
        )
        prefix = "declic.activity_"
        return {
            activity.activity_type_id.get_external_id()[
                activity.activity_type_id.id
            ].removeprefix(prefix): activity
            for activity in activities
        }, len(activities)

    def test_three_times_a_day(self):
        self.point()
        worker = self.as_role(self.case, "worker")
        worker.action_plan_appointment(
            Datetime.now() + timedelta(hours=2), "visit", channel="visit"
        )
        with freeze_time(Datetime.now() + timedelta(days=1)):
            for _run in range(3):
                self.remind()
            topics, count = self.topics()
            self.assertEqual(set(topics), {"point", "result"})
            self.assertEqual(count, 2)
            activity = topics["point"]
            self.assertEqual(activity.user_id, self.users["counsellor"])
            self.assertFalse(activity.note)
            self.assertNotIn("MARTIN", f"{activity.res_name} {activity.summary}")

    def test_each_has_a_title(self):
        """S2 19: the web client shows the summary and nothing else; in the words of
        who reads it, whoever schedules."""
        self.users["counsellor"].lang = "fr_FR"
        self.point()
        self.remind()
        [point] = self.topics()[0].values()
        self.assertEqual(point.summary, "Tenir le point mensuel")
        kinds = self.env["mail.activity.type"].search([])
        ours = kinds.filtered(lambda k: k.get_external_id()[k.id].startswith("declic."))
        self.assertGreater(len(ours), 8)
        for kind in ours:
            with self.subTest(kind=kind.name):
                told = point.copy({"activity_type_id": kind.id, "summary": False})
                self.assertTrue(told.summary)
        # Odoo's own records are left as they are.
        partner = self.case.household_id.partner_id
        plain = kinds.create({"name": "Sans titre"})
        other = partner.activity_schedule(activity_type_id=plain.id)
        self.assertFalse(other.summary)

    def test_those_of_before_get_theirs(self):
        self.users["counsellor"].lang = "fr_FR"
        self.point()
        self.remind()
        self.env.cr.execute("UPDATE mail_activity SET summary = NULL")
        script("post-activity_titles.py").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        [point] = self.topics()[0].values()
        self.assertEqual(point.summary, "Tenir le point mensuel")

    def test_gone_with_the_topic(self):
        point = self.point()
        self.remind()
        self.assertIn("point", self.topics()[0])
        self.hold(point, voice=False, decision="continue")
        self.assertNotIn("point", self.topics()[0])
        concern = self.as_role(self.case, "worker").action_report_concern(
            self._reason("concern").id
        )
        self.assertIn("concern", self.topics()[0])
        self.as_role(concern, "counsellor").action_acknowledge()
        self.assertNotIn("concern", self.topics()[0])
        appointment = self.as_role(self.case, "worker").action_plan_appointment(
            Datetime.now() + timedelta(hours=1), "visit", channel="visit"
        )
        with freeze_time(Datetime.now() + timedelta(hours=5)):
            self.remind()
            self.assertIn("result", self.topics()[0])
            self.as_role(appointment, "worker").action_record_result("missed")
            self.assertNotIn("result", self.topics()[0])

    def test_topics_of_time(self):
        fresh = self._case(self._household("NEUF-TEST"))
        with freeze_time(fresh.date_contact_due + timedelta(days=1)):
            self.remind()
            self.assertIn("contact", self.topics(fresh)[0])
            self.assertNotIn("contact", self.topics()[0])
            fresh.with_user(self.users["worker"]).action_log_contact("visit", "reached")
            self.remind()
            self.assertNotIn("contact", self.topics(fresh)[0])
        with freeze_time(self.review().date_due - timedelta(days=10)):
            self.remind()
            self.assertIn("review", self.topics()[0])
        with freeze_time(self.case.date_end - timedelta(days=30)):
            self.remind()
            self.assertIn("end", self.topics()[0])

    def test_excluded_person_gets_none(self):
        self.point()
        self.env["declic.lock"].create(
            {
                "household_id": self.household.id,
                "user_id": self.users["counsellor"].id,
                "reason": "relative",
            }
        )
        self.remind()
        self.assertEqual(self.topics()[1], 0)

    def test_two_alike_become_one(self):
        self.point()
        self.remind()
        self.topics()[0]["point"].copy()
        self.assertEqual(self.topics()[1], 2)
        self.remind()
        self.assertEqual(self.topics()[1], 1)

    def test_queries_do_not_grow(self):
        self.programme.capacity = 30

        def queries(count):
            cases = self.env["declic.case"].browse()
            for number in range(count):
                case = self._case(self._household(f"NOMBRE-TEST {count}-{number}"))
                self.env["declic.review"].create(
                    {"case_id": case.id, "review_type": "monthly"}
                )
                cases |= case
            cases._refresh_reminders()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases._refresh_reminders()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = queries(2)
        self.assertLessEqual(queries(8), few)


@tagged("post_install", "-at_install")
class TestDigest(ReviewCase):
    """F3: one mail a week per person; references and counts, no name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            user.email = f"{user.login}@exemple.test"
        cls.monday = cls.today + relativedelta(weekday=0) + relativedelta(weeks=1)

    def send(self):
        with self.enter_registry_test_mode():
            self.env.ref("declic.cron_digest").method_direct_trigger()
        self.env.invalidate_all()

    def mails(self, role):
        return self.env["mail.mail"].search(
            [("email_to", "like", self.users[role].email)], order="id"
        )

    def week(self):
        self.point(date_due=self.monday - relativedelta(days=3))
        self.as_role(self.case, "worker").action_plan_appointment(
            Datetime.to_datetime(self.monday) + timedelta(days=2, hours=9),
            "visit",
            channel="visit",
        )
        self.as_role(self.case, "worker").action_report_concern(
            self._reason("concern").id, "MOTSANTE"
        )
        return self._orientation(self._household("AUTRE-TEST Lou"))

    def test_one_mail_a_week(self):
        orientation = self.week()
        with freeze_time(self.monday + timedelta(hours=6)):
            for _run in range(3):
                self.send()
        for role in ("counsellor", "worker", "coordinator"):
            with self.subTest(role=role):
                self.assertEqual(len(self.mails(role)), 1)
        body = self.mails("worker").body_html
        self.assertEqual(body.count(self.case.reference), 3)
        self.assertIn(orientation.reference, self.mails("coordinator").body_html)
        self.assertNotIn(orientation.reference, body)
        for role in ("counsellor", "worker", "coordinator"):
            mail = self.mails(role)
            for word in ("MARTIN", "AUTRE", "MOTSANTE", "Toulouse"):
                self.assertNotIn(word, f"{mail.subject} {mail.body_html}")
            self.assertTrue(mail.auto_delete)
        for role in ("recovery", "colleague", "other_worker", "psychologist"):
            self.assertFalse(self.mails(role))
        with freeze_time(self.monday + timedelta(days=3)):
            self.send()
        self.assertEqual(len(self.mails("worker")), 1)
        with freeze_time(self.monday + timedelta(days=7)):
            self.send()
        self.assertEqual(len(self.mails("worker")), 2)

    def test_nothing_to_do_no_mail(self):
        with freeze_time(self.monday):
            self.send()
        self.assertFalse(self.mails("worker"))

    def test_excluded_person_hears_nothing(self):
        self.week()
        self.env["declic.lock"].create(
            {
                "household_id": self.household.id,
                "user_id": self.users["worker"].id,
                "reason": "relative",
            }
        )
        with freeze_time(self.monday):
            self.send()
        self.assertFalse(self.mails("worker"))

    def test_decision_told_to_its_owner(self):
        self.hold(
            self.point(),
            voice=False,
            decision="ccapex",
            decision_owner_id=self.users["recovery"].id,
            decision_due=self.today + relativedelta(days=3),
        )
        lines = self.env["declic.digest"]._lines()
        reference = [self.case.reference]
        self.assertEqual(lines[self.users["recovery"].id].get("decision"), reference)

    def test_plan_to_approve_by_the_other_side(self):
        plan = self.as_role(self.case, "worker").action_start_plan()
        plan.action_propose()
        lines = self.env["declic.digest"]._lines()
        reference = [self.case.reference]
        self.assertEqual(lines[self.users["counsellor"].id].get("plan"), reference)
        self.assertFalse(lines.get(self.users["worker"].id, {}).get("plan"))
