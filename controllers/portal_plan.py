from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_date

from ..models.plan.plan_print import AXIS_ICONS
from .form import labels, posted_date, posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalPlan(DeclicPortal):
    """The plan on one page: write it, have the household agree, hand it over."""

    def _render_plan(self, plan, done=None, error=None, typed=None):
        case = plan.case_id
        bare = plan._bare_domains()
        axes = plan._axes()
        library = request.env["declic.library.goal"]._offered(case.household_id)
        return request.render(
            "declic.portal_plan",
            self._declic_values(
                "declic_plan",
                done=done,
                error=error,
                typed=typed or {},
                plan=plan,
                case=case,
                household=case.household_id._filtered_access("read"),
                axes=axes,
                axis_icons=AXIS_ICONS,
                actors=labels("declic.plan.action", "actor"),
                domains=request.env["declic.domain"].search([]),
                bare_domains=bare,
                library=[
                    (label, library.filtered(lambda g, axis=axis: g.axis == axis))
                    for axis, label, _goals in axes
                ],
                links=case.sheet_link_ids.filtered("is_running"),
                link_url=self._shown_once(f"plan-{plan.id}"),
                is_draft=plan.state == "draft" and case.state != "closed",
                can_write=case.state != "closed",
            ),
        )

    def _plan_act(self, plan, act, done, typed=None):
        return self._declic_act(
            act,
            f"{HOME}/plan/{plan.id}",
            lambda error: self._render_plan(plan, error=error, typed=typed),
            done,
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/plan",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_plan_start(self, case_id, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            case.action_start_plan,
            f"{HOME}/case/{case.id}/plan",
            lambda error: self._render_case(case, error=error, part="plan"),
            "goal",
            then=lambda plan: f"{HOME}/plan/{plan.id}",
        )

    @http.route(f"{HOME}/plan/<int:plan_id>", type="http", auth="user", website=True)
    def declic_plan(self, plan_id, done=None, **kw):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        return self._render_plan(plan, done)

    # Writing

    def _posted_action(self, typed):
        """The action that a form posted: list of one dict, empty when nothing typed.

        :raises UserError: an action without an actor or a date
        """
        name = (typed.get("action_name") or "").strip()
        if not name:
            return []
        due = posted_date(typed.get("date_due"))
        actors = dict(labels("declic.plan.action", "actor"))
        if typed.get("actor") not in actors or not due:
            raise UserError(request.env._("Say who does it, and by when."))
        return [{"name": name, "actor": typed["actor"], "date_due": due}]

    @http.route(
        f"{HOME}/plan/<int:plan_id>/goal",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_goal(self, plan_id, axis=None, name="", **typed):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        return self._plan_act(
            plan,
            lambda: plan.action_add_goal(
                axis,
                name,
                self._posted_action(typed),
                posted_id(typed.get("domain_id")),
            ),
            "goal",
            {**typed, "axis": axis, "name": name},
        )

    @http.route(
        f"{HOME}/plan/<int:plan_id>/library",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_goal_library(self, plan_id, library_goal_id=None, **kw):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        return self._plan_act(
            plan,
            lambda: plan.action_add_from_library(posted_id(library_goal_id)),
            "goal",
        )

    @http.route(
        f"{HOME}/goal/<int:goal_id>/<string:act>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_goal_change(self, goal_id, act, **typed):
        goal = self._declic_record("declic.plan.goal", goal_id)
        if not goal:
            return self._declic_home()
        plan = goal.plan_id

        def add_action():
            for action in self._posted_action(typed) or [{}]:
                goal.action_add_action(
                    action.get("name"), action.get("actor"), action.get("date_due")
                )

        acts = {
            "rewrite": lambda: goal.action_rewrite(typed.get("name")),
            "action": add_action,
            "remove": goal.action_remove,
        }
        if act not in acts:
            return self._declic_home()
        kept = {k: v for k, v in typed.items() if k != "name"}
        return self._plan_act(plan, acts[act], "changed", {**kept, "goal_id": goal_id})

    @http.route(
        f"{HOME}/action/<int:action_id>/<string:act>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_action_change(self, action_id, act, **kw):
        action = self._declic_record("declic.plan.action", action_id)
        if not action:
            return self._declic_home()
        acts = {
            "done": (action.action_done, "action"),
            "remove": (action.action_remove, "changed"),
        }
        if act not in acts:
            return self._declic_home()
        return self._plan_act(action.plan_id, *acts[act])

    # Handing over

    def _render_answers_of_plan(self, plan, error=None):
        """What would be sent, to read before it leaves, and what it still lacks."""
        actors = dict(labels("declic.plan.action", "actor"))

        def told(action):
            due = format_date(request.env, action.date_due)
            return f"{action.name} ({actors[action.actor]}, {due})"

        answers = [
            (
                f"{label} · {goal.name}",
                "\n".join(told(action) for action in goal.action_ids),
            )
            for _axis, label, goals in plan._axes()
            for goal in goals
        ]
        return self._render_read_again(
            plan,
            f"{HOME}/plan/{plan.id}",
            "propose",
            plan._content_sha256(),
            answers,
            error=error,
        )

    @http.route(
        f"{HOME}/plan/<int:plan_id>/propose",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_plan_answers(self, plan_id, **kw):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        return self._render_answers_of_plan(plan)

    @http.route(
        f"{HOME}/plan/<int:plan_id>/propose",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_propose(self, plan_id, shown=None, **kw):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        if shown is None:
            # Nothing leaves before it was read.
            return request.redirect(f"{HOME}/plan/{plan.id}/propose", code=303)
        return self._declic_act(
            lambda: plan.action_propose(shown),
            f"{HOME}/plan/{plan.id}",
            lambda error: self._render_answers_of_plan(plan, error=error),
            "proposed",
        )

    @http.route(
        f"{HOME}/plan/<int:plan_id>/pdf", type="http", auth="user", website=True
    )
    def declic_plan_print(self, plan_id, **kw):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        frozen = plan._association_pdf()
        if frozen:
            return self._pdf_response(
                frozen, f"{plan.case_id.reference}-v{plan.version}"
            )
        return self._declic_pdf("declic.report_plan", plan)

    @http.route(
        f"{HOME}/case/<int:case_id>/sheet", type="http", auth="user", website=True
    )
    def declic_sheet_print(self, case_id, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_pdf("declic.report_sheet", case)

    # The link

    @http.route(
        f"{HOME}/plan/<int:plan_id>/link",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_link_make(self, plan_id, **kw):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        return self._plan_act(
            plan,
            lambda: self._show_once(
                f"plan-{plan.id}", plan.case_id.action_share_sheet()
            ),
            "link",
        )

    @http.route(
        f"{HOME}/link/<int:link_id>/revoke",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_link_revoke(self, link_id, **kw):
        link = self._declic_record("declic.sheet.link", link_id)
        if not link:
            return self._declic_home()
        plan = link.case_id.plan_id
        return self._plan_act(plan, link.action_revoke, "revoked")
