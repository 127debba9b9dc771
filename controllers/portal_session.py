from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .form import posted_date, posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalSession(DeclicPortal):
    """The psychologist's page: a month, a number, hours."""

    def _is_psychologist(self):
        return request.env.user.has_group("declic.group_psychologist")

    def _render_sessions(self, done=None, error=None, typed=None):
        sessions = request.env["declic.clinical.session"]
        today = sessions._fields["month"].context_today(sessions)
        return request.render(
            "declic.portal_sessions",
            self._declic_values(
                "declic_sessions",
                done=done,
                error=error,
                typed=typed or {},
                sessions=sessions.search([], limit=36),
                this_month=f"{today:%Y-%m}",
            ),
        )

    @http.route(
        f"{HOME}/sessions", type="http", auth="user", methods=["GET"], website=True
    )
    def declic_sessions(self, done=None, **kw):
        if not self._is_psychologist():
            return self._declic_home()
        return self._render_sessions(done)

    @http.route(
        f"{HOME}/sessions", type="http", auth="user", methods=["POST"], website=True
    )
    def declic_sessions_save(self, month="", session_count="", hours="", **kw):
        if not self._is_psychologist():
            return self._declic_home()

        def save():
            try:
                spent = float((hours or "0").strip().replace(",", "."))
            except ValueError:
                spent = -1.0
            if not session_count.isdecimal():
                raise UserError(
                    request.env._("A month counts 0 to 500 sessions and hours.")
                )
            # A day typed with the month is no month.
            first = posted_date(f"{month}-01") if len(month) == 7 else None
            request.env["declic.clinical.session"].action_record(
                first, posted_id(session_count), spent
            )

        return self._declic_act(
            save,
            f"{HOME}/sessions",
            lambda error: self._render_sessions(
                error=error,
                typed={"month": month, "session_count": session_count, "hours": hours},
            ),
            "sessions",
        )
