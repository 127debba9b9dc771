"""The figures of a household at a day, from its ledger: one SELECT for all of them.

The oldest unpaid term follows first-in-first-out: a payment extinguishes the oldest
debt first when the payer says nothing (art. 1342-10 of the Code civil). Habits are read
from the ledger months; a term is on time when its month closes without debt.
"""

from odoo.tools import SQL

from . import awaited, current_rent, habits, ledger
from .natures import UNDOING

HOUSEHOLDS = SQL.identifier("declic_household")
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
    "unclassified_count",
    "unallocated",
)


def figures(day, lines_sql, months_sql, household_ids=None, households=HOUSEHOLDS):
    """Table (household_id, net_rent, *COLUMNS) of the active households at ``day``.

    - ``overdue`` EUR; ``net_months`` that amount in months of net rent;
    - ``oldest_unpaid_date`` first-in-first-out; ``last_payment_date`` of a payment that
      did not come back; ``trend`` EUR a month: slope of the last six closing balances;
    - ``last_term_date``, ``last_term_amount`` EUR: the rent terms of the last month
      that has any; ``current_rent_missing`` EUR of them, after what was paid since
      shortly before they fell due and the benefit awaited; nothing without arrears;
    - ``benefit_pending`` EUR announced and not received yet; ``benefit_ratio``: the
      last whole month's benefit over the usual one; ``due_jump`` EUR: the last term's
      month over the usual month;
    - ``punctual_terms``: of the twelve months before the last term's, those closed
      without debt; ``partial_terms``: of the last three whole months, those paid
      between nothing and 90 %;
    - ``payment_drift`` days: change between the last two gaps of payments;
    - ``reject_date``, ``reject_date_before``: the last two payments that came back;
      ``unclassified_count``: lines whose nature no rule knows; ``unallocated`` EUR:
      credits that are not matched yet.

    :param day: date of the figures
    :param lines_sql: SELECT as :func:`ledger.lines` makes it
    :param months_sql: SELECT with the columns of :func:`ledger.months`
    :param household_ids: limit to these households, all the active ones when None
    :param households: their table, with the values in force at ``day`` when that is
        past: :func:`awaited.households`
    """
    chosen = SQL()
    if household_ids is not None:
        chosen = SQL("AND h.id = ANY(%s)", list(household_ids))
    tables = (
        ("line", lines_sql),
        ("month", _months(day, months_sql)),
        ("total", _totals()),
        ("unpaid", _unpaid()),
        ("awaited", _awaited()),
        ("rent_month", current_rent.months()),
        ("term", current_rent.paid()),
        ("receipt", habits.receipts()),
        ("reject", habits.rejects()),
        ("habit", habits.habits()),
    )
    return SQL(
        "WITH %s %s",
        SQL(", ").join(
            SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), select)
            for name, select in tables
        ),
        _told(day, chosen, households),
    )


def _months(day, months_sql):
    """The ledger months, the latest first: ``rank`` of all, ``term`` of those with
    something due, ``whole`` of those that are over."""
    return SQL(
        """
        SELECT m.*,
               row_number() OVER by_month AS rank,
               LAG(closing_balance - due) OVER by_month AS later_balance,
               CASE WHEN due > 0
                    THEN count(*) FILTER (WHERE due > 0) OVER by_month END AS term,
               CASE WHEN month < date_trunc('month', %(day)s::date)
                    THEN count(*) FILTER (
                        WHERE month < date_trunc('month', %(day)s::date))
                        OVER by_month END AS whole
          FROM (%(months)s) m
        WINDOW by_month AS (PARTITION BY household_id ORDER BY month DESC)
        """,
        months=months_sql,
        day=day,
    )


def _totals():
    return SQL(
        """
        SELECT household_id,
               GREATEST(SUM(debit) - SUM(credit), 0) AS overdue,
               count(*) FILTER (WHERE nature IS NULL) AS unclassified,
               SUM(free) AS unallocated
          FROM line
         GROUP BY 1
        """
    )


