from odoo import fields, models

from .plan_action import ACTORS


class DeclicLibraryAction(models.Model):
    _name = "declic.library.action"
    _description = "Action of the library"
    _inherit = ["declic.portal.mixin"]
    _order = "goal_id, sequence, id"
    _programme_path = ""
    _portal_fields = frozenset({"goal_id", "sequence", "name", "actor", "delay_days"})

    goal_id = fields.Many2one(
        "declic.library.goal", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Action", required=True)
    actor = fields.Selection(ACTORS, string="Who", required=True)
    delay_days = fields.Integer(
        string="Within (days)", required=True, default=30, help="From the plan's start."
    )

    usage_count = fields.Integer(string="Used in plans", compute="_compute_usage_count")

    _delay_positive = models.Constraint(
        "CHECK(delay_days BETWEEN 1 AND 730)", "The delay goes from 1 to 730 days."
    )

    def _compute_usage_count(self):
        # sudo: a number, for the pilot who keeps the library and reads no plan.
        actions = self.env["declic.plan.action"].sudo()
        counts = dict(
            actions._read_group(
                [
                    ("library_action_id", "in", self.ids),
                    ("goal_id.previous_id", "=", False),
                ],
                ["library_action_id"],
                ["__count"],
            )
        )
        for action in self:
            action.usage_count = counts.get(action, 0)
