from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from .form import posted_date, posted_id, posted_ids
from .portal import HOME, DeclicPortal

# A select on a phone; the search of the list finds the others.
MAX_CHOICES = 200


class DeclicPortalTeam(DeclicPortal):
    """The coordinator's view: who follows how many, and who takes over."""

    def _is_coordinator(self):
        return request.env.user.has_group("declic.group_association_coordinator")

    def _render_team(self, done=None, error=None, typed=None, worker_id=0):
        cases = request.env["declic.case"]
        domain = Domain("state", "!=", "closed")
        if worker_id:
            domain &= Domain("worker_id", "=", worker_id)
        running = cases.search(domain, order="reference", limit=MAX_CHOICES)
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
                leaving=worker_id,
                late=running._late_with_a_form(),
                today=cases._fields["date_start"].context_today(cases),
                ticked=posted_ids("case_ids") if typed else [],
                most=max((row["running"] for row in load), default=0) or 1,
            ),
        )

    @http.route(f"{HOME}/team", type="http", auth="user", methods=["GET"], website=True)
    def declic_team(self, done=None, worker=None, **kw):
        if not self._is_coordinator():
            return self._declic_home()
        return self._render_team(done, worker_id=posted_id(worker))

    @http.route(
        f"{HOME}/team", type="http", auth="user", methods=["POST"], website=True
    )
    def declic_team_assign(self, case_id=None, user_id=None, role=None, **typed):
        if not self._is_coordinator():
            return self._declic_home()
        chosen = posted_ids("case_ids") or [posted_id(case_id)]
        cases = [self._declic_record("declic.case", chosen_id) for chosen_id in chosen]

        def assign():
            if not all(cases):
                raise UserError(request.env._("Choose the household."))
            # All of them or none: one act, one transaction.
            for case in cases:
                case.action_assign(
                    posted_id(user_id), role, posted_date(typed.get("date_to"))
                )

        return self._declic_act(
            assign,
            f"{HOME}/team",
            lambda error: self._render_team(
                error=error,
                typed={**typed, "case_id": case_id, "user_id": user_id, "role": role},
                worker_id=posted_id(typed.get("leaving")),
            ),
            "assigned",
        )
