from odoo import fields, models

from ..models.repayment.repayment_event import REASONS


class DeclicRepaymentChange(models.TransientModel):
    _name = "declic.repayment.change"
    _description = "Change of a repayment plan, with its reason"
    _inherit = ["declic.named.mixin"]

    plan_id = fields.Many2one("declic.repayment.plan", required=True, readonly=True)
    change = fields.Selection(
        [
            ("suspend", "Suspend"),
            ("continue", "Take up again"),
            ("break", "End as broken"),
            ("cancel", "Cancel"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(REASONS, string="Why", required=True)

    def action_change(self):
        """Change the state of the plan; see its acts of the same name."""
        self.ensure_one()
        acts = {
            "suspend": self.plan_id.action_suspend,
            "continue": self.plan_id.action_continue,
            "break": self.plan_id.action_break,
            "cancel": self.plan_id.action_cancel,
        }
        acts[self.change](self.reason)
