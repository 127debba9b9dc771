from odoo import http
from odoo.http import request

from ..models.plan.assessment import NARRATIVES
from .form import labels, posted_amount, posted_id
from .portal import HOME, DeclicPortal


def _is_open(assessment):
    return assessment.state == "draft" and assessment.case_id.state != "closed"


class DeclicPortalAssessment(DeclicPortal):
    """The assessment with its budget sheet, filled with the household."""

    def _render_assessment(self, assessment, done=None, error=None, typed=None):
        model = request.env["declic.assessment"]
        return request.render(
            "declic.portal_assessment",
            self._declic_values(
                "declic_assessment",
                done=done,
                error=error,
                typed=typed or {},
                assessment=assessment,
                case=assessment.case_id,
                budget=assessment.budget_ids,
                narratives=[
                    (name, model._fields[name]._description_string(request.env))
                    for name in NARRATIVES
                ],
                can_write=_is_open(assessment),
            ),
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/assessment",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_assessment_start(self, case_id, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            case.action_start_assessment,
            f"{HOME}/case/{case.id}/plan",
            lambda error: self._render_case(case, error=error, part="plan"),
            "assessment",
            then=lambda assessment: f"{HOME}/assessment/{assessment.id}",
        )

    @http.route(
        f"{HOME}/assessment/<int:assessment_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_assessment(self, assessment_id, done=None, **kw):
        assessment = self._declic_record("declic.assessment", assessment_id)
        if not assessment:
            return self._declic_home()
        return self._render_assessment(assessment, done)

    @http.route(
        f"{HOME}/assessment/<int:assessment_id>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_assessment_save(self, assessment_id, validate=None, **typed):
        assessment = self._declic_record("declic.assessment", assessment_id)
        if not assessment:
            return self._declic_home()

        def save():
            values = {name: (typed.get(name) or "").strip() for name in NARRATIVES}
            values["repayment_capacity"] = posted_amount(
                typed.get("repayment_capacity")
            )
            values["lines"] = {
                line.id: {
                    "household_level_id": posted_id(typed.get(f"household_{line.id}")),
                    "association_level_id": posted_id(
                        typed.get(f"association_{line.id}")
                    ),
                    "household_words": (typed.get(f"words_{line.id}") or "").strip(),
                    "target_value": posted_id(typed.get(f"target_{line.id}")),
                }
                for line in assessment.line_ids
            }
            assessment.action_fill(values)

        # Saved and sent in one act: what was typed last is read again, then it leaves.
        page = f"{HOME}/assessment/{assessment.id}"
        return self._declic_act(
            save,
            f"{page}/validate" if validate else page,
            lambda error: self._render_assessment(assessment, error=error, typed=typed),
            "assessment",
        )

    def _render_answers_of_assessment(self, assessment, done=None, error=None):
        """What would be sent, to read before it leaves, and what it still lacks."""
        values = assessment._form_values()
        return self._render_read_again(
            assessment,
            f"{HOME}/assessment/{assessment.id}",
            "validate",
            assessment._form_version(),
            [(label, shown) for label, _value, shown in values.values() if shown],
            done=done,
            error=error,
        )

    @http.route(
        f"{HOME}/assessment/<int:assessment_id>/validate",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_assessment_answers(self, assessment_id, done=None, **kw):
        assessment = self._declic_record("declic.assessment", assessment_id)
        if not assessment:
            return self._declic_home()
        if not _is_open(assessment):
            return request.redirect(f"{HOME}/assessment/{assessment.id}", code=303)
        return self._render_answers_of_assessment(assessment, done)

    @http.route(
        f"{HOME}/assessment/<int:assessment_id>/validate",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_assessment_validate(self, assessment_id, shown="", **kw):
        assessment = self._declic_record("declic.assessment", assessment_id)
        if not assessment:
            return self._declic_home()
        return self._declic_act(
            lambda: assessment.action_validate(shown),
            f"{HOME}/assessment/{assessment.id}",
            lambda error: self._render_answers_of_assessment(assessment, error=error),
            "validated",
        )

    @http.route(
        f"{HOME}/assessment/<int:assessment_id>/pdf",
        type="http",
        auth="user",
        website=True,
    )
    def declic_assessment_print(self, assessment_id, **kw):
        assessment = self._declic_record("declic.assessment", assessment_id)
        if not assessment:
            return self._declic_home()
        return self._declic_pdf("declic.report_assessment", assessment)

    @http.route(
        f"{HOME}/assessment/<int:assessment_id>/budget",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_budget(self, assessment_id, done=None, **kw):
        assessment = self._declic_record("declic.assessment", assessment_id)
        if not assessment:
            return self._declic_home()
        return self._render_budget(assessment, done)

    def _render_budget(self, assessment, done=None, error=None, typed=None):
        budget = assessment.budget_ids
        return request.render(
            "declic.portal_budget",
            self._declic_values(
                "declic_budget",
                done=done,
                error=error,
                typed=typed or {},
                assessment=assessment,
                case=assessment.case_id,
                budget=budget,
                amounts={line.item_id.id: line.amount for line in budget.line_ids},
                kinds=labels("declic.budget.item", "kind"),
                items=request.env["declic.budget.item"].search([]),
                can_write=_is_open(assessment),
            ),
        )

    @http.route(
        f"{HOME}/assessment/<int:assessment_id>/budget",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_budget_save(self, assessment_id, **typed):
        assessment = self._declic_record("declic.assessment", assessment_id)
        if not assessment:
            return self._declic_home()

        def save():
            items = request.env["declic.budget.item"].search([])
            assessment.budget_ids.action_fill(
                {
                    "amounts": {
                        item.id: posted_amount(typed.get(f"item_{item.id}"))
                        for item in items
                        if typed.get(f"item_{item.id}")
                    },
                    "person_14_count": posted_id(typed.get("person_14_count")),
                    "child_count": posted_id(typed.get("child_count")),
                    "is_shared": typed.get("is_shared"),
                }
            )

        return self._declic_act(
            save,
            f"{HOME}/assessment/{assessment.id}/budget",
            lambda error: self._render_budget(assessment, error=error, typed=typed),
            "budget",
        )
