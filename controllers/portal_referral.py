from odoo import http
from odoo.http import request

from .form import posted_date, posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalReferral(DeclicPortal):
    """Referrals to the partners of the network, from the case's page."""

    @http.route(
        f"{HOME}/case/<int:case_id>/referral",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_refer(self, case_id, **typed):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        told = request.httprequest.form.getlist("category_ids")
        return self._declic_act(
            lambda: case.action_refer(
                {
                    "network_id": posted_id(typed.get("network_id")),
                    "service_id": posted_id(typed.get("service_id")),
                    "request": typed.get("request"),
                    "basis": typed.get("basis"),
                    "consent_date": posted_date(typed.get("consent_date")),
                    "category_ids": [posted_id(value) for value in told],
                    "is_shareable": typed.get("is_shareable"),
                }
            ),
            f"{HOME}/case/{case.id}/around#declic_referrals",
            lambda error: self._render_case_form(
                case, "referral", error=error, typed={**typed, "referral_told": told}
            ),
            "referral",
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/referral/<int:referral_id>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_referral(self, case_id, referral_id, answer=None, outcome=None, **typed):
        case = self._declic_record("declic.case", case_id)
        referral = self._declic_record("declic.referral", referral_id)
        if not case or not referral or referral.case_id != case:
            return self._declic_home()

        def save():
            if outcome:
                referral.action_outcome(outcome)
            else:
                referral.action_answer(answer, typed.get("answer_text"))

        return self._declic_act(
            save,
            f"{HOME}/case/{case.id}/around#declic_referrals",
            lambda error: self._render_case(
                case,
                error=error,
                typed={**typed, "referral_id": referral.id},
                part="around",
            ),
            "referral",
        )
