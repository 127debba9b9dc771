"""The housing benefit that the office owes and has not paid yet.

What is announced for a month and not there is no default of the tenant. For each month
with a rent term the benefit in force then is expected from the day of the term; what
the office pays is set against it. What it announced for that very month
(``declic_benefit_month``) goes before the amount on the household. A month whose
benefit came within a fifth of what was announced counts as paid: the amount changes
each year before the landlord is told. Nothing is awaited of an office that neither is
said to pay the landlord nor ever did.
"""

from odoo.tools import SQL

# A month whose benefit is that near to what was announced was paid, share of it.
NEAR = 0.2
# Beyond so many months without a cent the benefit is no longer awaited.
MONTHS = 6
# States of the benefit in which the landlord receives it, or will.
TO_LANDLORD = ("landlord", "requested")


def in_force(column, day, alias="h"):
    """Expression: the value of a household's column that was in force on ``day``.

    :param column: a column that ``declic_household_value`` keeps
    :param day: SQL of a date
    :param alias: the household
    """
    announced = SQL()
    if column == "housing_benefit":
        announced = SQL(
            "(SELECT b.announced FROM declic_benefit_month b WHERE b.household_id"
            " = %(h)s.id AND b.month = date_trunc('month', (%(day)s)::date)::date"
            " AND b.kind = 'monthly' AND b.is_announced), ",
            h=SQL.identifier(alias),
            day=day,
        )
    return SQL(
        "COALESCE(%(announced)s(SELECT v.%(column)s FROM declic_household_value v"
        " WHERE v.household_id = %(h)s.id AND (v.date_from IS NULL"
        " OR v.date_from <= %(day)s) AND %(day)s < v.date_to LIMIT 1),"
        " %(h)s.%(column)s, 0)",
        announced=announced,
        column=SQL.identifier(column),
        h=SQL.identifier(alias),
        day=day,
    )


def known(column, day, alias):
    """Expression: a household's type or size on ``day``; what was typed later fills
    what was not known then.

    :param column: a column that ``declic_household_value`` keeps
    :param day: SQL of a date
    :param alias: a table with the column as it is today, and ``household_id``
    """
    return SQL(
        "COALESCE((SELECT v.%(column)s FROM declic_household_value v"
        " WHERE v.household_id = %(c)s.household_id AND v.date_to > %(day)s"
        " AND v.%(column)s IS NOT NULL ORDER BY v.date_to LIMIT 1), %(c)s.%(column)s)",
        column=SQL.identifier(column),
        c=SQL.identifier(alias),
        day=day,
    )


def net_rent(day, alias="h"):
    """Expression: rent and charges less what reduces them, in force on ``day``, EUR."""
    return SQL(
        "GREATEST(%(rent)s + %(charges)s - %(reduction)s - %(benefit)s, 0)",
        rent=in_force("rent", day, alias),
        charges=in_force("charges", day, alias),
        reduction=in_force("rent_reduction", day, alias),
        benefit=in_force("housing_benefit", day, alias),
    )


def households(day):
    """Table of the households as they stood on ``day``: id, active, net_rent (EUR),
    benefit_status, housing_benefit (EUR)."""
    return SQL(
        """(
        SELECT h.id, h.active, %(rent)s AS net_rent, %(status)s AS benefit_status,
               %(benefit)s AS housing_benefit
          FROM declic_household h)
        """,
        rent=net_rent(day),
        status=_status(day, "h"),
        benefit=in_force("housing_benefit", day),
    )


def _status(day, alias):
    return SQL(
        "COALESCE((SELECT v.benefit_status FROM declic_household_value v"
        " WHERE v.household_id = %(h)s.id AND (v.date_from IS NULL"
        " OR v.date_from <= %(day)s) AND %(day)s < v.date_to LIMIT 1),"
        " %(h)s.benefit_status)",
        h=SQL.identifier(alias),
        day=day,
    )


