"""What became of the households in the same arrears that were not admitted.

Read from the ledger months of all, in strata: the month before the support started and
the band of arrears in it. In each stratum the followed households stand beside those of
the same landlord that had no case until the day looked at, and both are looked at six
months later; the strata of the others weigh what they weigh among the followed. Figures
only: no household of the comparison is ever listed.
"""

from odoo.tools import SQL

from . import awaited

LATER_MONTHS = 6


def compare(cr, date_from, day, programme_id):
    """Debt lower six months later: followed households against the others.

    Entries of the period only, whose six months were over at ``day``; strata without
    anybody to compare with are left out of both.

    :return: dict of ``cases`` (number), ``cases_lower``, ``others`` (household-months),
        ``others_lower``, ``rate`` and ``rate_others`` (0 to 1, None without any)
    """
    cr.execute(
        SQL(
            """
        WITH entry AS (
            SELECT c.id, c.household_id, c.company_id,
                   (date_trunc('month', c.date_start) - interval '1 month')::date
                       AS month
              FROM declic_case c
             WHERE c.programme_id = %(programme)s
               AND c.date_start BETWEEN %(date_from)s AND %(day)s
        ),
        wanted AS (
            SELECT DISTINCT company_id, month FROM entry
             WHERE month + make_interval(months => %(later)s + 1) <= %(day)s
        ),
        band AS (
            SELECT w.company_id, w.month, m.household_id, m.overdue AS before,
                   width_bucket(m.overdue / n.net_rent, ARRAY[0.000001, 1, 2, 3, 6])
                       AS band,
                   (SELECT l.overdue FROM declic_ledger_month l
                     WHERE l.household_id = m.household_id AND l.month
                           <= w.month + make_interval(months => %(later)s)
                     ORDER BY l.month DESC LIMIT 1) < m.overdue AS is_lower,
                   EXISTS (SELECT 1 FROM declic_case c
                            WHERE c.household_id = m.household_id
                              AND c.date_start <= %(day)s) AS is_admitted
              FROM wanted w
              JOIN declic_household h ON h.company_id = w.company_id
              JOIN declic_ledger_month m
                ON m.household_id = h.id AND m.month = w.month AND m.overdue > 0
              JOIN LATERAL (SELECT %(net)s AS net_rent) n ON n.net_rent > 0
        ),
        stratum AS (
            SELECT b.company_id, b.month, b.band,
                   COUNT(*) FILTER (WHERE e.id IS NOT NULL) AS cases,
                   COUNT(*) FILTER (WHERE e.id IS NOT NULL AND b.is_lower)
                       AS cases_lower,
                   COUNT(*) FILTER (WHERE NOT b.is_admitted) AS others,
                   COUNT(*) FILTER (WHERE NOT b.is_admitted AND b.is_lower)
                       AS others_lower
              FROM band b
              LEFT JOIN entry e
                ON e.household_id = b.household_id AND e.month = b.month
             GROUP BY 1, 2, 3
        )
        SELECT COALESCE(SUM(cases), 0), COALESCE(SUM(cases_lower), 0),
               COALESCE(SUM(others), 0), COALESCE(SUM(others_lower), 0),
               SUM(cases_lower)::float / SUM(cases),
               SUM(cases * others_lower::float / others) / SUM(cases)
          FROM stratum WHERE cases > 0 AND others > 0
            """,
            programme=programme_id,
            date_from=date_from,
            day=day,
            later=LATER_MONTHS,
            # What the rent was in that month, whatever it is today.
            net=awaited.net_rent(SQL("w.month")),
        )
    )
    keys = ("cases", "cases_lower", "others", "others_lower", "rate", "rate_others")
    return dict(zip(keys, cr.fetchone(), strict=True))
