"""What would make a year report false: what is missing, or out of order (M6).

Each gap is a SELECT of the ids of the records to complete, over the cases followed in a
period; each opens its list.
"""

from typing import NamedTuple

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from . import local_day

_lt = LazyTranslate(__name__)


class Gap(NamedTuple):
    """One row of the declared table: its name, the model of its list, its SELECT over
    the cases ``c`` of the period (``day``: its last day; ``sent``, ``approved`` and
    ``start``: local days)."""

    name: object
    model: str
    select: str


GAPS = {
    "no_contact": Gap(
        _lt("No first contact, though it was due"),
        "declic.case",
        "SELECT c.id FROM c WHERE c.date_first_contact IS NULL"
        " AND (c.date_closed <= %(day)s OR c.date_contact_due < %(day)s)",
    ),
    "no_adhesion": Gap(
        _lt("Met, and nothing said of the support"),
        "declic.case",
        "SELECT c.id FROM c WHERE c.adhesion = 'pending'"
        " AND (c.date_closed <= %(day)s OR c.date_first_contact"
        " <= %(day)s::date - 30)",
    ),
    "no_why": Gap(
        _lt("Refused, and not known why"),
        "declic.case",
        "SELECT c.id FROM c WHERE c.adhesion = 'refused'"
        " AND c.refusal_reason_id IS NULL",
    ),
    "no_outcome": Gap(
        _lt("Closed without an outcome"),
        "declic.case",
        "SELECT c.id FROM c WHERE c.date_closed <= %(day)s AND c.outcome IS NULL",
    ),
    "no_closing": Gap(
        _lt("Closed without a validated closing form"),
        "declic.case",
        "SELECT c.id FROM c WHERE c.date_closed <= %(day)s AND NOT EXISTS ("
        "SELECT FROM declic_review r WHERE r.case_id = c.id"
        " AND r.review_type = 'closing' AND r.state = 'validated')",
    ),
    "order": Gap(
        _lt("Dates out of order"),
        "declic.case",
        "SELECT c.id FROM c JOIN declic_orientation o ON o.id = c.orientation_id"
        " WHERE o.date_answered < o.date_sent"
        # Who answers may live in another time zone than the landlord: a day's margin.
        " OR c.date_start < %(sent)s - 1"
        " OR c.date_first_contact < c.date_start"
        " OR c.date_first_contact > c.date_closed"
        " OR c.date_closed < c.date_start OR EXISTS ("
        "SELECT FROM declic_plan p WHERE p.case_id = c.id"
        " AND %(approved)s NOT BETWEEN c.date_start"
        " AND COALESCE(c.date_closed, 'infinity'))",
    ),
    "reviews": Gap(
        _lt("Points and reviews that fell due, neither held nor missed"),
        "declic.review",
        "SELECT r.id FROM declic_review r JOIN c ON c.id = r.case_id"
        " WHERE r.state = 'draft' AND r.review_type <> 'closing'"
        " AND r.date_due <= %(day)s",
    ),
    "results": Gap(
        _lt("Appointments that passed without a result"),
        "declic.appointment",
        "SELECT a.id FROM declic_appointment a JOIN c ON c.id = a.case_id"
        " WHERE a.state = 'planned' AND %(start)s <= %(day)s",
    ),
}


def found(cr, date_from, day, programme_id):
    """What is to be completed.

    :param cr: cursor
    :param date_from: first day of the period
    :param day: last day of the period, today at most
    :return: dict of code to the list of ids
    """
    cases = SQL(
        "SELECT c.*, z.zone FROM declic_case c"
        " JOIN (%s) z ON z.company_id = c.company_id"
        " WHERE c.programme_id = %s AND c.date_start <= %s"
        " AND (c.date_closed IS NULL OR c.date_closed >= %s)",
        local_day.zones(),
        programme_id,
        day,
        date_from,
    )
    days = {
        "day": day,
        "sent": local_day.day("o.date_sent", "c.zone"),
        "approved": local_day.day("p.date_approved", "c.zone"),
        "start": local_day.day("a.start", "c.zone"),
    }
    ids = {}
    for code, gap in GAPS.items():
        cr.execute(
            SQL(
                "WITH c AS (%s) SELECT id FROM (%s) found ORDER BY id",
                cases,
                SQL(gap.select, **days),
            )
        )
        ids[code] = [row[0] for row in cr.fetchall()]
    return ids
