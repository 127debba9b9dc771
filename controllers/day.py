"""The day of an association's user, in the order in which it is done."""

from odoo.http import request

from ..models.common.local_day import day_at
from ..models.support.case_day import AT_LANDLORD, MAX_ROWS


def day_groups(day, today):
    """What waits, late first.

    :param day: what ``declic.case._day`` returned
    :param today: date of the reader
    :return: list of dicts with ``key``, ``label`` and ``rows``; a row has ``kind``,
        ``record``, ``case`` and ``is_late``. Groups without rows are left out
    """
    rows = {"late": [], "today": [], "week": []}
    for kind in (
        "talks",
        "appointments",
        "contacts",
        "reviews",
        "actions",
        "referrals",
    ):
        for record in day[kind]:
            when = _when(kind, record)
            # What was asked waits today, however long ago it was said.
            when = today if kind == "talks" else when
            group = "late" if when < today else "today" if when == today else "week"
            if kind == "appointments" and record.is_unanswered:
                group = "late"
            rows[group].append(
                {
                    "kind": kind,
                    "record": record,
                    "case": _case(kind, record),
                    "when": when,
                    "is_late": group == "late",
                }
            )
    labels = {
        "late": request.env._("Late"),
        "today": request.env._("Today"),
        "week": request.env._("This week"),
    }
    return [
        {"key": key, "label": labels[key], "rows": sorted(rows[key], key=_by_day)}
        for key in labels
        if rows[key]
    ]


def day_cases(day):
    """The cases that ``day`` speaks of."""
    return (
        day["contacts"]
        | day["talks"]
        | day["concerns"].case_id
        | day["appointments"].case_id
        | day["reviews"].case_id
        | day[AT_LANDLORD].case_id
        | day["actions"].plan_id.case_id
        | day["referrals"].case_id
    )


def is_cut(day):
    """Whether more waits than the day shows."""
    return any(len(records) >= MAX_ROWS for records in day.values())


def _by_day(row):
    return row["when"]


def _when(kind, record):
    if kind == "appointments":
        return day_at(record, record.start)
    if kind == "talks":
        return day_at(record, record.date_talk_asked)
    if kind == "referrals":
        return record.date_answer_due
    return record.date_contact_due if kind == "contacts" else record.date_due


def _case(kind, record):
    if kind in ("contacts", "talks"):
        return record
    return record.plan_id.case_id if kind == "actions" else record.case_id
