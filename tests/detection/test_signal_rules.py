import psycopg2
from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import DetectionCase


@tagged("post_install", "-at_install")
class TestRules(DetectionCase):
    def test_two_net_rents_and_sixty_days_after_awaited_benefit(self):
        """D2, with both sides of each threshold."""
        rule = self.env.ref("declic.signal_rule_net_months")
        rule.write({"amber": 2, "red": 4, "min_age_days": 60})

        def fires(amount, age, benefit=0):
            # Net rent 300 €; 150 € of benefit are announced for the last term.
            household = self._household()
            self._rent(household, self.today - relativedelta(days=age), amount)
            if benefit:
                self._benefit(household, self.today, benefit)
            self.detect()
            return bool(self.signals(household, "net_months"))

        self.assertTrue(fires(600, 70))
        self.assertFalse(fires(599.99, 70))
        self.assertTrue(fires(900, 60))
        self.assertFalse(fires(900, 59))
        # A term of this month or the last: its benefit is deducted until it is there.
        rule.min_age_days = 0
        household = self._household()
        term = self.today - relativedelta(days=20)
        self._rent(household, term, 749.99)
        self.detect()
        self.assertEqual(household.benefit_pending, 150)
        self.assertFalse(self.signals(household, "net_months"))
        rule.deduct_benefit = False
        self.detect()
        self.assertTrue(self.signals(household, "net_months"))
        # A term of fewer than fifteen days is no arrears yet.
        fresh = self._household()
        self._rent(fresh, self.today - relativedelta(days=14), 750)
        self.detect()
        self.assertFalse(self.signals(fresh, "net_months"))
        rule.grace_days = 14
        self.detect()
        self.assertTrue(self.signals(fresh, "net_months"))

    def test_one_signal_per_lease_that_closes_itself(self):
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        self.detect()
        self.detect()
        signal = self.signals(household, "net_months")
        self.assertEqual(len(signal), 1)
        self._pay(household, self.today, 900)
        self.detect()
        self.assertEqual((signal.state, signal.date_closed), ("closed", self.today))
        self.assertEqual(signal.value, 3)

    def test_two_households_of_one_lease_have_one_signal(self):
        """D2: a couple entered twice; who owes more stands for the lease."""
        one = self._household("UNBAIL-TEST Ana")
        two = self._household("UNBAIL-TEST Ben", lease_number=one.lease_number)
        apart = self._household("AUTREBAIL-TEST Cléo")
        for household, amount in ((one, 900), (two, 1200), (apart, 900)):
            self._rent(household, self._months_ago(3), amount)
        for days in (3, 2, 1):
            self.contact(one, "no_answer", days=days)
        self.detect()
        for code in ("net_months", "debt_age", "failed_contacts"):
            with self.subTest(code):
                self.assertFalse(self.signals(one, code))
                self.assertEqual(len(self.signals(two, code)), 1)
        self.assertEqual(self.signals(two, "net_months").value, 4)
        self.assertEqual(len(self.signals(apart, "net_months")), 1)
        # The lease is proposed once, and a second run changes nothing.
        self.assertEqual((one.proposal_state, two.proposal_state), ("none", "proposed"))
        before = two.signal_ids
        self.detect()
        self.assertEqual(two.signal_ids, before)
        # Read alone, one of them knows the other.
        self._pay(two, self.today, 1200)
        one.action_refresh()
        two.action_refresh()
        self.assertFalse(self.signals(two, "net_months"))
        self.assertTrue(self.signals(one, "net_months"))
        # The lease of who left is not that of who came after.
        two.lease_end_date = self.today
        self._rent(two, self._months_ago(4), 2000)
        self.detect()
        self.assertTrue(self.signals(one, "net_months"))

    def test_a_word_that_many_bear_is_no_lease(self):
        homes = [self._household(lease_number="à venir") for _number in range(5)]
        for household in homes:
            self._rent(household, self._months_ago(3), 900)
        self.detect()
        for household in homes:
            self.assertEqual(len(self.signals(household, "net_months")), 1)

    def test_unreachable_without_arrears(self):
        """D3."""
        household = self._household()
        for days in (29, 15):
            self.contact(household, "no_answer", days=days)
        self.detect()
        self.assertFalse(self.signals(household, "failed_contacts"))
        self.contact(household, "no_answer", days=1)
        self.detect()
        self.assertTrue(self.signals(household, "failed_contacts"))
        self.assertEqual(household.overdue, 0)
        self.contact(household, "missed", "office", days=3)
        self.contact(household, "missed", "office", days=2)
        self.detect()
        self.assertTrue(self.signals(household, "missed_appointments"))
        self.contact(household, "kept", "office")
        self.detect()
        self.assertFalse(self.signals(household, "failed_contacts"))
        self.assertFalse(self.signals(household, "missed_appointments"))
        # Asked to have tried two ways, three calls are not enough.
        self.env.ref("declic.signal_rule_failed_contacts").min_media = 2
        other = self._household()
        for days in (3, 2, 1):
            self.contact(other, "no_answer", days=days)
        self.detect()
        self.assertFalse(self.signals(other, "failed_contacts"))
        self.contact(other, "no_answer", "visit")
        self.detect()
        self.assertTrue(self.signals(other, "failed_contacts"))

    def test_habits(self):
        household = self._household(housing_benefit=0)
        for month in range(14, 0, -1):
            self._rent(household, self._months_ago(month))
            self._pay(household, self._months_ago(month, 10), 450)
        last = self.today - relativedelta(days=15)
        self._rent(household, last)
        self.detect()
        self.assertTrue(self.signals(household, "first_miss"))
        self._pay(household, self.today, 450)
        self.detect()
        self.assertFalse(self.signals(household, "first_miss"))

        partial = self._household(housing_benefit=0)
        for month in (3, 2, 1):
            self._rent(partial, self._months_ago(month))
            self._pay(partial, self._months_ago(month, 10), 404 if month > 2 else 406)
        self.detect()
        self.assertEqual(partial.partial_terms, 1)
        self._pay(partial, self._months_ago(2, 11), -0 or 1)
        self.detect()
        self.assertFalse(self.signals(partial, "partial_payments"))

    def test_rejected_debits(self):
        household = self._household()
        self._rent(household, self._months_ago(2))
        for days in (20, 10):
            payment = self._pay(
                household, self.today - relativedelta(days=days + 5), 450
            )
            payment.move_id._reverse_moves(
                [{"date": self.today - relativedelta(days=days)}], cancel=True
            )
        self.detect()
        signal = self.signals(household, "rejected_debits")
        self.assertEqual((signal.value, signal.level), (2, "red"))
        # The payments never were: the debt is the term's.
        self.assertEqual(household.overdue, 450)
        self.assertEqual(household.oldest_unpaid_date, self._months_ago(2))

    def test_benefit_and_charges(self):
        household = self._household()
        for month in range(6, 0, -1):
            self._rent(household, self._months_ago(month))
            if month > 1:
                self._benefit(household, self._months_ago(month), 150)
            self._pay(household, self._months_ago(month, 8), 300)
        self._rent(household, self.today.replace(day=1), 450 + 150)
        self.detect()
        self.assertEqual(self.signals(household, "benefit_drop").value, 100)
        self.assertEqual(self.signals(household, "charge_shock").value, 0.5)

    def test_mutes(self):
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        self.detect()
        self.assertTrue(household.signal_ids.filtered(lambda s: s.state == "open"))
        household.with_user(self.users["recovery"]).write(
            {"debt_hold_reason": "disputed", "debt_hold_until": self.today}
        )
        self.detect()
        self.assertEqual(household.debt_level, "green")
        household.debt_hold_until = self.today - relativedelta(days=1)
        self.detect()
        self.assertEqual(household.debt_level, "red")

    def test_kept_plan_mutes(self):
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        plan = (
            self.env["declic.repayment.plan"]
            .with_user(self.users["recovery"])
            .create(
                {
                    "household_id": household.id,
                    "installment_amount": 90,
                    "date_first": self.today + relativedelta(days=20),
                }
            )
        )
        plan.action_cover_open_lines()
        plan.action_activate()
        self.assertEqual(plan.outcome, "both")
        self.detect()
        self.assertEqual(household.debt_level, "green")

    def test_preview(self):
        """Thresholds tell how many households they touch before they are saved."""
        for amount in (400, 700, 1000):
            self._rent(self._household(), self._months_ago(3), amount)
        self.detect()
        rule = self.env.ref("declic.signal_rule_net_months")
        typed = rule.with_user(self.users["manager"]).new(origin=rule)
        before = (typed.open_count, typed.gained_count, typed.lost_count)
        self.assertEqual(before[1:], (0, 0))
        self.assertGreaterEqual(before[0], 3)
        typed.amber = typed.red = 2.5
        self.assertEqual((typed.open_count, typed.gained_count), (before[0], 0))
        self.assertGreaterEqual(typed.lost_count, 2)
        self.assertEqual(rule.amber, 1)

    def test_explanation(self):
        """D4: no row without a reason, in French, with the figures that fired."""
        household = self._household(housing_benefit=0, rent=250)
        for month in (4, 3):
            self._rent(household, self._months_ago(month), 360)
        for _attempt in range(3):
            self.contact(household, "no_answer", days=5)
        self.contact(household, "reached", days=41)
        self.detect()
        told = household.with_context(lang="fr_FR").explanation
        self.assertEqual(household.proposal_state, "proposed")
        self.assertIn("2,4 mois de loyer net dus", told)
        self.assertIn("3 tentatives sans réponse", told)
        self.assertIn("dernier contact il y a 41 jours", told)
        rows = self.env["declic.household"].search(
            [("proposal_state", "=", "proposed")]
        )
        self.assertTrue(all(rows.mapped("explanation")))
        self.assertTrue(all(rows.mapped("next_step")))

    def test_dismissal_needs_reason_and_date(self):
        household = self._household()
        dismiss = {"household_ids": [Command.set(household.ids)]}
        for missing in ("reason_id", "date_until"):
            vals = {
                **dismiss,
                "reason_id": self._reason("dismiss").id,
                "date_until": self.today + relativedelta(days=1),
            }
            vals[missing] = False
            with self.subTest(missing=missing), mute_logger("odoo.sql_db"):
                with self.assertRaises(psycopg2.IntegrityError):
                    self.env["declic.household.dismiss"].create(vals)
