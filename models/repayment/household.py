"""Aids and repayment plans, from the household."""

from odoo import fields, models


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    aid_request_ids = fields.One2many(
        "declic.aid.request", "household_id", string="Aid requests"
    )

    def action_open_aid_requests(self):
        """Open the aid requests of the household."""
        return self._action_open_related("declic.declic_aid_request_action")

    def action_make_repayment_plan(self):
        """Open the wizard that makes a repayment plan; see it for the refusals."""
        self.ensure_one()
        return self.env["declic.repayment.make"]._open(self)
