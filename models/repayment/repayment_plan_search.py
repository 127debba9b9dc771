"""A plan is found by the account holder, by those too who read no household."""

from odoo import api, models
from odoo.fields import Domain


class DeclicRepaymentPlan(models.Model):
    _inherit = "declic.repayment.plan"

    @api.model
    def _search_display_name(self, operator, value):
        found = super()._search_display_name(operator, value)
        households = self.env["declic.household"]
        if operator in ("ilike", "like") and not households.has_access("read"):
            # sudo: name, lease and address, which accounting has on its invoices; of
            # the plans that its own rules show.
            named = households.sudo()._search([("display_name", operator, value)])
            found = Domain(found) | Domain("household_id", "in", named)
        return found
