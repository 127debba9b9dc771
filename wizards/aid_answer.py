from odoo import fields, models
from odoo.exceptions import UserError


class DeclicAidAnswer(models.TransientModel):
    _name = "declic.aid.answer"
    _description = "Answer to a request for aid"
    _inherit = ["declic.named.mixin"]

    request_id = fields.Many2one("declic.aid.request", required=True, readonly=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    answer = fields.Selection(
        [("granted", "Granted"), ("refused", "Refused")], required=True
    )
    amount = fields.Monetary(string="Amount granted")
    date_expected = fields.Date(string="Payment expected on")
    reason_id = fields.Many2one(
        "declic.reason",
        string="Why it was refused",
        domain=[("kind", "=", "aid_refusal")],
    )

    def action_answer(self):
        """See :meth:`declic.aid.request.action_grant` and ``action_refuse``."""
        self.ensure_one()
        if self.answer == "granted":
            self.request_id.action_grant(self.amount, self.date_expected)
        elif self.answer == "refused":
            self.request_id.action_refuse(self.reason_id.id)
        else:
            raise UserError(self.env._("Choose what was answered."))
