from odoo import http
from odoo.http import request

from .portal import HOME, DeclicPortal
from .sheet import HEADERS


class DeclicPortalCalendar(DeclicPortal):
    """One's appointments in one's own calendar, by a secret address (F6)."""

    def _render_calendar(self, done=None, error=None):
        return request.render(
            "declic.portal_calendar",
            self._declic_values(
                "declic_calendar",
                done=done,
                error=error,
                has_address=request.env.user._declic_has_calendar(),
                address=self._shown_once("calendar"),
            ),
        )

    @http.route(
        f"{HOME}/calendar", type="http", auth="user", methods=["GET"], website=True
    )
    def declic_calendar(self, done=None, **kw):
        return self._render_calendar(done)

    @http.route(
        f"{HOME}/calendar", type="http", auth="user", methods=["POST"], website=True
    )
    def declic_calendar_change(self, revoke=None, **kw):
        users = request.env["res.users"]

        def change():
            if revoke:
                users._declic_revoke_calendar()
            else:
                self._show_once("calendar", users._declic_make_calendar())

        return self._declic_act(
            change,
            f"{HOME}/calendar",
            lambda error: self._render_calendar(error=error),
            "revoked" if revoke else "calendar",
        )

    @http.route(
        "/declic/agenda/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def declic_calendar_feed(self, token, **kw):
        user = request.env["res.users"]._declic_of_calendar(token)
        if not user:
            # Guessed or revoked: the same answer.
            return request.make_response("", status=404, headers=HEADERS)
        feed = request.env["declic.appointment"].with_user(user)._calendar_feed()
        return request.make_response(
            feed, headers=[("Content-Type", "text/calendar; charset=utf-8"), *HEADERS]
        )
