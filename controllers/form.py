"""What the forms of the portal offer, and what they post."""

import base64
import re
from datetime import datetime, timedelta

import pytz

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request

from ..models.common.proof import MAX_BYTES

# What a form cannot do without, by the last word of its address: (name, id of its box).
REQUIRED = {
    "accept": (("worker_id", "declic_worker"),),
    "aid": (("aid_amount", "declic_aid_amount"),),
    "appointment": (("day", "declic_day"), ("hour", "declic_hour")),
    "circle": (
        ("circle_name", "declic_circle_name"),
        ("date_from", "declic_circle_from"),
    ),
    "complement": (("reason_id", "declic_complement"),),
    "concern": (("kind_id", "declic_kinds"),),
    "decline": (("reason_id", "declic_reason"),),
    "document": (("type_id", "declic_document_type"),),
    "note": (("text", "declic_note_text"),),
    "referral": (
        ("network_id", "declic_network"),
        ("service_id", "declic_service"),
        ("request", "declic_referral_request"),
        ("category_ids", "declic_told"),
    ),
    "settle": (("outcome_id", "declic_outcome"),),
    "team": (("user_id", "declic_team_to"),),
}
# “45”, “45 min”, “1 h”, “1h30”.
_MINUTES = re.compile(
    r"(?:(\d{1,2}) ?h ?)?(?:(\d{1,5}) ?(?:min|mn|minutes?)?)?", re.ASCII
)
# The script's token begins with the moment at which the page was opened, in ms.
_OPENED = re.compile(r"(\d{13})-")
# Later than that, a form has waited on the phone; longer, its clock is not believed.
LATE, KEPT = timedelta(minutes=30), timedelta(days=7)


class Refusal(str):
    """The sentence that refuses a form, and the id of the box that it is about."""

    def __new__(cls, sentence, field):
        refusal = super().__new__(cls, sentence)
        refusal.field = field
        return refusal


def labels(model, name, keys=None):
    """Pairs (key, label) of a selection in the reader's language, in the order of
    ``keys``."""
    field = request.env[model]._fields[name]
    known = dict(field._description_selection(request.env))
    return [(key, known[key]) for key in (keys or known)]


def reasons(kind):
    """The closed list of ``kind``."""
    return request.env["declic.reason"].search([("kind", "=", kind)])


def zone(record):
    """Name of the time zone where the household of ``record`` lives: an hour at its
    door is the same for who comes and who waits, whatever an account says."""
    # sudo: the landlord's time zone.
    return record.sudo().company_id._declic_zone()


def posted_id(value):
    """The id that a form posted, or 0 when it is none."""
    return int(value) if value and value.isdecimal() and len(value) < 10 else 0


def posted_ids(name):
    """Ids of the boxes ticked under ``name`` in the form that was posted."""
    posted = request.httprequest.form.getlist(name)
    return [posted_id(value) for value in posted if posted_id(value)]


def posted_date(value):
    """The date that a form posted, or None when it is none."""
    try:
        return fields.Date.to_date(value or None)
    except ValueError:
        return None


def posted_moment(record, day, hour):
    """The moment that a form about ``record`` posted, in UTC; None when it is none."""
    try:
        local = datetime.strptime(f"{day} {hour}", "%Y-%m-%d %H:%M")
    except (TypeError, ValueError):
        return None
    moment = pytz.timezone(zone(record)).localize(local)
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def posted_amount(value):
    """EUR that a form posted, typed the French way or not; 0 when empty.

    :raises UserError: what was typed is no amount
    """
    text = (value or "").replace("\u202f", "").replace("\xa0", "")
    text = text.replace(" ", "").replace("€", "").replace(",", ".")
    try:
        amount = float(text or 0)
    except ValueError:
        amount = -1.0
    # Neither nan nor infinite compares so.
    if not 0 <= amount < 100_000:
        raise UserError(request.env._("Amounts are typed in euros, zero or more."))
    return amount


def posted_minutes(value):
    """Minutes that a form posted, typed as one says them (“45 min”, “1 h 30”); 0 when
    empty.

    :raises UserError: no number, or more than a day
    """
    found = _MINUTES.fullmatch((value or "0").strip().lower())
    hours, minutes = (int(found[part] or 0) if found else 0 for part in (1, 2))
    spent = 60 * hours + minutes
    if not found or spent > 1440:
        raise UserError(
            Refusal(
                request.env._(
                    "Minutes go from 0 to 1440: type a number, as in “45” or “1 h 30”."
                ),
                "declic_minutes",
            )
        )
    return spent


def posted_since(record, when, day):
    """When a contact took place, in UTC, as its form posted it.

    :param when: ``today``, ``yesterday`` or ``other``
    :param day: the date of ``other``
    :return: a moment; None for now
    :raises UserError: another day, and no date
    """
    if when in (None, "", "today"):
        return _typed_at()
    today = fields.Date.context_today(record.with_context(tz=zone(record)))
    if when == "yesterday":
        chosen = fields.Date.subtract(today, days=1)
    else:
        chosen = posted_date(day)
    if not chosen:
        raise UserError(
            Refusal(
                request.env._("Say on which day it took place."), "declic_contact_day"
            )
        )
    if chosen == today:
        return None
    return posted_moment(record, str(chosen), "12:00")


def _typed_at():
    """When the page of a form was opened that waited without a network; None for one
    that comes at once."""
    once = _OPENED.match(request.params.get("declic_once") or "")
    if not once:
        return None
    opened = datetime.fromtimestamp(int(once[1]) / 1000, pytz.utc).replace(tzinfo=None)
    waited = fields.Datetime.now() - opened
    return opened if LATE <= waited <= KEPT else None


def posted_file(upload):
    """The file that a form posted, in base64; None when there is none."""
    if not hasattr(upload, "read"):
        return None
    # One byte more than allowed is enough to refuse it.
    return base64.b64encode(upload.read(MAX_BYTES + 1))
