"""The figures of a household at a day, from its ledger: one SELECT for all of them.

The oldest unpaid term follows first-in-first-out: a payment extinguishes the oldest
debt first when the payer says nothing (art. 1342-10 of the Code civil). Habits are read
from the ledger months; a term is on time when its month closes without debt.
"""

from odoo.tools import SQL

from . import watermark

# Stored on the household under the same names.
COLUMNS = (
    "overdue",
    "net_months",
    "oldest_unpaid_date",
    "last_payment_date",
    "trend",
    "last_term_date",
    "last_term_amount",
    "current_rent_missing",
    "current_rent_paid",
    "benefit_pending",
    "benefit_ratio",
    "due_jump",
    "punctual_terms",
    "partial_terms",
    "payment_drift",
    "reject_date",
    "reject_date_before",
)


def figures(day, lines_sql, months_sql, household_ids=None):
    """Table (household_id, *COLUMNS) of the active households at ``day``.

    - ``overdue`` EUR; ``net_months`` that amount in months of net rent;
    - ``oldest_unpaid_date`` first-in-first-out; ``last_payment_date`` in a bank or
      cash journal; ``trend`` EUR a month: slope of the last six closing balances;
    - ``last_term_date``, ``last_term_amount`` EUR: the current rent;
      ``current_rent_missing`` EUR of it, counting what was paid since the first day
      of its month; nothing when there are no arrears;
    - ``benefit_pending`` EUR announced for the last term and not received yet;
      ``benefit_ratio``: the last whole month's benefit over the usual one;
      ``due_jump`` EUR: the last term's month over the usual month;
    - ``punctual_terms``: of the twelve months before the last term's, those closed
      without debt; ``partial_terms``: of the last three whole months, those paid
      between nothing and 90 %;
    - ``payment_drift`` days: change between the last two gaps of payments;
    - ``reject_date``, ``reject_date_before``: the last two payments that came back.

    :param day: date of the figures
    :param lines_sql: SELECT as :func:`ledger.lines` makes it
    :param months_sql: SELECT with the columns of :func:`ledger.months`
    :param household_ids: limit to these households, all the active ones when None
    """
    chosen = SQL()
    if household_ids is not None:
        chosen = SQL("AND h.id = ANY(%s)", list(household_ids))
    return SQL(
        """
        WITH line AS MATERIALIZED (%(lines)s),
        month AS MATERIALIZED (
            SELECT m.*,
                   row_number() OVER by_month AS rank,
                   CASE WHEN due > 0
                        THEN count(*) FILTER (WHERE due > 0) OVER by_month END AS term,
                   CASE WHEN month < date_trunc('month', %(day)s::date)
                        THEN count(*) FILTER (
                            WHERE month < date_trunc('month', %(day)s::date))
                            OVER by_month END AS whole
              FROM (%(months)s) m
            WINDOW by_month AS (PARTITION BY household_id ORDER BY month DESC)
        ),
        total AS (
            SELECT household_id,
                   GREATEST(SUM(debit) - SUM(credit), 0) AS overdue,
                   MAX(day) FILTER (WHERE credit > 0 AND is_payment
                                      AND kind IS DISTINCT FROM 'benefit')
                       AS last_payment,
                   MAX(day) FILTER (WHERE debit > 0 AND NOT is_payment
                                      AND kind IS NULL) AS last_term
              FROM line
             GROUP BY 1
        ),
        unpaid AS (
            SELECT household_id,
                   COALESCE(MAX(day) FILTER (WHERE from_here >= overdue), MIN(day))
                       AS oldest
              FROM (SELECT line.household_id, line.day, total.overdue,
                           SUM(line.debit) OVER (
                               PARTITION BY line.household_id
                               ORDER BY line.day DESC, line.id DESC) AS from_here
                      FROM line JOIN total USING (household_id)
                     WHERE line.debit > 0 AND NOT line.is_payment
                       AND total.overdue > 0) walk
             GROUP BY 1
        ),
        term AS (
            SELECT total.household_id,
                   SUM(line.debit) FILTER (WHERE line.day = total.last_term
                       AND NOT is_payment AND kind IS NULL) AS amount,
                   SUM(line.credit - CASE WHEN is_payment THEN line.debit ELSE 0 END)
                       AS paid
              FROM total
              JOIN line ON line.household_id = total.household_id
                       AND line.day >= date_trunc('month', total.last_term)
             GROUP BY 1
        ),
        receipt AS (
            SELECT household_id,
                   MAX(day) FILTER (WHERE n = 1) AS last,
                   MAX(day) FILTER (WHERE n = 2) AS second,
                   MAX(day) FILTER (WHERE n = 3) AS third
              FROM (SELECT household_id, day,
                           row_number() OVER (PARTITION BY household_id
                                                  ORDER BY day DESC) AS n
                      FROM (SELECT DISTINCT household_id, day FROM line
                             WHERE credit > 0 AND is_payment
                               AND kind IS DISTINCT FROM 'benefit') d) r
             WHERE n <= 3
             GROUP BY 1
        ),
        reject AS (
            SELECT household_id,
                   MAX(day) FILTER (WHERE n = 1) AS last,
                   MAX(day) FILTER (WHERE n = 2) AS before
              FROM (SELECT household_id, day,
                           row_number() OVER (PARTITION BY household_id
                                                  ORDER BY day DESC, id DESC) AS n
                      FROM line WHERE debit > 0 AND is_payment) r
             WHERE n <= 2
             GROUP BY 1
        ),
        habit AS (
            SELECT household_id,
                   regr_slope(closing_balance, -rank) FILTER (WHERE rank <= 6) AS slope,
                   count(*) FILTER (WHERE term BETWEEN 2 AND 13
                                      AND closing_balance <= 0) AS punctual,
                   count(*) FILTER (WHERE whole <= 3 AND due > benefit AND paid > 0
                                      AND paid < 0.9 * (due - benefit)) AS partial,
                   MAX(due) FILTER (WHERE term = 1)
                   - percentile_cont(0.5) WITHIN GROUP (ORDER BY due)
                       FILTER (WHERE term BETWEEN 2 AND 7) AS jump,
                   MAX(month) FILTER (WHERE term = 1) AS last_month,
                   MAX(benefit) FILTER (WHERE term = 1) AS last_benefit,
                   MAX(benefit) FILTER (WHERE whole = 1) AS whole_benefit,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY benefit)
                       FILTER (WHERE whole BETWEEN 2 AND 7) AS usual_benefit
              FROM month
             GROUP BY 1
        )
        SELECT h.id AS household_id,
               COALESCE(total.overdue, 0) AS overdue,
               CASE WHEN h.net_rent > 0
                    THEN round(COALESCE(total.overdue, 0) / h.net_rent, 2)
                    ELSE 0 END AS net_months,
               unpaid.oldest AS oldest_unpaid_date,
               total.last_payment AS last_payment_date,
               round(COALESCE(habit.slope, 0)::numeric, 2) AS trend,
               total.last_term AS last_term_date,
               COALESCE(term.amount, 0) AS last_term_amount,
               LEAST(GREATEST(COALESCE(term.amount - term.paid, 0), 0),
                     COALESCE(total.overdue, 0)) AS current_rent_missing,
               LEAST(GREATEST(COALESCE(term.amount - term.paid, 0), 0),
                     COALESCE(total.overdue, 0)) = 0 AS current_rent_paid,
               CASE WHEN habit.last_month
                         >= date_trunc('month', %(day)s::date) - interval '1 month'
                    THEN GREATEST(COALESCE(h.housing_benefit, 0)
                                  - habit.last_benefit, 0)
                    ELSE 0 END AS benefit_pending,
               CASE WHEN habit.usual_benefit > 0
                    THEN round((habit.whole_benefit / habit.usual_benefit)::numeric, 2)
                    ELSE 1 END AS benefit_ratio,
               round(GREATEST(COALESCE(habit.jump, 0), 0)::numeric, 2) AS due_jump,
               COALESCE(habit.punctual, 0)::int AS punctual_terms,
               COALESCE(habit.partial, 0)::int AS partial_terms,
               COALESCE(abs((receipt.last - receipt.second)
                            - (receipt.second - receipt.third)), 0) AS payment_drift,
               reject.last AS reject_date,
               reject.before AS reject_date_before
          FROM declic_household h
          LEFT JOIN total ON total.household_id = h.id
          LEFT JOIN unpaid ON unpaid.household_id = h.id
          LEFT JOIN term ON term.household_id = h.id
          LEFT JOIN receipt ON receipt.household_id = h.id
          LEFT JOIN reject ON reject.household_id = h.id
          LEFT JOIN habit ON habit.household_id = h.id
         WHERE h.active %(chosen)s
        """,
        lines=lines_sql,
        months=months_sql,
        day=day,
        chosen=chosen,
    )


