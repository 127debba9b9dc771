from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..engine import schedule, trajectory

# A debt is paid back within three years (loi 89-462, art. 24 V; CCH R.824-8).
MAX_MONTHS = 36
# A plan is broken once that many instalments are missing after the tolerance.
BROKEN_AFTER = 2


class DeclicRepaymentPlan(models.Model):
    """Repayment plan over listed receivable lines of the household.

    A trajectory, not a matching: the covered lines and their total are frozen at the
    start, and what was paid since is compared with the current rent and the instalments
    due, apart from each other.
    """

    _name = "declic.repayment.plan"
    _description = "Repayment plan"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"proposed", "active", "cancelled"},
        "proposed": {"draft", "active", "cancelled"},
        "active": {"suspended", "kept", "broken", "cancelled", "replaced"},
        "suspended": {"active", "broken", "cancelled", "replaced"},
    }
    _locked_states = frozenset(
        {"active", "suspended", "kept", "broken", "cancelled", "replaced"}
    )
    _unlocked_fields = frozenset(
        {"paid", "rent_due", "paid_on_rent", "paid_on_plan", "expected", "outcome"}
    )

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("active", "Running"),
            ("suspended", "Suspended"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("cancelled", "Cancelled"),
            ("replaced", "Replaced"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        index=True,
    )
    household_id = fields.Many2one(
        "declic.household", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("informal", "Agreed with the landlord"),
            ("payer", "Approved by the benefit office"),
            ("court", "Ordered by the court"),
            ("protocol", "Social cohesion protocol"),
        ],
        required=True,
        default="informal",
        tracking=True,
    )
    line_ids = fields.One2many(
        "declic.repayment.plan.line", "plan_id", string="Covered terms", copy=False
    )
    installment_ids = fields.One2many(
        "declic.repayment.installment", "plan_id", string="Instalments", copy=False
    )
    amount_total = fields.Monetary(
        string="Debt covered", compute="_compute_amount_total", store=True
    )
    installment_amount = fields.Monetary(string="Instalment", required=True)
    date_first = fields.Date(
        string="First instalment", required=True, default=fields.Date.context_today
    )
    date_last = fields.Date(
        string="Last instalment", compute="_compute_date_last", store=True
    )
    date_start = fields.Date(
        string="Signed on",
        copy=False,
        tracking=True,
        help="What is paid after this day counts; the day the plan is started when "
        "left empty.",
    )
    tolerance_days = fields.Integer(
        string="Tolerance (days)", default=lambda self: self._default_tolerance_days()
    )
    suspend_reason = fields.Selection(
        [
            ("over_indebtedness", "Over-indebtedness file"),
            ("judgment", "Judgment"),
            ("payer", "Benefit office"),
            ("association", "Support under way"),
        ],
        readonly=True,
        copy=False,
        tracking=True,
    )

    capacity = fields.Monetary(
        string="Repayment capacity (per month)",
        compute="_compute_capacity",
        help="From the household's last assessment.",
    )
    is_below_floor = fields.Boolean(
        string="Leaves less than the floor", compute="_compute_capacity"
    )
    floor_reason_id = fields.Many2one(
        "declic.reason",
        string="Why so high an instalment",
        copy=False,
        tracking=True,
        groups="declic.group_recovery,declic.group_counsellor",
        domain=[("kind", "=", "floor")],
    )

    paid = fields.Monetary(string="Paid since the start", readonly=True, copy=False)
    rent_due = fields.Monetary(
        string="Current rent due since the start", readonly=True, copy=False
    )
    paid_on_rent = fields.Monetary(readonly=True, copy=False)
    paid_on_plan = fields.Monetary(string="Paid back", readonly=True, copy=False)
    expected = fields.Monetary(
        string="Expected by now", readonly=True, copy=False, help="Instalments due."
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
    remaining = fields.Monetary(compute="_compute_remaining")
    next_due_date = fields.Date(compute="_compute_remaining")

    _one_active = models.UniqueIndex(
        "(household_id) WHERE state IN ('active', 'suspended')",
        "This household already has a running repayment plan.",
    )
    _tolerance_positive = models.Constraint(
        "CHECK(tolerance_days >= 0)", "The tolerance cannot be negative."
    )

    @api.model
    def _default_tolerance_days(self):
        return self.env.company.declic_tolerance_days

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for plan in self:
            plan.amount_total = sum(plan.line_ids.mapped("amount"))

    @api.depends("installment_ids.date_due")
    def _compute_date_last(self):
        for plan in self:
            plan.date_last = max(plan.installment_ids.mapped("date_due"), default=False)

    @api.depends("amount_total", "paid_on_plan", "installment_ids.date_due")
    def _compute_remaining(self):
        for plan in self:
            plan.remaining = max(plan.amount_total - plan.paid_on_plan, 0)
            owed = plan.installment_ids.filtered(lambda i: i.state != "paid")
            plan.next_due_date = min(owed.mapped("date_due"), default=False)

    @api.depends("household_id", "installment_amount")
    def _compute_capacity(self):
        for plan in self:
            # sudo: two figures of the assessment; the budget itself stays closed.
            last = plan.household_id.sudo()._last_assessment()
            plan.capacity = last.repayment_capacity
            budget = last.budget_ids
            units = budget.consumption_units
            left = budget.living - plan.installment_amount / units if units else 0
            plan.is_below_floor = bool(
                budget.line_ids
                and plan.currency_id.compare_amounts(
                    left, plan.company_id.declic_living_floor
                )
                < 0
            )

    @api.onchange("household_id")
    def _onchange_household_id(self):
        if self.capacity and not self.installment_amount:
            self.installment_amount = self.capacity

    @api.constrains("date_start")
    def _check_date_start(self):
        for plan in self:
            if plan.date_start and plan.date_start > fields.Date.context_today(self):
                raise ValidationError(
                    self.env._("A plan cannot be signed in the future.")
                )

    @api.constrains("installment_amount")
    def _check_installment_amount(self):
        for plan in self:
            if plan.installment_amount <= 0:
                raise ValidationError(
                    self.env._("The instalment must be more than zero.")
                )

    # Buttons

    def action_cover_open_lines(self):
        """Cover every open term due by today, and make the schedule.

        :raises UserError: nothing is due
        """
        today = fields.Date.context_today(self)
        for plan in self:
            # sudo: recovery reads here the terms of its household and no other entry.
            lines = plan.household_id.sudo()._open_receivable_lines()
            due = lines.filtered(
                lambda line: (
                    line.amount_residual > 0
                    and (line.date_maturity or line.date) <= today
                )
            )
            if not due:
                raise UserError(self.env._("Nothing is due: no plan is needed."))
            plan.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {"move_line_id": line.id, "amount": line.amount_residual}
                    )
                    for line in due
                ),
            ]
            plan.action_compute_schedule()

    def action_compute_schedule(self):
        """Compute the instalments from the debt, the amount and the first date.

        :raises UserError: nothing is covered, or it would last more than 36 months
        """
        for plan in self:
            if not plan.line_ids:
                raise UserError(self.env._("Choose the terms the plan covers first."))
            rows = schedule.instalments(
                plan.amount_total,
                plan.installment_amount,
                plan.date_first,
                plan.currency_id.round,
            )
            if len(rows) > MAX_MONTHS:
                raise UserError(
                    self.env._(
                        "This would take %(count)s months, %(max)s at most: raise the"
                        " instalment.",
                        count=len(rows),
                        max=MAX_MONTHS,
                    )
                )
            plan.installment_ids = [
                Command.clear(),
                *(
                    Command.create({"date_due": date, "amount": amount})
                    for date, amount in rows
                ),
            ]

    def action_activate(self):
        """Start the plan: covered lines and total are frozen from now on."""
        for plan in self:
            if not plan.installment_ids:
                raise UserError(self.env._("Compute the instalments first."))
            if plan.is_below_floor and not plan.floor_reason_id:
                raise UserError(
                    self.env._(
                        "This instalment leaves the household less than the floor of"
                        " the settings: lower it, or say why."
                    )
                )
            if plan.state == "suspended":
                plan._set_state("active", suspend_reason=False)
            else:
                plan._set_state(
                    "active",
                    date_start=plan.date_start or fields.Date.context_today(self),
                )
        self._refresh_trajectory()

    def action_propose(self):
        """Hand the plan to the household for agreement."""
        self._set_state("proposed")

    def action_suspend(self, reason="association"):
        """Suspend the plan; ``reason`` is a key of ``suspend_reason``."""
        self._set_state("suspended", suspend_reason=reason)

    def action_cancel(self):
        """Cancel the plan."""
        self._set_state("cancelled")

    # Business

    @api.private
    def _refresh_trajectory(self):
        """Compare each running plan with the ledger of the day.

        The figures are written where they changed; a plan paid back in full becomes
        kept, one with two instalments missing after the tolerance broken (a
        court-ordered one at the first), each of them once.
        """
        self.env.flush_all()
        plans = self.filtered(lambda p: p.state == "active")
        today = fields.Date.context_today(self)
        for plan_id, paid, rent_due, due, late in trajectory.read_plans(
            self.env.cr, today, plans.ids
        ):
            plan = self.browse(plan_id)
            rent_first = plan.company_id.declic_rent_first
            on_rent, on_plan = trajectory.split_payments(
                paid, rent_due, due, rent_first
            )
            figures = {
                "paid": paid,
                "rent_due": rent_due,
                "paid_on_rent": on_rent,
                "paid_on_plan": min(on_plan, plan.amount_total),
                "expected": due,
                "outcome": trajectory.outcome(
                    paid,
                    rent_due,
                    late,
                    plan.company_id.declic_tolerance_amount,
                    rent_first,
                ),
            }
            changed = {
                name: value for name, value in figures.items() if plan[name] != value
            }
            if changed:
                plan.write(changed)
            plan._apply_trajectory(late)

    def _apply_trajectory(self, late):
        """Move the plan on when the ledger decided it; ``late`` in EUR: instalments
        due whose tolerance has run out."""
        self.ensure_one()
        if self.currency_id.compare_amounts(self.paid_on_plan, self.amount_total) >= 0:
            self._set_state("kept")
            return
        allowed = 1 if self.kind == "court" else BROKEN_AFTER
        limit = min(allowed * self.installment_amount, self.amount_total)
        missing = late - self.paid_on_plan
        if self.currency_id.compare_amounts(missing, limit) >= 0:
            self._set_state("broken")

    @api.model
    def _cron_refresh(self):
        """Compare all running plans with the ledger."""
        self.search([("state", "=", "active")])._refresh_trajectory()
