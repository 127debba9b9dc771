"""The appointments of a case."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.groups import SOCIAL_GROUPS
from .appointment import MEETING_MEDIA, MINUTES_MAX, MINUTES_MIN


class DeclicCase(models.Model):
    _inherit = "declic.case"

    appointment_ids = fields.One2many(
        "declic.appointment", "case_id", groups=SOCIAL_GROUPS
    )
    next_appointment = fields.Datetime(
        compute="_compute_next_appointment", groups=SOCIAL_GROUPS
    )

    @api.depends("appointment_ids.state", "appointment_ids.start")
    def _compute_next_appointment(self):
        now = fields.Datetime.now()
        for case in self:
            coming = case.appointment_ids.filtered(
                lambda a: a.state == "planned" and a.start >= now
            )
            case.next_appointment = min(coming.mapped("start"), default=False)

    def _follow_referents(self):
        """The coming appointments leave a former referent's calendar for the new one's,
        in the same transaction as the access."""
        now = fields.Datetime.now()
        # sudo: they follow from the change of referent, whoever makes it.
        for appointment in self.sudo().appointment_ids:
            if appointment.state == "planned" and appointment.start >= now:
                appointment._put_in_calendars()

    def _met_by(self, medium):
        """The planned appointment that a contact of now answers: the last one that has
        begun, by this medium; empty when there is none."""
        self.ensure_one()
        begun = self.appointment_ids.filtered(
            lambda a: a.is_unanswered and a.medium == medium
        )
        return begun.sorted("start")[-1:]

    def action_log_meeting(self, appointment_id, result, minutes=0, present_ids=()):
        """Log what came of a planned appointment from the page of a contact: one
        contact, and its appointment is answered by it.

        :param appointment_id: id of a planned appointment of this case
        :param result: a key of ``declic.contact.result``: nobody there is an
            appointment missed, somebody reached is one kept
        :param minutes: time spent, minutes
        :param present_ids: ids of reasons of kind ``present``
        :return: the contact
        :raises UserError: no such appointment, or a result that is none of a meeting
        """
        self.ensure_one()
        appointment = self.appointment_ids.filtered(lambda a: a.id == appointment_id)
        if not appointment:
            raise UserError(self.env._("This appointment is no longer planned."))
        met = {"no_answer": "missed", "reached": "kept"}.get(result, result)
        appointment.action_record_result(met, minutes, present_ids)
        # sudo: the contact that the act has just written.
        return appointment.sudo().contact_ids[:1].with_env(self.env)

    def action_plan_appointment(self, start, medium, minutes=60, channel=None):
        """Plan a meeting; both referents get it, the household is told.

        :param start: date and time to come, UTC
        :param medium: a key of ``declic.appointment.medium``
        :param minutes: planned duration, minutes
        :param channel: a key of the household's ``safe_channel``; that one when empty
        :return: the appointment
        :raises UserError: no date to come, a value that is not of the lists, a channel
            that the household forbids, or a household whose identity is not shared
        """
        self.ensure_one()
        case = self._acting()
        channels = dict(case.household_id._fields["safe_channel"].selection)
        if not start:
            raise UserError(self.env._("Say when."))
        if medium not in dict(MEETING_MEDIA) or (channel or "visit") not in channels:
            raise UserError(self.env._("Choose how the household is met and told."))
        if not MINUTES_MIN <= minutes <= MINUTES_MAX:
            raise UserError(
                self.env._("An appointment lasts from 5 minutes to 8 hours.")
            )
        if not self.household_id._filtered_access("read"):
            raise UserError(
                self.env._(
                    "The household's identity is not shared: no appointment can be"
                    " planned."
                )
            )
        values = {
            "case_id": case.id,
            "start": start,
            "medium": medium,
            "minutes": minutes,
            "user_id": self.env.uid,
        }
        if channel:
            values["channel"] = channel
        # sudo: who plans was checked, and is nobody's to choose.
        appointment = case.env["declic.appointment"].sudo().create(values)
        return appointment.with_env(self.env)
