"""The legal clock: when the arrears of a household became *impayé constitué*.

The definitions are dated records (``declic.arrears.rule``), for the law changes:

- ``multiple``: the debt reaches N times the net monthly rent (CCH R.824-1, until
  31 December 2026);
- ``amount_or_age``: the debt exceeds an amount, or is still unpaid M months after the
  first default (CCH R.824-2 of décret 2026-84, from 1 January 2027).

The debt is the tenant's share: without the costs of procedure, which are no rent debt,
and without the benefit that the office has not paid yet (:mod:`awaited`). It runs from
the day the share leaves zero until the day it is back there. Its date of constitution
is the first day of that run on which the definition in force on that day holds, with
the rent of that day.

What was constituted is written (``declic.arrears.record``) and stands until it is paid
in full (R.824-4), whatever rent, benefit or dwelling become. Only when the ledger of
that day itself was corrected is the date found again, and the former one is kept.
"""

from odoo.tools import SQL

from . import awaited

# What is no rent debt.
NO_RENT = ("cost", "deposit")


def _net_rent(day):
    """EUR: rent and charges less what reduces them, in force on ``day``."""
    return SQL(
        """
        GREATEST(%(rent)s - %(reduction)s - %(benefit)s
                 + CASE WHEN r.include_charges THEN %(charges)s ELSE 0 END, 0)
        """,
        rent=awaited.in_force("rent", day),
        reduction=awaited.in_force("rent_reduction", day),
        benefit=awaited.in_force("housing_benefit", day),
        charges=awaited.in_force("charges", day),
    )


def shares(lines_sql):
    """Table (household_id, day, delta, gross): by how much the tenant's share and the
    whole rent debt move on each day, EUR."""
    return SQL(
        """
        SELECT household_id, day, SUM(delta) AS delta, SUM(gross) AS gross
          FROM (
            SELECT household_id, since AS day, debit - credit AS delta,
                   debit - credit AS gross
              FROM (%(lines)s) line
             WHERE nature IS NULL OR nature NOT IN %(no_rent)s
             UNION ALL
            SELECT household_id, day,
                   COALESCE(LAG(pending) OVER (PARTITION BY household_id ORDER BY day),
                            0) - pending, 0
              FROM (%(pending)s) p) part
         GROUP BY 1, 2
        """,
        lines=lines_sql,
        pending=awaited.steps(lines_sql),
        no_rent=NO_RENT,
    )


def episodes(day, lines_sql):
    """Table of the debts up to ``day``: household_id, episode, default_date (its first
    day), cleared_date (NULL while it runs), constituted_date, rule_id, debt and
    net_rent of that day, EUR (NULL when no definition was met).

    :param day: nothing after that day is known
    :param lines_sql: SELECT as :func:`ledger.lines` makes it, up to ``day``
    """
    return SQL(
        """
        WITH flow AS (%(shares)s),
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
                   r.date_to, s.balance,
                   n.rent AS net_rent
              FROM step s
              JOIN declic_household h ON h.id = s.household_id
              JOIN declic_arrears_rule r ON r.active AND r.mode = 'multiple'
               AND (r.date_to IS NULL OR r.date_to >= s.day)
             CROSS JOIN LATERAL (SELECT %(net_rent)s AS rent OFFSET 0) n
             WHERE n.rent > 0 AND s.balance >= r.multiple * n.rent
             UNION ALL
            SELECT s.household_id, s.episode, r.id, GREATEST(s.day, r.date_from),
                   s.day, s.next_day, r.date_to, s.balance, NULL
              FROM step s
              JOIN declic_arrears_rule r ON r.active AND r.mode = 'amount_or_age'
             WHERE s.balance > r.amount
             UNION ALL
            SELECT s.household_id, s.episode, r.id,
                   GREATEST(s.day, r.date_from, (s.default_date
                            + make_interval(months => r.months))::date),
                   s.day, s.next_day, r.date_to, s.balance, NULL
              FROM step s
              JOIN declic_arrears_rule r ON r.active AND r.mode = 'amount_or_age'
        ),
        first_met AS (
            SELECT DISTINCT ON (household_id, episode)
                   household_id, episode, met_date, rule_id, balance, net_rent
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
               f.met_date AS constituted_date, f.rule_id, f.balance AS debt,
               f.net_rent
          FROM step s
          LEFT JOIN cleared c USING (household_id, episode)
          LEFT JOIN first_met f USING (household_id, episode)
         ORDER BY s.household_id, s.episode
        """,
        shares=shares(lines_sql),
        net_rent=_net_rent(SQL("GREATEST(s.day, r.date_from)")),
        day=day,
    )


