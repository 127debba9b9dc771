from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.groups import LANDLORD_GROUPS
from .repayment_event import REASONS


class DeclicRepaymentPlan(models.Model):
    """Repayment plan over listed receivable lines of the household.

    A trajectory, not a matching: the covered lines and their total are frozen at the
    signature, and what was paid since is compared with the current rent and the
    instalments due, apart from each other (``engine/trajectory.py``). What each move of
    the ledger does to a plan stands in ``models/repayment/repayment_plan_ledger.py``.
    """

    _name = "declic.repayment.plan"
    _description = "Repayment plan"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "declic.hold.mixin",
        "declic.lease.mixin",
        "mail.thread",
        "declic.activity.mixin",
    ]
    _order = "id desc"

    # From “kept” and “broken” back to “active”: only when the ledger says that it was
    # not so, a payment having been rejected or recorded late.
    _transitions = {
        "draft": {"proposed", "active", "cancelled"},
        "proposed": {"draft", "active", "cancelled"},
        "active": {"suspended", "kept", "broken", "cancelled", "replaced"},
        "suspended": {"active", "kept", "broken", "cancelled", "replaced"},
        "kept": {"active"},
        "broken": {"active"},
    }
    _locked_states = frozenset(
        {"active", "suspended", "kept", "broken", "cancelled", "replaced"}
    )
    _unlocked_fields = frozenset({"user_id", "signed_scan", "date_next_check"})
    # Another paper is another version of the plan.
    _proof_fields = frozenset({"signed_scan"})
    _guarded_fields = frozenset(
        {
            "date_suspended",
            "suspend_reason",
            "date_ended",
            "is_ended_by_hand",
            "previous_id",
            "version",
            "credit_start",
            "credit_known",
            "date_next_check",
        }
    )

    _hold_field = "declic_hold_plan_id"

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
    household_id = fields.Many2one("declic.household", required=True, index=True)
    partner_id = fields.Many2one(
        related="household_id.partner_id", store=True, precompute=True, index=True
    )
    date_restricted = fields.Date(related="household_id.date_restricted")
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="In charge",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
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
    version = fields.Integer(readonly=True, default=1, copy=False)
    previous_id = fields.Many2one(
        "declic.repayment.plan",
        string="Amends",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    line_ids = fields.One2many(
        "declic.repayment.plan.line", "plan_id", string="Covered terms", copy=False
    )
    installment_ids = fields.One2many(
        "declic.repayment.installment", "plan_id", string="Instalments", copy=False
    )
    event_ids = fields.One2many("declic.repayment.event", "plan_id", string="History")
    amount_total = fields.Monetary(
        string="Debt covered", compute="_compute_amount_total", store=True
    )
    schedule_mode = fields.Selection(
        [("amount", "By amount"), ("duration", "By number of instalments")],
        string="Schedule",
        required=True,
        default="amount",
    )
    installment_amount = fields.Monetary(string="Instalment", required=True)
    installment_count = fields.Integer(string="Number of instalments")
    lump_sum = fields.Monetary(
        string="Paid at the signature", help="A first payment, on the first day."
    )
    frequency = fields.Selection(
        [("1", "Every month"), ("2", "Every two months"), ("3", "Every quarter")],
        required=True,
        default="1",
    )
    date_first = fields.Date(
        string="First instalment", required=True, default=fields.Date.context_today
    )
    date_start = fields.Date(
        string="Signed on",
        copy=False,
        tracking=True,
        help="What is paid after this day counts; the day the plan is started when "
        "left empty.",
    )
    date_approved = fields.Date(
        string="Approved on",
        copy=False,
        tracking=True,
        help="By the benefit office or by the judge.",
    )
    date_next_check = fields.Date(
        string="Next check by the benefit office",
        readonly=True,
        copy=False,
        help="Every six months (CCH R.824-19).",
    )
    length_reason_id = fields.Many2one(
        "declic.reason",
        string="Why so long",
        copy=False,
        tracking=True,
        groups=LANDLORD_GROUPS,
        domain=[("kind", "=", "plan_length")],
    )
    tolerance_days = fields.Integer(
        string="Tolerance (days)",
        default=lambda self: self.env.company.declic_tolerance_days,
    )
    tolerance_amount = fields.Monetary(
        string="Tolerance (amount)",
        default=lambda self: self.env.company.declic_tolerance_amount,
    )
    rent_first = fields.Boolean(
        string="First euro to the current rent",
        default=lambda self: self.env.company.declic_rent_first,
    )
    suspend_reason = fields.Selection(REASONS, readonly=True, copy=False, tracking=True)
    date_suspended = fields.Date(string="Suspended on", readonly=True, copy=False)
    date_ended = fields.Date(string="Ended on", readonly=True, copy=False)
    is_ended_by_hand = fields.Boolean(readonly=True, copy=False)
    # What the ledger knew at the signature: see engine/repayment_ledger.py, ``start``.
    credit_start = fields.Monetary(readonly=True, copy=False)
    credit_known = fields.Json(readonly=True, copy=False)

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
        groups=LANDLORD_GROUPS,
        domain=[("kind", "=", "floor")],
    )

    _one_active = models.UniqueIndex(
        "(household_id) WHERE state IN ('active', 'suspended')",
        "This household already has a running repayment plan.",
    )
    _one_of_a_lease = models.UniqueIndex(
        "(company_id, lease_key) WHERE state IN ('active', 'suspended')",
        "This lease already has a running repayment plan.",
    )
    _running_idx = models.Index("(id) WHERE state IN ('active', 'suspended')")
    _tolerance_not_negative = models.Constraint(
        "CHECK(tolerance_days >= 0 AND tolerance_amount >= 0)",
        "The tolerance cannot be negative: type 0 to tolerate nothing.",
    )
    _schedule_positive = models.Constraint(
        "CHECK(lump_sum >= 0 AND installment_amount >= 0)",
        "An instalment and what is paid at the signature are typed in euros, without a"
        " minus sign: leave the payment at the signature at 0 when there is none.",
    )

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for plan in self:
            plan.amount_total = sum(plan.line_ids.mapped("amount"))

    @api.depends("household_id", "installment_amount", "frequency")
    def _compute_capacity(self):
        for plan in self:
            # sudo: two figures of the assessment; the budget itself stays closed.
            last = plan.household_id.sudo()._last_assessment()
            plan.capacity = last.repayment_capacity
            budget = last.budget_ids
            units = budget.consumption_units
            monthly = plan.installment_amount / int(plan.frequency or 1)
            left = budget.living - monthly / units if units else 0
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
            self.installment_amount = self.capacity * int(self.frequency)

    @api.onchange("kind")
    def _onchange_kind(self):
        # The judge forgives no day (loi 89-462, art. 24 VII).
        self.tolerance_days = (
            0 if self.kind == "court" else self.env.company.declic_tolerance_days
        )

    @api.constrains("date_start", "date_approved")
    def _check_date_start(self):
        today = fields.Date.context_today(self)
        for plan in self:
            if max(plan.date_start or today, plan.date_approved or today) > today:
                raise ValidationError(
                    self.env._("A plan cannot be signed in the future.")
                )

    @api.constrains("installment_amount", "installment_count", "schedule_mode")
    def _check_installment_amount(self):
        for plan in self:
            by_count = plan.schedule_mode == "duration"
            if by_count and plan.installment_count < 1:
                raise ValidationError(
                    self.env._("The number of instalments must be more than zero.")
                )
            if not by_count and plan.installment_amount <= 0:
                raise ValidationError(
                    self.env._("The instalment must be more than zero.")
                )

    @api.model
    def _states(self):
        """The states with their labels, for accounting's own screens."""
        return self._fields["state"]._description_selection(self.env)

    def _terms_to_hold(self):
        # As ``repayment_ledger.covered``: what accounting wrote again is covered too.
        again = [
            term.id
            for line in self.line_ids
            for term in line.move_id.line_ids
            if term.id > line.line_mark
            and term.balance > 0
            and term.account_id.account_type == "asset_receivable"
        ]
        return self.line_ids.move_line_id | self.env["account.move.line"].browse(again)

    @api.model
    def _hold_terms_written_again(self, moves):
        """Hold the terms of ``moves`` that came in the place of covered ones."""
        lines = self.env["declic.repayment.plan.line"].search(
            [("move_id", "in", moves.ids)]
        )
        lines.plan_id._running()._hold()

    def _running(self):
        return self.filtered(lambda plan: plan.state in ("active", "suspended"))

    def _check_draft(self):
        for plan in self:
            if plan.state != "draft":
                raise UserError(
                    self.env._(
                        "%(record)s is “%(state)s” and can no longer be changed.",
                        record=plan.display_name,
                        state=plan._state_label(plan.state),
                    )
                )
