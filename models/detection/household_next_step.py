"""The one act that is recommended for a household, the law's dates first (D4, D8)."""

from odoo import api, fields, models


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    next_step = fields.Selection(
        [
            ("hearing", "Get the rent resumed before the hearing"),
            ("signal", "Signal the arrears to the payer"),
            ("call", "Reach the household"),
            ("visit", "Try at the door"),
            ("orient", "Orient to an association"),
            ("wait", "Await the association"),
            ("follow", "Follow the plan"),
            ("heirs", "Write to the heirs or the notary"),
            ("address", "Find the new address"),
            ("settle", "Agree on a repayment plan"),
            ("recovery", "Followed by recovery: the household answers"),
            ("none", "Nothing to do"),
        ],
        compute="_compute_next_step",
    )

    @api.depends(
        "proposal_state",
        "last_address",
        "debt_level",
        "contact_ids.medium",
        "contact_ids.is_honoured",
        "arrears_date",
        "signalling_is_late",
        "hearing_date",
        "current_rent_paid",
    )
    def _compute_next_step(self):
        for household in self:
            household.next_step = household._next_step()

    def _next_step(self):
        """One recommended act, the law's dates first (D4, D8)."""
        self.ensure_one()
        if self.proposal_state == "left":
            return self._gone_step()
        if self.urgency < 2 and self.hearing_level == "missing":
            return "hearing"
        # Past the deadline the benefit can still be saved: it stays to be done,
        # whoever follows the household.
        if self.signalling_is_late:
            return "signal"
        if self.proposal_state == "oriented":
            return "wait"
        if self.proposal_state == "followed":
            return "follow"
        if self.proposal_state == "none" and self.debt_level != "green":
            # In debt and not silent: no association is needed, and something is due.
            return "recovery"
        if self.proposal_state != "proposed":
            return "none"
        if self.is_to_signal:
            return "signal"
        # sudo: one advice for all, whoever's attempts recovery may read.
        contacts = self.sudo().contact_ids
        if not contacts:
            return "call"
        tried = contacts.filtered(lambda c: c.medium == "visit" or c.is_honoured)
        if not tried and len(contacts) < 3:
            return "visit"
        return "orient"

    def _gone_step(self):
        """The one recommended act of who is no tenant any more."""
        self.ensure_one()
        if self.tenancy == "estate":
            return "heirs"
        if not self.last_address:
            return "address"
        return "none" if self.repayment_plan_ids._running() else "settle"
