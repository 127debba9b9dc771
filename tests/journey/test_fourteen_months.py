"""A whole case in fourteen months of frozen days: a plan, an extension, a relapse, a
closure, a second episode. The crons run every week, and whenever something happens;
three times, and the last two leave everything as the first one did."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import DeclicCase

CRONS = (
    "cron_consent",
    "cron_access",
    "cron_release",
    "cron_monthly",
    "cron_after",
    "cron_reminders",
    "cron_remind",
    "cron_digest",
    "cron_remind_households",
    "cron_escalate",
)
STEP_DAYS = 7
MONTHS = 14


@tagged("post_install", "-at_install", "long")
class TestFourteenMonths(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            user.email = f"{user.login}@exemple.test"
        # Nobody logs in here: the accounts must not fall asleep.
        cls.company.declic_sleep_days = 0
        cls.programme.monthly_day = 5
        cls.start = (cls.today + relativedelta(months=1)).replace(day=12)
        cls.household = cls._household()
        cls.household.partner_id.email = "menage@exemple.test"
        cls.household.safe_channel = "email"

    # The story

    def test_fourteen_months(self):
        self.billed = set()
        events = {
            0: self.opened,
            20: self.plan_approved,
            60: self.nothing,
            63: self.appointment_kept,
            93: self.three_months,
            185: self.six_months,
            215: self.silent_month,
            240: self.litigation_suspended,
            270: self.concern_raised,
            271: self.nothing,
            272: self.concern_settled,
            352: self.before_the_end,
            356: self.closed,
            390: self.reopened,
            424: self.second_point,
            # Beyond the fourteen months: what the ledger says half a year after.
            545: self.nothing,
        }
        for number in sorted({*range(0, MONTHS * 31, STEP_DAYS), *events}):
            self.day = self.start + timedelta(days=number)
            with freeze_time(Datetime.to_datetime(self.day) + timedelta(hours=9)):
                self.bill(number)
                if number in events:
                    events[number]()
                left = self.night()
                for _again in range(2):
                    self.assertEqual(self.night(), left, self.day)
        self.check_story(left)

    def bill(self, number):
        """The month's rent, and what the household pays of it."""
        month = self.day.replace(day=1)
        if month in self.billed or number > MONTHS * 31:
            return
        self.billed.add(month)
        self._rent(self.household, month)
        relapse = 200 < number < 300 or number > 360
        self._pay(self.household, self.day, 60 if relapse else 460)

    def night(self):
        """Run what runs at night; return what is there after it."""
        with self.enter_registry_test_mode():
            self.env["declic.household"]._run_detection()
            for name in CRONS:
                self.env.ref(f"declic.{name}").method_direct_trigger()
        self.env.invalidate_all()
        return self.left()

    def nothing(self):
        pass

    def role(self, record, name):
        return record.with_user(self.users[name])

    def hold(self, review, voice="agrees", **landlord):
        self.role(review, "worker").action_fill_association_part(
            {"association_present": True, "household_voice": voice}
        )
        theirs = self.role(review, "counsellor")
        theirs.write({"landlord_present": True, **landlord})
        theirs.action_validate()

    def drafts(self, kind):
        return self.case.review_ids.filtered(
            lambda r: r.review_type == kind and r.state == "draft"
        )

    def opened(self):
        self._rent(self.household, self.day - relativedelta(months=2))
        self.case = self._case(self.household)
        theirs = self.role(self.case, "worker")
        theirs.action_log_contact("visit", "no_answer", 20)
        theirs.action_log_contact("visit", "reached", 60)
        theirs.action_record_adhesion("accepted")

    def plan_approved(self):
        plan = self.role(self.case, "worker").action_start_plan()
        plan.action_add_goal(
            "social",
            "J'ouvre mon courrier",
            [
                {
                    "name": "Trier",
                    "actor": "household",
                    "date_due": self.day + timedelta(days=30),
                }
            ],
        )
        plan.action_propose()
        self.role(plan, "counsellor").action_approve()
        self.role(self.case, "worker").action_plan_appointment(
            Datetime.now() + timedelta(days=41, hours=10), "visit"
        )

    def appointment_kept(self):
        appointment = self.case.appointment_ids
        self.assertTrue(appointment.date_reminded)
        self.role(appointment, "worker").action_record_result("kept", 45)
        self.hold(self.drafts("monthly"), decision="continue")

    def three_months(self):
        self.hold(self.drafts("month3"), decision="adjust")
        plan = self.case.plan_id
        self.role(plan, "worker").action_propose()
        self.role(plan, "counsellor").action_approve()

    def six_months(self):
        until = self.case.date_start + relativedelta(months=12)
        self.hold(self.drafts("month6"), decision="extend", decision_until=until)

    def silent_month(self):
        """The relapse: nobody opens, the point is not held."""
        theirs = self.role(self.case, "worker")
        theirs.action_log_contact("visit", "no_answer", 15)
        theirs.action_log_contact("phone", "no_answer", 5)
        for _time in range(2):
            theirs.action_log_contact("office", "missed", 20)

    def litigation_suspended(self):
        self.hold(
            self.drafts("monthly"),
            decision="suspend",
            decision_until=self.day + timedelta(days=60),
            decision_owner_id=self.users["counsellor"].id,
            decision_due=self.day + timedelta(days=15),
        )

    def concern_raised(self):
        self.role(self.case, "worker").action_report_concern(
            self._reason("concern").id, "MOTGRAVE"
        )

    def concern_settled(self):
        concern = self.role(self.case.concern_ids, "counsellor")
        concern.action_acknowledge()
        concern.action_settle(self._reason("concern_end").id)

    def before_the_end(self):
        self.hold(self.drafts("monthly"), decision="continue")
        self.hold(self.drafts("end"), decision="close")

    def closed(self):
        closing = self.drafts("closing")
        self.role(closing, "worker").action_fill_association_part(
            {
                "association_present": True,
                "satisfaction": "4",
                "results": {g.goal_id.id: "reached" for g in closing.goal_result_ids},
            }
        )
        theirs = self.role(closing, "counsellor")
        theirs.write(
            {
                "landlord_present": True,
                "outcome": "ordinary",
                "closing_reason_id": self._reason("closing").id,
            }
        )
        theirs.action_validate()

    def reopened(self):
        action = self.role(self.household, "counsellor").action_reopen()
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
        self.role(orientation, "counsellor").action_send()
        self.case = (
            self.role(orientation, "coordinator")
            .action_accept(self.users["worker"].id)
            .sudo()
        )
        self.role(self.case, "worker").action_log_contact("visit", "reached", 30)

    def second_point(self):
        self.hold(self.drafts("monthly"), decision="continue")

    # What is left

    def left(self):
        """Every record of the household, without ids and references."""
        cases = self.household.case_ids.sorted("episode")

        def rows(model, domain, *names):
            records = self.env[model].search(domain)
            return sorted(
                (
                    tuple(
                        str(record[name].mapped("display_name"))
                        if hasattr(record[name], "mapped")
                        else str(record[name])
                        for name in names
                    )
                    for record in records
                ),
            )

        mine = [("case_id", "in", cases.ids)]
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.household.partner_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
            ]
        )
        mails = self.env["mail.mail"].search([("email_to", "like", "exemple.test")])
        return {
            "cases": [
                (c.episode, c.state, c.date_start, c.date_end, c.date_closed, c.outcome)
                for c in cases
            ],
            "reviews": [
                (r.case_id.episode, r.review_type, r.state, r.date_due, r.date_held)
                + (r.decision, r.overdue, r.paid, r.missed_count)
                for case in cases
                for r in case.review_ids.sorted(lambda r: (r.date_due, r.review_type))
            ],
            "contacts": rows("declic.contact", mine, "date", "medium", "result"),
            "appointments": rows(
                "declic.appointment", mine, "start", "state", "date_reminded"
            ),
            "concerns": rows("declic.concern", mine, "state", "date_escalated"),
            "checks": [
                (k.case_id.episode, k.months, k.date, k.is_housed, k.overdue)
                for k in cases.check_ids
            ],
            "activities": sorted(
                (
                    cases.browse(a.res_id).episode,
                    a.activity_type_id.name,
                    str(a.date_deadline),
                    a.user_id.login,
                )
                for a in self.env["mail.activity"].search(
                    [("res_model", "=", "declic.case"), ("res_id", "in", cases.ids)]
                )
            ),
            "events": [
                (e.start, e.active)
                for e in self.env["declic.appointment"].search(mine).event_id
            ],
            "mails": sorted((m.email_to, m.subject) for m in mails),
            "notices": self.env["mail.message"].search_count(
                [
                    ("model", "=", "declic.case"),
                    ("res_id", "in", cases.ids),
                    ("message_type", "=", "user_notification"),
                ]
            ),
            "log": self.env["mail.message"].search_count(
                [("model", "=", "declic.case"), ("res_id", "in", cases.ids)]
            ),
            "signals": rows(
                "declic.signal",
                [("household_id", "=", self.household.id)],
                "rule_id",
                "state",
                "date_opened",
                "date_closed",
            ),
            "held": [(str(li.date_maturity), li.no_followup) for li in lines],
            "access": rows(
                "declic.assignment",
                [("household_id", "=", self.household.id)],
                "role",
                "date_from",
                "date_to",
                "keeps_closing",
            ),
        }

    def check_story(self, left):
        """The story itself: what such a case leaves."""
        first, second = left["cases"]
        self.assertEqual(first[:2], (1, "closed"))
        self.assertEqual(first[2] + relativedelta(months=12), first[3])
        self.assertEqual(second[0], 2)
        self.assertNotEqual(second[1], "closed")
        reviews = [r for r in left["reviews"] if r[0] == 1]
        kinds = [r[1] for r in reviews]
        self.assertEqual(
            {k: kinds.count(k) for k in ("month3", "month6", "end", "closing")},
            {"month3": 1, "month6": 1, "end": 1, "closing": 1},
        )
        points = [r for r in reviews if r[1] == "monthly"]
        # One a month, on its day; held or counted as missed.
        self.assertEqual(len({r[3] for r in points}), len(points))
        self.assertEqual({r[3].day for r in points}, {5})
        self.assertEqual({r[2] for r in points}, {"validated", "incomplete"})
        suspended = next(r for r in points if r[5] == "suspend")
        self.assertEqual(suspended[8], 2)
        self.assertEqual([c[:2] for c in left["checks"]], [(1, 6)])
        self.assertTrue(left["checks"][0][4] > 0)
        self.assertEqual(len(left["appointments"]), 1)
        # The concern was acknowledged within two days, after the pilot was told.
        self.assertEqual(left["concerns"][0][0], "settled")
        self.assertNotEqual(left["concerns"][0][1], "False")
        digests = [m for m in left["mails"] if "Déclic" in m[1]]
        self.assertTrue(digests)
        own = [m for m in left["mails"] if m[0] == "menage@exemple.test"]
        self.assertEqual(len(own), 2)
        self.assertTrue(left["signals"])
        self.assertEqual({row[0] for row in left["activities"]}, {2})
