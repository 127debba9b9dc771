from odoo import fields, models


class DeclicConcernSettle(models.TransientModel):
    _name = "declic.concern.settle"
    _description = "Settle a concern"
    _inherit = ["declic.named.mixin"]

    concern_id = fields.Many2one("declic.concern", required=True, readonly=True)
    outcome_id = fields.Many2one(
        "declic.reason",
        string="What was done",
        required=True,
        domain=[("kind", "=", "concern_end")],
    )

    def action_confirm(self):
        """Settle the concern with the reason chosen."""
        self.concern_id.action_settle(self.outcome_id.id)
