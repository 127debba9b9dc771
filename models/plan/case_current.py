"""The assessment and the plan of today, inside the case's screen."""

from odoo import api, fields, models

SOCIAL = "declic.group_counsellor"


class DeclicCase(models.Model):
    _inherit = "declic.case"

    assessment_line_ids = fields.Many2many(
        "declic.assessment.line",
        string="Diagnosis of today",
        compute="_compute_current",
        inverse="_inverse_assessment_line_ids",
        groups=SOCIAL,
    )
    is_assessment_open = fields.Boolean(compute="_compute_current", groups=SOCIAL)
    plan_html = fields.Html(
        string="Plan of today",
        compute="_compute_current",
        sanitize=False,
        groups=SOCIAL,
    )

    @api.depends_context("uid", "lang")
    def _compute_current(self):
        # Searched as the reader: three axes of the assessment are the landlord's.
        lines = self.env["declic.assessment.line"].search(
            [("assessment_id", "in", self.assessment_id.ids)]
        )
        for case in self:
            assessment = case.assessment_id
            case.assessment_line_ids = lines.filtered(
                lambda line, a=assessment: line.assessment_id == a
            )
            case.is_assessment_open = assessment.is_landlord_open
            case.plan_html = case.plan_id.axes_html

    def _inverse_assessment_line_ids(self):
        """The lines were written one by one, with the rights that the user has there:
        the landlord its column, and only while the assessment is written."""

    def action_open_assessment(self):
        """Open the current assessment."""
        self.ensure_one()
        return self._action_for_record(self.assessment_id)

    def action_open_plan(self):
        """Open the current plan."""
        self.ensure_one()
        return self._action_for_record(self.plan_id)
