from odoo import api, fields, models


class DeclicBudgetLine(models.Model):
    _name = "declic.budget.line"
    _description = "Amount on the budget sheet"
    _inherit = ["declic.portal.mixin"]
    _order = "budget_id, kind, sequence, id"
    _programme_path = "budget_id.assessment_id.case_id.programme_id"
    _portal_fields = frozenset({"budget_id", "item_id", "kind", "sequence", "amount"})

    budget_id = fields.Many2one(
        "declic.budget", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="budget_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    item_id = fields.Many2one("declic.budget.item", required=True, ondelete="restrict")
    kind = fields.Selection(related="item_id.kind", store=True)
    sequence = fields.Integer(related="item_id.sequence", store=True)
    amount = fields.Monetary(required=True, string="A month")

    _item_once = models.Constraint(
        "UNIQUE(budget_id, item_id)", "Each row stands once on the budget sheet."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "Amounts are typed in euros, zero or more."
    )

    @api.depends("item_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.item_id.name
