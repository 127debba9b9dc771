from datetime import date

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.declic.engine import legal_days

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestRepaymentPlan(DeclicCase):
    def _plan(self, household, amount=90, **vals):
        plan = (
            self.env["declic.repayment.plan"]
            .with_user(self.users["recovery"])
            .create(
                {
                    "household_id": household.id,
                    "installment_amount": amount,
                    "date_first": self.today,
                    **vals,
                }
            )
        )
        plan.action_cover_open_lines()
        return plan

    def test_schedule(self):
        """K1: 1 000 € at 90 € a month is eleven lines of 90 € and one of 10 €."""
        household = self._household()
        self._rent(household, self._months_ago(1), 1000)
        plan = self._plan(household)
        self.assertEqual(plan.installment_ids.mapped("amount"), [90.0] * 11 + [10.0])
        self.assertEqual(plan.amount_total, 1000)
        self.assertEqual(plan.date_last, plan.installment_ids[-1].date_due)

    def test_refusals(self):
        household = self._household()
        with self.assertRaisesRegex(UserError, "Nothing is due"):
            self._plan(household)
        self._rent(household, self._months_ago(1), 1000)
        with self.assertRaisesRegex(UserError, "36 at most"):
            self._plan(household, amount=20)
        with self.assertRaisesRegex(ValidationError, "more than zero"):
            self._plan(household, amount=0)
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self._plan(household, date_start=self.today + relativedelta(days=1))
        plan = self._plan(household)
        other = self._household("VOISIN-TEST Dominique")
        foreign = self._receivable(self._rent(other, self._months_ago(1)))
        with (
            self.assertRaisesRegex(ValidationError, "not of the household"),
            self.env.cr.savepoint(),
        ):
            self.env["declic.repayment.plan.line"].create(
                {"plan_id": plan.id, "move_line_id": foreign.id, "amount": 10}
            )
        plan.action_activate()
        with self.assertRaises(UserError):
            plan.installment_ids.unlink()
        with self.assertRaises(AccessError):
            plan.write({"state": "kept"})

    def test_one_running_plan(self):
        household = self._household()
        self._rent(household, self._months_ago(1), 1000)
        second = self._plan(household)
        self._plan(household).action_activate()
        with self.assertRaisesRegex(UserError, "amend it"):
            second.action_activate()
        # Two who start at the same moment meet the index.
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            second._set_state("active")

    def test_one_running_plan_on_the_lease(self):
        """K1: two accounts on one lease; another lease is nobody's business."""
        first, twin, other = (self._household() for _n in range(3))
        twin.lease_number = first.lease_number
        for household in (first, twin, other):
            self._rent(household, self._months_ago(1), 1000)
        running = self._plan(first)
        running.action_activate()
        with self.assertRaisesRegex(UserError, running.reference):
            self._plan(twin).action_activate()
        self._plan(other).action_activate()
        running.action_cancel("household")
        self._plan(twin).action_activate()

    def test_four_outcomes(self):
        """K3: current rent and old debt are told apart; first euro to the rent."""
        for rent_first, paid, expected in (
            (True, 540, "both"),
            (True, 450, "rent"),
            (True, 400, "neither"),
            (True, 0, "neither"),
            (False, 90, "plan"),
            (False, 540, "both"),
        ):
            self.company.declic_rent_first = rent_first
            household = self._household()
            self._rent(household, self._months_ago(3), 900)
            plan = self._plan(
                household,
                date_start=self.today - relativedelta(days=20),
                date_first=self.today - relativedelta(days=10),
                tolerance_days=0,
            )
            plan.action_activate()
            self._rent(household, self.today - relativedelta(days=5), 450)
            if paid:
                self._pay(household, self.today, paid)
            plan._refresh_trajectory()
            with self.subTest(rent_first=rent_first, paid=paid):
                self.assertEqual((plan.expected, plan.rent_due), (90, 450))
                self.assertEqual(plan.outcome, expected)
                self.assertEqual(plan.state, "active")

    def test_broken_once(self):
        household = self._household()
        self._rent(household, self._months_ago(5), 900)
        plan = self._plan(
            household,
            date_start=self._months_ago(4, 1),
            date_first=self._months_ago(4, 5),
        )
        plan.action_activate()
        self.assertEqual(plan.state, "broken")
        self.env["declic.repayment.plan"]._cron_refresh()
        self.assertEqual(plan.state, "broken")

    def test_court_plan_breaks_at_the_first_term(self):
        household = self._household()
        self._rent(household, self._months_ago(5), 900)
        first = self.today - relativedelta(days=10)
        vals = {
            "date_start": first - relativedelta(days=1),
            "date_first": first,
            "tolerance_days": 0,
        }
        plan = self._plan(household, **vals)
        plan.action_activate()
        self.assertEqual(plan.state, "active")
        plan.action_cancel("mistake")
        court = self._plan(
            household, kind="court", date_approved=vals["date_start"], **vals
        )
        court.action_activate()
        self.assertEqual(court.state, "broken")

    def test_what_accounting_sees(self):
        """K7: the plan on the invoice and the partner, nothing of the social file."""
        household = self._household()
        invoice = self._rent(household, self._months_ago(1), 1000)
        plan = self._plan(household)
        accountant = self.users["accountant"]
        self.assertFalse(invoice.with_user(accountant).declic_repayment_plan_id)
        plan.action_activate()
        invoice.invalidate_recordset()
        self.assertEqual(invoice.with_user(accountant).declic_repayment_plan_id, plan)
        self.assertEqual(
            household.partner_id.with_user(accountant).declic_repayment_plan_id, plan
        )
        seen = plan.with_user(accountant)
        self.assertEqual(seen.amount_total, 1000)
        with self.assertRaises(AccessError):
            seen.household_id.read(["name"])
        with self.assertRaises(AccessError):
            self.env["declic.case"].with_user(accountant).search([])

    def test_working_days(self):
        for day, expected in (
            (date(2026, 5, 1), date(2026, 5, 4)),  # Labour day, a Friday
            (date(2026, 4, 6), date(2026, 4, 7)),  # Easter Monday
            (date(2026, 5, 14), date(2026, 5, 15)),  # Ascension
            (date(2026, 5, 25), date(2026, 5, 26)),  # Whit Monday
            (date(2027, 2, 28), date(2027, 3, 1)),  # a Sunday
            (date(2026, 11, 24), date(2026, 11, 24)),
        ):
            with self.subTest(day=day):
                self.assertEqual(legal_days.next_working_day(day), expected)
