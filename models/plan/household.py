"""The plan of today on the household's screen, for those who read the case."""

from odoo import api, fields, models

SOCIAL = "declic.group_counsellor"


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    running_case_id = fields.Many2one(
        "declic.case", compute="_compute_running_case", groups=SOCIAL
    )
    plan_html = fields.Html(
        string="Plan of today",
        compute="_compute_plan_html",
        sanitize=False,
        groups=SOCIAL,
    )

    @api.depends("case_ids.state")
    @api.depends_context("uid")
    def _compute_running_case(self):
        # Searched as the reader, who may be excluded from a case.
        running = self.env["declic.case"].search(
            [("household_id", "in", self.ids), ("state", "!=", "closed")]
        )
        case_of = {case.household_id.id: case for case in running}
        for household in self:
            household.running_case_id = case_of.get(household.id, running.browse())

    @api.depends_context("uid", "lang")
    def _compute_plan_html(self):
        for household in self:
            household.plan_html = household.running_case_id.plan_html
