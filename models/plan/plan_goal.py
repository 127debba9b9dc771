from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.axes import AXES

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
    _programme_path = "plan_id.case_id.programme_id"
    _form_fields = ("name",)
    _portal_fields = frozenset(
        {
            "plan_id",
            "axis",
            "domain_id",
            "name",
            "is_shareable",
            "action_ids",
            "sequence",
        }
    )

    plan_id = fields.Many2one(
        "declic.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    axis = fields.Selection(AXES, required=True)
    domain_id = fields.Many2one(
        "declic.domain",
        string="Answers",
        help="The domain of the assessment that the goal answers.",
    )
    library_goal_id = fields.Many2one(
        "declic.library.goal", readonly=True, index="btree_not_null"
    )
    previous_id = fields.Many2one(
        "declic.plan.goal",
        string="Goal of the version before",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    name = fields.Char(
        string="Goal", required=True, help="In the household's words: “I …”."
    )
    is_shareable = fields.Boolean(
        string="Shared with the landlord",
        default=True,
        help="Psychological goals stay with the association unless shared.",
    )
    action_ids = fields.One2many("declic.plan.action", "goal_id", copy=True)

    @api.onchange("domain_id")
    def _onchange_domain_id(self):
        if self.domain_id:
            self.axis = self.domain_id.axis

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("axis") == "psychological":
                vals.setdefault("is_shareable", False)
        goals = super().create(vals_list)
        goals.plan_id._content_changes()
        return goals

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for goal, vals in zip(self, vals_list, strict=True):
            vals["previous_id"] = goal.id
        return vals_list

    def _heirs(self):
        """What became of these goals in the approved plan of their case.

        :return: dict of goal to the goal that goes on with it there, itself when it
            stands there; those that were taken out are left out
        """
        # sudo: also the goals that the reader does not read.
        approved = self.sudo().plan_id.case_id.plan_ids.filtered(
            lambda p: p.state == "approved"
        )
        heirs = {}
        for goal in approved.goal_ids:
            former = goal
            while former:
                heirs[former] = goal
                former = former.previous_id
        return {goal: heirs[goal] for goal in self if goal in heirs}

    @api.constrains("axis")
    def _check_axis(self):
        for goal in self:
            # sudo: the programme's axes, for whoever writes the plan.
            programme = goal.sudo().plan_id.case_id.programme_id
            if goal.axis not in programme._get_axes():
                raise ValidationError(
                    self.env._("This axis is not part of %s.", programme.name)
                )

    def write(self, vals):
        self.plan_id._content_changes()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.plan_id._content_changes()

    def _check_open(self):
        self.plan_id._check_open()

    def action_rewrite(self, name):
        """Say the goal otherwise.

        :raises UserError: nothing typed, or the plan is not a draft
        """
        self.ensure_one()
        if not (name or "").strip():
            raise UserError(self.env._("Say what is aimed at."))
        self._acting().name = name.strip()

    def action_add_action(self, name, actor, date_due):
        """Add an action: what, who, by when (P2).

        :param actor: a key of ``declic.plan.action.actor``
        :param date_due: a date
        :return: the action
        :raises UserError: one of the three is missing, or the plan is not a draft
        """
        self.ensure_one()
        goal = self._acting()
        actors = goal.env["declic.plan.action"]._fields["actor"].selection
        if not (name or "").strip() or actor not in dict(actors) or not date_due:
            raise UserError(self.env._("Say what, who does it, and by when."))
        action = goal.env["declic.plan.action"].create(
            {
                "goal_id": goal.id,
                "name": name.strip(),
                "actor": actor,
                "date_due": date_due,
            }
        )
        return action.with_env(self.env)

    def action_remove(self):
        """Take the goal out of a plan being written."""
        self._acting().unlink()
