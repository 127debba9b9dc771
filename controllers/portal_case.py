from odoo import http

from .form import posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalCase(DeclicPortal):
    @http.route(f"{HOME}/case/<int:case_id>", type="http", auth="user", website=True)
    def declic_case(self, case_id, done=None, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._render_case(case, done)

    @http.route(
        f"{HOME}/case/<int:case_id>/"
        "<any(plan,points,notes,documents,around,contacts):part>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_case_part(self, case_id, part, done=None, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        is_whole = part == "contacts" or bool(kw.get("all"))
        return self._render_case(case, done, part=part, is_whole=is_whole)

    @http.route(
        [
            f"{HOME}/case/<int:case_id>/<any(adhesion,aid,channel,note,referral):form>",
            f"{HOME}/case/<int:case_id>/<any(circle):form>/add",
        ],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_case_form(self, case_id, form, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._render_case_form(case, form)

    @http.route(
        f"{HOME}/case/<int:case_id>/adhesion",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_adhesion(self, case_id, answer=None, reason_id=None, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            lambda: case.action_record_adhesion(answer, posted_id(reason_id)),
            f"{HOME}/case/{case.id}",
            lambda error: self._render_case_form(case, "adhesion", error=error),
            "adhesion",
        )
