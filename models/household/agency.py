from odoo import fields, models


class DeclicAgency(models.Model):
    _name = "declic.agency"
    _description = "Landlord's agency"
    _inherit = ["declic.named.mixin"]
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Staff",
        domain=[("share", "=", False)],
        help="Counsellors and recovery officers of the agency.",
    )
    active = fields.Boolean(default=True)

    _name_company = models.Constraint(
        "UNIQUE(name, company_id)", "This agency already exists."
    )
