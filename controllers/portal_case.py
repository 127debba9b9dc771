from odoo import http

from .portal import HOME, DeclicPortal


class DeclicPortalCase(DeclicPortal):
    @http.route(f"{HOME}/case/<int:case_id>", type="http", auth="user", website=True)
    def declic_case(self, case_id, done=None, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._render_case(case, done)

    @http.route(
        f"{HOME}/case/<int:case_id>/adhesion",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_adhesion(self, case_id, answer=None, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            lambda: case.action_record_adhesion(answer),
            f"{HOME}/case/{case.id}",
            lambda error: self._render_case(case, error=error),
            "adhesion",
        )
