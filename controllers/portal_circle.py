from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .form import posted_date, posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalCircle(DeclicPortal):
    """Around the household: safe channel, circle of professionals, who follows it."""

    @http.route(
        f"{HOME}/case/<int:case_id>/channel",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_channel(self, case_id, channel=None, **typed):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            lambda: case.household_id.action_record_safe_contact(
                channel,
                typed.get("do_not_write"),
                typed.get("do_not_call"),
                posted_id(typed["interpreter_id"]) or 0
                if "interpreter_id" in typed
                else None,
            ),
            f"{HOME}/case/{case.id}",
            lambda error: self._render_case_form(
                case, "channel", error=error, typed={"channel": channel, **typed}
            ),
            "channel",
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/circle",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_circle_add(self, case_id, **typed):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()

        def add():
            case.action_add_circle_member(
                {
                    **typed,
                    "name": typed.get("circle_name"),
                    "role_id": posted_id(typed.get("role_id")),
                    "date_from": posted_date(typed.get("date_from")),
                }
            )

        return self._declic_act(
            add,
            f"{HOME}/case/{case.id}/around#declic_circle",
            lambda error: self._render_case_form(
                case, "circle", error=error, typed=typed
            ),
            "circle",
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/circle/end",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_circle_end(self, case_id, member_id=None, reason_id=None, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        member = case.circle_ids.filtered(lambda m: m.id == posted_id(member_id))

        def end():
            if not member:
                raise UserError(request.env._("Choose who leaves the circle."))
            member.action_end(posted_id(reason_id))

        return self._declic_act(
            end,
            f"{HOME}/case/{case.id}/around#declic_circle",
            lambda error: self._render_case(
                case, error=error, typed={"is_ending": True}, part="around"
            ),
            "circle",
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/circle",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_circle_print(self, case_id, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_pdf("declic.report_circle", case)

    @http.route(
        f"{HOME}/case/<int:case_id>/assign",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_assign(self, case_id, user_id=None, role=None, date_to=None, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            lambda: case.action_assign(posted_id(user_id), role, posted_date(date_to)),
            f"{HOME}/case/{case.id}/around#declic_circle",
            lambda error: self._render_case(
                case,
                error=error,
                typed={"is_handing_over": True, "date_to": date_to},
                part="around",
            ),
            "assigned",
        )
