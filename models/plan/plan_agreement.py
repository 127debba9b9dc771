"""A household's agreement to a version of its plan: a proof, kept for ever (P4, S7)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

CHANNELS = [
    ("screen", "Signed on the screen"),
    ("remote", "Signed by the link"),
    ("paper", "Signed on paper"),
    ("oral", "Said, not signed"),
]


class DeclicPlanAgreement(models.Model):
    """One row per agreement. A later one supersedes it and a change of the plan voids
    it; neither takes anything away: who, when, how and what was signed stay."""

    _name = "declic.plan.agreement"
    _description = "Household's agreement to a plan"
    _inherit = ["declic.guard.mixin", "declic.portal.mixin"]
    _order = "id desc"
    _programme_path = "plan_id.case_id.programme_id"
    _portal_fields = frozenset(
        {"plan_id", "channel", "date", "name", "reason_id", "voided_on", "pdf_sha256"}
    )
    _proof_fields = frozenset({"signature", "scan", "pdf"})

    plan_id = fields.Many2one(
        "declic.plan", required=True, readonly=True, ondelete="cascade", index=True
    )
    case_id = fields.Many2one(related="plan_id.case_id", store=True, precompute=True)
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    channel = fields.Selection(CHANNELS, string="How", required=True, readonly=True)
    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, string="Agreed on"
    )
    name = fields.Char(string="Agreed by", required=True, readonly=True)
    recorded_by_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        required=True,
        readonly=True,
        help="The public user: the household itself, by its link.",
    )
    signature = fields.Image(readonly=True, max_width=1024, max_height=1024)
    scan = fields.Binary(string="Signed sheet (scan)", attachment=True, readonly=True)
    reason_id = fields.Many2one(
        "declic.reason",
        string="Why it was not signed",
        readonly=True,
        domain=[("kind", "=", "oral")],
    )
    pdf = fields.Binary(
        string="What was agreed to",
        attachment=True,
        readonly=True,
        groups="declic.group_association_worker",
    )
    pdf_sha256 = fields.Char(string="SHA-256 of what was agreed to", readonly=True)
    content_sha256 = fields.Char(string="SHA-256 of goals and actions", readonly=True)
    voided_on = fields.Datetime(
        string="Void since",
        readonly=True,
        help="The plan was changed after the household had agreed: ask it again.",
    )

    @api.depends("plan_id", "channel")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for agreement in self:
            agreement.display_name = (
                f"{agreement.plan_id.display_name} · {channels[agreement.channel]}"
            )

    def write(self, vals):
        if (
            not self._is_keyed()
            or vals.keys() != {"voided_on"}
            or any(self.mapped("voided_on"))
        ):
            raise AccessError(
                self.env._("What a household agreed to is superseded, never changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("What a household agreed to is superseded, never deleted.")
        )

    def _void(self):
        """The plan was changed: what was agreed to is no longer the plan."""
        running = self.filtered(lambda a: not a.voided_on)
        running._keyed().write({"voided_on": fields.Datetime.now()})
