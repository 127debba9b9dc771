from odoo import fields, models

from ..models.orientation.orientation_sharing import SHARING_LEVELS


class DeclicSharingForce(models.TransientModel):
    _name = "declic.sharing.force"
    _description = "Sharing without agreement"
    _inherit = ["declic.named.mixin"]

    orientation_id = fields.Many2one("declic.orientation", required=True)
    level = fields.Selection(SHARING_LEVELS, required=True, default="informed")
    motive_id = fields.Many2one(
        "declic.reason",
        required=True,
        domain=[("kind", "=", "sharing")],
    )

    def action_force(self):
        """Share without the household's agreement; the use is kept in its history."""
        self.ensure_one()
        self.orientation_id.action_force_sharing(self.level, self.motive_id)
        return {"type": "ir.actions.act_window_close"}
