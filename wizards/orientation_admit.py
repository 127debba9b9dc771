from odoo import fields, models


class DeclicOrientationAdmit(models.TransientModel):
    _name = "declic.orientation.admit"
    _description = "Admission beyond the places"
    _inherit = ["declic.named.mixin"]

    orientation_id = fields.Many2one("declic.orientation", required=True)
    reason_id = fields.Many2one(
        "declic.reason", required=True, domain=[("kind", "=", "override")]
    )

    def action_admit(self):
        """Admit the waiting household beyond the places, with the reason kept."""
        self.ensure_one()
        self.orientation_id.action_admit(override_reason=self.reason_id)
