from odoo import api, fields, models


class DeclicEvaluationCost(models.Model):
    """A case's part of the budget, by the time logged on it (M2). For the pilot: it
    stands in no report."""

    _name = "declic.evaluation.cost"
    _description = "Cost of a case"
    _inherit = ["declic.named.mixin"]
    _order = "amount desc, id"

    evaluation_id = fields.Many2one(
        "declic.evaluation", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="evaluation_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    case_id = fields.Many2one(
        "declic.case", required=True, readonly=True, ondelete="cascade", index=True
    )
    association_id = fields.Many2one(related="case_id.association_id", store=True)
    minutes = fields.Integer(readonly=True)
    hours = fields.Float(compute="_compute_hours", store=True)
    amount = fields.Monetary(string="Cost", readonly=True)

    @api.depends("minutes")
    def _compute_hours(self):
        for cost in self:
            cost.hours = cost.minutes / 60

    @api.depends("case_id.reference")
    def _compute_display_name(self):
        for cost in self:
            cost.display_name = cost.case_id.reference
