"""Repayment plans on what really happens in a landlord's books (K2, K3, K4, K8)."""

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged

from ..books import BooksCase


@tagged("post_install", "-at_install")
class TestPlansInTheBooks(BooksCase):
    def night(self, *plans):
        for plan in plans:
            plan._refresh_trajectory()
            plan.invalidate_recordset()

    def open_lines(self, household):
        return household._open_receivable_lines()

    def words(self, plan):
        return " | ".join(plan.event_ids.sorted("id").mapped("name"))

    def kinds(self, plan):
        return plan.event_ids.sorted("id").mapped("kind")

    def test_a_third_party_pays_and_plan_and_detection_agree(self):
        with self.at("2026-11-25"):
            home = self.household()
            rents = [self.rent(home, date(2026, m, 5)) for m in (8, 9, 10, 11)]
            plan = self.plan(home, 200, day=date(2026, 11, 6), first=date(2026, 11, 20))
            aid = self.statement(date(2026, 11, 23), 2000, self.fund)
            self.match(aid, *[self.lines(r) for r in rents])
            self.night(plan)
            self.detect(home)
            self.assertEqual((plan.remaining, home.overdue), (0, 0))
            self.assertEqual(plan.paid_by_others, 2000)
            self.assertEqual(plan.receivable_open, 0)

    def test_a_plan_whose_debt_is_credited_ends_in_one_word(self):
        with self.at("2026-11-25"):
            home = self.household()
            bill = self.rent(home, date(2026, 6, 15), 900)
            plan = self.plan(home, 90, day=date(2026, 11, 1), first=date(2026, 12, 20))
            credit = self.credit_note(bill, date(2026, 11, 20))
            self.match(self.lines(credit), self.lines(bill))
            self.night(plan)
            self.assertEqual((plan.state, plan.remaining), ("kept", 0))
            state = dict(plan._states())[plan.state]
            told = plan.event_ids.filtered(lambda e: e.kind == "kept").name
            self.assertIn(f"plan {state}".lower(), told.lower())
            self.assertIn("credited", told)
            # In French too, and nothing was paid back.
            french = plan.with_context(lang="fr_FR")
            state = dict(french._states())[plan.state]
            told = french.event_ids.filtered(lambda e: e.kind == "kept").name
            self.assertIn(f"plan {state}".lower(), told.lower())
            self.assertNotIn("remboursée", told)

    def _kept(self, benefit_from_july=200):
        with self.at("2026-03-02"):
            home = self.household(housing_benefit=200)
            for month in (1, 2):
                self.rent(home, date(2026, month, 5))
            plan = self.plan(home, 100, day=date(2026, 3, 2), first=date(2026, 3, 20))
        for month in range(3, 10):
            amount = 200 if month < 7 else benefit_from_july
            with self.at(date(2026, month, 28)):
                self.rent(home, date(2026, month, 5))
                self.benefit(home, date(2026, month, 6), amount)
                # The oldest first, as Odoo does by itself.
                self.match(self.open_lines(home))
                self.pay(home, date(2026, month, 10), 600 - amount)
                self.match(self.open_lines(home))
        return home, plan

    def test_the_benefit_changes_while_a_plan_is_kept(self):
        home, plan = self._kept()
        with self.at("2026-09-29"):
            self.night(plan)
            before = (plan.state, plan.debt, plan.paid_on_plan, plan.plan_late)
            self.assertEqual(before, ("active", 1000, 700, 0))
            home.housing_benefit = 207
            self.night(plan)
            after = (plan.state, plan.debt, plan.paid_on_plan, plan.plan_late)
            self.assertEqual(after, before)

    def test_the_office_pays_another_amount_than_the_household_says(self):
        _home, plan = self._kept(207)
        with self.at("2026-09-29"):
            self.night(plan)
            self.assertEqual(
                (plan.state, plan.debt, plan.paid_on_plan, plan.plan_late),
                ("active", 1000, 700, 0),
            )
            self.assertNotIn("reduced", self.kinds(plan))

    def test_a_recall_equal_to_a_months_benefit(self):
        """Told by its match: the month has its own benefit on its own rent."""
        for announced in (200, 0, False):
            with self.subTest(announced=announced):
                with self.at("2026-11-05"):
                    home = self.household(housing_benefit=announced)
                    old = self.rent(home, date(2026, 9, 5), 900)
                    plan = self.plan(
                        home, 90, day=date(2026, 11, 5), first=date(2026, 11, 23)
                    )
                with self.at("2026-12-20"):
                    term = self.rent(home, date(2026, 12, 5))
                    month = self.benefit(home, date(2026, 12, 10), 200)
                    recall = self.benefit(home, date(2026, 12, 8), 200)
                    self.match(month, self.lines(term))
                    self.match(recall, self.lines(old))
                    self.night(plan)
                    self.assertEqual((plan.reduced_benefit, plan.debt), (200, 700))

    def test_a_recall_where_no_benefit_was_ever_filled_in(self):
        with self.at("2026-11-05"):
            home = self.household()
            self.assertFalse(home.housing_benefit)
            old = [self.rent(home, date(2026, m, 5)) for m in (9, 10)]
            plan = self.plan(home, 100, day=date(2026, 11, 5), first=date(2026, 11, 23))
        with self.at("2026-11-18"):
            recall = self.benefit(home, date(2026, 11, 18), 600)
        with self.at("2026-11-19"):
            self.match(recall, *[self.lines(o) for o in old])
            self.night(plan)
            self.assertEqual((plan.debt, plan.reduced_benefit), (400, 600))
            # Posted one day and matched the next: nothing came back.
            self.assertNotIn("returned", self.kinds(plan))
            self.assertIn("reduced", self.kinds(plan))
            recall.remove_move_reconcile()
            self.night(plan)
            self.assertEqual(plan.debt, 1000)
            self.assertNotIn("returned", self.kinds(plan))

    def test_a_credit_note_known_at_the_signature_is_counted_once(self):
        with self.at("2026-11-25"):
            home = self.household()
            invoice = self.rent(home, date(2026, 9, 5), 900)
            note = self.credit_note(invoice, date(2026, 10, 5), 250)
            plan = self.plan(home, 65, first=date(2026, 12, 10))
            self.assertEqual(plan.amount_total, 650)
            self.lines(note).remove_move_reconcile()
            self.night(plan)
            self.assertEqual(plan.remaining, 650)
            self.match(self.lines(note), self.lines(invoice))
            self.night(plan)
            self.assertEqual((plan.debt, plan.remaining), (650, 650))
            self.assertEqual(self.odoo_due(home.partner_id), 650)

    def test_a_covered_rent_is_corrected_or_cancelled(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Trois fois",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((33.33, 0), (33.33, 30), (33.34, 60))
                ],
            }
        )
        with self.at("2026-11-25"):
            home = self.household()
            one, two = (self.rent(home, date(2026, m, 5)) for m in (9, 10))
            plan = self.plan(home, 100, day=date(2026, 11, 6), first=date(2026, 11, 20))

            def left():
                self.night(plan)
                self.detect(home)
                return plan.remaining, home.overdue

            self.assertEqual(left(), (1000, 1000))
            one.button_draft()
            self.assertEqual(left(), (500, 500))
            self.assertIn("correction", plan.event_ids.mapped("source"))
            one.invoice_payment_term_id = terms
            one.action_post()
            self.assertEqual(left(), (1000, 1000))
            two.button_draft()
            two.invoice_line_ids.price_unit = 300
            two.action_post()
            self.assertEqual(left(), (800, 800))
            two.button_draft()
            two.partner_id = self.partner("ESSAI Autre")
            two.action_post()
            self.assertEqual(left(), (500, 500))
            one.button_draft()
            one.button_cancel()
            self.assertEqual(left(), (0, 0))
            self.assertEqual(plan.state, "kept")
            self.assertNotIn("missed", self.kinds(plan))
            self.assertIn("corrected", self.words(plan))
            one.button_draft()
            one.with_context(force_delete=True).unlink()
            self.env.flush_all()
            self.assertEqual(left(), (0, 0))

    def test_credited_and_billed_again(self):
        with self.at("2026-11-25"):
            home = self.household()
            bill = self.rent(home, date(2026, 6, 15), 6476.2, name="Régularisation")
            plan = self.plan(home, 180, day=date(2026, 7, 1), first=date(2026, 7, 20))
            new = self.bill_again(bill, date(2026, 11, 20))
            new.invoice_line_ids.price_unit = 135.13
            new.invoice_date = date(2026, 11, 20)
            new.invoice_date_due = date(2026, 12, 20)
            new.action_post()
            self.night(plan)
            self.detect(home)
            self.assertEqual(home.overdue, 0)
            self.assertEqual(plan.remaining, 0)
            told = self.words(plan)
            self.assertNotIn("whole debt is paid back", told)
            self.assertNotIn("last instalment on False", told)
            # Billed again at its first date: not of the plan, and not muted by it.
            other = self.household()
            bill = self.rent(other, date(2026, 6, 15), 900)
            plan = self.plan(other, 90, day=date(2026, 7, 1), first=date(2026, 12, 20))
            new = self.bill_again(bill, date(2026, 7, 10))
            new.invoice_line_ids.price_unit = 850
            new.invoice_date = date(2026, 6, 15)
            new.invoice_date_due = date(2026, 6, 15)
            new.action_post()
            self.night(plan)
            self.detect(other)
            self.assertEqual((plan.remaining, plan.uncovered_open), (0, 850))
            self.assertEqual(other.overdue, 850)
            self.assertIn("debt_age", self.signals(other))

    def test_drafts_pay_nothing(self):
        with self.at("2026-11-25"):
            home = self.household()
            one, _two = (self.rent(home, date(2026, m, 5)) for m in (9, 10))
            payment = self.pay(home, date(2026, 11, 10), 500, match=one)
            payment.action_draft()
            plan = self.plan(home, 100, first=date(2026, 12, 10))
            self.assertEqual((plan.amount_total, plan.state), (1000, "active"))
            payment.action_post()
            self.night(plan)
            self.assertEqual(plan.remaining, 500)
            other = self.household()
            rents = [self.rent(other, date(2026, m, 5)) for m in (9, 10)]
            plan = self.plan(
                other, 100, day=date(2026, 11, 6), first=date(2026, 12, 10)
            )
            draft = self.entry(
                date(2026, 11, 20),
                (self.outstanding, None, 1000, 0),
                (None, self.fund, 0, 1000),
                post=False,
            )
            self.match(draft, *[self.lines(r) for r in rents])
            self.night(plan)
            self.assertEqual((plan.remaining, plan.state), (1000, "active"))
            draft.move_id.action_post()
            self.night(plan)
            self.assertEqual((plan.remaining, plan.state), (0, "kept"))

    def test_a_small_kept_plan_mutes_what_it_covers(self):
        with self.at("2026-07-01"):
            home = self.household()
            rents = [self.rent(home, date(2026, m, 5)) for m in range(1, 7)]
            action = self.env["declic.repayment.make"]._action_for_moves(rents[0])
            wizard = self.env["declic.repayment.make"].browse(action["res_id"])
            wizard.write({"installment_amount": 100, "date_first": "2026-07-20"})
            plan = self.env["declic.repayment.plan"].browse(
                wizard.action_make()["res_id"]
            )
            plan.action_activate()
            self.assertEqual(plan.amount_total, 500)
        for month in (7, 8, 9):
            with self.at(date(2026, month, 27)):
                self.rent(home, date(2026, month, 5))
                self.pay(home, date(2026, month, 6), 600)
        with self.at("2026-09-28"):
            self.night(plan)
            self.detect(home)
            self.assertEqual((plan.outcome, plan.remaining), ("both", 200))
            self.assertEqual(home.overdue, 2700)
            signal = self.signals(home)["net_months"]
            self.assertEqual(signal.value, 5)
            # Once nothing else is owed, the plan speaks for the whole debt.
            waived = self.entry(
                date(2026, 9, 27),
                (self.income, None, 2500, 0),
                (None, home.partner_id, 0, 2500),
                ref="Abandon",
            )
            self.match(waived, *[self.lines(r) for r in rents[1:]])
            self.night(plan)
            self.detect(home)
            self.assertEqual((plan.outcome, plan.remaining), ("both", 200))
            self.assertEqual(home.overdue, 200)
            self.assertNotIn("net_months", self.signals(home))
            self.assertNotIn("debt_age", self.signals(home))
            self.assertNotIn("legal_clock", self.signals(home))

    def test_the_holder_is_replaced_while_a_plan_runs(self):
        with self.at("2026-06-01"):
            old, new = self.partner("ESSAI Ancien"), self.partner("ESSAI Nouvelle")
            home = self.household(old)
            for month in (2, 3, 4):
                self.rent(home, date(2026, month, 5))
            self.env["declic.household.member"].create(
                {"household_id": home.id, "partner_id": new.id, "role": "co_holder"}
            )
            plan = self.plan(home, 100, day=date(2026, 6, 1), first=date(2026, 6, 22))
        for month in (6, 7, 8):
            with self.at(date(2026, month, 28)):
                self.rent(home, date(2026, month, 5))
                self.pay(old, date(2026, month, 22), 600)
        with self.at("2026-09-01"):
            self.night(plan)
            before = (plan.state, plan.remaining, plan.paid_on_rent)
            home.partner_id = new
            self.night(plan)
            self.detect(home)
            self.assertEqual((plan.state, plan.remaining, plan.paid_on_rent), before)
            self.assertEqual(
                (before[0], before[1], home.overdue), ("active", 1200, 1200)
            )

    def test_a_deposit_kept_and_a_debt_moved_away(self):
        with self.at("2026-11-25"):
            home = self.household()
            one, two = (self.rent(home, date(2026, m, 5)) for m in (9, 10))
            plan = self.plan(home, 100, day=date(2026, 11, 5), first=date(2026, 11, 23))
            moved = self.entry(
                date(2026, 11, 10),
                (None, self.household().partner_id, 1000, 0),
                (None, home.partner_id, 0, 1000),
            )
            self.match(moved.filtered("credit"), self.lines(one), self.lines(two))
            self.night(plan)
            self.assertEqual((plan.paid_on_plan, plan.reduced_other), (0, 1000))
            self.assertNotIn("whole debt is paid back", self.words(plan))

    def test_a_deposit_kept_shortens_the_plan(self):
        deposits = self.env["account.account"].create(
            {"name": "Dépôts", "code": "165990", "account_type": "liability_current"}
        )
        with self.at("2026-11-25"):
            home = self.household(lease_end_date="2026-10-31")
            covered = self.rent(home, date(2026, 10, 5))
            self.rent(home, date(2026, 10, 31), 300)
            plan = self.plan(home, 100, day=date(2026, 11, 5), first=date(2026, 11, 23))
            kept = self.entry(
                date(2026, 11, 20),
                (deposits, None, 450, 0),
                (None, home.partner_id, 0, 450),
                ref="Dépôt de garantie retenu",
            )
            self.match(kept, self.lines(covered))
            self.night(plan)
            self.detect(home)
            self.assertEqual((plan.debt, plan.reduced_other, plan.paid), (350, 450, 0))
            self.assertEqual(
                (plan.remaining, home.overdue, self.odoo_due(home.partner_id)),
                (350, 350, 350),
            )
            self.assertRegex(self.words(plan), r"Write-off .* falls to 350,00")

    def test_an_opening_balance_is_covered_and_a_term_put_off_is_not(self):
        with self.at("2026-11-25"):
            home = self.household()
            self.entry(
                date(2026, 1, 1),
                (None, home.partner_id, 2400, 0),
                (self.outstanding, None, 0, 2400),
                ref="Reprise de solde",
            )
            self.lines(self.rent(home, date(2026, 9, 5))).date_maturity = "2027-01-31"
            plan = self.plan(home, 300, day=date(2026, 11, 25), first=date(2026, 12, 7))
            self.night(plan)
            self.assertEqual(plan.line_ids.mapped("amount"), [2400])
            self.assertEqual((plan.covered_open, plan.uncovered_open), (2400, 500))
        with self.at("2027-02-02"):
            self.night(plan)
            # It fell due while the plan runs: a rent of its time, beside the plan.
            self.assertEqual((plan.rent_due, plan.remaining), (500, 2400))
            self.assertEqual(plan.plan_late, 600)

    def test_journal_of_the_benefit_chosen_while_plans_run(self):
        self.benefit_journal.declic_kind = False
        with self.at("2026-11-05"):
            home = self.household()
            old = self.rent(home, date(2026, 9, 5), 900)
            plan = self.plan(home, 90, day=date(2026, 11, 5), first=date(2026, 11, 23))
        with self.at("2026-11-18"):
            self.match(self.benefit(home, date(2026, 11, 18), 300), self.lines(old))
            plan._refresh_moved()
            self.assertEqual(plan.reduced_benefit, 0)
            self.benefit_journal.declic_kind = "benefit"
            plan._refresh_moved()
            self.assertEqual((plan.reduced_benefit, plan.debt), (300, 600))

    def test_the_six_month_check_survives_a_reinstatement(self):
        with self.at("2026-11-25"):
            home = self.household()
            invoice = self.rent(home, date(2026, 9, 5))
            plan = self.plan(
                home, 500, kind="payer", date_approved=date(2026, 11, 20),
                first=date(2026, 12, 10),
            )  # fmt: skip
            check = ["declic.activity_plan_check"]
            self.assertTrue(plan.activity_search(check))
            payment = self.pay(home, date(2026, 11, 25), 500, match=invoice)
            self.night(plan)
            self.assertEqual(plan.state, "kept")
            payment.move_id._reverse_moves([{"date": date(2026, 11, 25)}], cancel=True)
            self.night(plan)
            self.assertEqual(plan.state, "active")
            self.assertTrue(plan.activity_search(check))

    def held(self, moves):
        """Whether each term is kept out of the reminders, and by a plan of ours."""
        lines = self.lines(moves).sorted("date_maturity")
        return [
            (line.no_followup, bool(line.sudo().declic_hold_plan_id)) for line in lines
        ]

    def test_a_held_rent_is_copied_credited_and_split(self):
        """The hold follows the debt covered: not a copy, not a credit note; but each
        term that accounting makes of a covered invoice."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "Trois fois",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((33.33, 0), (33.33, 30), (33.34, 60))
                ],
            }
        )
        with self.at("2026-11-25"):
            home = self.household()
            one, two = (self.rent(home, date(2026, m, 5)) for m in (9, 10))
            plan = self.plan(home, 100, day=date(2026, 11, 6), first=date(2026, 11, 20))
            self.assertEqual(self.held(one | two), [(True, True)] * 2)
            copy = one.copy(
                {"invoice_date": "2026-11-05", "invoice_date_due": "2026-11-05"}
            )
            copy.action_post()
            note = self.credit_note(one, date(2026, 11, 10), 200)
            self.assertEqual(self.held(copy | note), [(False, False)] * 2)
            two.button_draft()
            two.invoice_payment_term_id = terms
            self.env.flush_all()
            two.action_post()
            self.assertEqual(self.held(two), [(True, True)] * 3)
            plan.action_cancel("renegotiated")
            self.assertEqual(self.held(one | two), [(False, False)] * 4)

    def test_accountings_own_exclusion_outlives_the_plan(self):
        with self.at("2026-11-25"):
            home = self.household()
            invoice = self.rent(home, date(2026, 9, 5))
            self.lines(invoice).no_followup = True
            plan = self.plan(home, 100, day=date(2026, 11, 6), first=date(2026, 11, 20))
            self.assertEqual(self.held(invoice), [(True, False)])
            plan.action_cancel("renegotiated")
            self.assertEqual(self.held(invoice), [(True, False)])

    def test_terms_of_a_locked_period_are_held(self):
        with self.at("2026-11-25"):
            home = self.household()
            invoice = self.rent(home, date(2026, 9, 5))
            self.company.sale_lock_date = "2026-10-31"
            self.plan(home, 100, day=date(2026, 11, 6), first=date(2026, 11, 20))
            self.env.flush_all()
            self.assertEqual(self.held(invoice), [(True, True)])

    def test_a_long_plan_broken_late_is_a_signal(self):
        """B13: the rule looks at the day on which it broke, not at the signature."""
        with self.at("2024-04-25"):
            home = self.household()
            self.rent(home, date(2024, 4, 5), 3000)
            plan = self.plan(home, 100, day=date(2024, 4, 25), first=date(2024, 5, 21))
        for number in range(27):
            day = date(2024, 5, 20) + relativedelta(months=number)
            with self.at(day):
                self.pay(home, day, 100)
        with self.at("2026-11-25"):
            self.night(plan)
            self.detect(home)
            self.assertEqual(plan.state, "broken")
            self.assertGreater(plan.date_broken, date(2026, 8, 1))
            self.assertIn("broken_plan", self.signals(home))
            # Another one runs: it speaks for itself.
            self.plan(home, 100, day=date(2026, 11, 25), first=date(2026, 12, 21))
            self.detect(home)
            self.assertNotIn("broken_plan", self.signals(home))
