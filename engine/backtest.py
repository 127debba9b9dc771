"""What the rules would have proposed in the past, and whether they were right.

At the end of each month of the period the rules are evaluated with the entries and the
contacts dated up to that day and nothing later, and with the rent and the benefit in
force then. The event to foresee is the date of *impayé constitué*. Nothing is written.
"""

from odoo.tools import SQL

from . import arrears, awaited, figures, ledger, signals
from .rules import NOT_REPLAYED

# A proposal is right when the arrears are constituted within that many months after it.
HORIZON_MONTHS = 6


def proposals(cr, rules, day, company_ids):
    """Households in arrears at ``day``: those that the law does not know yet first, the
    most indebted of each first.

    :return: list of (household_id, proposed on both axes, raised on the debt axis, owes
        two months or more, its arrears are constituted already)
    """
    # Read once: a replay asks the lines several times.
    lines = ledger.stage(cr, day)
    rules = [rule for rule in rules if rule["code"] not in NOT_REPLAYED]
    cr.execute(
        SQL(
            """
        WITH fact AS MATERIALIZED (
            SELECT f.*, e.default_date, e.constituted_date AS arrears_date
              FROM (%(figures)s) f
              LEFT JOIN (%(episodes)s) e
                ON e.household_id = f.household_id AND e.cleared_date IS NULL
        ),
        seen AS (%(seen)s)
        SELECT f.household_id,
               COALESCE(bool_or(s.axis = 'debt') AND bool_or(s.axis = 'silence'),
                        FALSE),
               COALESCE(bool_or(s.axis = 'debt'), FALSE),
               f.net_months >= 2,
               f.arrears_date IS NOT NULL
          FROM fact f
          JOIN declic_household h ON h.id = f.household_id
          LEFT JOIN seen s ON s.household_id = f.household_id
         WHERE h.company_id = ANY(%(companies)s) AND f.overdue > 0
         GROUP BY f.household_id, f.net_months, f.arrears_date
         ORDER BY f.arrears_date IS NOT NULL, f.net_months DESC, f.household_id
            """,
            figures=figures.figures(
                day, lines, ledger.months(lines), households=awaited.households(day)
            ),
            episodes=arrears.episodes(day, lines),
            seen=signals.seen(rules, day, SQL("SELECT * FROM fact")),
            companies=list(company_ids),
        )
    )
    return cr.fetchall()


def events(cr, day, company_ids):
    """Dates of impayé constitué known at ``day``: list of (household_id, date)."""
    cr.execute(
        SQL(
            """
        SELECT e.household_id, e.constituted_date
          FROM (%(episodes)s) e
          JOIN declic_household h ON h.id = e.household_id
         WHERE e.constituted_date IS NOT NULL AND h.company_id = ANY(%(companies)s)
         ORDER BY 1, 2
            """,
            episodes=arrears.episodes(day, ledger.lines(cr, day)),
            companies=list(company_ids),
        )
    )
    return cr.fetchall()
