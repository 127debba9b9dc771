from odoo import api, fields, models


class DeclicHousehold(models.Model):
    """What accounting does for a household: aids asked for, reminders of the dead."""

    _name = "declic.household"
    _inherit = ["declic.household", "declic.hold.mixin"]

    _hold_field = "declic_hold_household_id"

    aid_request_ids = fields.One2many(
        "declic.aid.request", "household_id", string="Aid requests"
    )

    def _terms_to_hold(self):
        """The open terms that are made out to who died."""
        return self._open_receivable_lines().filtered(
            lambda line: line.partner_id == self.partner_id
        )

    @api.private
    @api.model
    def _hold_terms_of_the_dead(self, moves):
        """Hold what is billed to somebody who died, so that no reminder is sent."""
        lines = moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        if not lines:
            return
        dead = self.search(
            [("partner_id", "in", lines.partner_id.ids), ("date_death", "!=", False)]
        )
        for household in dead:
            household._hold_terms(
                lines.filtered(
                    lambda line, partner=household.partner_id: (
                        line.partner_id == partner
                    )
                )
            )

    def action_make_repayment_plan(self):
        """Open the wizard that makes a repayment plan; see it for the refusals."""
        self.ensure_one()
        return self.env["declic.repayment.make"]._action_for(self)
