from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    declic_digest_date = fields.Date(
        string="Last weekly digest", readonly=True, copy=False, groups=fields.NO_ACCESS
    )
