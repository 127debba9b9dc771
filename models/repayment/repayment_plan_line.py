from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class DeclicRepaymentPlanLine(models.Model):
    _name = "declic.repayment.plan.line"
    _description = "Term covered by a repayment plan"
    _inherit = ["declic.named.mixin"]
    _order = "plan_id, date_maturity, id"

    plan_id = fields.Many2one(
        "declic.repayment.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    # Accounting may write the terms of an entry again, or delete it: the plan follows.
    move_line_id = fields.Many2one("account.move.line", ondelete="set null", index=True)
    move_id = fields.Many2one(
        "account.move", readonly=True, ondelete="set null", index=True
    )
    date_maturity = fields.Date(readonly=True, string="Due on")
    # Lines of the entry beyond this id came when accounting wrote it again.
    line_mark = fields.Integer(readonly=True)
    balance = fields.Monetary(
        readonly=True, help="The whole term when the plan was made."
    )
    amount = fields.Monetary(
        required=True, help="What was still due when the plan was made."
    )
    residual = fields.Monetary(
        related="move_line_id.amount_residual", string="Still due"
    )

    _line_once = models.Constraint(
        "UNIQUE(plan_id, move_line_id)", "This term is already covered."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)",
        "The amount covered must be more than zero: take the term out of the plan when"
        " nothing of it is owed.",
    )

    @api.depends("plan_id.reference", "date_maturity")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.plan_id.reference} · {line.date_maturity}"

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: what identifies the term, kept though its entry may be written again.
        terms = self.env["account.move.line"].sudo()
        for vals in vals_list:
            term = terms.browse(vals["move_line_id"])
            vals.update(
                move_id=term.move_id.id,
                date_maturity=term.date_maturity or term.date,
                balance=term.balance,
                line_mark=max(term.move_id.line_ids.ids, default=term.id),
            )
        lines = super().create(vals_list)
        lines.plan_id._check_unlocked({"line_ids": True})
        return lines

    def write(self, vals):
        self.plan_id._check_unlocked({"line_ids": True})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.plan_id._check_unlocked({"line_ids": True})

    def _check_not_covered(self):
        """Raise UserError when another running plan covers one of these terms."""
        plans = self.plan_id
        other = self.search(
            [
                ("move_line_id", "in", self.move_line_id.ids),
                ("plan_id.state", "in", ("active", "suspended")),
                ("plan_id", "not in", (plans | plans.previous_id).ids),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "The term of %(date)s is covered by %(plan)s already.",
                    date=format_date(self.env, other.date_maturity),
                    plan=other.plan_id.reference,
                )
            )

    @api.constrains("move_line_id", "amount")
    def _check_line(self):
        self._check_not_covered()
        for line in self:
            # sudo: the entry is checked, not shown.
            entry = line.move_line_id.sudo()
            if not entry:
                continue
            holders = line.plan_id.household_id._account_partners()
            if entry.partner_id not in holders:
                raise ValidationError(
                    self.env._("This entry is not of the household's account holder.")
                )
            if entry.company_id != line.company_id:
                raise ValidationError(self.env._("This entry is of another company."))
            if (
                entry.parent_state != "posted"
                or entry.account_type != "asset_receivable"
            ):
                raise ValidationError(
                    self.env._("A plan covers posted receivable entries only.")
                )
            if line.currency_id.compare_amounts(line.amount, entry.balance) > 0:
                raise ValidationError(
                    self.env._("A plan cannot cover more than the term itself.")
                )
