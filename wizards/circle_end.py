from odoo import fields, models


class DeclicCircleEnd(models.TransientModel):
    _name = "declic.circle.end"
    _description = "End a professional's part"
    _inherit = ["declic.named.mixin"]

    member_id = fields.Many2one("declic.circle.member", required=True, readonly=True)
    date = fields.Date(
        string="Last day", required=True, default=fields.Date.context_today
    )
    reason_id = fields.Many2one(
        "declic.reason",
        string="Why",
        required=True,
        domain=[("kind", "=", "circle_end")],
    )

    def action_end(self):
        """See :meth:`declic.circle.member.action_end`."""
        self.ensure_one()
        self.member_id.action_end(self.reason_id.id, self.date)
