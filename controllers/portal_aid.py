from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .form import posted_amount, posted_date, posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalAid(DeclicPortal):
    """Financial aids on the page of a case."""

    @http.route(
        f"{HOME}/case/<int:case_id>/aid",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_aid_ask(self, case_id, **typed):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()

        def ask():
            case.action_ask_aid(
                {
                    "body_id": posted_id(typed.get("body_id")),
                    "amount_asked": posted_amount(typed.get("aid_amount")),
                    "date_deadline": posted_date(typed.get("date_deadline")),
                }
            )

        return self._declic_act(
            ask,
            f"{HOME}/case/{case.id}/around#declic_aids",
            lambda error: self._render_case_form(case, "aid", error=error, typed=typed),
            "aid",
        )

    @http.route(
        f"{HOME}/aid/<int:aid_id>/answer",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_aid_answer(self, aid_id, answer=None, **typed):
        aid = self._declic_record("declic.aid.request", aid_id)
        if not aid:
            return self._declic_home()
        case = aid.case_id

        def record():
            if answer == "granted":
                aid.action_grant(posted_amount(typed.get("amount")))
            elif answer == "refused":
                aid.action_refuse(posted_id(typed.get("reason_id")))
            else:
                raise UserError(request.env._("Choose what was answered."))

        return self._declic_act(
            record,
            f"{HOME}/case/{case.id}/around#declic_aids",
            lambda error: self._render_case(
                case,
                error=error,
                typed={**typed, "aid_id": aid.id},
                part="around",
            ),
            "aid",
        )
