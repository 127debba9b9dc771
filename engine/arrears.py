"""The legal clock: when the arrears of a household became *impayé constitué*.

The definitions are dated records (``declic.arrears.rule``), for the law changes:

- ``multiple``: the debt reaches N times the net monthly rent (CCH R.824-1, until
  31 December 2026);
- ``amount_or_age``: the debt exceeds an amount, or is still unpaid M months after the
  first default (CCH R.824-2 of décret 2026-84, from 1 January 2027).

A debt runs from the day the balance leaves zero until the day it is back there. Its
date of constitution is the first day of that run on which the definition in force on
that day holds; what was constituted stays so until it is paid in full (R.824-4). Costs
of procedure are no rent debt and do not count.
"""

from odoo.tools import SQL


def _threshold():
    """EUR that the debt must reach under a rule ``r`` of several times the net rent."""
    return SQL(
        """
        r.multiple * GREATEST(
            COALESCE(h.rent, 0) - COALESCE(h.rent_reduction, 0)
            - COALESCE(h.housing_benefit, 0)
            + CASE WHEN r.include_charges THEN COALESCE(h.charges, 0) ELSE 0 END, 0)
        """
    )


def episodes(day, lines_sql):
    """Table of the debts up to ``day``: household_id, episode, default_date (its first
    day), cleared_date (NULL while it runs), constituted_date and rule_id (NULL when no
    definition was met).

    :param day: nothing after that day is known
    :param lines_sql: SELECT as :func:`ledger.lines` makes it, up to ``day``
    """
    return SQL(
        """
        WITH flow AS (
            SELECT household_id, day, SUM(debit) - SUM(credit) AS delta
              FROM (%(lines)s) line
             WHERE NOT (debit > 0 AND kind IS NOT DISTINCT FROM 'fee')
             GROUP BY 1, 2
        ),
        balance AS (
            SELECT household_id, day,
                   SUM(delta) OVER by_day AS balance,
                   LEAD(day) OVER by_day AS next_day
              FROM flow
            WINDOW by_day AS (PARTITION BY household_id ORDER BY day)
        ),
        numbered AS (
            SELECT household_id, day, next_day, balance,
                   count(*) FILTER (WHERE balance <= 0)
                       OVER (PARTITION BY household_id ORDER BY day) AS episode
              FROM balance
        ),
        step AS (
            SELECT *, MIN(day) OVER (PARTITION BY household_id, episode)
                       AS default_date
              FROM numbered WHERE balance > 0
        ),
        met AS (
            SELECT s.household_id, s.episode, r.id AS rule_id,
                   GREATEST(s.day, r.date_from) AS met_date, s.day, s.next_day,
                   r.date_to
              FROM step s
              JOIN declic_household h ON h.id = s.household_id
              JOIN declic_arrears_rule r ON r.active AND r.mode = 'multiple'
             WHERE %(threshold)s > 0 AND s.balance >= %(threshold)s
             UNION ALL
            SELECT s.household_id, s.episode, r.id, GREATEST(s.day, r.date_from),
                   s.day, s.next_day, r.date_to
              FROM step s
              JOIN declic_arrears_rule r ON r.active AND r.mode = 'amount_or_age'
             WHERE s.balance > r.amount
             UNION ALL
            SELECT s.household_id, s.episode, r.id,
                   GREATEST(s.day, r.date_from, (s.default_date
                            + make_interval(months => r.months))::date),
                   s.day, s.next_day, r.date_to
              FROM step s
              JOIN declic_arrears_rule r ON r.active AND r.mode = 'amount_or_age'
        ),
        first_met AS (
            SELECT DISTINCT ON (household_id, episode)
                   household_id, episode, met_date, rule_id
              FROM met
             WHERE met_date <= %(day)s
               AND (date_to IS NULL OR met_date <= date_to)
               AND (next_day IS NULL OR met_date < next_day)
             ORDER BY household_id, episode, met_date, rule_id
        ),
        cleared AS (
            SELECT household_id, episode - 1 AS episode, MIN(day) AS day
              FROM numbered WHERE balance <= 0
             GROUP BY 1, 2
        )
        SELECT DISTINCT ON (s.household_id, s.episode)
               s.household_id, s.episode, s.default_date, c.day AS cleared_date,
               f.met_date AS constituted_date, f.rule_id
          FROM step s
          LEFT JOIN cleared c USING (household_id, episode)
          LEFT JOIN first_met f USING (household_id, episode)
         ORDER BY s.household_id, s.episode
        """,
        lines=lines_sql,
        threshold=_threshold(),
        day=day,
    )


def refresh_clock(cr, day, lines_sql, household_ids=None):
    """Write the first default and the date of constitution of the running debts;
    needs the figures.

    :param cr: cursor
    :param day: the date of the figures
    :param lines_sql: SELECT as :func:`ledger.lines` makes it, up to ``day``
    :param household_ids: limit to these households, all the active ones when None
    :return: number of households written
    """
    # Without arrears no debt runs: most ledgers need not be walked through.
    in_debt = SQL(
        "SELECT * FROM (%s) l WHERE household_id IN"
        " (SELECT id FROM declic_household WHERE overdue > 0)",
        lines_sql,
    )
    chosen = SQL()
    if household_ids is not None:
        chosen = SQL("AND h.id = ANY(%s)", list(household_ids))
    cr.execute(
        SQL(
            """
        WITH running AS MATERIALIZED (
            SELECT * FROM (%(episodes)s) e WHERE cleared_date IS NULL
        ),
        fact AS (
            SELECT h.id, e.default_date, e.constituted_date, e.rule_id
              FROM declic_household h
              LEFT JOIN running e ON e.household_id = h.id
             WHERE h.active %(chosen)s
        )
        UPDATE declic_household h
           SET default_date = f.default_date, arrears_date = f.constituted_date,
               arrears_rule_id = f.rule_id
          FROM fact f
         WHERE f.id = h.id
           AND (h.default_date, h.arrears_date, h.arrears_rule_id)
               IS DISTINCT FROM (f.default_date, f.constituted_date, f.rule_id)
            """,
            episodes=episodes(day, in_debt),
            chosen=chosen,
        )
    )
    return cr.rowcount
