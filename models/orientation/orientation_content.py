from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.groups import SOCIAL_GROUPS


class DeclicOrientationContent(models.Model):
    """What an orientation form says of the household.

    Apart from the orientation itself so that a record rule decides who reads it: the
    association does once the household agreed, and before that it sees the reference,
    the town and the household's size only.
    """

    _name = "declic.orientation.content"
    _description = "Content of an orientation form"
    _inherit = ["declic.portal.mixin"]
    _programme_path = "orientation_ids.programme_id"
    _portal_fields = frozenset(
        {
            "origin",
            "reason_ids",
            "domain_ids",
            "request",
            "protected_adult",
            "attempt_count",
            "attempt_media",
            "attempt_summary",
            "returned_mail_count",
            "last_contact_date",
            "procedure_stage_id",
            "next_deadline",
            "snapshot_id",
            "lease_number",
            "lease_date",
        }
    )

    orientation_ids = fields.One2many("declic.orientation", "content_id")
    origin = fields.Selection(
        [
            ("worklist", "Worklist"),
            ("agency", "Agency staff"),
            ("litigation", "Litigation"),
            ("counsellor", "Social counsellor"),
            ("partner", "Partner"),
        ],
        default="counsellor",
        required=True,
    )
    reason_ids = fields.Many2many(
        "declic.reason",
        "declic_orientation_reason_rel",
        string="Reasons",
        domain=[("kind", "=", "orientation")],
        groups=SOCIAL_GROUPS,
    )
    domain_ids = fields.Many2many(
        "declic.domain",
        string="Domains to explore",
        groups=SOCIAL_GROUPS,
    )
    request = fields.Text(
        string="Request to the association",
        groups=SOCIAL_GROUPS,
        help="Facts and what is asked for, 500 characters at most. No health data, no "
        "judgement: the household may read this.",
    )
    protected_adult = fields.Selection(
        [("none", "No"), ("tutelle", "Guardianship"), ("curatelle", "Curatorship")],
        default="none",
        string="Protected adult",
    )
    snapshot_id = fields.Many2one(
        "declic.snapshot", readonly=True, index="btree_not_null", copy=False
    )
    lease_number = fields.Char(readonly=True, copy=False)
    lease_date = fields.Date(readonly=True, copy=False)
    attempt_count = fields.Integer(
        string="Attempts to contact", readonly=True, copy=False
    )
    attempt_media = fields.Json(
        readonly=True, copy=False, help="Number of attempts by medium, as sent."
    )
    attempt_summary = fields.Char(
        string="Channels tried", compute="_compute_attempt_summary"
    )
    returned_mail_count = fields.Integer(
        string="Mail returned or unclaimed", readonly=True, copy=False
    )
    last_contact_date = fields.Date(string="Last reply", readonly=True, copy=False)
    procedure_stage_id = fields.Many2one(
        "declic.procedure.step.type",
        string="Stage of the procedure",
        readonly=True,
        copy=False,
    )
    next_deadline = fields.Date(string="Next legal deadline", readonly=True, copy=False)

    @api.depends("attempt_media")
    @api.depends_context("lang")
    def _compute_attempt_summary(self):
        media = dict(
            self.env["declic.contact"]
            ._fields["medium"]
            ._description_selection(self.env)
        )
        for content in self:
            content.attempt_summary = ", ".join(
                f"{media[medium]} × {count}"
                for medium, count in (content.attempt_media or {}).items()
            )

    @api.constrains("request")
    def _check_request(self):
        for content in self:
            if content.request and len(content.request) > 500:
                raise ValidationError(
                    self.env._(
                        "The request has %s characters: 500 at most.",
                        len(content.request),
                    )
                )

    def write(self, vals):
        # sudo: the state decides for everybody, whoever may read the orientation.
        orientations = self.sudo().orientation_ids
        if any(
            orientation.state not in ("draft", "returned")
            for orientation in orientations
        ):
            raise UserError(
                self.env._(
                    "The orientation form was sent: it can no longer be changed."
                )
            )
        return super().write(vals)
