"""What the forms of the portal offer, and what they post."""

import base64
from datetime import datetime

import pytz

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request

from ..models.common.proof import MAX_BYTES


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
    """Minutes that a form posted, 0 when empty.

    :raises UserError: no number, or more than a day
    """
    spent = (value or "0").strip()
    if not spent.isascii() or not spent.isdecimal() or int(spent[:6]) > 1440:
        raise UserError(request.env._("Minutes go from 0 to 1440."))
    return int(spent)


def posted_file(upload):
    """The file that a form posted, in base64; None when there is none."""
    if not hasattr(upload, "read"):
        return None
    # One byte more than allowed is enough to refuse it.
    return base64.b64encode(upload.read(MAX_BYTES + 1))
