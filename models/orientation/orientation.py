from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.fields import Domain

from ...engine import legal_days
from ..common.groups import SOCIAL_GROUPS


class DeclicOrientation(models.Model):
    _name = "declic.orientation"
    _description = "Orientation"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "declic.portal.mixin",
        "mail.thread",
        "declic.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _programme_path = "programme_id"
    _portal_fields = frozenset(
        {
            "reference",
            "date_restricted",
            "state",
            "city",
            "household_size",
            "association_id",
            "programme_id",
            "date_sent",
            "date_answer_due",
            "date_answered",
            "decline_reason_id",
            "complement_reason_id",
            "document_ids",
            "sharing_level",
            "shared_reasons",
            "shared_adults",
            "content_id",
            "household_id",
            "case_ids",
            "measure_ids",
        }
    )

    _transitions = {
        "draft": {"sent", "withdrawn"},
        "sent": {"accepted", "waiting", "declined", "returned", "withdrawn"},
        "returned": {"sent", "withdrawn"},
        "waiting": {"accepted", "declined", "withdrawn"},
    }
    _locked_states = frozenset({"sent", "waiting", "accepted", "declined", "withdrawn"})
    # The delays are made of them (M4): the acts write them, nobody's hand.
    _guarded_fields = frozenset({"date_sent", "date_answered", "answered_by_id"})
    _sealed_fields = frozenset({"sharing_override", "override_motive_id"})
    _unlocked_fields = frozenset(
        {
            "household_position",
            "position_date",
            "position_mode",
            "position_scan",
            "sharing_override",
            "override_motive_id",
            "is_reminded",
            "is_escalated",
            "date_received",
            "document_ids",
        }
    )

    # The form itself stands in a record of its own, with its own record rule. Odoo's
    # delegation (_inherits) would apply that rule to the orientation as well.
    content_id = fields.Many2one(
        "declic.orientation.content",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        copy=False,
    )
    origin = fields.Selection(
        related="content_id.origin", readonly=False, default="counsellor"
    )
    reason_ids = fields.Many2many(related="content_id.reason_ids", readonly=False)
    measure_ids = fields.One2many(
        "declic.orientation.measure",
        "orientation_id",
        string="Measures already tried",
    )
    domain_ids = fields.Many2many(related="content_id.domain_ids", readonly=False)
    request = fields.Text(related="content_id.request", readonly=False)
    protected_adult = fields.Selection(
        related="content_id.protected_adult", readonly=False, default="none"
    )
    snapshot_id = fields.Many2one(related="content_id.snapshot_id")
    attempt_count = fields.Integer(related="content_id.attempt_count")
    attempt_summary = fields.Char(related="content_id.attempt_summary")
    returned_mail_count = fields.Integer(related="content_id.returned_mail_count")
    last_contact_date = fields.Date(related="content_id.last_contact_date")
    procedure_stage_id = fields.Many2one(related="content_id.procedure_stage_id")
    next_deadline = fields.Date(related="content_id.next_deadline")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("returned", "Complement asked"),
            ("waiting", "Waiting for a place"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        index=True,
    )
    household_id = fields.Many2one("declic.household", required=True, index=True)
    date_restricted = fields.Date(related="household_id.date_restricted")
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    # Stored: an association reads them without any access to the household.
    city = fields.Char(related="household_id.city", store=True)
    household_size = fields.Integer(related="household_id.household_size", store=True)
    interpreter_id = fields.Many2one(
        related="household_id.interpreter_id", readonly=False, groups=SOCIAL_GROUPS
    )
    programme_id = fields.Many2one(
        "declic.programme", required=True, index=True, check_company=True
    )
    association_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        domain="[('declic_programme_ids', '=', programme_id)]",
    )
    referrer_id = fields.Many2one(
        "res.users",
        string="Landlord's referent",
        required=True,
        default=lambda self: self.env.user,
    )
    shared_reasons = fields.Char(
        compute="_compute_shared_reasons",
        groups=SOCIAL_GROUPS,
        help="The reasons, once the household was informed.",
    )
    date_sent = fields.Datetime(readonly=True, copy=False)
    date_answer_due = fields.Date(readonly=True, copy=False)
    assignment_ids = fields.One2many("declic.assignment", "orientation_id")
    case_ids = fields.One2many("declic.case", "orientation_id")

    _one_running = models.UniqueIndex(
        "(household_id) WHERE state IN ('sent', 'returned', 'waiting')",
        "This household is already oriented: await the answer or withdraw it first.",
    )

    @api.depends("sharing_level", "content_id.reason_ids")
    @api.depends_context("lang")
    def _compute_shared_reasons(self):
        for orientation in self:
            # sudo: the level, not the reader, decides whether the reasons are shared.
            shared = orientation.sudo()
            orientation.shared_reasons = (
                ", ".join(shared.content_id.reason_ids.mapped("name"))
                if shared.sharing_level in ("informed", "agreed")
                else ""
            )

    @api.constrains("association_id", "programme_id")
    def _check_association(self):
        for orientation in self:
            if (
                orientation.association_id
                not in orientation.programme_id.association_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(association)s is no partner of the programme %(programme)s.",
                        association=orientation.association_id.name,
                        programme=orientation.programme_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            content = self.env["declic.orientation.content"].create({})
            vals["content_id"] = content.id
        orientations = super().create(vals_list)
        orientations._say_again()
        return orientations

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        for orientation in self:
            if orientation.state != "draft":
                raise UserError(
                    self.env._(
                        "%s was sent: the association has it, and its delays count."
                        " Withdraw it instead of deleting it.",
                        orientation.display_name,
                    )
                )

    def unlink(self):
        contents = self.content_id
        done = super().unlink()
        # sudo: the form goes with its orientation, whoever may delete that one.
        contents.sudo().unlink()
        return done

    # Acts of the landlord

    def action_send(self):
        """Freeze the form and hand it to the association.

        :raises UserError: a reason, a tried measure or the referent is missing, or the
            household is already followed
        """
        for orientation in self:
            orientation._check_complete()
            household = orientation.household_id
            orientation.content_id.write(
                {
                    "snapshot_id": self.env["declic.snapshot"]._take(household).id,
                    "lease_number": household.lease_number,
                    "lease_date": household.lease_date,
                    **household._contact_history(),
                    **household._procedure_stage(),
                }
            )
            completed = orientation.state == "returned"
            orientation._set_state(
                "sent",
                date_sent=fields.Datetime.now(),
                date_answer_due=legal_days.shift(
                    fields.Date.context_today(self),
                    orientation.programme_id.answer_days,
                    "working_day",
                    orientation.company_id.declic_territory,
                ),
                is_reminded=False,
                is_escalated=False,
            )
            if completed:
                continue
            # sudo: access is opened by sending, whatever else the sender may do.
            self.env["declic.assignment"].sudo().create(
                {
                    "household_id": household.id,
                    "orientation_id": orientation.id,
                    "association_id": orientation.association_id.id,
                    "role": "coordinator",
                }
            )
        self.household_id._refresh_levels()
        for orientation in self:
            orientation._freeze_forms()
            orientation._announce()

    def _check_agreement(self):
        """Raise UserError when the association's agreement is not in force."""
        ended = self._ended_agreement()
        if ended:
            raise UserError(ended)

    def _ended_agreement(self):
        """The sentence that the association's agreement is not in force, or empty."""
        self.ensure_one()
        if self.programme_id._agreement(self.association_id):
            return ""
        return self.env._(
            "The agreement of %(association)s in the programme %(programme)s is"
            " not in force.",
            association=self.association_id.name,
            programme=self.programme_id.name,
        )

    def _check_complete(self):
        """Raise UserError when the form may not be sent yet."""
        self.ensure_one()
        missing = self._missing_parts()
        if missing:
            raise UserError("\n".join(missing))
        running = self._running_case()
        if running:
            raise RedirectWarning(
                self.env._(
                    "This household is already followed: see %s.", running.reference
                ),
                {
                    "type": "ir.actions.act_window",
                    "res_model": "declic.case",
                    "res_id": running.id,
                    "views": [(False, "form")],
                },
                self.env._("Open it"),
            )
        twin = self._running_twin()
        if twin:
            raise RedirectWarning(
                self.env._("This lease is already oriented: see %s.", twin.reference),
                {
                    "type": "ir.actions.act_window",
                    "res_model": "declic.orientation",
                    "res_id": twin.id,
                    "views": [(False, "form")],
                },
                self.env._("Open it"),
            )

    def _running_case(self):
        """The open case of the household, or of another holder of the same lease."""
        return self.env["declic.case"].search(
            self.household_id._same_lease() & Domain("state", "!=", "closed"), limit=1
        )

    def _running_twin(self):
        """An orientation of another holder of the same lease that awaits its answer."""
        return self.search(
            self.household_id._same_lease()
            & Domain("household_id", "!=", self.household_id.id)
            & Domain("state", "in", ("sent", "returned", "waiting")),
            limit=1,
        )

    def _check_lease(self):
        """Raise UserError when a support runs on the lease already, and tell the
        association nothing of whom: the landlord sees to it."""
        # sudo: what runs counts, whoever answers.
        if self.sudo()._running_case():
            raise UserError(
                self.env._(
                    "The landlord has to look at this orientation first: ask it."
                )
            )

    def action_withdraw(self):
        """Take the orientation back; the association no longer sees it."""
        self._set_state("withdrawn")
        self.activity_ids.unlink()
        # sudo: the end of the access follows from the withdrawal.
        self.sudo().assignment_ids._end(self.env._("Orientation withdrawn"))
        self.household_id._refresh_levels()
