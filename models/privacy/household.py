"""What the household asked for after its support."""

from odoo import fields, models


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    date_erasure_asked = fields.Date(
        string="Erasure asked on",
        copy=False,
        help="The household asked for its data to be erased: no check is made any more"
        " after the closure.",
    )
    date_anonymised = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The file of support was anonymised: it counts in the figures alone.",
    )