def _unpaid():
    """The oldest unpaid term: what is owed is the newest of the debits. A debt that was
    moved within the ledger is no new term."""
    return SQL(
        """
        SELECT household_id,
               COALESCE(MAX(since) FILTER (WHERE from_here >= overdue), MIN(since))
                   AS oldest
          FROM (SELECT line.household_id, line.since, total.overdue,
                       SUM(line.debit) OVER (
                           PARTITION BY line.household_id
                           ORDER BY line.since DESC, line.id DESC) AS from_here
                  FROM line
                  JOIN total ON total.household_id = line.household_id
                  LEFT JOIN (
                      SELECT household_id, move_id
                        FROM line
                       WHERE move_id IN (
                             SELECT move_id FROM line WHERE nature = 'transfer')
                       GROUP BY 1, 2 HAVING SUM(debit - credit) > 0) moved
                    ON moved.household_id = line.household_id
                   AND moved.move_id = line.move_id
                 WHERE line.debit > 0 AND total.overdue > 0
                   AND (nature IS NULL OR nature NOT IN %(undoing)s)
                   AND (nature IS DISTINCT FROM 'transfer'
                        OR moved.move_id IS NOT NULL)) walk
         GROUP BY 1
        """,
        undoing=UNDOING,
    )


def _awaited():
    """What the office owes at the end, of the households in arrears."""
    return SQL(
        """
        SELECT DISTINCT ON (household_id) household_id, pending
          FROM (%s) s ORDER BY household_id, day DESC
        """,
        awaited.steps(
            SQL(
                "SELECT line.* FROM line JOIN total USING (household_id)"
                " WHERE overdue > 0"
            )
        ),
    )


def _told(day, chosen, households):
    return SQL(
        """
        SELECT f.household_id, f.net_rent, f.overdue, f.net_months,
               f.oldest_unpaid_date, f.last_payment_date, f.trend,
               f.last_term_date, f.last_term_amount,
               f.missing AS current_rent_missing,
               f.missing = 0 AS current_rent_paid,
               f.benefit_pending, f.benefit_ratio, f.due_jump, f.punctual_terms,
               f.partial_terms, f.payment_drift, f.reject_date, f.reject_date_before,
               f.unclassified_count, f.unallocated
          FROM (
        SELECT h.id AS household_id, h.net_rent,
               COALESCE(total.overdue, 0) AS overdue,
               CASE WHEN h.net_rent > 0
                    THEN round(COALESCE(total.overdue, 0) / h.net_rent, 2)
                    ELSE 0 END AS net_months,
               unpaid.oldest AS oldest_unpaid_date,
               receipt.last AS last_payment_date,
               round(COALESCE(habit.slope, 0)::numeric, 2) AS trend,
               rent.due AS last_term_date,
               COALESCE(rent.amount, 0) AS last_term_amount,
               LEAST(GREATEST(COALESCE(
                         term.amount - COALESCE(term.paid, 0) - COALESCE(term.early, 0)
                         - COALESCE(awaited.pending, 0), 0), 0),
                     COALESCE(total.overdue, 0)) AS missing,
               CASE WHEN COALESCE(total.overdue, 0) = 0 THEN 0
                    WHEN h.benefit_status IN %(paid)s OR habit.has_benefit
                    THEN LEAST(COALESCE(awaited.pending, 0), total.overdue)
                    WHEN h.benefit_status IS NULL AND habit.last_month
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
               reject.before AS reject_date_before,
               COALESCE(total.unclassified, 0)::int AS unclassified_count,
               COALESCE(total.unallocated, 0) AS unallocated
          FROM %(households)s h
          LEFT JOIN total ON total.household_id = h.id
          LEFT JOIN unpaid ON unpaid.household_id = h.id
          LEFT JOIN awaited ON awaited.household_id = h.id
          LEFT JOIN rent_month rent ON rent.household_id = h.id
          LEFT JOIN term ON term.household_id = h.id
          LEFT JOIN receipt ON receipt.household_id = h.id
          LEFT JOIN reject ON reject.household_id = h.id
          LEFT JOIN habit ON habit.household_id = h.id
         WHERE h.active %(chosen)s) f
        """,
        day=day,
        chosen=chosen,
        households=households,
        paid=awaited.TO_LANDLORD,
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
        "SELECT household_id, month, due, fees, paid, benefit, other, closing_balance"
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
            open=ledger.open_balances(cr, day),
        )
    )
    return cr.rowcount
