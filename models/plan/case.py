"""The assessments and the plans of a case."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..common.groups import SOCIAL_GROUPS


class DeclicCase(models.Model):
    _inherit = "declic.case"

    assessment_ids = fields.One2many(
        "declic.assessment", "case_id", groups=SOCIAL_GROUPS
    )
    assessment_id = fields.Many2one(
        "declic.assessment",
        string="Current assessment",
        compute="_compute_assessment_id",
        groups=SOCIAL_GROUPS,
    )

    plan_ids = fields.One2many("declic.plan", "case_id", groups=SOCIAL_GROUPS)
    plan_id = fields.Many2one(
        "declic.plan",
        string="Current plan",
        compute="_compute_plan_id",
        groups=SOCIAL_GROUPS,
    )

    has_plan = fields.Boolean(
        string="A plan was approved",
        compute="_compute_has_plan",
        search="_search_has_plan",
        compute_sudo=True,
        help="That there is one, for who reads no plan.",
    )

    @api.depends("plan_ids.date_approved")
    def _compute_has_plan(self):
        for case in self:
            case.has_plan = any(case.plan_ids.mapped("date_approved"))

    def _search_has_plan(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: whether there is one; the cases are found by their own rules.
        plans = self.env["declic.plan"].sudo()
        approved = plans._search([("date_approved", "!=", False)])
        found = Domain("id", "in", approved.subselect("case_id"))
        return found if True in value else ~found

    @api.depends("assessment_ids.number")
    def _compute_assessment_id(self):
        for case in self:
            case.assessment_id = case.assessment_ids.sorted("number")[-1:]

    def action_start_assessment(self):
        """Start the assessment of the case, or the next one beside the former.

        :return: the draft assessment
        """
        self.ensure_one()
        case = self._acting()
        draft = case.assessment_ids.filtered(lambda a: a.state == "draft")
        if not draft:
            last = case.assessment_ids.sorted("number")[-1:]
            # sudo: the form is the association's; who starts it writes its own part.
            draft = (
                case.env["declic.assessment"]
                .sudo()
                .create(
                    {
                        "case_id": case.id,
                        "number": last.number + 1,
                        "previous_id": last.id,
                    }
                )
            )
        if case.state == "contact":
            case._set_state("assessment")
        return draft.with_env(self.env)

    @api.depends("plan_ids.state")
    def _compute_plan_id(self):
        for case in self:
            current = case.plan_ids.filtered(lambda p: p.state != "replaced")
            case.plan_id = current.sorted("version")[-1:]

    def action_start_plan(self):
        """Start the plan of the case, or its next version.

        :return: the draft plan
        """
        self.ensure_one()
        case = self._acting()
        draft = case.plan_ids.filtered(lambda p: p.state in ("draft", "proposed"))
        if draft:
            return draft[:1].with_env(self.env)
        current = case.plan_id
        version = max(case.plan_ids.mapped("version"), default=0) + 1
        plan = (
            current._next_version(version)
            if current
            else case.env["declic.plan"].create({"case_id": case.id})
        )
        # sudo: the author is whoever starts the plan, and is nobody's to choose.
        plan.sudo().author_id = self.env.user
        if case.state in ("contact", "assessment"):
            case._set_state("plan")
        return plan.with_env(self.env)

    def _talking_points(self):
        """Lines of the current assessment whose voices are two points apart or more,
        as the reader may see them (A2)."""
        return self.env["declic.assessment.line"].search(
            Domain("assessment_id", "in", self.assessment_id.ids)
            & Domain("is_gap", "=", True)
        )
