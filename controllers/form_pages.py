"""Forms that have a page of their own: what they show beside the record."""

from odoo.http import request
from odoo.tools.translate import LazyTranslate

from .form import labels, reasons

_lt = LazyTranslate(__name__)


def _adhesion(case):
    answers = labels("declic.case", "adhesion")
    return {
        "adhesions": [pair for pair in answers if pair[0] != "pending"],
        "refusals": reasons("refusal"),
    }


def _aid(case):
    return {"aid_bodies": reasons("aid_body")}


def _channel(case):
    return {
        "channels": labels("declic.household", "safe_channel"),
        "languages": reasons("language"),
    }


def _circle(case):
    return {"circle_roles": reasons("circle")}


def _note(case):
    return {"audiences": labels("declic.note", "audience")}


def _referral(case):
    return {}


def _document(orientation):
    return {
        "orientation_id": orientation.id,
        "document_types": request.env["declic.document.type"].search([]),
        "audiences": labels("declic.document", "audience"),
    }


def _position(orientation):
    return {"modes": labels("declic.orientation", "position_mode")}


# Of a case: heading, page that it belongs to with its anchor, values.
CASE_FORMS = {
    "adhesion": (_lt("Answer to the support"), "", _adhesion),
    "aid": (_lt("Financial aid"), "/around#declic_aids", _aid),
    "channel": (_lt("Safe channel"), "", _channel),
    "circle": (_lt("Circle"), "/around#declic_circle", _circle),
    "note": (_lt("Write a note"), "/notes", _note),
    "referral": (_lt("Refer to a partner"), "/around#declic_referrals", _referral),
}
# Of an orientation, before and after its case opens: heading, page of the case, values.
ORIENTATION_FORMS = {
    "document": (_lt("Add a document"), "/documents", _document),
    "position": (_lt("Agreement to share"), "", _position),
}
