from odoo import fields, models
from odoo.exceptions import UserError

from ..models.network.referral import ANSWERS, OUTCOMES


class DeclicReferralAnswer(models.TransientModel):
    """The landlord's staff type what a partner said: its answer, or what came of it."""

    _name = "declic.referral.answer"
    _description = "Answer of a partner"
    _inherit = ["declic.named.mixin"]

    referral_id = fields.Many2one("declic.referral", required=True, ondelete="cascade")
    answer = fields.Selection(ANSWERS)
    answer_text = fields.Char(string="In its words")
    outcome = fields.Selection(OUTCOMES, string="What came of it")

    def action_save(self):
        """Save the answer, the outcome, or both."""
        self.ensure_one()
        if not (self.answer or self.outcome):
            raise UserError(self.env._("Choose one of the answers of the list."))
        if self.answer:
            self.referral_id.action_answer(self.answer, self.answer_text)
        if self.outcome:
            self.referral_id.action_outcome(self.outcome)
