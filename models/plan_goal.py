from odoo import api, fields, models

from .plan import AXES

RESULTS = [
    ("open", "Under way"),
    ("reached", "Reached"),
    ("partial", "Partly reached"),
    ("missed", "Not reached"),
    ("dropped", "No longer relevant"),
]


class DeclicPlanGoal(models.Model):
    _name = "declic.plan.goal"
    _description = "Goal of a plan"
    _inherit = ["declic.portal.mixin"]
    _order = "plan_id, sequence, id"
    _portal_fields = frozenset(
        {"plan_id", "axis", "name", "is_shareable", "action_ids", "sequence"}
    )

    plan_id = fields.Many2one(
        "declic.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    axis = fields.Selection(AXES, required=True)
    name = fields.Char(
        string="Goal", required=True, help="In the household's words: “I …”."
    )
    is_shareable = fields.Boolean(
        string="Shared with the landlord",
        default=True,
        help="Psychological goals stay with the association unless shared.",
    )
    action_ids = fields.One2many("declic.plan.action", "goal_id", copy=True)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("axis") == "psychological":
                vals.setdefault("is_shareable", False)
        goals = super().create(vals_list)
        goals.plan_id._check_unlocked({"goal_ids": True})
        return goals

    def write(self, vals):
        self.plan_id._check_unlocked({"goal_ids": True})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.plan_id._check_unlocked({"goal_ids": True})
