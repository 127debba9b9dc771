"""Two years of rents, posted and reconciled by Odoo's accounting itself."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .behaviours import payments


class Ledger:
    """Posts the rents, the benefit and the payments of the demonstration."""

    def __init__(self, env, company, log):
        self.env = env
        self.company = company
        self.log = log
        chart = {"company_ids": [Command.link(company.id)]}
        account = env["account.account"]
        self.income = account.create(
            {
                "name": "Loyers des logements",
                "code": "704990",
                "account_type": "income",
                **chart,
            }
        )
        self.outstanding = account.create(
            {
                "name": "Encaissements en attente",
                "code": "511990",
                "account_type": "asset_current",
                "reconcile": True,
                **chart,
            }
        )
        journal = env["account.journal"]
        common = {"company_id": company.id}
        self.rents = journal.create(
            {"name": "Quittancement", "code": "QUIT", "type": "sale", **common}
        )
        self.fees = journal.create(
            {
                "name": "Frais de procédure",
                "code": "FRAIS",
                "type": "sale",
                "declic_kind": "fee",
                **common,
            }
        )
        self.benefit = journal.create(
            {
                "name": "APL – tiers payant",
                "code": "APL",
                "type": "general",
                "declic_kind": "benefit",
                **common,
            }
        )
        self.bank = journal.create(
            {"name": "Banque des loyers", "code": "BQLOY", "type": "bank", **common}
        )
        # Without an outstanding account a payment makes no entry (Odoo 19).
        self.bank.inbound_payment_method_line_ids.payment_account_id = self.outstanding

    def post(self, tenants, today, months):
        """Post ``months`` months up to ``today`` for all the tenants, then let the
        accounting reconcile each account, oldest debt first."""
        self.receivable = (
            tenants[0]
            .record.partner_id.with_company(self.company)
            .property_account_receivable_id
        )
        for month in range(months):
            first = (today - relativedelta(months=months - 1 - month)).replace(day=1)
            self._post_invoices(
                [t for t in tenants if not has_left(t, month, months)], first
            )
            self._post_benefit(
                [t for t in tenants if t.benefit and not has_left(t, month, months)],
                min(first + relativedelta(days=5), today),
            )
            self._post_payments(tenants, month, months, first, today)
            self.log("month %s of %s posted", month + 1, months)
        self._post_fees(tenants, today)
        self._reconcile(tenants)

    def _post_invoices(self, tenants, first):
        lines = (
            ("Loyer principal", "rent", 1),
            ("Provision pour charges", "charges", 1),
            ("Réduction de loyer de solidarité", "reduction", -1),
        )
        self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "journal_id": self.rents.id,
                    "partner_id": tenant.record.partner_id.id,
                    "invoice_date": first,
                    "date": first,
                    "invoice_payment_term_id": False,
                    "invoice_date_due": first + relativedelta(days=4),
                    "invoice_line_ids": [
                        self._line(name, sign * getattr(tenant, key))
                        for name, key, sign in lines
                        if getattr(tenant, key)
                    ],
                }
                for tenant in tenants
            ]
        ).action_post()

    def _line(self, name, price):
        return Command.create(
            {
                "name": name,
                "quantity": 1,
                "price_unit": price,
                "account_id": self.income.id,
                "tax_ids": [Command.clear()],
            }
        )

    def _post_benefit(self, tenants, date):
        """One entry a month: the benefit office pays for all tenants at once."""
        total = sum(tenant.benefit for tenant in tenants)
        if not total:
            return
        self.env["account.move"].create(
            {
                "journal_id": self.benefit.id,
                "date": date,
                "ref": "Versement APL",
                "line_ids": [
                    Command.create({"account_id": self.outstanding.id, "debit": total}),
                    *(
                        Command.create(
                            {
                                "account_id": self.receivable.id,
                                "partner_id": tenant.record.partner_id.id,
                                "credit": tenant.benefit,
                            }
                        )
                        for tenant in tenants
                    ),
                ],
            }
        ).action_post()

    def _post_payments(self, tenants, month, months, first, today):
        values, rejected = [], []
        for tenant in tenants:
            if has_left(tenant, month, months):
                continue
            for amount, offset, is_rejected in payments(tenant, month, months):
                date = first + relativedelta(days=offset)
                if date <= today and amount > 0:
                    rejected.append(is_rejected)
                    values.append(self._payment(tenant, amount, date))
        made = self.env["account.payment"].create(values)
        made.action_post()
        # A rejected debit: accounting reverses the entry, the rent is open again.
        for payment, is_rejected in zip(made, rejected, strict=True):
            if is_rejected:
                payment.move_id._reverse_moves(
                    [{"date": payment.date + relativedelta(days=6)}], cancel=True
                )

    def _payment(self, tenant, amount, date):
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": tenant.record.partner_id.id,
            "journal_id": self.bank.id,
            "amount": amount,
            "date": date,
            "memo": "Prélèvement" if tenant.rank % 3 else "Virement",
        }

    def _post_fees(self, tenants, today):
        """The bailiff's costs of two silent tenants, and a charge regularisation on
        three terms."""
        silent = [t for t in tenants if t.kind == "silent"][:2]
        for tenant in silent:
            date = today - relativedelta(months=1)
            self._single_invoice(
                tenant, self.fees, date, "Coût du commandement de payer", 142.5
            )
        for tenant in [t for t in tenants if t.kind == "regular"][:2]:
            terms = self.env["account.payment.term"].create(
                {
                    "name": "Régularisation en trois fois",
                    "line_ids": [
                        Command.create(
                            {
                                "value": "percent",
                                "value_amount": percent,
                                "nb_days": days,
                            }
                        )
                        for percent, days in ((33.33, 30), (33.33, 60), (33.34, 90))
                    ],
                }
            )
            self._single_invoice(
                tenant, self.rents, today, "Régularisation de charges", 186.3, terms
            )

    def _single_invoice(self, tenant, journal, date, name, amount, terms=None):
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "partner_id": tenant.record.partner_id.id,
                "invoice_date": date,
                "date": date,
                "invoice_payment_term_id": terms.id if terms else False,
                "invoice_line_ids": [self._line(name, amount)],
            }
        ).action_post()

    def _reconcile(self, tenants):
        groups = (
            self.env["account.move.line"]
            .search(
                [
                    ("account_id", "=", self.receivable.id),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    (
                        "partner_id",
                        "in",
                        [tenant.record.partner_id.id for tenant in tenants],
                    ),
                ]
            )
            .grouped("partner_id")
        )
        self.env["account.move.line"]._reconcile_plan(
            [
                lines
                for lines in groups.values()
                if len({line.balance > 0 for line in lines}) == 2
            ]
        )


def has_left(tenant, month, months):
    """Whether the tenant had moved out before ``month``."""
    return tenant.kind == "left" and month > months - 1 - (2 + tenant.rank % 8)
