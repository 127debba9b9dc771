from odoo import api, fields, models
from odoo.exceptions import UserError

ACTORS = [
    ("household", "The household"),
    ("association", "The association"),
    ("landlord", "The landlord"),
    ("third_party", "A third party"),
]


class DeclicPlanAction(models.Model):
    _name = "declic.plan.action"
    _description = "Action of a plan"
    _inherit = ["declic.guard.mixin", "declic.portal.mixin"]
    # Done on an approved plan, by the act below.
    _guarded_fields = frozenset({"state", "date_done"})
    _order = "date_due, id"
    _programme_path = "goal_id.plan_id.case_id.programme_id"
    _portal_fields = frozenset(
        {
            "plan_id",
            "goal_id",
            "axis",
            "name",
            "actor",
            "date_due",
            "state",
            "date_done",
            "is_late",
        }
    )

    goal_id = fields.Many2one(
        "declic.plan.goal", required=True, ondelete="cascade", index=True
    )
    plan_id = fields.Many2one(
        related="goal_id.plan_id", store=True, precompute=True, index=True
    )
    axis = fields.Selection(related="goal_id.axis")
    company_id = fields.Many2one(
        related="goal_id.company_id", store=True, precompute=True
    )
    name = fields.Char(string="Action", required=True)
    library_action_id = fields.Many2one(
        "declic.library.action", readonly=True, index="btree_not_null"
    )
    actor = fields.Selection(ACTORS, string="Who", required=True)
    date_due = fields.Date(string="To be done before", required=True)
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("dropped", "Dropped")],
        default="open",
        required=True,
        readonly=True,
        # The next version of the plan keeps what was done (Odoo copies no state).
        copy=True,
    )
    date_done = fields.Date(readonly=True)
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = bool(
                action.state == "open" and action.date_due and action.date_due < today
            )

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions.goal_id.plan_id._content_changes()
        return actions

    def write(self, vals):
        # Progress is recorded on an approved plan; its wording stays.
        if vals.keys() - {"state", "date_done"}:
            self.goal_id.plan_id._content_changes()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.goal_id.plan_id._content_changes()

    def _check_open(self):
        self.goal_id.plan_id.case_id._check_open()

    def action_done(self):
        """Record the actions of an approved plan as done today."""
        actions = self._acting()
        if any(action.goal_id.plan_id.state != "approved" for action in actions):
            raise UserError(self.env._("The plan must be approved first."))
        actions._keyed().write(
            {"state": "done", "date_done": fields.Date.context_today(self)}
        )

    def action_remove(self):
        """Take the action out of a plan being written."""
        self._acting().unlink()
