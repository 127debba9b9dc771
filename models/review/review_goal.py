from odoo import fields, models
from odoo.exceptions import UserError

from ..plan.plan_goal import RESULTS


class DeclicReviewGoal(models.Model):
    _name = "declic.review.goal"
    _description = "Result of a goal at a review"
    _inherit = ["declic.portal.mixin"]
    _order = "review_id, id"
    _programme_path = "review_id.case_id.programme_id"
    _portal_fields = frozenset({"review_id", "goal_id", "axis", "result"})

    review_id = fields.Many2one(
        "declic.review", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="review_id.company_id", store=True, precompute=True
    )
    goal_id = fields.Many2one(
        "declic.plan.goal", required=True, ondelete="cascade", index=True
    )
    axis = fields.Selection(related="goal_id.axis")
    result = fields.Selection(RESULTS, required=True, default="open")

    _goal_once = models.Constraint(
        "UNIQUE(review_id, goal_id)", "Each goal has one result per review."
    )

    def write(self, vals):
        self.review_id._check_unlocked({"goal_result_ids": True})
        return super().write(vals)

    def _set_result(self, result):
        """Record ``result``, a key of the closed list.

        :raises UserError: unknown result
        """
        if result not in dict(RESULTS):
            raise UserError(self.env._("Choose one of the answers of the list."))
        self.result = result
