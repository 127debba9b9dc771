"""What became of a household after its support, from the ledger alone (L3)."""

from odoo.tools import SQL

from . import awaited, ledger


def states(cr, checks):
    """The tenancy and its account on the day of each check.

    :param cr: cursor
    :param checks: list of (key, household id, day of the closure, day of the check)
    :return: dict of key to a dict of ``is_housed`` (the lease runs), ``overdue`` (EUR),
        ``months`` (of the net rent of that day; 0 when the rent is not known) and
        ``has_procedure`` (a step of an eviction since the closure)
    """
    if not checks:
        return {}
    last = max(day for _key, _household, _closed, day in checks)
    wanted = SQL(", ").join(
        SQL("(%s::int, %s::int, %s::date, %s::date)", *row) for row in checks
    )
    cr.execute(
        SQL(
            """
            SELECT c.key,
                   COALESCE(h.lease_end_date > c.day, h.active) OR EXISTS (
                       -- Moved within the stock: a lease of its own, another record.
                       SELECT FROM declic_household n
                        WHERE n.partner_id = h.partner_id AND n.id <> h.id
                          AND n.company_id = h.company_id AND n.active
                          AND COALESCE(n.lease_date <= c.day, TRUE)
                          AND COALESCE(n.lease_end_date > c.day, TRUE)),
                   GREATEST(0, COALESCE(d.balance, 0)),
                   %(rent)s,
                   EXISTS (SELECT 1 FROM declic_procedure_step s
                            WHERE s.household_id = h.id AND s.date > c.closed
                              AND s.date <= c.day)
              FROM (VALUES %(wanted)s) AS c(key, household_id, closed, day)
              JOIN declic_household h ON h.id = c.household_id
              LEFT JOIN LATERAL (
                   SELECT SUM(l.debit - l.credit) AS balance
                     FROM (%(lines)s) l
                    WHERE l.household_id = h.id AND l.day <= c.day) d ON TRUE
            """,
            wanted=wanted,
            # A check that was caught up late knows the rent of its day.
            rent=awaited.net_rent(SQL("c.day")),
            lines=ledger.lines(cr, last, {row[1] for row in checks}),
        )
    )
    return {
        key: {
            "is_housed": housed,
            "overdue": float(overdue),
            "months": float(overdue / rent) if rent else 0.0,
            "has_procedure": procedure,
        }
        for key, housed, overdue, rent, procedure in cr.fetchall()
    }
