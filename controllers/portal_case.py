from odoo import fields, http
from odoo.http import request

from ..models.plan.plan_print import AXIS_ICONS
from ..models.support.case_history import HISTORY_ICONS
from .portal import HOME, DeclicPortal


class DeclicPortalCase(DeclicPortal):
    def _labels(self, model, name, keys=None):
        """Pairs (key, French label) of a selection, in the order of ``keys``."""
        field = request.env[model]._fields[name]
        labels = dict(field._description_selection(request.env))
        return [(key, labels[key]) for key in (keys or labels)]

    def _render_case(self, case, done=None, error=None, typed=None):
        plan = case.plan_id
        return request.render(
            "declic.portal_case",
            self._declic_values(
                "declic_case",
                done=done,
                error=error,
                typed=typed or {},
                case=case,
                household=case.household_id._filtered_access("read"),
                orientation=case.orientation_id._filtered_access("read"),
                plan=plan,
                axes=plan._axes() if plan else [],
                axis_icons=AXIS_ICONS,
                assessments=case.assessment_ids,
                events=case._history(),
                icons=HISTORY_ICONS,
                currency=case.currency_id,
                adhesions=[
                    pair
                    for pair in self._labels("declic.case", "adhesion")
                    if pair[0] != "pending"
                ],
                open_reviews=case.review_ids.filtered(
                    lambda r: r.state == "draft"
                ).sorted("date_due"),
                past_reviews=case.review_ids.filtered(
                    lambda r: r.state in ("validated", "incomplete")
                ),
                can_write=case.state != "closed",
                channels=self._labels("declic.household", "safe_channel"),
                **self._file_values(case),
                **self._circle_values(case),
                **self._followup_values(case),
            ),
        )

    def _followup_values(self, case):
        """Appointments, concerns and the household's earlier supports."""
        return {
            "zone": self._zone,
            "appointments": case.appointment_ids.filtered(
                lambda a: a.state == "planned"
            ),
            "concerns": case.concern_ids.filtered(lambda c: c.state != "settled"),
            # Searched as the reader: the closing forms that are still theirs.
            "closings": request.env["declic.review"].search(
                [
                    ("household_id", "=", case.household_id.id),
                    ("review_type", "=", "closing"),
                    ("state", "=", "validated"),
                ],
                order="date_held",
            ),
        }

    def _circle_values(self, case):
        """Who stands around the household, and what the forms about it offer."""
        reasons = request.env["declic.reason"]
        user = request.env.user
        is_coordinator = user.has_group("declic.group_association_coordinator")
        return {
            "circle": case._circle(),
            "circle_roles": reasons.search([("kind", "=", "circle")]),
            "circle_ends": reasons.search([("kind", "=", "circle_end")]),
            "team": (
                case.orientation_id._get_association_workers() if is_coordinator else []
            ),
            "today": fields.Date.context_today(case),
        }

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
