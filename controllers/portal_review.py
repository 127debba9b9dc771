from odoo import http
from odoo.http import request

from .portal import HOME
from .portal_case import DeclicPortalCase

TEXTS = ("shareable_facts", "association_opinion", "household_comment")
CHOICES = ("contact_state", "household_voice")


class DeclicPortalReview(DeclicPortalCase):
    def _render_review(self, review, done=None, error=None, typed=None):
        snapshot = review.snapshot_id._filtered_access("read")
        return request.render(
            "declic.portal_review",
            self._declic_values(
                "declic_review",
                done=done,
                error=error,
                typed=typed or {},
                review=review,
                case=review.case_id,
                snapshot=snapshot,
                can_write=review.state == "draft" and review.case_id.state != "closed",
                contact_states=self._labels("declic.review", "contact_state"),
                voices=self._labels("declic.review", "household_voice"),
                results=self._labels("declic.review.goal", "result"),
            ),
        )

    @http.route(
        f"{HOME}/review/<int:review_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_review(self, review_id, done=None, **kw):
        review = self._declic_record("declic.review", review_id)
        if not review:
            return self._declic_home()
        return self._render_review(review, done)

    @http.route(
        f"{HOME}/review/<int:review_id>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_review_save(self, review_id, **typed):
        review = self._declic_record("declic.review", review_id)
        if not review:
            return self._declic_home()
        values = {name: (typed.get(name) or "").strip() for name in TEXTS}
        values.update({name: typed.get(name) or False for name in CHOICES})
        values["association_present"] = bool(typed.get("association_present"))
        values["results"] = {
            line.goal_id.id: typed[f"goal_{line.goal_id.id}"]
            for line in review.goal_result_ids
            if typed.get(f"goal_{line.goal_id.id}")
        }
        return self._declic_act(
            lambda: review.action_fill_association_part(values),
            f"{HOME}/review/{review.id}",
            lambda error: self._render_review(review, error=error, typed=typed),
            "review",
        )
