"""The plan on paper, frozen when it is approved: the same bytes ever after (P3)."""

import base64
import hashlib

from odoo import api, fields, models

# Font Awesome, in Odoo's own bundle.
AXIS_ICONS = {
    "social": "fa-handshake-o",
    "psychological": "fa-comments-o",
    "educational": "fa-book",
    "environmental": "fa-home",
}


class DeclicPlan(models.Model):
    _inherit = "declic.plan"

    # One file per reader: the landlord's has no goal that the association keeps.
    pdf_shared = fields.Binary(
        string="Plan (landlord)", attachment=True, readonly=True, copy=False
    )
    pdf_shared_hash = fields.Char(
        string="SHA-256 of the landlord's plan", readonly=True, copy=False
    )
    pdf_whole = fields.Binary(
        string="Plan (household and association)",
        attachment=True,
        readonly=True,
        copy=False,
        groups="declic.group_association_worker",
    )
    pdf_whole_hash = fields.Char(
        string="SHA-256 of the plan",
        readonly=True,
        copy=False,
        groups="declic.group_association_worker",
    )

    def _axes(self):
        """The plan's goals by axis, all four, as the reader may see them.

        :return: list of (axis, label, goals)
        """
        self.ensure_one()
        # Searched, not read from the cache: what somebody else's act read in the same
        # transaction would come with it.
        goals = self.env["declic.plan.goal"].search([("plan_id", "=", self.id)])
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

    def _render_pdf(self, reader=None):
        """The plan as a PDF: whole, or as ``reader`` may see it.

        :param reader: user; None for the household and its association
        :return: bytes
        """
        self.ensure_one()
        # sudo: the whole plan belongs to the household, whoever prints it for it.
        reports = self.env["ir.actions.report"].sudo()
        if reader:
            reports = reports.with_user(reader)
        reports = reports.with_context(
            lang=self.sudo().company_id.partner_id.lang, force_report_rendering=True
        )
        content, _kind = reports._render_qweb_pdf("declic.report_plan", self.ids)
        return content

    def _association_pdf(self):
        """The frozen file of the household and its association, as bytes.

        :return: None before the approval, and where the reader may no longer be told
            who the household is: the file names who agreed
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: a portal user reads no field of files; the level was looked at.
        plan = self.sudo().with_context(bin_size=False)
        if not plan.pdf_whole_hash or not self._is_named():
            return None
        return base64.b64decode(plan.pdf_whole)

    def _freeze(self):
        """Values that keep both readers' PDF of the plan with their SHA-256."""
        self.ensure_one()
        # sudo: the referent's name is looked up, the files are for their readers.
        shared = self._render_pdf(self.sudo().case_id.referent_id)
        whole = self._render_pdf()
        return {
            "pdf_shared": base64.b64encode(shared),
            "pdf_shared_hash": hashlib.sha256(shared).hexdigest(),
            "pdf_whole": base64.b64encode(whole),
            "pdf_whole_hash": hashlib.sha256(whole).hexdigest(),
        }

    def action_print(self):
        """Print the plan: the frozen file once it was approved, else as it stands."""
        self.ensure_one()
        if self.pdf_shared_hash:
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/declic.plan/{self.id}/pdf_shared?download=true"
                f"&filename={self.case_id.reference}-v{self.version}.pdf",
            }
        return self.env.ref("declic.action_report_plan").report_action(self)
