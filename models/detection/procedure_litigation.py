"""A procedure shows that its litigation is suspended."""

from odoo import fields, models


class DeclicProcedure(models.Model):
    _inherit = "declic.procedure"

    litigation_until = fields.Date(related="household_id.litigation_until")
    is_litigation_suspended = fields.Boolean(
        related="household_id.is_litigation_suspended"
    )
