"""Two years of rents, posted and reconciled by Odoo's accounting itself.

Entries are given whole, with the term that Odoo would add, and made many at a time:
the invoice that comes out is the same, to the last field.
"""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .behaviours import (
    INVOICED_MONTHS,
    has_left,
    month_before,
    payments,
    stopped_paying,
)

# Day of the month on which the bank's statement is posted.
POSTING_DAY = 12
BENEFIT_DAY = 6
# Months after whose entries the tables are counted again.
ANALYSED = (1, 2, 4, 8, 16)
# A direct debit that is refused comes back that many days later.
REJECT_DAYS = 6
# What Odoo works out of a line that is written by hand is given here.
WHOLE = {
    "skip_invoice_sync": True,
    "skip_invoice_line_sync": True,
    "skip_analytic_sync": True,
}
RENT_LINES = (
    ("Loyer principal", "rent", 1),
    ("Provision pour charges", "charges", 1),
    ("Réduction de loyer de solidarité", "reduction", -1),
)


class Ledger:
    """Posts the rents, the benefit and the payments of the demonstration."""

    def __init__(self, env, company):
        self.env = env
        self.moves = env["account.move"].with_context(**WHOLE)
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

    def journey(self, tenants, today, months):
        """Month after month up to ``today``: the rents on the first, then what came to
        the bank and from the benefit office, matched with the oldest debt first.

        :param months: number of months, the current one included
        """
        self.receivable = tenants[0].record.partner_id.property_account_receivable_id
        received = []
        for month in range(months):
            age = months - 1 - month
            first = month_before(today, age)
            housed = [t for t in tenants if not has_left(t, month, months)]
            yield first
            if month in ANALYSED:
                # The planner knows nothing of what a transaction has not committed.
                self.env.cr.execute(
                    "ANALYZE account_move, account_move_line, account_partial_reconcile"
                )
            self._post_rents(housed, first, age)
            received += self._received(housed, month, months, first)
            now = min(first + relativedelta(day=POSTING_DAY), today) if age else today
            yield now
            self._post_received(
                [one for one in received if one[1] <= now],
                self._benefit(housed, first + relativedelta(day=BENEFIT_DAY), now),
                age,
            )
            received = [one for one in received if one[1] > now]
            self._reconcile(tenants)
            if age == 1:
                self._post_fees(tenants, first + relativedelta(day=POSTING_DAY))
        yield today
        self._post_regularisations(tenants, today)

    # Rents

    def _post_rents(self, tenants, first, age):
        """Invoices; of the older months one entry by agency for what was paid."""
        apart, together = [], {}
        for tenant in tenants:
            if age < INVOICED_MONTHS or age <= (stopped_paying(tenant) or 0):
                apart.append(tenant)
            else:
                together.setdefault(tenant.agency, []).append(tenant)
        entries = [
            {
                "journal_id": self.rents.id,
                "date": first,
                "ref": f"Quittancement {agency}",
                "line_ids": [
                    *(
                        self._line(self.income, name, -total)
                        for name, key, sign in RENT_LINES
                        if (total := sign * sum(getattr(t, key) for t in group))
                    ),
                    *(self._term(tenant, first) for tenant in group),
                ],
            }
            for agency, group in together.items()
        ]
        self.moves.create(
            [self._invoice(tenant, first) for tenant in apart] + entries
        ).action_post()

    def _invoice(self, tenant, first):
        return {
            "move_type": "out_invoice",
            "journal_id": self.rents.id,
            "partner_id": tenant.record.partner_id.id,
            "invoice_date": first,
            "date": first,
            "invoice_payment_term_id": False,
            "invoice_date_due": first + relativedelta(days=4),
            "line_ids": [
                *(
                    self._line(
                        self.income,
                        name,
                        -sign * amount,
                        display_type="product",
                        quantity=1,
                        price_unit=sign * amount,
                        tax_ids=[Command.clear()],
                    )
                    for name, key, sign in RENT_LINES
                    if (amount := getattr(tenant, key))
                ),
                self._term(tenant, first, display_type="payment_term"),
            ],
        }

    def _term(self, tenant, first, **values):
        """What the tenant owes for the month, due on the fifth."""
        return self._line(
            self.receivable,
            False,
            tenant.due,
            tenant,
            date_maturity=first + relativedelta(days=4),
            **values,
        )

    def _line(self, account, name, balance, tenant=None, **values):
        return Command.create(
            {
                "account_id": account.id,
                "name": name,
                "balance": balance,
                "amount_currency": balance,
                "partner_id": tenant and tenant.record.partner_id.id,
                "analytic_distribution": {},
                **values,
            }
        )

    # What is received

    def _received(self, tenants, month, months, first):
        """Payments of the month: list of (tenant, date, EUR, whether it comes back)."""
        return [
            (tenant, first + relativedelta(days=offset), amount, is_rejected)
            for tenant in tenants
            for amount, offset, is_rejected in payments(tenant, month, months)
            if amount > 0
        ]

    def _post_received(self, received, benefit, age):
        """Direct debits come in one entry a day; other payments of the last months,
        and those that come back, stand alone."""
        alone = [
            one
            for one in received
            if one[3] or (age < INVOICED_MONTHS and not one[0].pays_by_debit)
        ]
        days = {}
        for one in received:
            if one not in alone:
                days.setdefault(one[1], []).append(one)
        self.moves.create(
            [
                self._collected(self.bank, day, "Prélèvements et virements", found)
                for day, found in days.items()
            ]
            + benefit
        ).action_post()
        made = (
            self.env["account.payment"]
            .with_context(**WHOLE)
            .create([self._payment(*one[:3]) for one in alone])
        )
        made.action_post()
        # A rejected debit: accounting reverses the entry, the rent is open again.
        for payment, one in zip(made, alone, strict=True):
            if one[3]:
                payment.move_id._reverse_moves(
                    [{"date": payment.date + relativedelta(days=REJECT_DAYS)}],
                    cancel=True,
                )

    def _collected(self, journal, day, ref, found):
        """One entry of what was received for many tenants on a day."""
        total = sum(amount for _tenant, _day, amount, _rejected in found)
        return {
            "journal_id": journal.id,
            "date": day,
            "ref": ref,
            "line_ids": [
                self._line(self.outstanding, ref, total),
                *(
                    self._line(self.receivable, ref, -amount, tenant)
                    for tenant, _day, amount, _rejected in found
                ),
            ],
        }

    def _payment(self, tenant, date, amount):
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": tenant.record.partner_id.id,
            "journal_id": self.bank.id,
            "amount": amount,
            "date": date,
            "memo": "Prélèvement" if tenant.pays_by_debit else "Virement",
        }

    def _benefit(self, tenants, day, now):
        """One entry a month: the benefit office pays for all tenants at once."""
        found = [(t, day, t.benefit, False) for t in tenants if t.benefit]
        if not found or day > now:
            return []
        return [self._collected(self.benefit, day, "Versement APL", found)]

    def _reconcile(self, tenants):
        lines = self.env["account.move.line"].with_context(no_cash_basis=True, **WHOLE)
        groups = lines.search(
            [
                ("account_id", "=", self.receivable.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("partner_id", "in", [t.record.partner_id.id for t in tenants]),
            ]
        ).grouped("partner_id")
        lines._reconcile_plan(
            [
                group
                for group in groups.values()
                if len({line.balance > 0 for line in group}) == 2
            ]
        )

    # Other charges

    def _post_fees(self, tenants, date):
        """The bailiff's costs of two silent tenants."""
        for tenant in [t for t in tenants if t.kind == "silent"][:2]:
            self._single_invoice(
                tenant, self.fees, date, "Coût du commandement de payer", 142.5
            )

    def _post_regularisations(self, tenants, date):
        """A charge regularisation on three terms."""
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
                tenant, self.rents, date, "Régularisation de charges", 186.3, terms
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
        ).action_post()
