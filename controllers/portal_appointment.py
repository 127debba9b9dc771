import pytz
from werkzeug.urls import url_quote as quote

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.support.appointment import ENDS
from .form import labels, posted_ids, posted_minutes, posted_moment, reasons, zone
from .portal import HOME, DeclicPortal

APPOINTMENT = f"{HOME}/appointment/<int:appointment_id>"


class DeclicPortalAppointment(DeclicPortal):
    """Plan a meeting and record what came of it."""

    def _local_start(self, appointment):
        """When it starts, for the boxes of a form."""
        local = pytz.timezone(zone(appointment))
        return pytz.utc.localize(appointment.start).astimezone(local)

    def _render_planning(self, case, error=None, typed=None):
        household = case.household_id._filtered_access("read")
        forbidden = household and household._forbidden_channels(
            household.do_not_write, household.do_not_call
        )
        return request.render(
            "declic.portal_appointment_plan",
            self._declic_values(
                "declic_appointment",
                error=error,
                typed=typed or {},
                case=case,
                household=household,
                media=labels("declic.appointment", "medium"),
                channels=[
                    (key, label, key in (forbidden or ()))
                    for key, label in labels("declic.household", "safe_channel")
                ],
                chosen=household._invitation_channel() if household else "visit",
            ),
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/appointment",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_appointment_plan(self, case_id, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._render_planning(case)

    @http.route(
        f"{HOME}/case/<int:case_id>/appointment",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_appointment_plan_save(
        self,
        case_id,
        day=None,
        hour=None,
        medium=None,
        minutes="60",
        channel=None,
        **kw,
    ):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        typed = {
            "day": day,
            "hour": hour,
            "medium": medium,
            "minutes": minutes,
            "channel": channel,
        }
        return self._declic_act(
            lambda: case.action_plan_appointment(
                posted_moment(case, day, hour), medium, posted_minutes(minutes), channel
            ),
            f"{HOME}/case/{case.id}",
            lambda error: self._render_planning(case, error=error, typed=typed),
            "planned",
            then=lambda planned: f"{HOME}/appointment/{planned.id}?done=planned",
        )

    def _render_appointment(self, appointment, done=None, error=None, typed=None):
        case = appointment.case_id
        household = case.household_id._filtered_access("read")
        start = self._local_start(appointment)
        is_past = appointment.start <= fields.Datetime.now()
        can_write = appointment.state == "planned" and case.state != "closed"
        return request.render(
            "declic.portal_appointment",
            self._declic_values(
                "declic_appointment",
                done=done,
                error=error,
                typed=typed or {},
                appointment=appointment,
                case=case,
                household=household,
                start=start,
                is_past=is_past,
                zone=zone,
                can_write=can_write,
                wording=self._wording_to_send(appointment, can_write),
                delivery=appointment._deliveries().get(appointment.id),
                quote=quote,
                presents=reasons("present"),
                ticked=(
                    posted_ids("present_ids") if typed else appointment.present_ids.ids
                ),
                results=labels(
                    "declic.appointment", "state", ENDS if is_past else ("excused",)
                ),
            ),
        )

    def _wording_to_send(self, appointment, can_write):
        """What a text message written by hand says, when there is something to say."""
        if appointment.cancellation_state == "to_tell":
            return appointment._wording("appointment_cancelled")
        return appointment._wording() if can_write else ""

    @http.route(APPOINTMENT, type="http", auth="user", methods=["GET"], website=True)
    def declic_appointment(self, appointment_id, done=None, **kw):
        appointment = self._declic_record("declic.appointment", appointment_id)
        if not appointment:
            return self._declic_home()
        return self._render_appointment(appointment, done)

    def _appointment_act(self, appointment, act, done, typed=None, back=None):
        return self._declic_act(
            act,
            back or f"{HOME}/appointment/{appointment.id}",
            lambda error: self._render_appointment(
                appointment, error=error, typed=typed
            ),
            done,
        )

    @http.route(
        f"{APPOINTMENT}/result",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_appointment_result(self, appointment_id, result=None, minutes="", **kw):
        appointment = self._declic_record("declic.appointment", appointment_id)
        if not appointment:
            return self._declic_home()
        return self._appointment_act(
            appointment,
            lambda: appointment.action_record_result(
                result, posted_minutes(minutes), posted_ids("present_ids")
            ),
            "result",
            {"minutes": minutes},
            f"{HOME}/case/{appointment.case_id.id}",
        )

    @http.route(
        f"{APPOINTMENT}/move", type="http", auth="user", methods=["POST"], website=True
    )
    def declic_appointment_move(self, appointment_id, day=None, hour=None, **kw):
        appointment = self._declic_record("declic.appointment", appointment_id)
        if not appointment:
            return self._declic_home()
        return self._appointment_act(
            appointment,
            lambda: appointment.action_move(posted_moment(appointment, day, hour)),
            "moved",
            {"day": day, "hour": hour},
        )

    @http.route(
        f"{APPOINTMENT}/told", type="http", auth="user", methods=["POST"], website=True
    )
    def declic_appointment_told(self, appointment_id, **kw):
        appointment = self._declic_record("declic.appointment", appointment_id)
        if not appointment:
            return self._declic_home()
        return self._appointment_act(appointment, appointment.action_told, "told")

    @http.route(
        f"{APPOINTMENT}/cancel",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_appointment_cancel(self, appointment_id, **kw):
        appointment = self._declic_record("declic.appointment", appointment_id)
        if not appointment:
            return self._declic_home()
        return self._appointment_act(
            appointment, appointment.action_cancel, "taken_back"
        )

    @http.route(
        f"{APPOINTMENT}/cancellation_told",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_appointment_cancellation_told(self, appointment_id, **kw):
        appointment = self._declic_record("declic.appointment", appointment_id)
        if not appointment:
            return self._declic_home()
        return self._appointment_act(
            appointment,
            appointment.action_cancellation_told,
            "told",
            back=f"{HOME}/case/{appointment.case_id.id}",
        )

    @http.route(f"{APPOINTMENT}/letter", type="http", auth="user", website=True)
    def declic_appointment_letter(self, appointment_id, **kw):
        appointment = self._declic_record("declic.appointment", appointment_id)
        if not appointment:
            return self._declic_home()
        try:
            appointment._letter()
        except UserError as error:
            return self._render_appointment(appointment, error=error.args[0])
        return self._declic_pdf("declic.report_invitation", appointment)
