"""What fell due and what was paid between two days, to the day."""

from odoo.tools import SQL

from . import ledger


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
                   COALESCE(SUM(CASE WHEN l.is_payment THEN 0 ELSE l.debit END), 0),
                   COALESCE(SUM(CASE WHEN l.kind = 'benefit' THEN 0
                                     WHEN l.is_payment AND l.kind IS NULL
                                     THEN l.credit - l.debit
                                     ELSE l.credit END), 0),
                   COALESCE(SUM(CASE WHEN l.kind = 'benefit' THEN l.credit ELSE 0 END),
                            0)
              FROM (VALUES %(wanted)s) AS p(key, household_id, since, until)
              LEFT JOIN (%(lines)s) l
                ON l.household_id = p.household_id
               AND l.day BETWEEN p.since AND p.until
             GROUP BY 1
            """,
            wanted=wanted,
            lines=ledger.lines(last, {row[1] for row in periods}),
        )
    )
    return {
        key: {"due": float(due), "paid": float(paid), "benefit": float(benefit)}
        for key, due, paid, benefit in cr.fetchall()
    }
