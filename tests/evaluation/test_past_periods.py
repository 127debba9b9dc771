"""B21: each way in which a past period read the present, by hand."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .test_evaluation import EvaluationCase, set_back


@tagged("post_install", "-at_install")
class TestPastPeriods(EvaluationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The first of a month, so that whole months lie between any two days.
        cls.start = cls._months_ago(10, day=1)
        cls.programme.date_from = cls.start - relativedelta(months=3)

    def at(self, months, day=10):
        """That many months after the start, in the morning."""
        moment = (self.start + relativedelta(months=months)).replace(day=day)
        return freeze_time(
            datetime.combine(moment, datetime.min.time()).replace(hour=9)
        )

    def day(self, months, day=10):
        return (self.start + relativedelta(months=months)).replace(day=day)

    def figures(self, code, last):
        evaluation = self.evaluation(date_from=self.day(-2), date_to=last)
        line = self.line(evaluation, code)
        return line.numerator, line.denominator

    def follow(self, name="PASSE-TEST"):
        with self.at(0):
            return self._case(self._household(name))

    def month(self, household, months, due=0, paid=0, overdue=0):
        self.env.cr.execute(
            SQL(
                "INSERT INTO declic_ledger_month (household_id, month, due, paid,"
                " benefit, overdue, fees, other, closing_balance)"
                " VALUES (%s, %s, %s, %s, 0, %s, 0, 0, %s)",
                household.id,
                self.day(months, day=1),
                due,
                paid,
                overdue,
                overdue,
            )
        )

    def test_an_answer_that_changed(self):
        """Agreed in the first month, let go of in the sixth."""
        case = self.follow().with_user(self.users["worker"])
        with self.at(1):
            case.action_record_adhesion("accepted")
        with self.at(6):
            case.action_record_adhesion("not_engaging")
        self.assertEqual(self.figures("adhesion", self.day(0, day=20)), (0, 0))
        self.assertEqual(self.figures("adhesion", self.day(3)), (1, 1))
        self.assertEqual(self.figures("adhesion", self.day(7)), (0, 1))

    def test_an_answer_of_a_former_version(self):
        """Known without its history: it counts from its day."""
        case = self.follow()
        with self.at(1):
            case.with_user(self.users["worker"]).action_record_adhesion(
                "refused", self._reason("refusal").id
            )
        self.env.flush_all()
        set_back(self.env, case, adhesion_log=None)
        self.assertEqual(self.figures("adhesion", self.day(0, day=20)), (0, 0))
        self.assertEqual(self.figures("adhesion", self.day(2)), (0, 1))
        with self.at(5):
            case.with_user(self.users["worker"]).action_record_adhesion("accepted")
        self.assertEqual(self.figures("adhesion", self.day(2)), (0, 1))
        self.assertEqual(self.figures("adhesion", self.day(6)), (1, 1))

    def table(self, code, last):
        """Cells of a table that are not empty."""
        evaluation = self.evaluation(date_from=self.day(-2), date_to=last)
        return {
            line.code.partition(":")[2]: line.numerator
            for line in evaluation.line_ids
            if line.code.startswith(f"{code}:") and line.numerator
        }

    def test_a_household_that_grew(self):
        """Nobody said how they lived until the second month; a couple in the fourth,
        two children in the sixth and one of them gone in the eighth."""
        household = self.follow().household_id
        members = self.env["declic.household.member"]
        with self.at(2):
            household.household_type = "alone"
        with self.at(4):
            household.household_type = "couple"
            members.create({"household_id": household.id, "role": "adult"})
        with self.at(6):
            children = members.create(
                [{"household_id": household.id, "role": "child"} for _ in range(2)]
            )
        with self.at(8):
            children[0].date_to = self.day(8)
        self.env.flush_all()
        for month, kind, size in (
            (1, "alone", "1"),
            (3, "alone", "1"),
            (5, "couple", "2"),
            (7, "couple", "3"),
            (9, "couple", "3"),
        ):
            with self.subTest(month):
                last = self.day(month)
                self.assertEqual(self.table("household_type", last), {kind: 1})
                self.assertEqual(self.table("size", last), {size: 1})
        self.assertEqual(household.household_size, 3)

    def refusal(self):
        case = self.follow()
        with self.at(1, day=15):
            case.with_user(self.users["worker"]).action_record_adhesion(
                "refused", self._reason("refusal").id
            )
        return case

    def test_heard_of_on_the_last_day(self):
        case = self.refusal()
        for day, reacted in ((16, 0), (15, 1)):
            with self.at(4, day=day):
                case.with_user(self.users["worker"]).action_log_contact(
                    "phone", "reached"
                )
            with self.subTest(day):
                self.assertEqual(self.figures("reacted", self.day(6)), (reacted, 1))

    def test_paid_after_the_day(self):
        """A report to the tenth does not know of what was paid on the twentieth."""
        case = self.refusal()
        self.month(case.household_id, 2, due=450, paid=450)
        self.assertEqual(self.figures("reacted", self.day(2)), (0, 1))
        self.assertEqual(self.figures("reacted", self.day(3, day=1)), (1, 1))

    def repayment(self, case, months=0):
        for month in range(9):
            self._rent(case.household_id, self.day(month), 450)
        return self.env["declic.repayment.plan"].create(
            {
                "household_id": case.household_id.id,
                "installment_amount": 50,
                "date_start": self.day(months),
            }
        )

    def test_a_plan_that_was_suspended(self):
        """Signed at the start, suspended in the eighth month, taken up in the ninth."""
        case = self.follow()
        plan = self.repayment(case)
        set_back(self.env, plan, state="active")
        event = self.env["declic.repayment.event"]
        for months, kind in ((0, "started"), (8, "suspended")):
            event.create(
                {
                    "plan_id": plan.id,
                    "kind": kind,
                    "date": datetime.combine(self.day(months), datetime.min.time()),
                }
            )
        set_back(self.env, plan, state="suspended")
        self.assertEqual(self.figures("plan_kept", self.day(7)), (1, 1))
        self.assertEqual(self.figures("plan_kept", self.day(8)), (0, 1))
        event.create(
            {
                "plan_id": plan.id,
                "kind": "continued",
                "date": datetime.combine(self.day(9), datetime.min.time()),
            }
        )
        set_back(self.env, plan, state="active")
        self.assertEqual(self.figures("plan_kept", self.day(8)), (0, 1))
        self.assertEqual(self.figures("plan_kept", self.day(9)), (1, 1))

    def test_a_draft_that_was_cancelled_was_not_signed(self):
        case = self.follow()
        snapshot = case.orientation_id.content_id.snapshot_id
        set_back(self.env, snapshot, overdue=900)
        plan = self.repayment(case)
        self.assertEqual(self.figures("plan_signed", self.today), (0, 1))
        plan.action_cancel("mistake")
        self.assertEqual(self.figures("plan_signed", self.today), (0, 1))
        self.assertEqual(self.figures("plan_kept", self.day(8)), (0, 0))

    def compared(self, last):
        return self.figures("compared_cases", last), self.figures(
            "compared_others", last
        )

    def test_the_rent_of_that_month(self):
        """Both owed two net rents of 300 when one was taken in; one rent rose since."""
        case = self.follow()
        other = self._household("AUTRE-TEST")
        for household in (case.household_id, other):
            self.month(household, -1, overdue=600)
            self.month(household, 5, overdue=100)
        known = self.compared(self.today)
        self.assertEqual(known, ((1, 1), (1, 1)))
        other.rent = 1200
        self.env.flush_all()
        self.assertEqual(self.compared(self.today), known)

    def test_admitted_since(self):
        """Who was taken in after the period was of the others in it."""
        case = self.follow()
        other = self._household("AUTRE-TEST")
        with self.at(9):
            self._case(other)
        for household in (case.household_id, other):
            self.month(household, -1, overdue=600)
            self.month(household, 5, overdue=100)
        self.assertEqual(self.compared(self.day(8)), ((1, 1), (1, 1)))
        self.assertEqual(self.compared(self.day(9))[1], (0, 0))

    def test_the_day_of_the_landlord(self):
        """Half past eight in the evening in Martinique is tomorrow in UTC."""
        self.company.partner_id.tz = "America/Martinique"
        case = self.follow()
        contact = case.with_user(self.users["worker"]).action_log_contact(
            "visit", "no_answer"
        )
        late = datetime.combine(self.day(2, day=11), datetime.min.time())
        set_back(self.env, contact.sudo(), date=late.replace(hour=0, minute=30))
        self.assertEqual(self.figures("contacts", self.day(2))[0], 1)
        sent = late.replace(hour=2)
        set_back(self.env, case.orientation_id, date_sent=sent, date_answered=sent)
        self.assertEqual(self.figures("orientations", self.day(2))[0], 1)
        self.assertEqual(self.figures("answer_days", self.day(2))[0], 1)

    def test_one_association_less(self):
        """A programme goes on with one of its associations; the other one goes."""
        self.programme.association_ids = [Command.set(self.association.ids)]
        self.assertEqual(self.programme.partner_ids.association_id, self.association)
