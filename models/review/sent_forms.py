"""The three forms that an association sends, each in its own way (T3)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DeclicAssessment(models.Model):
    _name = "declic.assessment"
    _inherit = ["declic.assessment", "declic.handover.mixin"]

    @api.depends("state")
    def _compute_handover(self):
        return super()._compute_handover()

    def _is_handed_over(self):
        return self.state == "validated"

    def _can_be_given_back(self):
        # The next one already stands beside it: it is compared with what was said.
        return self._is_handed_over() and self == self.case_id.assessment_id

    def _give_back(self):
        self._set_state("draft", date=False)


class DeclicPlan(models.Model):
    _name = "declic.plan"
    _inherit = ["declic.plan", "declic.handover.mixin"]

    @api.depends("state")
    def _compute_handover(self):
        return super()._compute_handover()

    def _is_handed_over(self):
        return self.state != "draft"

    def _can_be_given_back(self):
        # An approved plan is adjusted: a new version.
        return self.state == "proposed"

    def _give_back(self):
        self._set_state("draft", date_proposed=False)


class DeclicReview(models.Model):
    _name = "declic.review"
    _inherit = ["declic.review", "declic.handover.mixin"]

    association_sent_on = fields.Datetime(
        string="Association's part sent on", readonly=True, copy=False
    )

    @api.depends("state", "association_sent_on")
    def _compute_handover(self):
        return super()._compute_handover()

    def _is_handed_over(self):
        return self.state != "draft" or bool(self.association_sent_on)

    def _can_be_given_back(self):
        return self.state == "draft" and bool(self.association_sent_on)

    def _give_back(self):
        self.association_sent_on = False

    def action_send_association_part(self):
        """Send the association's part to the landlord; it is read-only from then on.

        :raises UserError: the state of the contact was not said
        """
        for review in self._acting():
            if not review.contact_state:
                raise UserError(
                    self.env._("Say how the contact with the household is, then send.")
                )
            # sudo: this act alone writes the time.
            review.sudo().association_sent_on = fields.Datetime.now()
