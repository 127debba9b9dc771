"""The assessments of a case."""

from odoo import api, fields, models
from odoo.fields import Domain


class DeclicCase(models.Model):
    _inherit = "declic.case"

    assessment_ids = fields.One2many("declic.assessment", "case_id")
    assessment_id = fields.Many2one(
        "declic.assessment",
        string="Current assessment",
        compute="_compute_assessment_id",
    )

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

    def _talking_points(self):
        """Lines of the current assessment whose voices are two points apart or more,
        as the reader may see them (A2)."""
        return self.env["declic.assessment.line"].search(
            Domain("assessment_id", "in", self.assessment_id.ids)
            & Domain("is_gap", "=", True)
        )
