"""A household with a plan, and accounting's own ways to pay it."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command

from .common import DeclicCase

# The plan of these tests: signed on a Monday, instalments on the 10th.
SIGNED = date(2026, 3, 2)
FIRST = date(2026, 3, 10)


class RepaymentCase(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls._household()
        cls.partner = cls.household.partner_id
        cls.Plan = cls.env["declic.repayment.plan"]
        # Two old terms, 450 € each, open at the signature.
        cls.old = cls._rent(cls.household, date(2026, 1, 5)) | cls._rent(
            cls.household, date(2026, 2, 5)
        )

    def at(self, day):
        """Run the block on ``day``."""
        return freeze_time(day)

    def plan(self, start=True, amount=90, **vals):
        """A plan over both old terms, 900 €, signed on SIGNED."""
        with self.at(vals.get("date_start") or SIGNED):
            plan = self.Plan.with_user(self.users["recovery"]).create(
                {
                    "household_id": self.household.id,
                    "installment_amount": amount,
                    "date_start": SIGNED,
                    "date_first": FIRST,
                    **vals,
                }
            )
            plan.action_cover_open_lines()
            if start:
                plan.action_activate()
        return plan

    def night(self, day):
        """The nightly run of ``day``."""
        with self.at(day):
            self.Plan._cron_refresh()

    def rent(self, day, amount=450):
        with self.at(day):
            return self._rent(self.household, day, amount)

    def register(self, invoices, day, amount, **vals):
        """Pay through accounting's wizard, from the invoices."""
        with self.at(day):
            wizard = (
                self.env["account.payment.register"]
                .with_context(active_model="account.move", active_ids=invoices.ids)
                .create(
                    {
                        "payment_date": day,
                        "amount": amount,
                        "journal_id": self.bank_journal.id,
                        "group_payment": True,
                        **vals,
                    }
                )
            )
            return wizard._create_payments()

    def statement(self, day, amount, partner=None, label="Virement"):
        """A line of the bank statement, on the receivable account of ``partner``."""
        partner = partner or self.partner
        account = partner.with_company(self.company).property_account_receivable_id
        with self.at(day):
            line = self.env["account.bank.statement.line"].create(
                {
                    "journal_id": self.bank_journal.id,
                    "date": day,
                    "payment_ref": label,
                    "partner_id": partner.id,
                    "amount": amount,
                    "counterpart_account_id": account.id,
                }
            )
            return self._receivable(line.move_id)

    def catch_up(self, day, amount):
        """A recall of housing benefit; its receivable line."""
        with self.at(day):
            return self._receivable(self._benefit(self.household, day, amount))

    def match(self, day, *lines):
        with self.at(day):
            (self.env["account.move.line"].union(*lines)).reconcile()

    def credit_note(self, invoice, day, amount):
        """A credit note of ``amount`` through accounting's wizard, posted."""
        with self.at(day):
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create({"date": day, "journal_id": invoice.journal_id.id})
            )
            note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
            note.write(
                {
                    "invoice_date": day,
                    "invoice_line_ids": [
                        Command.update(
                            note.invoice_line_ids[0].id, {"price_unit": amount}
                        )
                    ],
                }
            )
            note.action_post()
            return note

    def terms(self):
        return self._receivable(self.old).sorted("date_maturity")

    def kinds(self, plan):
        return plan.event_ids.sorted("id").mapped("kind")

    def said(self, plan, kind):
        """The sentences of the events of this kind, oldest first."""
        events = plan.event_ids.filtered(lambda e: e.kind == kind).sorted("id")
        return events.mapped("name")

    def assertWhole(self, plan):
        """Covered and uncovered are the account's open receivables, to the cent."""
        plan.invalidate_recordset()
        self.partner.invalidate_recordset(["credit"])
        credit = self.partner.with_company(self.company).credit
        self.assertEqual(
            self.company.currency_id.compare_amounts(
                plan.covered_open + plan.uncovered_open, credit
            ),
            0,
            (plan.covered_open, plan.uncovered_open, credit),
        )
