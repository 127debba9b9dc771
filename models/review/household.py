from odoo import fields, models


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    review_ids = fields.One2many(
        "declic.review", "household_id", string="Points and reviews"
    )
