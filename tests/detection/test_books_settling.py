"""How accounting settles an invoice: in part, by terms, for more than it was."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from ..books import BooksCase


@tagged("post_install", "-at_install")
class TestSettling(BooksCase):
    def register(self, invoice, day, **values):
        """Accounting's own dialog; its payment as it proposes it unless told."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": day, "journal_id": self.bank_journal.id, **values})
        )
        amount = wizard.amount
        wizard._create_payments()
        return amount

    def assert_owed(self, household, amount):
        """What is due is owed to the cent by the module and by Odoo's residuals."""
        self.detect(household)
        due = self.odoo_due(household.partner_id)
        self.assertEqual((household.overdue, due), (max(amount, 0), amount))

    def test_cents_written_off_with_the_payment(self):
        with self.at("2026-11-25"):
            home = self.household()
            self.register(
                self.rent(home, date(2026, 9, 5)),
                date(2026, 9, 8),
                amount=499.97,
                payment_difference_handling="reconcile",
                writeoff_account_id=self.income.id,
            )
            self.assert_owed(home, 0)
            month = home.ledger_month_ids
            self.assertEqual((month.due, month.paid, month.overdue), (500, 500, 0))

    def test_an_invoice_of_three_terms(self):
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
            invoice = self.rent(home, date(2026, 10, 16), 900, terms=terms)
            self.assertEqual(
                self.lines(invoice).sorted("date_maturity").mapped("balance"),
                [299.97, 299.97, 300.06],
            )
            # Two of the three are due: so much accounting proposes to take.
            self.assert_owed(home, 599.94)
            self.assertEqual(self.register(invoice, date(2026, 11, 25)), 599.94)
            self.assert_owed(home, 0)
        with self.at("2026-12-15"):
            self.assert_owed(home, 300.06)

    def test_a_credit_note_of_more_than_the_invoice(self):
        with self.at("2026-11-25"):
            home = self.household()
            self.rent(home, date(2026, 11, 1))
            self.assert_owed(home, 500)
            self.credit_note(self.rent(home, date(2026, 10, 1), 700), date.today(), 900)
            self.assert_owed(home, 300)
            # More than everything: credit is no debt of anybody.
            self.credit_note(self.rent(home, date(2026, 9, 1), 100), date.today(), 550)
            self.assert_owed(home, -150)
