from odoo import fields, models


class DeclicCaseAssign(models.TransientModel):
    _name = "declic.case.assign"
    _description = "Who follows the household"
    _inherit = ["declic.named.mixin"]

    case_id = fields.Many2one("declic.case", required=True, readonly=True)
    association_id = fields.Many2one(related="case_id.association_id")
    role = fields.Selection(
        [("worker", "Referent of the association"), ("substitute", "Substitute")],
        required=True,
        default="worker",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        domain="[('commercial_partner_id', '=', association_id)]",
    )
    date_to = fields.Date(string="Until")

    def action_assign(self):
        """See :meth:`declic.case.action_assign`."""
        self.ensure_one()
        self.case_id.action_assign(self.user_id.id, self.role, self.date_to)
