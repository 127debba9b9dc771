from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.axes import AXES


class DeclicPlan(models.Model):
    """Versioned plan of the household, its association and its landlord.

    Whoever wrote it cannot approve it; a change of an approved plan is a new version
    and the former one stays as it was.
    """

    _name = "declic.plan"
    _description = "Social plan"
    _inherit = ["declic.form.mixin"]
    _order = "case_id, version desc"
    _portal_fields = frozenset(
        {
            "case_id",
            "version",
            "state",
            "handover",
            "author_id",
            "approver_id",
            "date_proposed",
            "date_approved",
            "goal_ids",
            "agreement_channel",
            "agreement_date",
            "agreement_signer",
            "agreement_hash",
            "agreement_reason_id",
            "agreement_voided_on",
        }
    )

    _part_name_fields = ("version",)
    _transitions = {
        "draft": {"proposed"},
        "proposed": {"draft", "approved"},
        "approved": {"replaced"},
    }
    _locked_states = frozenset({"proposed", "approved", "replaced"})
    _guarded_fields = frozenset(
        {
            "version",
            "author_id",
            "author_ids",
            "approver_id",
            "is_self_approved",
            "date_proposed",
            "date_approved",
            "agreement_ids",
            "agreement_id",
            "agreement_channel",
            "agreement_date",
            "agreement_name",
            "agreement_signature",
            "agreement_scan",
            "agreement_reason_id",
            "agreement_hash",
            "agreement_voided_on",
        }
    )

    case_id = fields.Many2one(readonly=True)
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
    author_ids = fields.Many2many(
        "res.users",
        "declic_plan_author_rel",
        string="Written by",
        readonly=True,
        copy=False,
        help="Whoever wrote a goal or an action of it: none of them approves it.",
    )
    approver_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_self_approved = fields.Boolean(
        string="Approved by its author",
        readonly=True,
        copy=False,
        help="An exception that the settings allow; it is logged on the case.",
    )
    date_proposed = fields.Datetime(readonly=True, copy=False)
    date_approved = fields.Datetime(readonly=True, copy=False)
    goal_ids = fields.One2many("declic.plan.goal", "plan_id", copy=True)
    action_ids = fields.One2many("declic.plan.action", "plan_id", string="Actions")
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

    def _part_name(self):
        return self.env._("plan v%s", self.version)

    @api.depends_context("uid")
    @api.depends("state", "author_ids", "author_id")
    def _compute_can_approve(self):
        for plan in self:
            plan.can_approve = plan.state == "proposed" and (
                not plan._is_own() or plan.company_id.declic_self_approval
            )

    def _is_own(self):
        """Whether the user started the plan or wrote in it."""
        self.ensure_one()
        # sudo: whether it is oneself only; a portal user reads no other user.
        plan = self.sudo()
        return self.env.user in plan.author_id | plan.author_ids

    def _add_authors(self):
        """Whoever writes in a plan becomes one of its authors (P3)."""
        # sudo: written for the act; nobody chooses the authors.
        for plan in self.sudo():
            if self.env.user not in plan.author_ids:
                plan._keyed().author_ids = [fields.Command.link(self.env.uid)]

    # Writing

    def action_add_goal(self, axis, name, actions=(), domain_id=None):
        """Add a goal with its actions to the plan being written.

        :param axis: one of the four axes
        :param name: the goal in the household's words
        :param actions: list of dicts with ``name``, ``actor`` and ``date_due``
        :param domain_id: id of the domain of the assessment it answers, if any
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
                "domain_id": plan.env["declic.domain"]
                .browse(domain_id or 0)
                .exists()
                .id,
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

    def action_add_from_library(self, library_goal_id):
        """Add a goal of the library with its actions; the texts may then be edited.

        :param library_goal_id: id of a ``declic.library.goal``
        :return: the goal
        :raises UserError: no such goal, or the plan is not a draft
        """
        self.ensure_one()
        plan = self._acting()
        chosen = plan.env["declic.library.goal"].browse(library_goal_id or 0).exists()
        if not chosen:
            raise UserError(self.env._("Choose a goal of the library."))
        goal = plan.env["declic.plan.goal"].create(
            {"plan_id": plan.id, **chosen._values(fields.Date.context_today(self))}
        )
        return goal.with_env(self.env)

    # The way to the approval

    def _check_whole(self):
        """Raise UserError where a goal is missing."""
        if not self.goal_ids:
            raise UserError(
                self.env._("Write at least one goal before proposing the plan.")
            )
        self._check_critical_domains()

    def action_propose(self, shown=None):
        """Hand the plan to the other side for approval.

        :param shown: fingerprint of the plan that was read before sending
            (:meth:`_content_sha256`); None when it was not shown apart
        :raises UserError: no goal, a critical domain that no goal answers, or changed
            since it was read
        """
        for plan in self._acting():
            plan._check_whole()
            if shown is not None and shown != plan._content_sha256():
                raise UserError(
                    self.env._("It was changed meanwhile: read it again, then send.")
                )
            plan._set_state("proposed", date_proposed=fields.Datetime.now())

    def _bare_domains(self):
        """Domains scored critical that no goal of the plan answers, as the reader may
        see them: an association whole, the landlord its own rows."""
        self.ensure_one()
        critical = self.env["declic.assessment.line"].search(
            [
                ("assessment_id", "=", self.case_id.assessment_id.id),
                ("is_critical", "=", True),
            ]
        )
        return critical.domain_id - self.goal_ids.domain_id

    def _check_critical_domains(self):
        """Raise UserError that names the critical domains without a goal (P1).

        The whole assessment counts, whoever proposes or approves: who does not read a
        domain is told that there is one, and not which.
        """
        # sudo: that something is missing, and no word of it.
        if not self.sudo()._bare_domains():
            return
        bare = self._bare_domains()
        if not bare:
            raise UserError(
                self.env._(
                    "A domain that the association sees is critical and without a goal:"
                    " give it the plan back."
                )
            )
        raise UserError(
            self.env._(
                "Critical and without a goal: %s. Give each a goal, however small.",
                ", ".join(bare.mapped("name")),
            )
        )

    def action_back_to_draft(self):
        """Give a proposed plan back to be rewritten; the case's log says so."""
        for plan in self._acting():
            plan._set_state("draft")
            plan._log(self.env._("%s was given back to be rewritten."))

    def action_approve(self):
        """Approve the plan of somebody else; the former version is replaced.

        :raises AccessError: the author may not approve his own plan, unless the
            landlord's settings allow it; then the case's log says so
        """
        for plan in self._acting():
            is_own = plan._is_own()
            if is_own and not plan.company_id.declic_self_approval:
                raise AccessError(
                    self.env._("The author of a plan cannot approve it: ask your peer.")
                )
            # sudo: which side they are of, and no more.
            authors = plan.sudo().author_id | plan.sudo().author_ids
            if self._is_association_user() and any(authors.mapped("share")):
                raise AccessError(
                    self.env._("A plan of the association is approved by the landlord.")
                )
            plan._check_critical_domains()
            former = plan.case_id.plan_ids.filtered(lambda p: p.state == "approved")
            former._set_state("replaced")
            plan._set_state(
                "approved",
                approver_id=self.env.uid,
                date_approved=fields.Datetime.now(),
                is_self_approved=is_own,
            )
            plan._freeze_forms()
            plan._log(
                self.env._("%s was approved by its author.")
                if is_own
                else self.env._("%s was approved.")
            )
            if plan.case_id.state == "plan":
                plan.case_id._set_state("followed")
            # sudo: what is to be held shows the plan in force, on every form.
            reviews = plan.sudo().case_id.review_ids
            reviews.filtered(lambda r: r.state == "draft")._fill_goals()

    def _log(self, sentence):
        """Note ``sentence`` on the case; its ``%s`` is the plan."""
        # sudo: the log is written for the act that was checked, by whom it was.
        case = self.sudo().case_id
        case.message_post(
            body=sentence % self.display_name, subtype_xmlid="mail.mt_note"
        )

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

    def _next_version(self, version):
        """Copy the plan as version ``version``: what was done stays done, and what the
        last review said is no longer relevant does not come back."""
        self.ensure_one()
        # sudo: also the goals that the one who adjusts the plan does not read.
        own = self.sudo()
        copied = own.copy({"version": version, "author_id": self.env.uid})
        dropped = own._dropped_goals()
        copied.goal_ids.filtered(lambda g: g.previous_id in dropped).unlink()
        # Copied is not written: the authors are those who write from now on.
        copied._keyed().author_ids = [fields.Command.clear()]
        return copied.with_env(self.env)

    def _dropped_goals(self):
        """Goals that their last review says are no longer relevant."""
        results = self.env["declic.review.goal"].search(
            [
                ("goal_id", "in", self.goal_ids.ids),
                ("review_id.state", "=", "validated"),
            ]
        )
        last = {}
        for line in results.sorted(lambda r: (r.review_id.date_held, r.id)):
            last[line.goal_id] = line.result
        return self.goal_ids.filtered(lambda g: last.get(g) == "dropped")

    # Sent to the landlord (T3)

    def _is_handed_over(self):
        return self.state != "draft"

    def _can_be_given_back(self):
        # An approved plan is adjusted: a new version.
        return self.state == "proposed"

    def _give_back(self):
        self._set_state("draft", date_proposed=False)
