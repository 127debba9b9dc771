from datetime import timedelta

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .form import posted_date, posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalSession(DeclicPortal):
    """The psychologist's page: a month, a number, hours."""

    def _is_psychologist(self):
        return request.env.user.has_group("declic.group_psychologist")

    def _render_sessions(self, done=None, error=None, typed=None, replaced=None):
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
                # What one records is over; the month that runs is not yet whole.
                last_month=f"{today.replace(day=1) - timedelta(days=1):%Y-%m}",
                replaced=replaced or sessions,
            ),
        )

    @http.route(
        f"{HOME}/sessions", type="http", auth="user", methods=["GET"], website=True
    )
    def declic_sessions(self, done=None, **kw):
        if not self._is_psychologist():
            return self._declic_home()
        return self._render_sessions(done)

    def _posted_sessions(self, session_count, hours):
        """(number, hours) that the form posted.

        :raises UserError: no numbers of a month
        """
        try:
            spent = float((hours or "0").strip().replace(",", "."))
        except ValueError:
            spent = -1.0
        # Neither nan nor infinite compares so.
        if not session_count.isdecimal() or not 0 <= spent <= 500:
            raise UserError(
                request.env._("A month counts 0 to 500 sessions and hours.")
            )
        return posted_id(session_count), spent

    @http.route(
        f"{HOME}/sessions", type="http", auth="user", methods=["POST"], website=True
    )
    def declic_sessions_save(
        self, month="", session_count="", hours="", instead_of="", **kw
    ):
        """Save a month; one that holds a total is shown beside the new one first, and
        written over only by who saw it."""
        if not self._is_psychologist():
            return self._declic_home()
        typed = {"month": month, "session_count": session_count, "hours": hours}
        try:
            count, spent = self._posted_sessions(session_count, hours)
        except UserError as error:
            return self._render_sessions(error=error.args[0], typed=typed)
        # A day typed with the month is no month.
        first = posted_date(f"{month}-01") if len(month) == 7 else None
        known = request.env["declic.clinical.session"].search(
            [("month", "=", first)], limit=1
        )
        seen = known._total()
        if known and instead_of != f"{seen[0]}/{seen[1]}":
            return self._render_sessions(typed=typed, replaced=known)

        def save():
            request.env["declic.clinical.session"].action_record(
                first, count, spent, instead_of=seen
            )

        return self._declic_act(
            save,
            f"{HOME}/sessions",
            lambda error: self._render_sessions(error=error, typed=typed),
            "sessions",
        )
