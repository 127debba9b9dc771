from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import legal_days, outcomes
from ..common.groups import SOCIAL_GROUPS


class DeclicCase(models.Model):
    _name = "declic.case"
    _description = "Case"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "declic.portal.mixin",
        "declic.lease.mixin",
        "declic.progress",
        "mail.thread",
        "declic.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _programme_path = "programme_id"
    _portal_fields = frozenset(
        {
            "reference",
            "date_restricted",
            "state",
            "episode",
            "household_id",
            "orientation_id",
            "programme_id",
            "association_id",
            "worker_id",
            "date_start",
            "date_end",
            "date_closed",
            "date_contact_due",
            "date_first_contact",
            "date_talk_asked",
            "adhesion",
            "adhesion_date",
            "refusal_reason_id",
            "outcome",
            "city",
            "sharing_level",
            "contact_ids",
            "plan_ids",
            "review_ids",
            "plan_id",
            "next_review_date",
            "procedure_step_ids",
            "date_consent_ended",
            "circle_ids",
            "assessment_ids",
            "assessment_id",
            "sheet_link_ids",
            "referral_ids",
            "frozen_file_ids",
            "appointment_ids",
            "next_appointment",
            "concern_ids",
            "progress_html",
            "note_ids",
            "document_ids",
            "missing_documents",
            "correction_ids",
            "currency_id",
        }
    )

    # domain.md F1–F5: how far it is, who follows it, what became of it.
    _pilot_fields = frozenset(
        {
            "reference",
            "state",
            "episode",
            "household_id",
            "company_id",
            "currency_id",
            "agency_id",
            "city",
            "orientation_id",
            "sharing_level",
            "programme_id",
            "association_id",
            "referent_id",
            "worker_id",
            "date_start",
            "date_end",
            "date_closed",
            "date_contact_due",
            "date_first_contact",
            "adhesion",
            "adhesion_date",
            "urgency",
            "date_restricted",
            "has_plan",
            "outcome",
            "next_review_date",
            "assignment_ids",
            "concern_ids",
            "contact_ids",
            "review_ids",
            "check_ids",
            "episode_ids",
            "closing_id",
            "frozen_file_ids",
            "repayment_plan_ids",
            "repayment_plan_id",
            "repayment_outcome",
            "litigation_until",
            "procedure_step_ids",
            "aid_request_ids",
            "held_count",
            "lease_key",
            "activity_ids",
            "activity_state",
            "activity_exception_decoration",
            "activity_exception_icon",
            "activity_user_id",
            "my_activity_date_deadline",
        }
    )

    _initial_state = "contact"
    _transitions = {
        "contact": {"assessment", "plan", "closed"},
        "assessment": {"plan", "closed"},
        "plan": {"followed", "closed"},
        "followed": {"plan", "closed"},
    }
    _locked_states = frozenset({"closed"})
    # The delays and the programme's maximum hang on them.
    _guarded_fields = frozenset(
        {
            "date_start",
            "date_end",
            "date_closed",
            "date_first_contact",
            "episode",
            # Whose file it is, and what the acts found: a write moves nothing.
            "household_id",
            "orientation_id",
            "programme_id",
            "association_id",
            "worker_id",
            "adhesion",
            "adhesion_date",
            "adhesion_log",
            "refusal_reason_id",
            "date_consent_ended",
            "urgency",
            "outcome",
            "closing_reason_id",
        }
    )

    state = fields.Selection(
        [
            ("contact", "Making contact"),
            ("assessment", "Assessment"),
            ("plan", "Plan"),
            ("followed", "Followed"),
            ("closed", "Closed"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="contact",
        tracking=True,
        index=True,
        group_expand=True,
    )
    household_id = fields.Many2one(
        "declic.household", required=True, readonly=True, index=True
    )
    date_restricted = fields.Date(related="household_id.date_restricted")
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    agency_id = fields.Many2one(related="household_id.agency_id", store=True)
    city = fields.Char(related="household_id.city", store=True)
    episode = fields.Integer(readonly=True, default=1)
    orientation_id = fields.Many2one(
        "declic.orientation", required=True, readonly=True, index=True
    )
    sharing_level = fields.Selection(related="orientation_id.sharing_level")
    programme_id = fields.Many2one(
        "declic.programme", required=True, readonly=True, index=True
    )
    association_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True
    )
    referent_id = fields.Many2one(
        "res.users",
        string="Landlord's referent",
        required=True,
        tracking=True,
        domain=[("share", "=", False)],
    )
    worker_id = fields.Many2one(
        "res.users",
        string="Association's referent",
        compute="_compute_worker_id",
        store=True,
    )
    date_start = fields.Date(
        required=True, readonly=True, default=fields.Date.context_today
    )
    date_end = fields.Date(
        string="Planned end",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        tracking=True,
        help="End of the running period; a review extends it.",
    )
    date_closed = fields.Date(readonly=True, copy=False)
    date_contact_due = fields.Date(
        string="First contact due",
        compute="_compute_date_contact_due",
        store=True,
    )
    date_first_contact = fields.Date(
        string="First contact on", readonly=True, copy=False
    )
    date_consent_ended = fields.Date(
        string="Agreement ended on",
        readonly=True,
        copy=False,
        tracking=True,
        help="The household withdrew its agreement to share, or it expired.",
        groups=SOCIAL_GROUPS,
    )
    urgency = fields.Integer(
        readonly=True,
        copy=False,
        default=2,
        aggregator=None,
        help="0: a hearing within 15 days; 1: within 45 days; 2: none. The landlord's:"
        " an association sees the shareable milestones only.",
    )
    progress_html = fields.Html(groups=SOCIAL_GROUPS)
    procedure_step_ids = fields.Many2many(
        "declic.procedure.step",
        string="Procedure",
        compute="_compute_procedure_step_ids",
    )
    outcome = fields.Selection(
        outcomes.selection(), readonly=True, copy=False, tracking=True
    )
    closing_reason_id = fields.Many2one(
        "declic.reason", readonly=True, copy=False, groups=SOCIAL_GROUPS
    )

    assignment_ids = fields.One2many("declic.assignment", "case_id")
    contact_ids = fields.One2many("declic.contact", "case_id")
    review_ids = fields.One2many("declic.review", "case_id")
    frozen_file_ids = fields.One2many(
        "declic.frozen.file", "case_id", string="Validated forms"
    )
    next_review_date = fields.Date(compute="_compute_next_review_date", store=True)
    repayment_plan_ids = fields.One2many(
        "declic.repayment.plan", related="household_id.repayment_plan_ids"
    )

    _one_open = models.UniqueIndex(
        "(household_id) WHERE state <> 'closed'",
        "This household already has an open case.",
    )
    _one_of_a_lease = models.UniqueIndex(
        "(company_id, lease_key) WHERE state <> 'closed'",
        "A support is already open on this lease.",
    )

    @api.depends("assignment_ids.role", "assignment_ids.date_to")
    def _compute_worker_id(self):
        for case in self:
            workers = case.assignment_ids.filtered(
                lambda a: a.role == "worker" and not a.date_to
            )
            case.worker_id = workers[:1].user_id

    @api.depends("date_start")
    def _compute_date_end(self):
        # A programme that changes its periods leaves the running ones alone.
        for case in self:
            programme = case.programme_id
            case.date_end = case.date_start + relativedelta(
                months=min(programme.period_months, programme.max_months)
            )

    @api.depends("date_start", "programme_id.contact_days")
    def _compute_date_contact_due(self):
        for case in self:
            case.date_contact_due = legal_days.shift(
                case.date_start,
                case.programme_id.contact_days,
                "working_day",
                case.company_id.declic_territory,
            )

    @api.depends("review_ids.state", "review_ids.date_due")
    def _compute_next_review_date(self):
        for case in self:
            due = case.review_ids.filtered(lambda r: r.state == "draft")
            case.next_review_date = min(due.mapped("date_due"), default=False)

    def _compute_procedure_step_ids(self):
        # Searched as the user: an association finds the shareable steps only.
        steps = self.env["declic.procedure.step"].search(
            [("household_id", "in", self.household_id.ids)]
        )
        for case in self:
            case.procedure_step_ids = steps.filtered(
                lambda s, case=case: s.household_id == case.household_id
            )

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        # sudo: the rhythm follows from opening the case.
        self.env["declic.review"].sudo()._schedule_first(cases)
        cases._hold()
        return cases

    def write(self, vals):
        done = super().write(vals)
        if "referent_id" in vals:
            self._follow_referents()
        return done

    # Acts

    def action_log_contact(
        self,
        medium,
        result,
        minutes=0,
        date=None,
        place=None,
        present_ids=(),
        third_party_id=None,
        initiative=None,
    ):
        """Log a contact or an attempt.

        :param medium: a key of ``declic.contact.medium``
        :param result: a key of ``declic.contact.result``
        :param minutes: time spent, minutes
        :param date: date and time, now when empty
        :param place: a key of ``declic.contact.place``, by the medium when empty
        :param present_ids: ids of reasons of kind ``present``
        :param third_party_id: id of a reason of kind ``circle``
        :param initiative: a key of ``declic.contact.initiative``, ours when empty
        :return: the contact
        :raises UserError: a value is not of the lists, or a date in the future
        """
        self.ensure_one()
        case = self._acting()
        contact = case._record_contact(
            medium,
            result,
            minutes,
            date,
            place=place,
            present_ids=present_ids,
            third_party_id=third_party_id,
            initiative=initiative,
        )
        return contact.with_env(self.env)

    def _record_contact(self, medium, result, minutes=0, date=None, **more):
        """Log a contact of this case; see :meth:`declic.contact._log`."""
        contact = self.env["declic.contact"]._log(
            self.household_id, medium, result, minutes, date, case=self, **more
        )
        if contact.is_honoured:
            self._talked()
        return contact

    # Business

    def _progress_cases(self):
        self.check_access("read")
        return SQL("SELECT %s::int", self.id)

    def _consent_ended(self):
        """The household's agreement to share has ended; the support itself goes on."""
        self.filtered(lambda c: c.state != "closed")._keyed().write(
            {"date_consent_ended": fields.Date.context_today(self)}
        )

    def _assign(self, user, role, date_to=None):
        """Give ``user`` access to the case; a former referent's access ends at once."""
        self.ensure_one()
        if role == "worker":
            self.assignment_ids.filtered(lambda a: a.role == "worker")._end(
                self.env._("Referent changed")
            )
        assignment = self.env["declic.assignment"].create(
            {
                "household_id": self.household_id.id,
                "orientation_id": self.orientation_id.id,
                "case_id": self.id,
                "association_id": self.association_id.id,
                "user_id": user.id,
                "role": role,
                "date_to": date_to,
            }
        )
        if role == "worker":
            self._follow_referents()
        return assignment

    def _check_open(self):
        for case in self:
            if case.state == "closed":
                raise UserError(
                    self.env._(
                        "%s is closed: nothing can be added to it.", case.reference
                    )
                )
