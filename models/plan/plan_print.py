"""The plan on paper, frozen when it is approved: the same bytes ever after (P3)."""

from odoo import api, fields, models

# Font Awesome, in Odoo's own bundle.
AXIS_ICONS = {
    "social": "fa-handshake-o",
    "psychological": "fa-comments-o",
    "educational": "fa-book",
    "environmental": "fa-home",
}
WHOLE = frozenset({"reference", "kept_goals"})


class DeclicPlan(models.Model):
    _name = "declic.plan"
    _inherit = ["declic.plan", "declic.frozen.mixin"]

    _frozen_report = "declic.report_plan"
    # The landlord's holds no goal that the association keeps to itself.
    _audiences = {
        "landlord": WHOLE - {"kept_goals"},
        "association": WHOLE,
        "household": WHOLE,
    }

    def _frozen_values(self):
        return {
            **super()._frozen_values(),
            "household_id": self.household_id.id,
            "case_id": self.case_id.id,
        }

    def _axes(self):
        """The plan's goals by axis, all four, as the reader may see them.

        :return: list of (axis, label, goals)
        """
        self.ensure_one()
        # Searched, not read from the cache: what somebody else's act read in the same
        # transaction would come with it.
        goals = self.env["declic.plan.goal"].search([("plan_id", "=", self.id)])
        if not self._may("kept_goals"):
            goals = goals.filtered("is_shareable")
        labels = goals._fields["axis"]._description_selection(self.env)
        # sudo: the programme's axes, for whoever reads the plan.
        axes = self.sudo().case_id.programme_id._get_axes()
        return [
            (axis, label, goals.filtered(lambda g, axis=axis: g.axis == axis))
            for axis, label in labels
            if axis in axes
        ]

    axes_html = fields.Html(
        string="The four axes", compute="_compute_axes_html", sanitize=False
    )

    @api.depends("goal_ids.action_ids", "goal_ids.name", "goal_ids.axis")
    def _compute_axes_html(self):
        for plan in self:
            plan.axes_html = self.env["ir.qweb"]._render(
                "declic.plan_axes", {"axes": plan._axes(), "axis_icons": AXIS_ICONS}
            )

    def _association_pdf(self):
        """The frozen file of the association, as bytes.

        :return: None before the approval, and where the reader may no longer be told
            who the household is: the file names who agreed
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: files ask for an agreement to share; the level was looked at.
        file = self.sudo()._frozen("association")
        return file._bytes() if file and self._is_named() else None

    def action_print(self):
        """Print the plan: the frozen file once it was approved, else as it stands."""
        self.ensure_one()
        file = self._frozen(self._audience())
        if file:
            return file.action_download()
        return self.env.ref("declic.action_report_plan").report_action(self)
