from odoo import fields, models


class DeclicContactAside(models.TransientModel):
    """Why a contact that was logged by mistake does not count."""

    _name = "declic.contact.aside"
    _description = "Set a contact aside"
    _inherit = ["declic.named.mixin"]

    contact_id = fields.Many2one("declic.contact", required=True, readonly=True)
    reason_id = fields.Many2one(
        "declic.reason",
        string="Why",
        required=True,
        domain=[("kind", "=", "contact_aside")],
    )

    def action_set_aside(self):
        """Set the contact aside for this reason; see the contact's own act."""
        self.ensure_one()
        self.contact_id.action_set_aside(self.reason_id.id)
