"""What happens in a landlord's books, through accounting's own wizards and posts."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.fields import Command, Date

from .common import DeclicCase


class BooksCase(DeclicCase):
    """A household pays 500 € a month; ``housing_benefit`` only where a test says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.misc_journal = cls.env["account.journal"].create(
            {
                "name": "Opérations diverses",
                "code": "ODDEC",
                "type": "general",
                "company_id": cls.company.id,
            }
        )
        cls.bank_journal.outbound_payment_method_line_ids.payment_account_id = (
            cls.outstanding
        )
        cls.fund = cls.partner("Fonds d'aide ESSAI", is_company=True)

    @classmethod
    def partner(cls, name="ESSAI Dominique", **vals):
        return cls.env["res.partner"].create({"name": name, **vals})

    @classmethod
    def household(cls, partner=None, **vals):
        partner = partner or cls.partner()
        return cls.env["declic.household"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "lease_number": f"ESSAI-{partner.id}",
                "rent": 450,
                "charges": 50,
                **vals,
            }
        )

    def at(self, day):
        return freeze_time(day)

    def account(self, partner):
        return partner.with_company(self.company).property_account_receivable_id

    def lines(self, moves):
        return self._receivable(moves)

    def rent(self, household, day, amount=500, due=None, name="Loyer", partner=None,
             terms=None, journal=None, post=True):  # fmt: skip
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or household.partner_id).id,
                "journal_id": (journal or self.sale_journal).id,
                "invoice_date": day,
                "date": day,
                "invoice_payment_term_id": terms.id if terms else False,
                "invoice_date_due": False if terms else due or day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "quantity": 1,
                            "price_unit": amount,
                            "account_id": self.income.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def pay(self, who, day, amount, match=None, kind="inbound"):
        payment = self.env["account.payment"].create(
            {
                "payment_type": kind,
                "partner_type": "customer",
                "partner_id": getattr(who, "partner_id", who).id,
                "journal_id": self.bank_journal.id,
                "amount": amount,
                "date": day,
            }
        )
        payment.action_post()
        if match:
            self.match(self.lines(payment.move_id), self.lines(match))
        return payment

    def statement(self, day, amount, partner=None, label="VIR"):
        account = self.account(partner or self.company.partner_id)
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": day,
                "payment_ref": label,
                "partner_id": partner.id if partner else False,
                "amount": amount,
                "counterpart_account_id": account.id,
            }
        )
        return self.lines(line.move_id)

    def entry(self, day, *rows, ref="OD", journal=None, post=True):
        """rows: (account or None for the tenant's, partner, debit, credit)."""
        move = self.env["account.move"].create(
            {
                "journal_id": (journal or self.misc_journal).id,
                "date": day,
                "ref": ref,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": (account or self.account(partner)).id,
                            "partner_id": partner.id if partner else False,
                            "debit": debit,
                            "credit": credit,
                        }
                    )
                    for account, partner, debit, credit in rows
                ],
            }
        )
        if post:
            move.action_post()
        return self.lines(move)

    def benefit(self, household, day, amount, journal=None):
        rows = [
            (self.outstanding, None, max(amount, 0), max(-amount, 0)),
            (None, household.partner_id, max(-amount, 0), max(amount, 0)),
        ]
        return self.entry(
            day, *rows, ref="APL", journal=journal or self.benefit_journal
        )

    def credit_note(self, invoice, day, amount=None):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": day, "journal_id": invoice.journal_id.id})
        )
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        note.invoice_date = day
        if amount is not None:
            note.invoice_line_ids[0].price_unit = amount
        note.action_post()
        return note

    def bill_again(self, invoice, day):
        """Credit the whole invoice; the new one, in draft."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": day, "journal_id": invoice.journal_id.id})
        )
        return self.env["account.move"].browse(wizard.modify_moves()["res_id"])

    def match(self, *lines):
        lines = self.env["account.move.line"].union(*lines)
        lines.filtered(lambda line: not line.reconciled).reconcile()

    def plan(self, household, amount=100, day=None, first=None, **vals):
        day = day or Date.context_today(self.env.user)
        plan = self.env["declic.repayment.plan"].create(
            {
                "household_id": household.id,
                "installment_amount": amount,
                "date_start": day,
                "date_first": first or day + relativedelta(months=1, day=5),
                **vals,
            }
        )
        plan.action_cover_open_lines()
        plan.action_activate()
        return plan

    def detect(self, *households):
        ids = [household.id for household in households]
        self.env["declic.household"]._run_detection(ids)

    def odoo_due(self, *partners):
        """Odoo's own open receivables of these partners that are due today."""
        today = Date.context_today(self.env.user)
        self.env.flush_all()
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "in", [p.id for p in partners]),
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
            ]
        )
        return round(
            sum(
                line.amount_residual
                for line in lines
                if line.balance < 0 or (line.date_maturity or line.date) <= today
            ),
            2,
        )

    def signals(self, household):
        return {s.rule_id.code: s for s in household.signal_ids if s.state == "open"}

    def natures(self, household):
        lines = self.env["declic.ledger.line"].with_context(declic_ledger=household.ids)
        return {line.id: line.nature for line in lines.search([("id", "<", 2**30)])}