def refresh_clock(cr, day, lines_sql, household_ids=None):
    """Write the first default and the date of constitution of the running debts;
    needs the figures.

    A record that runs stands while the ledger of its day says what it said; a debt paid
    in full ends it, a corrected ledger replaces it.

    :param cr: cursor
    :param day: the date of the figures
    :param lines_sql: SELECT as :func:`ledger.lines` makes it, up to ``day``
    :param household_ids: limit to these households, all the active ones when None
    :return: number of households and records written
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
    cr.execute("DROP TABLE IF EXISTS declic_staged_clock")
    cr.execute(
        SQL(
            """
        CREATE TEMP TABLE declic_staged_clock ON COMMIT DROP AS
        WITH running AS MATERIALIZED (
            SELECT * FROM (%(episodes)s) e WHERE cleared_date IS NULL
        )
        SELECT h.id, h.company_id, e.default_date, e.constituted_date, e.rule_id,
               e.debt, e.net_rent, k.id AS record_id, k.date AS record_date,
               k.rule_id AS record_rule_id, k.balance AS record_balance,
               CASE WHEN k.date >= e.default_date THEN k.id END AS standing_id,
               NULL::numeric AS balance
          FROM declic_household h
          LEFT JOIN running e ON e.household_id = h.id
          LEFT JOIN declic_arrears_record k
            ON k.household_id = h.id AND k.state = 'running'
         WHERE h.active AND (e.household_id IS NOT NULL OR k.id IS NOT NULL
                OR h.default_date IS NOT NULL OR h.arrears_date IS NOT NULL) %(chosen)s
            """,
            episodes=episodes(day, in_debt),
            chosen=chosen,
        )
    )
    cr.execute(
        SQL(
            """
        UPDATE declic_staged_clock c
           SET balance = b.balance,
               standing_id = CASE WHEN c.record_balance = b.balance
                                  THEN c.standing_id END
          FROM (SELECT k.id, SUM(l.debit - l.credit) AS balance
                  FROM declic_staged_clock k
                  JOIN (%(lines)s) l ON l.household_id = k.id
                   AND l.day <= COALESCE(k.record_date, k.constituted_date)
                   AND (l.nature IS NULL OR l.nature NOT IN %(no_rent)s)
                 WHERE COALESCE(k.record_date, k.constituted_date) IS NOT NULL
                 GROUP BY 1) b
         WHERE b.id = c.id
            """,
            lines=in_debt,
            no_rent=NO_RENT,
        )
    )
    cr.execute(
        SQL(
            """
        WITH ended AS (
            UPDATE declic_arrears_record k
               SET state = CASE WHEN c.default_date IS NULL
                                  OR c.default_date > c.record_date
                                THEN 'paid' ELSE 'corrected' END,
                   date_end = %(day)s
              FROM declic_staged_clock c
             WHERE c.record_id = k.id AND c.standing_id IS NULL
            RETURNING k.id
        )
        SELECT count(*) FROM ended
            """,
            day=day,
        )
    )
    written = cr.fetchone()[0]
    cr.execute(
        SQL(
            """
        INSERT INTO declic_arrears_record (household_id, company_id, date, rule_id,
                debt, net_rent, balance, default_date, date_written, state)
        SELECT c.id, c.company_id, c.constituted_date, c.rule_id, c.debt, c.net_rent,
               SUM(l.debit - l.credit), c.default_date, %(day)s, 'running'
          FROM declic_staged_clock c
          LEFT JOIN (%(lines)s) l ON l.household_id = c.id
           AND l.day <= c.constituted_date
           AND (l.nature IS NULL OR l.nature NOT IN %(no_rent)s)
         WHERE c.constituted_date IS NOT NULL AND c.standing_id IS NULL
         GROUP BY c.id, c.company_id, c.constituted_date, c.rule_id, c.debt,
                  c.net_rent, c.default_date
            """,
            lines=in_debt,
            no_rent=NO_RENT,
            day=day,
        )
    )
    written += cr.rowcount
    cr.execute(
        """
        UPDATE declic_household h
           SET default_date = c.default_date,
               arrears_date = CASE WHEN c.standing_id IS NOT NULL THEN c.record_date
                                   ELSE c.constituted_date END,
               arrears_rule_id = CASE WHEN c.standing_id IS NOT NULL
                                      THEN c.record_rule_id ELSE c.rule_id END
          FROM declic_staged_clock c
         WHERE c.id = h.id
           AND (h.default_date, h.arrears_date, h.arrears_rule_id)
               IS DISTINCT FROM
               (c.default_date,
                CASE WHEN c.standing_id IS NOT NULL THEN c.record_date
                     ELSE c.constituted_date END,
                CASE WHEN c.standing_id IS NOT NULL THEN c.record_rule_id
                     ELSE c.rule_id END)
        """
    )
    return written + cr.rowcount
