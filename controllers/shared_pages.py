"""What the pages of a case and of an orientation show. Many forms stand on them, each
with a controller of its own; a refused one shows the whole page again."""

from odoo import fields
from odoo.http import request

from ..models.plan.plan_print import AXIS_ICONS
from ..models.support.case_history import HISTORY_ICONS
from .form import labels, reasons, zone

# Notes shown; the older ones are in the printed file.
MAX_NOTES = 20


def case_values(case):
    """All that the page of a case shows and offers."""
    plan = case.plan_id
    return {
        "case": case,
        "can_write": case.state != "closed",
        "today": fields.Date.context_today(case),
        "zone": zone,
        "household": case.household_id._filtered_access("read"),
        "orientation": case.orientation_id._filtered_access("read"),
        "plan": plan,
        "axes": plan._axes() if plan else [],
        "axis_icons": AXIS_ICONS,
        "assessments": case.assessment_ids,
        "events": case._history(),
        "icons": HISTORY_ICONS,
        "currency": case.currency_id,
        "adhesions": [
            pair for pair in labels("declic.case", "adhesion") if pair[0] != "pending"
        ],
        "channels": labels("declic.household", "safe_channel"),
        "appointments": case.appointment_ids.filtered(lambda a: a.state == "planned"),
        "concerns": case.concern_ids.filtered(lambda c: c.state != "settled"),
        **_review_values(case),
        **_circle_values(case),
        **_aid_values(case),
        **_document_values([("case_id", "=", case.id)]),
        # Searched as the documents are.
        "notes": request.env["declic.note"].search(
            [("case_id", "=", case.id)], limit=MAX_NOTES
        ),
    }


def _review_values(case):
    reviews = case.review_ids
    return {
        "open_reviews": reviews.filtered(lambda r: r.state == "draft").sorted(
            "date_due"
        ),
        "past_reviews": reviews.filtered(
            lambda r: r.state in ("validated", "incomplete")
        ),
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


def _circle_values(case):
    """Who stands around the household, and who may take it over."""
    is_coordinator = request.env.user.has_group("declic.group_association_coordinator")
    return {
        "circle": case._circle(),
        "circle_roles": reasons("circle"),
        "circle_ends": reasons("circle_end"),
        "team": (
            case.orientation_id._get_association_workers() if is_coordinator else []
        ),
    }


def _aid_values(case):
    return {
        "aids": request.env["declic.aid.request"].search([("case_id", "=", case.id)]),
        "aid_bodies": reasons("aid_body"),
        "aid_refusals": reasons("aid_refusal"),
    }


def orientation_values(orientation):
    """All that the page of an orientation shows and offers."""
    content = orientation.content_id._filtered_access("read")
    types = request.env["declic.document.type"]
    return {
        "orientation": orientation,
        "can_write": orientation.state in ("sent", "returned", "waiting"),
        "household": orientation.household_id._filtered_access("read"),
        "content": content,
        "snapshot": content.snapshot_id._filtered_access("read"),
        "workers": orientation._get_association_workers(),
        "reasons": reasons("decline"),
        "complements": reasons("complement"),
        "missing": ", ".join(types._missing(orientation, "acceptance").mapped("name")),
        **_document_values([("orientation_id", "=", orientation.id)]),
    }


def _document_values(domain):
    """Papers of a file. Searched and not read from the record: an act may have filled
    its cache with what the reader may not see."""
    return {
        "documents": request.env["declic.document"].search(domain),
        "document_types": request.env["declic.document.type"].search([]),
        "audiences": labels("declic.document", "audience"),
    }
