"""What fell due and what was paid between two days, to the day."""

from odoo.tools import SQL

from . import ledger
from .natures import BENEFIT, DUE, MONEY


def flows(cr, periods):
    """Amounts of the ledger in each period, read in one query.

    :param cr: cursor
    :param periods: list of (key, household id, first day, last day), both included
    :return: dict of key to a dict of ``due`` (rent, charges and costs), ``paid`` (by
        the household, less what came back) and ``benefit``, EUR
    """
    if not periods:
        return {}
    last = max(until for _key, _household, _since, until in periods)
    wanted = SQL(", ").join(
        SQL("(%s::int, %s::int, %s::date, %s::date)", *row) for row in periods
    )
    cr.execute(
        SQL(
            """
            SELECT p.key,
                   COALESCE(SUM(l.debit - l.credit) FILTER (
                       WHERE l.nature IN %(due)s), 0),
                   COALESCE(SUM(l.credit - l.debit) FILTER (
                       WHERE l.nature IN %(money)s), 0),
                   COALESCE(SUM(l.credit - l.debit) FILTER (
                       WHERE l.nature IN %(benefit)s), 0)
              FROM (VALUES %(wanted)s) AS p(key, household_id, since, until)
              LEFT JOIN (%(lines)s) l
                ON l.household_id = p.household_id
               AND l.day BETWEEN p.since AND p.until
             GROUP BY 1
            """,
            wanted=wanted,
            due=(*DUE, "cost"),
            money=MONEY,
            benefit=BENEFIT,
            lines=ledger.lines(cr, last, {row[1] for row in periods}),
        )
    )
    return {
        key: {"due": float(due), "paid": float(paid), "benefit": float(benefit)}
        for key, due, paid, benefit in cr.fetchall()
    }
