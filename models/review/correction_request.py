from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.groups import SOCIAL_GROUPS

FORMS = [
    ("declic.assessment", "Assessment"),
    ("declic.plan", "Plan"),
    ("declic.review", "Point or review"),
]


class DeclicCorrectionRequest(models.Model):
    """The association asks for a form that it has sent; the landlord gives it back or
    not (T3). The reason is of a closed list: nothing is typed about people here."""

    _name = "declic.correction.request"
    _description = "Request for correction"
    _inherit = ["declic.state.mixin", "declic.case.part.mixin"]
    _order = "id desc"
    _portal_fields = frozenset(
        {"case_id", "form_model", "form_id", "reason_id", "state", "date_answered"}
    )

    _part_name_fields = ("form_model",)
    _initial_state = "asked"
    _transitions = {"asked": {"granted", "refused"}}
    _locked_states = frozenset({"granted", "refused"})
    _guarded_fields = frozenset(
        {
            "case_id",
            "form_model",
            "form_id",
            "reason_id",
            "date_answered",
            "answered_by_id",
        }
    )

    case_id = fields.Many2one(readonly=True)
    form_model = fields.Selection(FORMS, string="Form", required=True, readonly=True)
    form_id = fields.Many2oneReference(
        string="Form to correct",
        model_field="form_model",
        required=True,
        readonly=True,
    )
    reason_id = fields.Many2one(
        "declic.reason",
        required=True,
        readonly=True,
        domain=[("kind", "=", "correction")],
    )
    state = fields.Selection(
        [
            ("asked", "Correction asked"),
            ("granted", "Given back"),
            ("refused", "Correction refused"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="asked",
        index=True,
    )
    date_answered = fields.Datetime(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _asked_once = models.UniqueIndex(
        "(form_model, form_id) WHERE state = 'asked'",
        "A correction of this form is asked already.",
    )

    def _part_name(self):
        labels = dict(self._fields["form_model"]._description_selection(self.env))
        return labels.get(self.form_model, "")

    @api.model
    def _ask(self, case, form, reason):
        """Create the request and tell the landlord's referent, once.

        :raises UserError: it is asked already
        """
        known = self.search(
            [
                ("form_model", "=", form._name),
                ("form_id", "=", form.id),
                ("state", "=", "asked"),
            ]
        )
        if known:
            raise UserError(self.env._("A correction of this form is asked already."))
        request = self.create(
            {
                "case_id": case.id,
                "form_model": form._name,
                "form_id": form.id,
                "reason_id": reason.id,
            }
        )
        referent = case.referent_id
        case.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=case.with_context(lang=referent.lang).env._("Correction asked"),
            user_id=referent.id,
        )
        return request

    def _answer(self, state):
        self._acting()
        if self.env.user._is_portal():
            raise UserError(self.env._("The landlord answers a request."))
        for request in self:
            request._set_state(
                state,
                date_answered=fields.Datetime.now(),
                answered_by_id=self.env.uid,
            )

    def action_grant(self):
        """Give the form back to the association."""
        self._answer("granted")
        for request in self:
            # sudo: the landlord opens a form that is the association's to write.
            form = self.env[request.form_model].sudo().browse(request.form_id)
            if form._can_be_given_back():
                form._give_back()

    def action_refuse(self):
        """Keep the form as it was sent."""
        self._answer("refused")


class DeclicCase(models.Model):
    _inherit = "declic.case"

    correction_ids = fields.One2many(
        "declic.correction.request", "case_id", groups=SOCIAL_GROUPS
    )
    is_correction_asked = fields.Boolean(
        string="A correction is awaited",
        compute="_compute_is_correction_asked",
        groups="declic.group_counsellor",
    )

    @api.depends("correction_ids.state")
    def _compute_is_correction_asked(self):
        for case in self:
            case.is_correction_asked = "asked" in case.correction_ids.mapped("state")
