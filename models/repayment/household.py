"""Aids and repayment plans, from the household."""

from odoo import fields, models


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    aid_request_ids = fields.One2many(
        "declic.aid.request", "household_id", string="Aid requests"
    )

    def action_make_repayment_plan(self):
        """Open the wizard that makes a repayment plan; see it for the refusals."""
        self.ensure_one()
        return self.env["declic.repayment.make"]._action_for(self)
