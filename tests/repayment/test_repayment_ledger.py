"""What accounting's own acts do to a plan (K2, K3, K4)."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from ..repayment_common import FIRST, SIGNED, RepaymentCase

MARCH = date(2026, 3, 5)


@tagged("post_install", "-at_install")
class TestBreachAndRecovery(RepaymentCase):
    """K2: missed, caught up, broken, kept, resumed: once each."""

    def activities(self, plan, topic="missed"):
        return plan.activity_search([f"declic.activity_plan_{topic}"])

    def test_missed_then_caught_up(self):
        plan = self.plan()
        self.night(date(2026, 3, 20))
        self.assertEqual(plan.installment_ids[0].state, "due")
        self.night(date(2026, 3, 21))
        self.assertEqual(plan.installment_ids[0].state, "missed")
        self.assertEqual(plan.plan_late, 90)
        for day in (21, 21, 22):
            self.night(date(2026, 3, day))
        self.assertEqual(self.kinds(plan), ["started", "missed"])
        self.assertIn("90,00", self.said(plan, "missed")[0])
        self.assertEqual(len(self.activities(plan)), 1)
        self.register(self.old, date(2026, 3, 24), 90)
        self.assertEqual(plan.installment_ids[0].state, "caught_up")
        self.assertEqual(plan.installment_ids[0].delay_days, 14)
        self.assertEqual(self.kinds(plan), ["started", "missed", "paid", "caught_up"])
        self.assertFalse(self.activities(plan))
        self.night(date(2026, 3, 25))
        self.assertEqual(len(plan.event_ids), 4)

    def test_what_is_late_is_told_while_it_runs(self):
        """Tolerated first, with its last day; then the days that run."""
        plan = self.plan(tolerance_days=10)
        with self.at(FIRST):
            plan._refresh_trajectory()
            plan.invalidate_recordset()
            self.assertIn("tolerated until 20/03/2026", plan.late_note)
        with self.at(date(2026, 3, 30)):
            plan._refresh_trajectory()
            plan.invalidate_recordset()
            first = plan.installment_ids.sorted("date_due")[0]
            self.assertEqual((first.state, first.days_late), ("missed", 20))
            self.assertIn("20 days late", plan.late_note)
            self.assertIn("90,00", plan.late_note)
        self.statement(date(2026, 4, 1), 90)
        with self.at(date(2026, 4, 2)):
            plan._refresh_trajectory()
            plan.invalidate_recordset()
            self.assertFalse(plan.late_note)
            self.assertEqual(first.days_late, 22)

    def test_what_is_missing_of_a_partial_payment(self):
        plan = self.plan()
        self.register(self.old, FIRST, 50)
        self.assertIn("40,00", self.said(plan, "paid")[0])
        self.night(date(2026, 3, 21))
        self.assertIn("40,00", self.said(plan, "missed")[0])
        # The rest, within the tolerance of one euro.
        self.register(self.old, date(2026, 3, 22), 39.5)
        self.assertEqual(plan.installment_ids[0].state, "caught_up")

    def test_broken_at_two_instalments_missing(self):
        plan = self.plan()
        self.night(date(2026, 3, 21))
        self.night(date(2026, 4, 20))
        self.assertEqual(plan.state, "active")
        self.night(date(2026, 4, 21))
        self.assertEqual(plan.state, "broken")
        self.assertFalse(self.activities(plan))
        told = len(plan.event_ids)
        self.night(date(2026, 4, 22))
        self.assertEqual(len(plan.event_ids), told)
        self.assertEqual(self.kinds(plan).count("broken"), 1)

    def test_nobody_is_told_anything_while_the_books_are_behind(self):
        """D13: no plan breaks, no missed instalment is told; both with fresh books."""
        other = self._household()
        self._rent(other, SIGNED, 500)
        with self.at(SIGNED):
            self._pay(other, SIGNED, 10)
        plan = self.plan()
        self.company.declic_stale_days = 45
        # Fifty days without an entry of the bank.
        for day in (date(2026, 4, 21), date(2026, 5, 20), date(2026, 5, 20)):
            self.night(day)
            self.assertEqual(plan.state, "active")
            self.assertNotIn("missed", self.kinds(plan))
            self.assertFalse(plan.activity_search(["declic.activity_plan_missed"]))
        # The statement of the bank comes, without a cent of this household.
        with self.at(date(2026, 5, 21)):
            self._pay(other, date(2026, 5, 21), 10)
        # Each night is a transaction of its own.
        self.env.invalidate_all()
        for _night in range(2):
            self.night(date(2026, 5, 21))
        self.assertEqual(plan.state, "broken")
        # That of May is tolerated until the 21st.
        self.assertEqual(self.kinds(plan).count("missed"), 2)
        self.assertEqual(self.kinds(plan).count("broken"), 1)

    def test_a_payment_recorded_late_takes_the_breach_back(self):
        plan = self.plan()
        self.night(date(2026, 4, 21))
        self.assertEqual(plan.state, "broken")
        with self.at(date(2026, 4, 25)):
            self.statement(date(2026, 4, 8), 180)
        self.night(date(2026, 4, 25))
        self.assertEqual(plan.state, "active")
        self.assertIn("reinstated", self.kinds(plan))

    def test_a_payment_made_later_does_not(self):
        plan = self.plan()
        self.night(date(2026, 4, 21))
        self.statement(date(2026, 4, 25), 180)
        self.night(date(2026, 4, 25))
        self.assertEqual(plan.state, "broken")

    def test_kept_and_the_rejected_debit_after(self):
        plan = self.plan(amount=450)
        self.register(self.old, FIRST, 450)
        payment = self.register(self.old, date(2026, 4, 10), 450)
        self.assertEqual(plan.state, "kept")
        with self.at(date(2026, 4, 16)):
            payment.move_id._reverse_moves([{"date": date(2026, 4, 16)}], cancel=True)
        self.assertEqual(plan.state, "active")
        self.assertEqual(plan.remaining, 450)
        self.assertIn("came back", self.said(plan, "returned")[0])

    def test_the_last_instalment_alone_breaks_a_plan_too(self):
        plan = self.plan(amount=900)
        self.night(date(2026, 4, 20))
        self.assertEqual(plan.state, "active")
        self.night(date(2026, 4, 21))
        self.assertEqual(plan.state, "broken")

    def test_court_plan_breaks_at_an_unpaid_rent(self):
        plan = self.plan(
            kind="court", date_approved=date(2026, 2, 20), tolerance_days=0
        )
        self.rent(date(2026, 4, 5))
        for day in (FIRST, date(2026, 4, 10)):
            self.statement(day, 90)
        self.night(date(2026, 4, 12))
        self.assertEqual(plan.outcome, "plan")
        self.assertEqual(plan.state, "broken")

    def test_resumed_once(self):
        plan = self.plan()
        for month in (3, 4, 5, 6):
            invoice = self.rent(date(2026, month, 5))
            self.register(invoice, date(2026, month, 6), 450)
            self.register(self.old, date(2026, month, 10), 90)
            self.night(date(2026, month, 11))
            count = self.kinds(plan).count("resumed")
            self.assertEqual(count, int(month >= 5), month)

    def test_not_resumed_when_one_was_late(self):
        plan = self.plan()
        for month, day in ((3, 10), (4, 25), (5, 10)):
            self.statement(date(2026, month, 6), 450)
            self.rent(date(2026, month, 5))
            self.statement(date(2026, month, day), 90)
        self.night(date(2026, 5, 11))
        self.assertNotIn("resumed", self.kinds(plan))
        self.assertEqual(plan.installment_ids[1].state, "caught_up")
        self.assertEqual(plan.installment_ids[1].delay_days, 15)


@tagged("post_install", "-at_install")
class TestRentAndDebtApart(RepaymentCase):
    """K3: whatever the setting, each is seen for itself."""

    def test_instalment_paid_and_not_the_rent(self):
        plan = self.plan()
        self.rent(MARCH)
        self.statement(FIRST, 90)
        self.night(date(2026, 3, 21))
        self.assertEqual(plan.outcome, "plan")
        self.assertEqual(plan.installment_ids[0].state, "paid")
        self.assertEqual((plan.rent_late, plan.plan_late), (450, 0))

    def test_first_euro(self):
        """An amount that tells nothing goes where the setting says."""
        for first, shares in ((True, (100, 0)), (False, (10, 90))):
            self.company.declic_rent_first = first
            self.household = self._household()
            self.partner = self.household.partner_id
            self._rent(self.household, date(2026, 2, 5), 900)
            plan = self.plan()
            self.rent(MARCH)
            self.statement(FIRST, 100)
            self.night(FIRST)
            with self.subTest(rent_first=first):
                self.assertEqual((plan.paid_on_rent, plan.paid_on_plan), shares)

    def test_rent_paid_and_not_the_instalment(self):
        plan = self.plan()
        invoice = self.rent(MARCH)
        self.register(invoice, MARCH, 450)
        self.night(date(2026, 3, 21))
        self.assertEqual(plan.outcome, "rent")
        self.assertEqual((plan.rent_late, plan.plan_late), (0, 90))

    def test_the_case_shows_both(self):
        case = self._case(self.household)
        plan = self.plan()
        self.rent(MARCH)
        self.statement(FIRST, 90)
        self.night(date(2026, 3, 21))
        seen = case.with_user(self.users["counsellor"])
        self.assertEqual(seen.repayment_plan_id, plan)
        self.assertEqual(seen.repayment_outcome, "plan")
        view = seen.get_view(self.env.ref("declic.declic_case_view_form").id)["arch"]
        for name in ("rent_late", "plan_late", "paid_on_rent", "paid_on_plan"):
            self.assertIn(f'name="{name}"', view)

    def test_a_paid_instalment_stays_paid_when_the_next_rent_is_not(self):
        plan = self.plan()
        self.rent(MARCH)
        self.statement(date(2026, 3, 8), 540)
        self.rent(date(2026, 4, 5))
        self.night(date(2026, 4, 6))
        self.assertEqual(plan.installment_ids[0].state, "paid")
        self.assertEqual((plan.paid_on_rent, plan.paid_on_plan), (450, 90))

    def test_ahead_partial_and_two_in_a_day(self):
        plan = self.plan()
        self.statement(date(2026, 3, 9), 60)
        self.statement(date(2026, 3, 9), 120)
        self.night(date(2026, 3, 9))
        self.assertEqual(plan.paid_on_plan, 180)
        self.assertEqual(plan.installment_ids[:2].mapped("state"), ["paid", "paid"])
        self.assertIn("ahead", self.said(plan, "paid")[-1])
        self.night(FIRST)
        self.assertEqual(plan.installment_ids[0].date_paid, FIRST)

    def test_costs_of_procedure_are_no_rent(self):
        plan = self.plan()
        with self.at(MARCH):
            self._rent(self.household, MARCH, 142.5, self.fee_journal)
        self.night(date(2026, 3, 21))
        self.assertEqual(plan.rent_due, 0)
        self.assertWhole(plan)


@tagged("post_install", "-at_install")
class TestCoveredLines(RepaymentCase):
    """K4: the plan survives what accounting does to the lines it covers."""

    def test_catch_up_shortens_the_plan_and_undoing_restores_it(self):
        plan = self.plan()
        self.assertEqual(plan.line_ids.move_line_id, self.terms())
        last = plan.date_last
        benefit = self.catch_up(date(2026, 3, 12), 200)
        self.match(date(2026, 3, 12), benefit, self.terms()[0])
        self.assertEqual((plan.debt, plan.reduced_benefit), (700, 200))
        self.assertEqual(plan.amount_total, 900)
        due = plan.installment_ids.mapped("amount_due")
        self.assertEqual(due, [90.0] * 7 + [70.0, 0.0, 0.0])
        self.assertEqual(plan.installment_ids[-1].state, "dropped")
        self.assertLess(plan.date_last, last)
        [sentence] = self.said(plan, "reduced")
        self.assertIn("200,00", sentence)
        self.assertIn("700,00", sentence)
        self.assertWhole(plan)
        with self.at(date(2026, 3, 13)):
            benefit.remove_move_reconcile()
        self.assertEqual((plan.debt, plan.date_last), (900, last))
        self.assertEqual(sum(plan.installment_ids.mapped("amount_due")), 900)
        self.assertIn("900,00", self.said(plan, "restored")[0])
        self.assertWhole(plan)

    def test_the_benefit_of_the_month_pays_the_rent(self):
        plan = self.plan()
        self.rent(MARCH)
        benefit = self.catch_up(MARCH, 150)
        self.match(MARCH, benefit, self.terms()[0])
        self.statement(date(2026, 3, 6), 300)
        self.night(date(2026, 3, 7))
        self.assertEqual(plan.debt, 900)
        self.assertEqual((plan.rent_due, plan.paid_on_rent), (450, 450))

    def test_no_followup_lines_are_counted(self):
        plan = self.plan()
        self.terms().no_followup = True
        with self.at(MARCH):
            opening = self.env["account.move"].create(
                {
                    "journal_id": self.benefit_journal.id,
                    "date": MARCH,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": self.terms()[0].account_id.id,
                                "partner_id": self.partner.id,
                                "debit": 33.33,
                            }
                        ),
                        Command.create(
                            {"account_id": self.outstanding.id, "credit": 33.33}
                        ),
                    ],
                }
            )
            opening.action_post()
        self.assertTrue(self._receivable(opening).no_followup)
        self.assertEqual(plan.covered_open, 900)
        self.assertEqual(plan.uncovered_open, 33.33)
        self.assertWhole(plan)

    def test_credit_note(self):
        plan = self.plan()
        note = self.credit_note(self.old[0], date(2026, 3, 11), 100)
        # Accounting matches it with its invoice as it is posted.
        self.assertEqual((plan.debt, plan.reduced_credit), (800, 100))
        self.assertEqual(plan.paid_on_plan, 0)
        self.assertIn("Credit note", self.said(plan, "reduced")[0])
        with self.at(date(2026, 3, 11)):
            self._receivable(note).remove_move_reconcile()
        # Not matched: it counts as paid ahead.
        self.assertEqual((plan.debt, plan.paid_on_plan), (900, 100))
        self.assertWhole(plan)
        self.match(date(2026, 3, 11), self._receivable(note), self.terms()[0])
        self.assertEqual((plan.debt, plan.paid_on_plan), (800, 0))
        with self.at(date(2026, 3, 12)):
            note.button_draft()
        self.assertEqual((plan.debt, plan.paid), (900, 0))
        self.assertWhole(plan)

    def test_write_off_entry(self):
        plan = self.plan()
        with self.at(date(2026, 3, 11)):
            entry = self.env["account.move"].create(
                {
                    "journal_id": self.env["account.journal"]
                    .search(
                        [
                            ("type", "=", "general"),
                            ("company_id", "=", self.company.id),
                            ("declic_kind", "=", False),
                        ],
                        limit=1,
                    )
                    .id,
                    "date": date(2026, 3, 11),
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": self.terms()[0].account_id.id,
                                "partner_id": self.partner.id,
                                "credit": 450,
                            }
                        ),
                        Command.create({"account_id": self.income.id, "debit": 450}),
                    ],
                }
            )
            entry.action_post()
        self.match(date(2026, 3, 11), self._receivable(entry), self.terms()[0])
        self.assertEqual((plan.debt, plan.reduced_other), (450, 450))

    def test_write_off_with_a_payment(self):
        """What the payment settles with its write-off counts as paid."""
        plan = self.plan(amount=450)
        self.register(
            self.old[0],
            FIRST,
            440,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.income.id,
        )
        self.assertEqual(plan.paid_on_plan, 450)
        self.assertEqual(plan.installment_ids[0].state, "paid")
        self.assertWhole(plan)

    def test_reset_to_draft(self):
        plan = self.plan()
        payment = self.register(self.old, FIRST, 90)
        self.assertEqual(plan.installment_ids[0].state, "paid")
        with self.at(date(2026, 3, 11)):
            payment.action_draft()
        self.assertEqual(plan.installment_ids[0].state, "due")
        self.assertEqual(plan.paid, 0)
        self.assertIn("90,00", self.said(plan, "returned")[0])

    def test_bank_statement_matched_with_a_covered_term(self):
        plan = self.plan()
        line = self.statement(FIRST, 90)
        self.match(FIRST, line, self.terms()[0])
        self.assertEqual((plan.debt, plan.paid_on_plan), (900, 90))
        self.assertEqual(plan.covered_open, 810)
        self.assertWhole(plan)
        with self.at(date(2026, 3, 11)):
            line.remove_move_reconcile()
        # A payment is not tied to a match: it stays paid.
        self.assertEqual(plan.paid_on_plan, 90)
        self.assertWhole(plan)

    def test_payment_by_somebody_else(self):
        plan = self.plan()
        aunt = self.env["res.partner"].create({"name": "Une tante (test)"})
        line = self.statement(FIRST, 90, aunt)
        self.night(FIRST)
        self.assertEqual(plan.paid, 0)
        self.match(FIRST, line, self.terms()[0])
        self.assertEqual((plan.paid_on_plan, plan.paid_by_others), (90, 90))
        self.assertIn("somebody else", self.said(plan, "paid")[0])
        self.assertNotIn("tante", str(plan.event_ids.mapped("name")))
        with self.at(date(2026, 3, 11)):
            line.remove_move_reconcile()
        self.assertEqual(plan.paid, 0)

    def test_merged_accounts(self):
        plan = self.plan()
        twin = self.env["res.partner"].create(
            {"name": self.partner.name, "company_id": self.company.id}
        )
        self.statement(FIRST, 90, twin)
        self.night(FIRST)
        self.assertEqual(plan.paid, 0)
        with self.at(FIRST):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (self.partner | twin).ids, self.partner
            )
        self.assertEqual(plan.paid_on_plan, 90)
        self.assertIn("merged", self.kinds(plan))
        self.assertWhole(plan)

    def test_open_credit_at_the_signature_counts(self):
        with self.at(date(2026, 2, 20)):
            self._pay(self.household, date(2026, 2, 20), 60)
        plan = self.plan()
        self.assertEqual((plan.amount_total, plan.paid_on_plan), (900, 60))

    def test_lump_sum_paid_on_the_day_of_the_signature(self):
        plan = self.plan(lump_sum=200, amount=100)
        self.assertEqual(plan.installment_ids.mapped("amount"), [200.0] + [100.0] * 7)
        self.register(self.old, plan.date_start, 200)
        self.assertEqual(plan.installment_ids[0].state, "paid")

    def test_a_plan_recorded_afterwards(self):
        """Signed two months ago, written down today: the amounts of that day."""
        self.register(self.old, date(2026, 3, 10), 90)
        self.register(self.old, date(2026, 4, 10), 90)
        with self.at(date(2026, 4, 20)):
            plan = self.Plan.create(
                {
                    "household_id": self.household.id,
                    "installment_amount": 90,
                    "date_start": date(2026, 3, 2),
                    "date_first": FIRST,
                }
            )
            plan.action_cover_open_lines()
            plan.action_activate()
        self.assertEqual((plan.amount_total, plan.paid_on_plan), (900, 180))
        self.assertEqual(plan.installment_ids[:2].mapped("state"), ["paid", "paid"])
        self.assertWhole(plan)

    def test_a_second_run_writes_nothing(self):
        plan = self.plan()
        self.night(date(2026, 3, 21))
        with self.at(date(2026, 3, 21)):
            self.assertEqual(plan._refresh_trajectory(), 0)
