"""How a household pays: when, what came back, how its months close.

The SELECTs read the tables ``line`` (:func:`ledger.lines`), ``month`` and
``rent_month`` of :func:`figures.figures`.
"""

from odoo.tools import SQL

# A rent that falls due after this day of the month is paid in the month after.
LATE_DAY = 20


def receipts():
    """The last three days on which a payment was made that did not come back.

    A payment that came back and is matched stands at the day of the payment; another
    takes away the last ones before it.
    """
    return SQL(
        """
        SELECT household_id,
               MAX(day) FILTER (WHERE n = 1) AS last,
               MAX(day) FILTER (WHERE n = 2) AS second,
               MAX(day) FILTER (WHERE n = 3) AS third
          FROM (SELECT household_id, day,
                       row_number() OVER (PARTITION BY household_id
                                              ORDER BY day DESC) AS n
                  FROM (SELECT household_id, day, amount,
                               SUM(amount) OVER (PARTITION BY household_id
                                                     ORDER BY day DESC) AS stays
                          FROM (SELECT household_id, since AS day,
                                       SUM(credit - debit) AS amount
                                  FROM line
                                 WHERE nature IN ('payment', 'returned')
                                 GROUP BY 1, 2) d) s
                 WHERE amount > 0 AND stays > 0) r
         WHERE n <= 3
         GROUP BY 1
        """
    )


def rejects():
    return SQL(
        """
        SELECT household_id,
               MAX(day) FILTER (WHERE n = 1) AS last,
               MAX(day) FILTER (WHERE n = 2) AS before
          FROM (SELECT household_id, day,
                       row_number() OVER (PARTITION BY household_id
                                              ORDER BY day DESC, id DESC) AS n
                  FROM line WHERE debit > 0 AND nature = 'returned') r
         WHERE n <= 2
         GROUP BY 1
        """
    )


def habits():
    # Of rents that fall due late in the month: on time when the month after owes no
    # more than its own.
    return SQL(
        """
        SELECT household_id,
               regr_slope(closing_balance, -rank) FILTER (WHERE rank <= 6) AS slope,
               count(*) FILTER (WHERE term BETWEEN 2 AND 13
                                  AND (closing_balance <= 0
                                       OR (late_due AND later_balance <= 0)))
                   AS punctual,
               count(*) FILTER (WHERE whole <= 3 AND due > benefit AND paid > 0
                                  AND paid < 0.9 * (due - benefit)) AS partial,
               MAX(due) FILTER (WHERE term = 1)
               - percentile_cont(0.5) WITHIN GROUP (ORDER BY due)
                   FILTER (WHERE term BETWEEN 2 AND 7) AS jump,
               MAX(month) FILTER (WHERE term = 1) AS last_month,
               MAX(benefit) FILTER (WHERE term = 1) AS last_benefit,
               MAX(benefit) FILTER (WHERE whole = 1) AS whole_benefit,
               bool_or(benefit <> 0) AS has_benefit,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY benefit)
                   FILTER (WHERE whole BETWEEN 2 AND 7) AS usual_benefit
          FROM (SELECT month.*, EXTRACT(day FROM t.due) > %s AS late_due
                  FROM month
                  LEFT JOIN rent_month t
                    ON t.household_id = month.household_id) m
         GROUP BY 1
        """,
        LATE_DAY,
    )
