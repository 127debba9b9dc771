from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.review.review_decision import REVIEWS, decided_at
from .form import labels, posted_date, posted_id, posted_ids, reasons
from .portal import HOME, DeclicPortal

TEXTS = ("shareable_facts", "association_opinion", "household_comment")
CHOICES = ("contact_state", "household_voice", "decision")
CLOSING_CHOICES = ("outcome", "closing_initiative", "satisfaction")


def _is_open(review):
    """Whether the association still writes its part."""
    case = review.case_id._filtered_access("read")
    return (
        review.state == "draft"
        and not review.association_sent_on
        and bool(case)
        and case.state != "closed"
    )


class DeclicPortalReview(DeclicPortal):
    """Point, review and closing form: the association's part."""

    def _render_review(self, review, done=None, error=None, typed=None):
        is_closing = review.review_type == "closing"
        decisions = decided_at(review.review_type)
        return request.render(
            "declic.portal_review",
            self._declic_values(
                "declic_review",
                done=done,
                error=error,
                typed=typed or {},
                review=review,
                # A closing form outlives the access to its case.
                case=review.case_id._filtered_access("read"),
                about=review._head(),
                account=review._account(),
                can_write=_is_open(review),
                contact_states=labels("declic.review", "contact_state"),
                voices=labels("declic.review", "household_voice"),
                silences=reasons("silence"),
                results=labels("declic.review.goal", "result"),
                goal_lines=review.goal_result_ids._filtered_access("read"),
                decisions=(
                    labels("declic.review", "decision", decisions)
                    if review.review_type in REVIEWS
                    else []
                ),
                also_decided=review.also_decided_ids._filtered_access("read"),
                outcomes=labels("declic.review", "outcome") if is_closing else [],
                initiatives=labels("declic.review", "closing_initiative"),
                closing_reasons=reasons("closing") if is_closing else [],
                relays=reasons("relay") if is_closing else [],
                ticked=posted_ids("relay_ids") if typed else review.relay_ids.ids,
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

    def _closing_values(self, typed):
        return {
            **{name: typed.get(name) or False for name in CLOSING_CHOICES},
            "closing_reason_id": posted_id(typed.get("closing_reason_id")) or False,
            "reacted_without_adhering": bool(typed.get("reacted_without_adhering")),
            "relay_ids": posted_ids("relay_ids"),
        }

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
        values["silence_reason_id"] = posted_id(typed.get("silence_reason_id")) or False
        values["decision_until"] = posted_date(typed.get("decision_until"))
        values["decision_due"] = posted_date(typed.get("decision_due"))
        if review.review_type == "closing":
            values.update(self._closing_values(typed))
        values["results"] = {
            line.goal_id.id: typed[f"goal_{line.goal_id.id}"]
            for line in review.goal_result_ids
            if typed.get(f"goal_{line.goal_id.id}")
        }
        # Saved and sent in one act: what was typed last is read again, then it leaves.
        page = f"{HOME}/review/{review.id}"
        return self._declic_act(
            lambda: review.action_fill_association_part(values),
            f"{page}/send" if "send" in typed else page,
            lambda error: self._render_review(review, error=error, typed=typed),
            "review",
        )

    def _render_answers(self, review, done=None, error=None):
        """What would be sent, to read before it leaves, and what it still lacks."""
        try:
            review._check_association_part()
        except UserError as lack:
            error = error or lack.args[0]
        return request.render(
            "declic.portal_review_answers",
            self._declic_values(
                "declic_review",
                done=done,
                error=error,
                review=review,
                case=review.case_id._filtered_access("read"),
                about=review._head(),
                answers=[
                    (label, shown)
                    for label, _value, shown in review._form_values().values()
                ],
            ),
        )

    @http.route(
        f"{HOME}/review/<int:review_id>/send",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_review_answers(self, review_id, done=None, **kw):
        review = self._declic_record("declic.review", review_id)
        if not review:
            return self._declic_home()
        if not _is_open(review):
            return request.redirect(f"{HOME}/review/{review.id}", code=303)
        return self._render_answers(review, done)

    @http.route(
        f"{HOME}/review/<int:review_id>/send",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_review_send(self, review_id, shown="", **kw):
        review = self._declic_record("declic.review", review_id)
        if not review:
            return self._declic_home()
        return self._declic_act(
            lambda: review.action_send_association_part(shown),
            f"{HOME}/review/{review.id}",
            lambda error: self._render_answers(review, error=error),
            "sent",
        )

    @http.route(
        f"{HOME}/review/<int:review_id>/pdf",
        type="http",
        auth="user",
        website=True,
    )
    def declic_review_pdf(self, review_id, **kw):
        review = self._declic_record("declic.review", review_id)
        if not review:
            return self._declic_home()
        return self._declic_pdf("declic.report_review", review)

    @http.route(
        f"{HOME}/case/<int:case_id>/closing",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_closing_start(self, case_id, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            case.action_prepare_closing,
            f"{HOME}/case/{case.id}/points",
            lambda error: self._render_case(case, error=error, part="points"),
            "review",
            then=lambda review: f"{HOME}/review/{review.id}",
        )

    @http.route(
        f"{HOME}/review/<int:review_id>/undo",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_closing_undo(self, review_id, **kw):
        review = self._declic_record("declic.review", review_id)
        if not review:
            return self._declic_home()
        case = review.case_id
        return self._declic_act(
            review.action_undo,
            f"{HOME}/case/{case.id}/points",
            lambda error: self._render_review(review, error=error),
            "undone",
        )