def refresh_figures(cr, day, lines_sql, household_ids=None):
    """Write the figures of the households that changed; needs their ledger months.

    :param cr: cursor
    :param day: the date of the figures
    :param lines_sql: SELECT as :func:`ledger.lines` makes it
    :param household_ids: limit to these households, all the active ones when None
    :return: number of households written
    """
    stored = SQL(
        "SELECT household_id, month, due, fees, paid, benefit, closing_balance"
        "  FROM declic_ledger_month"
    )
    if household_ids is not None:
        stored = SQL("%s WHERE household_id = ANY(%s)", stored, list(household_ids))
    names = [SQL.identifier(name) for name in COLUMNS]
    cr.execute(
        SQL(
            """
        WITH fact AS MATERIALIZED (%(figures)s),
        changed AS (
            UPDATE declic_household h
               SET %(assign)s, ledger_stale = FALSE
              FROM fact f
             WHERE f.household_id = h.id
               AND (%(old)s) IS DISTINCT FROM (%(new)s)
            RETURNING 1
        ),
        read AS (
            UPDATE declic_household h
               SET ledger_stale = FALSE
              FROM fact f
             WHERE f.household_id = h.id AND h.ledger_stale
               AND (%(old)s) IS NOT DISTINCT FROM (%(new)s)
        )
        SELECT count(*) FROM changed
            """,
            figures=figures(day, lines_sql, stored, household_ids),
            assign=SQL(", ").join(SQL("%s = f.%s", name, name) for name in names),
            old=SQL(", ").join(SQL("h.%s", name) for name in names),
            new=SQL(", ").join(SQL("f.%s", name) for name in names),
        )
    )
    return cr.fetchone()[0]


def refresh_open(cr, day):
    """Write what the open lines alone tell, for a first night without ledger months.

    The arrears, their age and the net months of all active households in one statement
    that does not touch the history: the worklist is there within seconds, the habits
    follow with the months.

    :param cr: cursor
    :param day: the date of the figures
    :return: number of households written
    """
    cr.execute(
        SQL(
            """
        WITH fact AS MATERIALIZED (%(open)s)
        UPDATE declic_household h
           SET overdue = f.overdue, oldest_unpaid_date = f.oldest,
               net_months = CASE WHEN h.net_rent > 0
                                 THEN round(f.overdue / h.net_rent, 2) ELSE 0 END
          FROM fact f
         WHERE f.household_id = h.id
           AND (h.overdue, h.oldest_unpaid_date)
               IS DISTINCT FROM (f.overdue, f.oldest)
            """,
            open=watermark.open_balances(day),
        )
    )
    return cr.rowcount
