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
                handed=self._handed_over(),
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
                worker_id=posted_id(typed.get("leaving")),
            ),
            "assigned",
        )

    @http.route(
        f"{HOME}/team/supervision",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_team_supervision(self, **kw):
        """One page per worker of the association, to print (M7)."""
        if not self._is_coordinator():
            return self._declic_home()
        cases = request.env["declic.case"].search(
            [("state", "!=", "closed")], order="date_start, id"
        )
        return request.render(
            "declic.portal_supervision",
            self._declic_values("declic_team_part", sheets=cases._supervision()),
        )

    # Several at once (T7): chosen, looked at, then handed over

    def _chosen_cases(self, ids):
        """The cases of the association among ``ids`` that the reader may read, or None
        when one of them is not."""
        found = [self._declic_record("declic.case", one) for one in ids]
        if not found or not all(found):
            return None
        return request.env["declic.case"].concat(*found)

    def _handed_over(self):
        """What was handed over just now, for the report: the cases, or none."""
        kept = self._shown_once("team") or []
        return request.env["declic.case"].browse(kept)._filtered_access("read")

    @http.route(
        f"{HOME}/team/preview", type="http", auth="user", methods=["GET"], website=True
    )
    def declic_team_preview(self, leaving=None, **kw):
        """Who would take over what; nothing is written yet."""
        if not self._is_coordinator():
            return self._declic_home()
        asked = request.httprequest.args
        cases = self._chosen_cases([posted_id(v) for v in asked.getlist("case_ids")])
        users = [posted_id(value) for value in asked.getlist("user_ids")]
        try:
            if not cases:
                raise UserError(request.env._("Choose the households."))
            shares = cases._shares(users)
        except UserError as error:
            return self._render_team(error=error.args[0], worker_id=posted_id(leaving))
        return self._render_preview(cases, shares)

    def _render_preview(self, cases, shares, error=None):
        load = cases._team_load()
        households = cases.household_id._filtered_access("read")
        return request.render(
            "declic.portal_team_preview",
            self._declic_values(
                "declic_team_part",
                error=error,
                cases=cases.sorted("reference"),
                visible=households,
                shares=shares,
                load=load,
                names={row["id"]: row["name"] for row in load},
                coming=cases._coming_appointments(),
            ),
        )

    @http.route(
        f"{HOME}/team/hand_over",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_team_hand_over(self, **typed):
        if not self._is_coordinator():
            return self._declic_home()
        shares, followed = (
            {
                posted_id(name.removeprefix(prefix)): posted_id(value)
                for name, value in typed.items()
                if name.startswith(prefix)
            }
            for prefix in ("share_", "followed_")
        )
        cases = self._chosen_cases(shares)
        if not cases:
            return self._render_team(error=request.env._("Choose the households."))

        def hand_over():
            cases.action_hand_over(shares, followed)
            self._show_once("team", cases.ids)

        return self._declic_act(
            hand_over,
            f"{HOME}/team",
            lambda error: self._render_preview(cases, shares, error=error),
            "handed_over",
        )

    @http.route(
        f"{HOME}/team/hand_over",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_team_hand_over_page(self, **kw):
        return request.redirect(f"{HOME}/team", code=303)
