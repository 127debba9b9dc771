"""The current rent, the awaited benefit and the written clock (D8, D2, D12)."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from ..books import BooksCase


@tagged("post_install", "-at_install")
class TestCurrentRent(BooksCase):
    def hearing(self, household, day):
        procedure = household.procedure_ids or self.env["declic.procedure"].create(
            {"household_id": household.id}
        )
        return self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": self.env.ref("declic.step_type_hearing").id,
                "date": day,
            }
        )

    def missing(self, household):
        self.detect(household)
        return household.current_rent_missing

    def test_another_charge_paid_is_not_the_rent(self):
        with self.at("2026-11-25"):
            home = self.household()
            for month in (7, 8, 9, 10, 11):
                self.rent(home, date(2026, month, 5))
            self.hearing(home, "2026-12-10")
            water = self.rent(home, date(2026, 11, 15), 30, name="Eau")
            self.pay(home, date(2026, 11, 16), 30, match=water)
            self.assertEqual(self.missing(home), 470)
            self.assertEqual(home.last_term_amount, 500)
            self.assertEqual(home.hearing_level, "missing")
            self.pay(home, date(2026, 11, 20), 470)
            self.assertEqual(self.missing(home), 0)
            self.assertEqual(home.hearing_level, "paid")

    def test_rent_due_at_the_end_of_the_month(self):
        with self.at("2026-11-25"):
            home = self.household()
            for month, last in ((7, 31), (8, 31), (9, 30), (10, 31)):
                self.rent(home, date(2026, month, last))
                if month < 10:
                    self.pay(home, date(2026, month, last) + timedelta(days=5), 500)
            self.assertEqual(self.missing(home), 500)
            self.assertFalse(home.current_rent_paid)

    def test_first_miss_of_a_rent_paid_after_the_month(self):
        with self.at("2026-11-25"):
            home = self.household()
            day = date(2025, 8, 31)
            while day < date(2026, 11, 1):
                self.rent(home, day)
                if day < date(2026, 10, 1):
                    self.pay(home, day + timedelta(days=5), 500)
                day += relativedelta(months=1, day=31)
            self.detect(home)
            self.assertGreaterEqual(home.punctual_terms, 11)
            self.assertIn("first_miss", self.signals(home))

    def test_rent_paid_some_days_before(self):
        with self.at("2026-11-25"):
            for match in (False, True):
                home = self.household()
                old = [self.rent(home, date(2026, m, 1)) for m in (6, 7)]
                for month in (8, 9, 10, 11):
                    self.rent(home, date(2026, month, 1))
                    paid = self.pay(home, date(2026, month, 1) - timedelta(days=2), 500)
                    if match and month == 11:
                        # Accounting's own order: the oldest first.
                        self.match(self.lines(paid.move_id), self.lines(old[0]))
                self.assertEqual(self.missing(home), 0)
                self.assertEqual(home.overdue, 1000)
                self.hearing(home, "2026-12-10")
                self.detect(home)
                self.assertEqual(home.hearing_level, "paid")
                self.assertEqual(home.resumed_by_id, paid.move_id)

    def test_late_by_a_month(self):
        """September's rent, paid on 28 September, is not October's."""
        with self.at("2026-10-20"):
            home = self.household()
            rents = [self.rent(home, date(2026, m, 1)) for m in (8, 9, 10)]
            self.pay(home, date(2026, 8, 4), 500, match=rents[0])
            self.pay(home, date(2026, 9, 28), 500, match=rents[1])
            self.assertEqual(self.missing(home), 500)

    def test_a_transferred_debt_is_no_current_rent(self):
        with self.at("2026-11-25"):
            home = self.household()
            invoice = self.rent(home, date(2026, 11, 1))
            self.pay(home, date(2026, 11, 3), 500, match=invoice)
            self.entry(
                date(2026, 11, 10),
                (None, home.partner_id, 1500, 0),
                (None, self.partner("ESSAI Parti"), 0, 1500),
            )
            self.assertEqual(self.missing(home), 0)
            self.assertEqual(home.last_term_amount, 500)

    def test_the_nearer_hearing_leads(self):
        with self.at("2026-11-25"):
            home = self.household()
            self.rent(home, date(2026, 10, 5))
            self.hearing(home, "2027-01-24")
            self.hearing(home, "2026-12-05")
            self.assertEqual(home.hearing_date, date(2026, 12, 5))
            self.detect(home)
            self.assertEqual(home.urgency, 0)
        with self.at("2026-12-06"):
            self.detect(home)
            self.assertEqual(home.hearing_date, date(2027, 1, 24))

    def test_set_aside_comes_back_with_a_hearing(self):
        with self.at("2026-11-25"):
            home = self.household()
            self.rent(home, date(2026, 10, 5))
            home.dismissed_until = "2027-01-24"
            self.detect(home)
            self.assertEqual(home.proposal_state, "watched")
            self.hearing(home, "2026-12-05")
            self.assertEqual(home.proposal_state, "proposed")


@tagged("post_install", "-at_install")
class TestAwaitedBenefit(BooksCase):
    def test_the_tenants_share_was_paid_on_the_day(self):
        with self.at("2026-11-20"):
            for benefit in (250, 350, 400):
                home = self.household(
                    housing_benefit=benefit, benefit_status="landlord"
                )
                for month in range(1, 12):
                    self.rent(home, date(2026, month, 5))
                    self.pay(home, date(2026, month, 5), 500 - benefit)
                    if month < 11:
                        self.benefit(home, date(2026, month, 25), benefit)
                self.detect(home)
                with self.subTest(benefit=benefit):
                    self.assertEqual(home.overdue, benefit)
                    self.assertEqual(home.benefit_pending, benefit)
                    self.assertFalse(home.default_date)
                    self.assertFalse(home.arrears_date)
                    self.assertTrue(home.current_rent_paid)
                    self.assertFalse(self.signals(home))

    def test_several_months_are_pending(self):
        with self.at("2026-12-20"):
            home = self.household(housing_benefit=350, lease_date=date(2026, 10, 1))
            for month in (10, 11, 12):
                self.rent(home, date(2026, month, 5))
                self.pay(home, date(2026, month, 5), 150)
            self.benefit(home, date(2026, 12, 7), 350)
            self.detect(home)
            self.assertEqual((home.overdue, home.benefit_pending), (700, 700))
            self.assertFalse(home.arrears_date)
            self.assertFalse(self.signals(home))

    def test_paid_in_the_month_after_under_the_rule_of_2027(self):
        with self.at("2027-05-20"):
            home = self.household(housing_benefit=300, benefit_status="landlord")
            for number in range(8):
                day = date(2026, 10, 1) + relativedelta(months=number)
                self.rent(home, day)
                self.pay(home, day, 200)
                if number:
                    self.benefit(home, day + timedelta(days=4), 300)
            self.detect(home)
            self.assertEqual((home.overdue, home.benefit_pending), (300, 300))
            self.assertFalse(home.arrears_date)
            self.assertFalse(self.signals(home))

    def test_a_ledger_that_begins_with_last_months_benefit(self):
        with self.at("2026-11-20"):
            for delay, pending in (("same", 0), ("next", 300)):
                self.company.declic_benefit_delay = delay
                home = self.household(housing_benefit=300, benefit_status="landlord")
                for month in range(5, 12):
                    self.rent(home, date(2026, month, 1))
                    self.pay(home, date(2026, month, 1), 200)
                    # The first one is of April, whose rent is not in the books.
                    if month > 5:
                        self.benefit(home, date(2026, month, 5), 300)
                self.entry(
                    date(2026, 5, 5),
                    (self.outstanding, None, 300, 0),
                    (None, home.partner_id, 0, 300),
                    ref="APL",
                    journal=self.benefit_journal,
                )
                self.entry(
                    date(2026, 5, 1),
                    (None, home.partner_id, 300, 0),
                    (self.outstanding, None, 0, 300),
                    ref="Reprise",
                )
                self.detect(home)
                self.assertEqual(home.benefit_pending, pending)

    def test_nothing_is_awaited_once_it_is_suspended(self):
        with self.at("2026-08-01"):
            home = self.household(housing_benefit=300, benefit_status="landlord")
            for month in (5, 6, 7):
                self.rent(home, date(2026, month, 5))
                self.pay(home, date(2026, month, 5), 200)
                self.benefit(home, date(2026, month, 25), 300)
            home.benefit_status = "suspended"
        with self.at("2026-11-20"):
            for month in (8, 9, 10, 11):
                self.rent(home, date(2026, month, 5))
                self.pay(home, date(2026, month, 5), 200)
            self.detect(home)
            self.assertEqual((home.overdue, home.benefit_pending), (1200, 0))
            self.assertEqual(home.default_date, date(2026, 8, 5))
            self.assertTrue(home.arrears_date)


@tagged("post_install", "-at_install")
class TestWrittenClock(BooksCase):
    def constituted(self):
        home = self.household()
        with self.at("2026-11-06"):
            for month in (9, 10, 11):
                self.rent(home, date(2026, month, 5))
            self.detect(home)
        self.assertEqual(home.arrears_date, date(2026, 10, 5))
        [record] = home.arrears_record_ids
        self.assertEqual(
            (record.debt, record.net_rent, record.default_date, record.state),
            (1000, 500, date(2026, 9, 5), "running"),
        )
        return home, record

    def test_values_that_change_move_nothing(self):
        for vals in (
            {"rent": 1000},
            {"housing_benefit": 100},
            {"rent": 1200, "charges": 100},
            {"rent": 10},
        ):
            home, record = self.constituted()
            with self.subTest(vals=vals), self.at("2026-11-20"):
                home.write(vals)
                self.detect(home)
                self.assertEqual(home.arrears_date, date(2026, 10, 5))
                self.assertEqual(record.state, "running")
                # A part of the debt does not end it.
                self.pay(home, date(2026, 11, 15), 1400)
                self.detect(home)
                self.assertEqual(home.arrears_date, date(2026, 10, 5))
                self.pay(home, date(2026, 11, 18), 100)
                self.detect(home)
                self.assertFalse(home.arrears_date)
                self.assertEqual(record.state, "paid")

    def test_a_corrected_ledger_does_and_the_trace_stays(self):
        home, record = self.constituted()
        with self.at("2026-11-20"):
            self.pay(home, date(2026, 9, 20), 500)
            self.detect(home)
            self.assertEqual(home.arrears_date, date(2026, 11, 5))
            self.assertEqual(record.state, "corrected")
            self.assertEqual(len(home.arrears_record_ids), 2)

    def test_a_change_of_rent_changes_no_past(self):
        with self.at("2026-10-01"):
            home = self.household()
            for month in (6, 7):
                self.rent(home, date(2026, month, 5))
            home.rent = 512
        with self.at("2026-11-20"):
            self.detect(home)
            self.assertEqual(home.arrears_date, date(2026, 7, 5))

    def test_a_debit_that_came_back_never_was_a_payment(self):
        with self.at("2026-11-20"):
            home = self.household()
            invoice = self.rent(home, date(2026, 9, 5))
            payment = self.pay(home, date(2026, 10, 5), 500, match=invoice)
            payment.move_id._reverse_moves([{"date": date(2026, 10, 12)}], cancel=True)
            self.detect(home)
            self.assertEqual(home.default_date, date(2026, 9, 5))
            self.assertEqual(home.oldest_unpaid_date, date(2026, 9, 5))
