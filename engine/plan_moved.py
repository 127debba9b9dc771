"""Which repayment plans a night has to work out again.

Everything that a plan follows from is summed into one number: its ledger's lines that
count by the day, how they are matched, what its terms have come to, and the two amounts
of the household that tell payments apart. A plan whose number did not change cannot say
anything else than the night before.
"""

from odoo.tools import SQL

from .ledger import effective_day, is_receivable


def moved(cr, day, plan_ids):
    """The plans among ``plan_ids`` whose number changed, in one query.

    :param day: date of the comparison
    :return: list of (plan id, number as text)
    """
    cr.execute(
        SQL(
            """
        WITH plan AS MATERIALIZED (
            SELECT p.id, p.company_id, p.household_id, p.tolerance_days AS days,
                   p.frequency::int AS frequency, p.ledger_print, p.partner_id,
                   p.state || ':' || COALESCE(h.net_rent, 0) || ':'
                       || COALESCE(h.housing_benefit, 0) AS facts
              FROM declic_repayment_plan p
              JOIN declic_household h ON h.id = p.household_id
             WHERE p.id = ANY(%(plans)s)
        ),
        holder AS (
            SELECT id, company_id, days, partner_id FROM plan
             UNION
            SELECT plan.id, plan.company_id, plan.days, m.partner_id
              FROM plan
              JOIN declic_household_member m ON m.household_id = plan.household_id
               AND m.role = 'co_holder' AND m.partner_id IS NOT NULL
        ),
        line AS (
            SELECT holder.id,
                   SUM(hash_record_extended(
                       (l.id, l.balance, l.amount_residual, l.date, l.date_maturity,
                        l.matching_number), 0))
                   + count(*) FILTER (
                       WHERE %(effective)s + holder.days < %(day)s) AS print
              FROM holder
              JOIN account_move_line l ON l.partner_id = holder.partner_id
               AND l.company_id = holder.company_id AND l.parent_state = 'posted'
               AND %(receivable)s AND %(effective)s <= %(day)s
             GROUP BY 1
        ),
        instalment AS (
            SELECT i.plan_id AS id,
                   count(*) FILTER (WHERE i.date_due <= %(day)s) * 1000000
                   + count(*) FILTER (WHERE i.date_due + plan.days < %(day)s) * 1000
                   + count(*) FILTER (
                       WHERE (i.date_due + make_interval(months => plan.frequency)
                              )::date + plan.days < %(day)s) AS print
              FROM plan
              JOIN declic_repayment_installment i ON i.plan_id = plan.id
             GROUP BY 1
        )
        SELECT plan.id, told.print
          FROM plan
          LEFT JOIN line USING (id)
          LEFT JOIN instalment USING (id)
          CROSS JOIN LATERAL (
              SELECT plan.facts || ':' || COALESCE(line.print, 0) || ':'
                     || COALESCE(instalment.print, 0) AS print) told
         WHERE told.print IS DISTINCT FROM plan.ledger_print
         ORDER BY 1
            """,
            plans=list(plan_ids),
            day=day,
            receivable=is_receivable(),
            effective=effective_day(),
        )
    )
    return cr.fetchall()


def keep(cr, prints):
    """Keep the numbers of plans that were worked out; as :func:`moved` returns them."""
    cr.execute(
        "UPDATE declic_repayment_plan p SET ledger_print = n.print"
        "  FROM unnest(%s, %s) AS n(id, print) WHERE n.id = p.id",
        [[row[0] for row in prints], [row[1] for row in prints]],
    )
