from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .form import posted_date, posted_id
from .portal import HOME, DeclicPortal

# A select on a phone; the search of the list finds the others.
MAX_CHOICES = 200


class DeclicPortalTeam(DeclicPortal):
    """The coordinator's view: who follows how many, and who takes over."""

    def _is_coordinator(self):
        return request.env.user.has_group("declic.group_association_coordinator")

    def _render_team(self, done=None, error=None, typed=None):
        cases = request.env["declic.case"]
        running = cases.search(
            [("state", "!=", "closed")], order="reference", limit=MAX_CHOICES
        )
        households = running.household_id._filtered_access("read")
        households.fetch(["name"])
        load = cases._team_load()
        return request.render(
            "declic.portal_team",
            self._declic_values(
                "declic_team",
                done=done,
                error=error,
                typed=typed or {},
                load=load,
                names={row["id"]: row["name"] for row in load},
                cases=running,
                visible=households,
                most=max((row["running"] for row in load), default=0) or 1,
            ),
        )

    @http.route(f"{HOME}/team", type="http", auth="user", methods=["GET"], website=True)
    def declic_team(self, done=None, **kw):
        if not self._is_coordinator():
            return self._declic_home()
        return self._render_team(done)

    @http.route(
        f"{HOME}/team", type="http", auth="user", methods=["POST"], website=True
    )
    def declic_team_assign(self, case_id=None, user_id=None, role=None, **typed):
        if not self._is_coordinator():
            return self._declic_home()
        case = self._declic_record("declic.case", posted_id(case_id))

        def assign():
            if not case:
                raise UserError(request.env._("Choose the household."))
            case.action_assign(
                posted_id(user_id), role, posted_date(typed.get("date_to"))
            )

        return self._declic_act(
            assign,
            f"{HOME}/team",
            lambda error: self._render_team(
                error=error,
                typed={**typed, "case_id": case_id, "user_id": user_id, "role": role},
            ),
            "assigned",
        )
