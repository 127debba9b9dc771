"""What the ledger says of a repayment plan; written by the engine alone."""

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ...engine import repayment_ledger
from ...engine.trajectory import COLUMNS

FIGURES = frozenset(COLUMNS) | {"ledger_print"}


class DeclicRepaymentPlan(models.Model):
    _inherit = "declic.repayment.plan"

    _sealed_fields = FIGURES

    paid = fields.Monetary(string="Paid since the start", readonly=True, copy=False)
    payment_count = fields.Integer(readonly=True, copy=False)
    paid_by_others = fields.Monetary(
        string="Of which by somebody else", readonly=True, copy=False
    )
    rent_due = fields.Monetary(
        string="Current rent due since the start", readonly=True, copy=False
    )
    paid_on_rent = fields.Monetary(
        string="Paid on the current rent", readonly=True, copy=False
    )
    rent_late = fields.Monetary(
        string="Missing on the current rent",
        readonly=True,
        copy=False,
        help="After the tolerance in days.",
    )
    paid_on_plan = fields.Monetary(string="Paid back", readonly=True, copy=False)
    expected = fields.Monetary(
        string="Expected by now", readonly=True, copy=False, help="Instalments due."
    )
    plan_late = fields.Monetary(
        string="Missing on the instalments",
        readonly=True,
        copy=False,
        help="After the tolerance in days.",
    )
    reduced_benefit = fields.Monetary(
        string="Recalls of housing benefit", readonly=True, copy=False
    )
    reduced_credit = fields.Monetary(string="Credit notes", readonly=True, copy=False)
    reduced_other = fields.Monetary(string="Written off", readonly=True, copy=False)
    reduced_correction = fields.Monetary(
        string="Terms corrected or cancelled", readonly=True, copy=False
    )
    outcome = fields.Selection(
        [
            ("both", "Rent and plan kept"),
            ("rent", "Rent kept, plan late"),
            ("plan", "Plan kept, rent late"),
            ("neither", "Rent and plan late"),
        ],
        readonly=True,
        copy=False,
    )
    date_last = fields.Date(
        string="Last instalment", compute="_compute_date_last", store=True
    )
    date_broken = fields.Date(readonly=True, copy=False)
    is_paid_back = fields.Boolean(readonly=True, copy=False)
    is_resumed = fields.Boolean(readonly=True, copy=False)
    ledger_print = fields.Char(
        readonly=True,
        copy=False,
        help="What the last night read in the ledger.",
    )

    reduced = fields.Monetary(
        string="Taken off the debt",
        compute="_compute_remaining",
        help="Recalls of housing benefit, credit notes and write-offs that accounting"
        " matched with a covered term.",
    )
    debt = fields.Monetary(string="Debt of the plan", compute="_compute_remaining")
    remaining = fields.Monetary(
        string="Left to pay back", compute="_compute_remaining", aggregator=None
    )
    rent_ratio = fields.Integer(
        string="Current rent paid (%)",
        compute="_compute_remaining",
        help="The benefit may be kept from one half on when the household is in social"
        " difficulty (CCH R.824-28).",
    )
    next_due_date = fields.Date(compute="_compute_next_due")
    next_due_amount = fields.Monetary(
        string="Amount of the next instalment", compute="_compute_next_due"
    )
    late_note = fields.Char(string="Due and not paid", compute="_compute_late_note")
    covered_open = fields.Monetary(
        string="Open on the covered terms", compute="_compute_open"
    )
    uncovered_open = fields.Monetary(
        string="Open on everything else", compute="_compute_open"
    )
    receivable_open = fields.Monetary(
        string="Open receivables of the account", compute="_compute_open"
    )

    @api.depends("installment_ids.date_due")
    def _compute_date_last(self):
        # Until the plan is started; the engine writes it from then on.
        for plan in self:
            left = plan.installment_ids.filtered(lambda i: i.state != "dropped")
            plan.date_last = max(left.mapped("date_due"), default=False)

    @api.depends(
        "amount_total",
        "paid_on_plan",
        "reduced_benefit",
        "reduced_credit",
        "reduced_other",
        "reduced_correction",
        "rent_due",
        "paid_on_rent",
    )
    def _compute_remaining(self):
        for plan in self:
            plan.reduced = (
                plan.reduced_benefit
                + plan.reduced_credit
                + plan.reduced_other
                + plan.reduced_correction
            )
            plan.debt = max(plan.amount_total - plan.reduced, 0)
            plan.remaining = max(plan.debt - plan.paid_on_plan, 0)
            plan.rent_ratio = (
                int(100 * plan.paid_on_rent / plan.rent_due) if plan.rent_due else 100
            )

    @api.depends("installment_ids.state", "installment_ids.date_due")
    def _compute_next_due(self):
        for plan in self:
            owed = plan.installment_ids._owed().sorted("date_due")[:1]
            plan.next_due_date = owed.date_due
            plan.next_due_amount = owed.amount_due - owed.paid

    @api.depends("installment_ids.state", "installment_ids.paid", "tolerance_days")
    @api.depends_context("lang")
    def _compute_late_note(self):
        """What fell due and was not paid, and until when the tolerance bears it."""
        today = fields.Date.context_today(self)
        for plan in self:
            due = plan.installment_ids.filtered(
                lambda i: i.state in ("due", "missed") and i.date_due <= today
            )
            plan.late_note = False
            if not due or plan.state != "active":
                continue
            first = min(due.mapped("date_due"))
            limit = fields.Date.add(first, days=plan.tolerance_days)
            words = {
                "amount": formatLang(
                    self.env,
                    sum(i.amount_due - i.paid for i in due),
                    currency_obj=plan.currency_id,
                ),
                "date": format_date(self.env, first),
                "limit": format_date(self.env, limit),
                "days": (today - first).days,
            }
            plan.late_note = (
                self.env._(
                    "%(amount)s due since %(date)s, tolerated until %(limit)s", **words
                )
                if today <= limit
                else self.env._(
                    "%(amount)s due since %(date)s, %(days)s days late", **words
                )
            )

    def _compute_open(self):
        """Covered and uncovered make up the account's open receivables to the cent,
        whatever their follow-up flag: every posted line stands on one side."""
        self.env.flush_all()
        found = repayment_ledger.open_sides(self.env.cr, self.ids)
        for plan in self:
            covered, uncovered = found.get(plan.id, (0, 0))
            plan.covered_open = covered
            plan.uncovered_open = uncovered
            plan.receivable_open = covered + uncovered

    @api.model
    def _outcomes(self):
        """The four outcomes with their labels."""
        return self._fields["outcome"]._description_selection(self.env)

    def _sealed_sentence(self, names):
        return self.env._("The figures come from the ledger alone.")