def benefit_in_force(day, alias="h"):
    """Expression: the benefit that the landlord was to receive on ``day``, EUR: of the
    month, with the adjustments and without what the office withholds."""
    return SQL(
        "CASE WHEN COALESCE(%(status)s, 'landlord') IN %(paid)s"
        " THEN GREATEST(%(amount)s + COALESCE((SELECT SUM("
        " CASE b.kind WHEN 'withheld' THEN -b.announced ELSE b.announced END)"
        " FROM declic_benefit_month b"
        " WHERE b.household_id = %(h)s.id AND b.is_announced AND b.kind <> 'monthly'"
        " AND b.month = date_trunc('month', (%(day)s)::date)::date), 0), 0)"
        " ELSE 0 END",
        h=SQL.identifier(alias),
        day=day,
        status=_status(day, alias),
        paid=TO_LANDLORD,
        amount=in_force("housing_benefit", day, alias),
    )


def steps(lines_sql):
    """Table (household_id, day, pending): the benefit awaited from that day on, EUR.

    :param lines_sql: SELECT as :func:`ledger.lines` makes it
    """
    return SQL(
        """
        WITH line AS (
            SELECT household_id, day, date_trunc('month', day)::date AS month, nature,
                   debit, credit
              FROM (%(lines)s) l WHERE nature IN ('rent', 'benefit')
        ),
        term AS (
            SELECT household_id, month, MIN(day) AS day
              FROM line WHERE nature = 'rent' AND debit > 0 GROUP BY 1, 2
        ),
        receipt AS (
            SELECT household_id, month, MAX(day) AS day, SUM(credit) AS amount
              FROM line WHERE nature = 'benefit' AND credit > 0 GROUP BY 1, 2
        ),
        month AS (
            SELECT COALESCE(t.household_id, r.household_id) AS household_id,
                   COALESCE(t.month, r.month) AS month,
                   t.day AS term_day, r.day AS paid_day, r.amount,
                   CASE WHEN t.day IS NOT NULL THEN %(benefit)s ELSE 0 END AS expected
              FROM term t
              FULL JOIN receipt r ON r.household_id = t.household_id
               AND r.month = t.month
              JOIN declic_household h
                ON h.id = COALESCE(t.household_id, r.household_id)
              JOIN res_company c ON c.id = h.company_id
             WHERE (h.benefit_status IN %(paid)s OR EXISTS (
                       SELECT 1 FROM receipt k WHERE k.household_id = h.id))
        ),
        -- Paid in the month after, the first benefit that is seen is of a month before.
        counted AS (
            SELECT m.*,
                   CASE WHEN c.declic_benefit_delay = 'next' AND m.month = MIN(m.month)
                             OVER (PARTITION BY m.household_id) THEN 0
                        WHEN abs(m.amount - m.expected) <= %(near)s * m.expected
                        THEN m.expected ELSE m.amount END AS counts
              FROM month m
              JOIN declic_household h ON h.id = m.household_id
              JOIN res_company c ON c.id = h.company_id
        ),
        step AS (
            SELECT household_id, day, SUM(amount) AS delta, MAX(expected) AS expected
              FROM (
                SELECT household_id, term_day AS day, expected AS amount, expected
                  FROM counted WHERE term_day IS NOT NULL
                 UNION ALL
                SELECT household_id, GREATEST(paid_day, term_day), -counts, expected
                  FROM counted WHERE counts > 0) s
             GROUP BY 1, 2
        ),
        summed AS (
            SELECT household_id, day, expected,
                   SUM(delta) OVER (PARTITION BY household_id ORDER BY day) AS owed
              FROM step
        )
        SELECT household_id, day,
               LEAST(owed - LEAST(MIN(owed) OVER w, 0),
                     %(months)s * MAX(expected) OVER w) AS pending
          FROM summed WINDOW w AS (PARTITION BY household_id ORDER BY day)
        """,
        lines=lines_sql,
        benefit=benefit_in_force(SQL("t.day")),
        paid=TO_LANDLORD,
        near=NEAR,
        months=MONTHS,
    )
