"""The current rent: the rent terms of the last month that has any, and what paid it.

The SELECTs read the tables ``line`` (:func:`ledger.lines`), ``total`` and
``rent_month`` of :func:`figures.figures`.
"""

from odoo.tools import SQL

from . import ledger

# Money that pays a rent: of the tenant, of somebody for him, of the benefit office.
PAYING = ("payment", "returned", "benefit")
# A rent may be paid that many days before it falls due.
EARLY_DAYS = 10


def months():
    """The rent terms of the last month that has any, and of the one before: one row a
    household, so that what joins it reads each line once, whatever the planner expects.
    """
    return SQL(
        """
        SELECT household_id, due[1] AS due, amount[1] AS amount,
               due[2] AS before_due, amount[2] AS before_amount
          FROM (SELECT household_id, ARRAY_AGG(due ORDER BY due DESC) AS due,
                       ARRAY_AGG(amount ORDER BY due DESC) AS amount
                  FROM (SELECT household_id, date_trunc('month', since) AS month,
                               MIN(day) FILTER (WHERE debit > 0) AS due,
                               SUM(debit - credit) AS amount
                          FROM line WHERE nature = 'rent'
                         GROUP BY 1, 2 HAVING SUM(debit - credit) > 0) m
                 GROUP BY 1) r
        """
    )


def paid():
    """The current rent and what was paid for it.

    A payment of the days before the term counts for it, unless accounting matched it
    with an older term while the rent before was not paid in its own time.
    """
    return SQL(
        """
        SELECT household_id, due, amount, paid,
               CASE WHEN paid_before >= before_amount THEN early ELSE early_newer END
                   AS early
          FROM (
        SELECT t.household_id, t.due, t.amount, t.before_amount,
               SUM(k.credit - k.debit) FILTER (WHERE k.since >= t.due) AS paid,
               SUM(k.credit - k.debit) FILTER (
                   WHERE k.since < t.due AND k.since >= t.due - %(early)s) AS early,
               SUM(k.credit - k.debit) FILTER (
                   WHERE k.since < t.due AND k.since >= t.due - %(early)s
                     AND NOT EXISTS (
                         SELECT 1 FROM account_partial_reconcile r
                           JOIN account_move_line d ON d.id = r.debit_move_id
                          WHERE r.credit_move_id = k.id
                            AND COALESCE(d.date_maturity, d.date) < t.due))
                   AS early_newer,
               SUM(k.credit - k.debit) FILTER (
                   WHERE k.since < t.due - %(early)s
                     AND k.since >= t.before_due - %(early)s) AS paid_before
          FROM rent_month t
          JOIN total ON total.household_id = t.household_id AND total.overdue > 0
          LEFT JOIN line k ON k.household_id = t.household_id
           AND k.nature IN %(paying)s
           AND k.since >= COALESCE(t.before_due, t.due) - %(early)s
         GROUP BY 1, 2, 3, 4) s
        """,
        paying=PAYING,
        early=EARLY_DAYS,
    )


def resuming_entry(cr, day, household_id):
    """The entry that completed the current rent, oldest first; None when the rent
    needed none or is not paid. Where the benefit made up the sum a day later, it is the
    household's own last payment before it that resumed the rent.

    :return: id of the accounting entry
    """
    cr.execute(
        SQL(
            """
        WITH line AS MATERIALIZED (%(lines)s), rent AS (%(rents)s),
        counted AS (
            SELECT k.*, t.amount,
                   row_number() OVER w AS rank, SUM(k.credit - k.debit) OVER w AS paid
              FROM rent t
              JOIN line k ON k.household_id = t.household_id
               AND k.nature IN %(paying)s AND k.since >= t.due - %(early)s
            WINDOW w AS (ORDER BY k.since, k.id)
        )
        SELECT move_id, id
          FROM counted
         WHERE credit > 0
           AND rank <= (SELECT MIN(rank) FROM counted WHERE paid >= amount)
         ORDER BY nature <> 'benefit' DESC, rank DESC LIMIT 1
            """,
            lines=ledger.lines(cr, day, [household_id]),
            rents=months(),
            paying=PAYING,
            early=EARLY_DAYS,
        )
    )
    row = cr.fetchone()
    if not row:
        return None
    if row[1] > 0:
        return row[0]
    # Somebody else's entry: the line carries the entry that it paid.
    cr.execute(
        "SELECT l.move_id FROM account_partial_reconcile r"
        "  JOIN account_move_line l ON l.id = r.credit_move_id WHERE r.id = %s",
        [-row[1]],
    )
    return cr.fetchone()[0]
