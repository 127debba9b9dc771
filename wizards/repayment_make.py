from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..engine import instalments, repayment_ledger


class DeclicRepaymentMake(models.TransientModel):
    """Make a repayment plan from the worklist, a household or its invoices."""

    _name = "declic.repayment.make"
    _description = "Make a repayment plan"
    _inherit = ["declic.named.mixin"]

    household_id = fields.Many2one("declic.household", required=True, readonly=True)
    company_id = fields.Many2one(related="household_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many(
        "declic.repayment.make.line", "wizard_id", string="Open terms"
    )
    kind = fields.Selection(
        selection=lambda self: self._plan_selection("kind"),
        required=True,
        default="informal",
    )
    date_start = fields.Date(
        string="Signed on", required=True, default=fields.Date.context_today
    )
    date_approved = fields.Date(string="Approved on")
    schedule_mode = fields.Selection(
        selection=lambda self: self._plan_selection("schedule_mode"),
        required=True,
        default="amount",
    )
    installment_amount = fields.Monetary(string="Instalment")
    installment_count = fields.Integer(string="Number of instalments", default=12)
    lump_sum = fields.Monetary(string="Paid at the signature")
    frequency = fields.Selection(
        selection=lambda self: self._plan_selection("frequency"),
        required=True,
        default="1",
    )
    date_first = fields.Date(
        string="First instalment",
        required=True,
        default=lambda self: self._default_date_first(),
    )
    length_reason_id = fields.Many2one(
        "declic.reason", string="Why so long", domain=[("kind", "=", "plan_length")]
    )
    capacity = fields.Monetary(
        string="Repayment capacity (per month)", compute="_compute_summary"
    )
    amount_total = fields.Monetary(string="Debt covered", compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")

    def _plan_selection(self, name):
        return (
            self.env["declic.repayment.plan"]
            ._fields[name]
            ._description_selection(self.env)
        )

    @api.model
    def _default_date_first(self):
        # The fifth of next month: after the wages and the benefits.
        return fields.Date.add(fields.Date.context_today(self), months=1, day=5)

    @api.depends(
        "line_ids.is_chosen",
        "schedule_mode",
        "installment_amount",
        "installment_count",
        "lump_sum",
        "frequency",
        "date_first",
    )
    def _compute_summary(self):
        for wizard in self:
            # sudo: a figure of the assessment; the budget itself stays closed.
            last = wizard.household_id.sudo()._last_assessment()
            wizard.capacity = last.repayment_capacity
            chosen = wizard.line_ids.filtered("is_chosen")
            wizard.amount_total = sum(chosen.mapped("amount"))
            wizard.summary = wizard._schedule_sentence()

    def _schedule_sentence(self):
        """The schedule in a sentence: how many, until when, for how much."""
        currency = self.currency_id
        left = currency.round(self.amount_total - self.lump_sum)
        months = int(self.frequency or 1)
        territory = self.company_id.declic_territory
        amount, count = self.installment_amount, self.installment_count
        by_count = self.schedule_mode == "duration"
        if left <= 0 or not self.date_first:
            return False
        if not 0 < (count if by_count else left / amount if amount > 0 else 0) <= 360:
            return False
        try:
            rows = (
                instalments.split_over(
                    left,
                    count,
                    self.date_first,
                    currency.round,
                    currency.rounding,
                    months,
                    territory,
                )
                if by_count
                else instalments.split(
                    left, amount, self.date_first, currency.round, months, territory
                )
            )
        except ValueError:
            return False

        def euros(number):
            return formatLang(self.env, number, currency_obj=currency)

        return self.env._(
            "%(count)s instalments, of %(first)s, the last one of %(last)s on %(date)s:"
            " %(total)s in all",
            count=len(rows),
            first=euros(rows[0][1]),
            last=euros(rows[-1][1]),
            date=format_date(self.env, rows[-1][0]),
            total=euros(sum(row[1] for row in rows) + self.lump_sum),
        )

    @api.model
    def _action_for(self, household, chosen_ids=None):
        """Open the wizard on the open terms of ``household``.

        :param chosen_ids: ids of the lines to cover, all the terms due when None
        :return: window action
        :raises UserError: nothing is open, a running plan exists, a chosen line is not
            among the open terms or another plan covers it
        """
        running = household.repayment_plan_ids._running()
        if running:
            raise UserError(
                self.env._(
                    "This household already has a running repayment plan, %s: amend it,"
                    " or end it first.",
                    running.reference,
                )
            )
        self.env.flush_all()
        today = fields.Date.context_today(self)
        rows = repayment_ledger.open_at(self.env.cr, household.id, today)
        if not rows:
            raise UserError(self.env._("Nothing is due: no plan is needed."))
        if chosen_ids is not None and set(chosen_ids) - {row[0] for row in rows}:
            raise UserError(
                self.env._(
                    "Some of these entries are paid, not due yet, or not of this"
                    " household."
                )
            )
        # sudo: number and date of the household's own terms, for who makes its plan.
        lines = self.env["account.move.line"].sudo().browse([row[0] for row in rows])
        # sudo: one figure of an assessment that who makes the plan may not read.
        capacity = household.sudo()._last_assessment().repayment_capacity
        wizard = self.create(
            {
                "household_id": household.id,
                "installment_amount": capacity,
                "line_ids": [
                    Command.create(
                        {
                            "line_ref": line.id,
                            "name": line.move_id.name,
                            "date_due": line.date_maturity or line.date,
                            "amount": amount,
                            "is_fee": is_fee,
                            "is_chosen": (
                                line.id in chosen_ids
                                if chosen_ids is not None
                                else not is_fee
                            ),
                        }
                    )
                    for line, (_id, amount, is_fee) in zip(lines, rows, strict=True)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Repayment plan"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"show_holder": True},
        }

    @api.model
    def _action_for_moves(self, moves):
        """Open the wizard on the open terms of these invoices.

        :raises UserError: nothing is open on them, they are of several accounts or
            companies, or their account has no household
        """
        lines = moves.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and line.balance > 0
                and not line.reconciled
            )
        )
        if not lines:
            raise UserError(self.env._("Nothing is open on these entries."))
        if len(lines.company_id) > 1:
            raise UserError(self.env._("These entries are of several companies."))
        owners = self.env["declic.household"]._of_lines(lines.ids)
        households = self.env["declic.household"].union(*owners.values())
        # Of the households that whoever asks may see.
        households = households.search([("id", "in", households.ids)])
        if not households:
            raise UserError(
                self.env._(
                    "No household of this company holds this account: create it first."
                )
            )
        if len(households) > 1 or set(lines.ids) - owners.keys():
            raise UserError(
                self.env._("Choose the entries of one household at a time.")
            )
        return self._action_for(households, lines.ids)

    def action_make(self):
        """Make the draft plan with its schedule, and open it.

        :raises UserError: no term is chosen, or the plan refuses (see
            :meth:`declic.repayment.plan.action_compute_schedule`)
        """
        self.ensure_one()
        chosen = self.line_ids.filtered("is_chosen").mapped("line_ref")
        if not chosen:
            raise UserError(self.env._("Choose the terms the plan covers first."))
        plan = self.env["declic.repayment.plan"].create(
            {
                name: self._fields[name].convert_to_write(self[name], self)
                for name in (
                    "household_id",
                    "kind",
                    "date_start",
                    "date_approved",
                    "schedule_mode",
                    "installment_amount",
                    "installment_count",
                    "lump_sum",
                    "frequency",
                    "date_first",
                    "length_reason_id",
                )
            }
            | ({"tolerance_days": 0} if self.kind == "court" else {})
        )
        open_rows = {row[0]: row[1] for row in plan._open_at()}
        if set(chosen) - set(open_rows):
            raise UserError(
                self.env._("Some of these terms were not open at the signature.")
            )
        plan._cover([(line, open_rows[line]) for line in chosen])
        plan.action_compute_schedule()
        return {
            "type": "ir.actions.act_window",
            "res_model": plan._name,
            "res_id": plan.id,
            "view_mode": "form",
            "context": {"show_holder": True},
        }
