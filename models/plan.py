from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

AXES = [
    ("social", "Social"),
    ("psychological", "Psychological"),
    ("educational", "Educational"),
    ("environmental", "Environmental"),
]


class DeclicPlan(models.Model):
    """Versioned plan of the household, its association and its landlord.

    Whoever wrote it cannot approve it; a change of an approved plan is a new version
    and the former one stays as it was.
    """

    _name = "declic.plan"
    _description = "Social plan"
    _inherit = ["declic.state.mixin", "declic.portal.mixin"]
    _order = "case_id, version desc"
    _portal_fields = frozenset(
        {
            "case_id",
            "version",
            "state",
            "author_id",
            "approver_id",
            "date_proposed",
            "date_approved",
            "goal_ids",
            "household_agreed_on",
        }
    )

    _transitions = {
        "draft": {"proposed"},
        "proposed": {"draft", "approved"},
        "approved": {"replaced"},
    }
    _locked_states = frozenset({"proposed", "approved", "replaced"})

    case_id = fields.Many2one(
        "declic.case", required=True, readonly=True, ondelete="cascade", index=True
    )
    household_id = fields.Many2one(
        related="case_id.household_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, precompute=True
    )
    version = fields.Integer(required=True, readonly=True, default=1)
    state = fields.Selection(
        [
            ("draft", "Being written"),
            ("proposed", "To approve"),
            ("approved", "Approved"),
            ("replaced", "Replaced"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    author_id = fields.Many2one(
        "res.users", readonly=True, required=True, default=lambda self: self.env.user
    )
    approver_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_proposed = fields.Datetime(readonly=True, copy=False)
    date_approved = fields.Datetime(readonly=True, copy=False)
    household_agreed_on = fields.Date(copy=False, string="Household agreed on")
    goal_ids = fields.One2many("declic.plan.goal", "plan_id", copy=True)
    can_approve = fields.Boolean(compute="_compute_can_approve")

    _version_unique = models.Constraint(
        "UNIQUE(case_id, version)", "This version already exists."
    )
    _one_in_writing = models.UniqueIndex(
        "(case_id) WHERE state IN ('draft', 'proposed')",
        "A version of this plan is already being written.",
    )
    _one_approved = models.UniqueIndex(
        "(case_id) WHERE state = 'approved'", "One approved plan per case."
    )

    @api.depends("case_id.reference", "version")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "%(case)s · plan v%(version)s",
                case=plan.case_id.reference,
                version=plan.version,
            )

    @api.depends_context("uid")
    @api.depends("state", "author_id")
    def _compute_can_approve(self):
        for plan in self:
            plan.can_approve = (
                plan.state == "proposed" and plan.author_id != self.env.user
            )

    def action_add_goal(self, axis, name, actions=()):
        """Add a goal with its actions to the plan being written.

        :param axis: one of the four axes
        :param name: the goal in the household's words
        :param actions: list of dicts with ``name``, ``actor`` and ``date_due``
        :return: the goal
        :raises UserError: unknown axis, nothing typed, or the plan is not a draft
        """
        self.ensure_one()
        plan = self._acting()
        if axis not in dict(AXES) or not (name or "").strip():
            raise UserError(self.env._("Choose an axis and say what is aimed at."))
        goal = plan.env["declic.plan.goal"].create(
            {
                "plan_id": plan.id,
                "axis": axis,
                "name": name.strip(),
                "action_ids": [
                    fields.Command.create(
                        {
                            "name": action["name"],
                            "actor": action["actor"],
                            "date_due": action["date_due"],
                        }
                    )
                    for action in actions
                ],
            }
        )
        return goal.with_env(self.env)

    def action_propose(self):
        """Hand the plan to the other side for approval.

        :raises UserError: no goal, or an action without an actor or a date
        """
        for plan in self._acting():
            if not plan.goal_ids:
                raise UserError(
                    self.env._("Write at least one goal before proposing the plan.")
                )
            plan._set_state("proposed", date_proposed=fields.Datetime.now())

    def action_back_to_draft(self):
        """Give a proposed plan back to its author."""
        self._acting()._set_state("draft")

    def action_approve(self):
        """Approve the plan of somebody else; the former version is replaced.

        :raises AccessError: the author may not approve his own plan
        """
        for plan in self._acting():
            if plan.author_id == self.env.user:
                raise AccessError(
                    self.env._("The author of a plan cannot approve it: ask your peer.")
                )
            if self._is_association_user() and plan.author_id.share:
                raise AccessError(
                    self.env._("A plan of the association is approved by the landlord.")
                )
            former = plan.case_id.plan_ids.filtered(lambda p: p.state == "approved")
            former._set_state("replaced")
            plan._set_state(
                "approved",
                approver_id=self.env.uid,
                date_approved=fields.Datetime.now(),
            )
            if plan.case_id.state == "plan":
                plan.case_id._set_state("followed")

    def action_new_version(self):
        """Open the next version of an approved plan, and keep this one."""
        self.ensure_one()
        plan = self.case_id.action_start_plan()
        return {
            "type": "ir.actions.act_window",
            "res_model": "declic.plan",
            "res_id": plan.id,
            "view_mode": "form",
        }

    def _check_open(self):
        self.case_id._check_open()

    def _next_version(self, version):
        """Copy the plan with its open goals as version ``version``."""
        self.ensure_one()
        return self.copy({"version": version, "author_id": self.env.uid})
