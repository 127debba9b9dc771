"""What the pages of a case and of an orientation show. Many forms stand on them, each
with a controller of its own; a refused one shows the whole page again."""

from odoo import fields
from odoo.http import request
from odoo.tools.translate import LazyTranslate

from ..models.plan.plan_print import AXIS_ICONS
from ..models.support.case_history import HISTORY_ICONS
from .form import reasons, zone

# Rows shown before “see all”.
FEW_CONTACTS = 5
FEW_NOTES = 10
FEW_PAPERS = 10

_lt = LazyTranslate(__name__)

# The pages of a case, in the order of their links: what stands in the address after it.
PARTS = {
    "act": (_lt("Act"), ""),
    "plan": (_lt("Plan"), "/plan"),
    "points": (_lt("Points"), "/points"),
    "notes": (_lt("Notes"), "/notes"),
    "documents": (_lt("Documents"), "/documents"),
    "around": (_lt("Around"), "/around"),
}


def case_values(case, part, is_whole=False):
    """All that one page of a case shows and offers.

    :param part: a key of ``PARTS``, or ``contacts``
    :param is_whole: show every row of a list that shows its last ones
    """
    return {
        "case": case,
        "part": part,
        "parts": [
            (key, request.env._(label), path) for key, (label, path) in PARTS.items()
        ],
        "can_write": case.state != "closed" and not case.date_restricted,
        "today": fields.Date.context_today(case),
        "zone": zone,
        "household": case.household_id._filtered_access("read"),
        **_OF_PART[part](case, is_whole),
    }


def _act_values(case, is_whole):
    return {
        "orientation": case.orientation_id._filtered_access("read"),
        "appointments": case.appointment_ids.filtered(lambda a: a.state == "planned"),
        "concerns": case.concern_ids.filtered(lambda c: c.state != "settled"),
        "open_reviews": _open_reviews(case),
        **_contact_values(case, is_whole),
    }


def _contact_values(case, is_whole):
    contacts = case.contact_ids
    shown = contacts if is_whole else contacts[:FEW_CONTACTS]
    return {
        "contacts": shown,
        "contact_count": len(contacts),
        "undoable": shown.filtered(lambda c: c._can_undo()),
    }


def _plan_values(case, is_whole):
    plan = case.plan_id
    return {
        "plan": plan,
        "axes": plan._axes() if plan else [],
        "axis_icons": AXIS_ICONS,
        "assessments": case.assessment_ids,
    }


def _note_values(case, is_whole):
    notes = request.env["declic.note"]
    domain = [("case_id", "=", case.id)]
    return {
        # Searched as the documents are.
        "notes": notes.search(domain, limit=None if is_whole else FEW_NOTES),
        "note_count": notes.search_count(domain),
    }


def _case_document_values(case, is_whole):
    few = None if is_whole else FEW_PAPERS
    files = case.frozen_file_ids
    return {
        "files": files[:few],
        "file_count": len(files),
        **_document_values([("case_id", "=", case.id)], few),
    }


def _around_values(case, is_whole):
    return {
        "events": case._history(is_whole),
        "is_whole": is_whole,
        "icons": HISTORY_ICONS,
        "currency": case.currency_id,
        **_circle_values(case),
        **_aid_values(case),
    }


def _open_reviews(case):
    return case.review_ids.filtered(lambda r: r.state == "draft").sorted("date_due")


def _review_values(case, is_whole):
    return {
        "open_reviews": _open_reviews(case),
        "past_reviews": case.review_ids.filtered(
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
        "circle_ends": reasons("circle_end"),
        "team": (
            case.orientation_id._get_association_workers() if is_coordinator else []
        ),
    }


def _aid_values(case):
    return {
        "aids": request.env["declic.aid.request"].search([("case_id", "=", case.id)]),
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
        "loads": _loads(),
        "places_left": orientation._places_left(),
        "rank": orientation._waiting_rank(),
        "waiting_for": orientation.programme_id._filtered_access("read"),
        "reasons": reasons("decline"),
        "complements": reasons("complement"),
        "missing": ", ".join(types._missing(orientation, "acceptance").mapped("name")),
        **_document_values([("orientation_id", "=", orientation.id)]),
    }


def _loads():
    """Households that each worker follows, by user id; for who coordinates them."""
    if not request.env.user.has_group("declic.group_association_coordinator"):
        return {}
    return {
        row["id"]: row["running"] for row in request.env["declic.case"]._team_load()
    }


def _document_values(domain, limit=None):
    """Papers of a file. Searched and not read from the record: an act may have filled
    its cache with what the reader may not see."""
    documents = request.env["declic.document"]
    return {
        "documents": documents.search(domain, limit=limit),
        "document_count": documents.search_count(domain),
    }


_OF_PART = {
    "act": _act_values,
    "contacts": _contact_values,
    "plan": _plan_values,
    "points": _review_values,
    "notes": _note_values,
    "documents": _case_document_values,
    "around": _around_values,
}
