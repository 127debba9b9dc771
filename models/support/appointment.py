from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# A meeting is planned by one of these; letters and messages are no meetings.
MEETING_MEDIA = [
    ("visit", "Home visit"),
    ("office", "Meeting at the association"),
    ("agency", "Meeting at the agency"),
    ("phone", "Phone"),
]
ENDS = ("kept", "excused", "missed")
MINUTES_MIN, MINUTES_MAX = 5, 480
# Written by the acts: who planned it, how the household was told, what came of it.
_ACT_FIELDS = frozenset(
    {
        "user_id",
        "event_id",
        "contact_ids",
        "invitation_state",
        "date_invited",
        "date_reminded",
        "message_ref",
        "cancellation_state",
    }
)


class DeclicAppointment(models.Model):
    """A meeting to come with a household: planned, then kept, excused or missed (F5).

    Both referents have it in their calendar under “RDV” and the case's reference; the
    household is told by its safe channel. Its result writes the contact.
    """

    _name = "declic.appointment"
    _description = "Appointment"
    _inherit = ["declic.state.mixin", "declic.case.part.mixin"]
    _order = "start, id"
    _portal_fields = frozenset(
        {
            "case_id",
            "household_id",
            "state",
            "start",
            "minutes",
            "medium",
            "channel",
            "invitation_state",
            "cancellation_state",
            "date_invited",
            "date_reminded",
            "present_ids",
            "minutes_spent",
            "user_id",
            "is_unanswered",
            "interpreter",
        }
    )

    _initial_state = "planned"
    _transitions = {
        "planned": {*ENDS, "cancelled"},
        # Undone within minutes: see ``declic.contact.action_undo``.
        **{end: {"planned"} for end in ENDS},
    }
    _locked_states = frozenset({*ENDS, "cancelled"})
    _guarded_fields = _ACT_FIELDS
    # Told once it is taken back.
    _unlocked_fields = frozenset({"cancellation_state", "message_ref"})

    association_id = fields.Many2one(related="case_id.association_id")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("kept", "Honoured"),
            ("excused", "Excused"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="planned",
        index=True,
    )
    start = fields.Datetime(string="When", required=True)
    stop = fields.Datetime(compute="_compute_stop", store=True)
    minutes = fields.Integer(
        string="Planned duration", required=True, default=60, help="In minutes."
    )
    medium = fields.Selection(MEETING_MEDIA, required=True, default="visit")
    interpreter = fields.Char(
        string="Interpreter needed",
        compute="_compute_interpreter",
        help="The language, where the household's identity is shared with the reader.",
    )
    channel = fields.Selection(
        lambda self: (
            self.env["declic.household"]
            ._fields["safe_channel"]
            ._description_selection(self.env)
        ),
        string="Invited by",
        compute="_compute_channel",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="The household's safe channel, unless you choose another one that it"
        " allows.",
    )
    invitation_state = fields.Selection(
        [
            ("to_print", "Letter to print and post"),
            ("to_tell", "To be told by you"),
            ("sent", "Sent"),
        ],
        readonly=True,
        copy=False,
    )
    cancellation_state = fields.Selection(
        [("to_tell", "To be told by you"), ("sent", "Sent")],
        string="Household told that it is taken back",
        readonly=True,
        copy=False,
    )
    message_ref = fields.Char(
        string="Message waiting",
        readonly=True,
        copy=False,
        help="The message that tells the household, as long as it waits to leave.",
        groups=fields.NO_ACCESS,
    )
    date_invited = fields.Datetime(string="Invited on", readonly=True, copy=False)
    date_reminded = fields.Datetime(string="Reminded on", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        string="Planned by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    present_ids = fields.Many2many(
        "declic.reason",
        "declic_appointment_present_rel",
        domain=[("kind", "=", "present")],
    )
    minutes_spent = fields.Integer(
        string="Minutes spent", help="The way there included."
    )
    contact_ids = fields.One2many("declic.contact", "appointment_id", readonly=True)
    event_id = fields.Many2one(
        "calendar.event", readonly=True, copy=False, index="btree_not_null"
    )
    is_unanswered = fields.Boolean(
        string="Result to record",
        compute="_compute_is_unanswered",
        search="_search_is_unanswered",
    )

    # The daily reminder and the results to record look for what is still planned.
    _planned_idx = models.Index("(start) WHERE state = 'planned'")
    _minutes_range = models.Constraint(
        f"CHECK(minutes BETWEEN {MINUTES_MIN} AND {MINUTES_MAX}"
        f" AND minutes_spent BETWEEN 0 AND 1440)",
        "An appointment lasts from 5 minutes to 8 hours.",
    )

    @api.depends("case_id.household_id.interpreter_id", "case_id.sharing_level")
    @api.depends_context("uid", "lang")
    def _compute_interpreter(self):
        is_portal = self.env.user._is_portal()
        for appointment in self:
            # sudo: the level decides whether the reader is told.
            case = appointment.sudo().case_id
            is_told = not is_portal or case.sharing_level != "anonymous"
            appointment.interpreter = (
                case.household_id.interpreter_id.name if is_told else False
            )

    @api.depends("case_id.reference")
    def _compute_display_name(self):
        # sudo: the reference alone, for whoever sees the appointment.
        for appointment in self.sudo():
            appointment.display_name = f"RDV {appointment.case_id.reference or ''}"

    @api.depends("start", "minutes")
    def _compute_stop(self):
        for appointment in self:
            appointment.stop = appointment.start and fields.Datetime.add(
                appointment.start, minutes=appointment.minutes
            )

    @api.depends("case_id")
    def _compute_channel(self):
        for appointment in self:
            household = appointment.case_id.household_id
            appointment.channel = (
                household._invitation_channel() if household else "letter"
            )

    @api.depends("state", "start")
    def _compute_is_unanswered(self):
        now = fields.Datetime.now()
        for appointment in self:
            appointment.is_unanswered = (
                appointment.state == "planned"
                and bool(appointment.start)
                and appointment.start < now
            )

    def _search_is_unanswered(self, operator, value):
        if operator != "in":
            return NotImplemented
        past = Domain("state", "=", "planned") & Domain(
            "start", "<", fields.Datetime.now()
        )
        return past if True in value else ~past

    @api.model_create_multi
    def create(self, vals_list):
        appointments = super().create(vals_list)
        for appointment in appointments:
            appointment._check_open()
            appointment._check_to_come()
            appointment.household_id._check_channel(appointment.channel)
            appointment._put_in_calendars()
            appointment._invite()
        return appointments

    def write(self, vals):
        if "case_id" in vals:
            raise UserError(self.env._("An appointment stays with its household."))
        done = super().write(vals)
        if {"start", "minutes", "channel", "medium"} & vals.keys():
            for appointment in self:
                appointment._check_to_come()
                appointment.household_id._check_channel(appointment.channel)
                appointment._put_in_calendars()
                appointment._invite()
        return done

    def _check_to_come(self):
        if self.start < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "This date has passed: log a contact instead of planning one."
                )
            )

    # Acts

    def action_move(self, start):
        """Move a planned appointment; the household is told again.

        :param start: date and time to come, UTC
        :raises UserError: no date, one that has passed, or the result is known
        """
        self.ensure_one()
        appointment = self._acting()
        if not start:
            raise UserError(self.env._("Say when."))
        appointment.start = start

    def action_cancel(self):
        """Take a planned appointment back; nothing is counted. A household that was
        told of it is told of this as well, by the same channel."""
        for appointment in self._acting():
            was_told = appointment.invitation_state == "sent"
            appointment._set_state("cancelled")
            appointment._take_out_of_calendars()
            if was_told:
                appointment._tell_cancellation()
            appointment.case_id._refresh_reminders()

    def action_record_result(self, result, minutes=0, present_ids=()):
        """Record what came of the appointment; it writes the contact.

        :param result: ``kept``, ``excused`` or ``missed``
        :param minutes: time spent, minutes, the way there included
        :param present_ids: ids of reasons of kind ``present``
        :raises UserError: not of the list, recorded already, or kept or missed before
            its time
        """
        self.ensure_one()
        appointment = self._acting()
        if result not in ENDS:
            raise UserError(self.env._("Choose what came of the appointment."))
        now = fields.Datetime.now()
        if appointment.start > now and result != "excused":
            raise UserError(
                self.env._("It has not taken place yet: only an excuse comes before.")
            )
        present = self.env["declic.reason"].browse(present_ids).exists()
        if not 0 <= minutes <= 1440:
            raise UserError(self.env._("Minutes go from 0 to 1440."))
        appointment._set_state(
            result,
            minutes_spent=minutes,
            present_ids=[fields.Command.set(present.ids)],
        )
        appointment.case_id._record_contact(
            appointment.medium,
            result,
            minutes,
            min(appointment.start, now),
            present_ids=present.ids,
            appointment=appointment,
        )
        if result == "excused":
            appointment._take_out_of_calendars()
        appointment.case_id._refresh_reminders()

    def _reopen(self):
        """The contact that answered it is undone: its result is awaited again."""
        for appointment in self:
            appointment._set_state(
                "planned", minutes_spent=0, present_ids=[fields.Command.clear()]
            )
            # sudo: as in :meth:`_take_out_of_calendars`.
            appointment.sudo().event_id.active = True

    def action_raise_concern(self):
        """Open the form of a new concern about the household of this appointment."""
        self.ensure_one()
        return self.case_id._create_concern("appointment")
