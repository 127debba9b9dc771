"""Which repayment plans a night has to work out again.

Everything that a plan follows from is summed into one number: the lines that its
household may own and that count by the day, how they are matched, what its terms have
come to, and what tells lines and payments apart. A plan whose number did not change
cannot say anything else than the night before.
"""

from odoo.tools import SQL

from . import holders
from .ledger import effective_day
from .natures import is_receivable


def moved(cr, day, plan_ids, stale_company_ids=()):
    """The plans among ``plan_ids`` whose number changed, in one query.

    :param day: date of the comparison
    :param stale_company_ids: where the ledger is too old to break a plan
    :return: list of (plan id, number as text)
    """
    cr.execute(
        "SELECT DISTINCT household_id FROM declic_repayment_plan WHERE id = ANY(%s)",
        [list(plan_ids)],
    )
    households = [row[0] for row in cr.fetchall()]
    cr.execute(
        SQL(
            """
        WITH reading AS (
            -- What every line is: rules, journals and accounts.
            SELECT (SELECT SUM(hash_record_extended(r, 0)) FROM (
                        SELECT id, write_date FROM declic_line_rule WHERE active) r)
                 + (SELECT SUM(hash_record_extended(j, 0)) FROM (
                        SELECT id, type, declic_kind FROM account_journal) j)
                 + (SELECT COALESCE(SUM(hash_record_extended(a, 0)), 0) FROM (
                        SELECT id FROM account_account
                         WHERE account_type = 'asset_receivable'
                           AND declic_left_out IS NOT TRUE) a) AS print
        ),
        plan AS MATERIALIZED (
            SELECT p.id, p.household_id, p.tolerance_days AS days,
                   p.frequency::int AS frequency, p.ledger_print,
                   p.state || ':' || COALESCE(h.net_rent, 0) || ':'
                       || COALESCE(h.housing_benefit, 0) || ':'
                       || COALESCE((
                           SELECT SUM(hash_record_extended(
                                      (b.month, b.kind, b.announced), 0)) || ':'
                             FROM declic_benefit_month b
                            WHERE b.household_id = h.id AND b.is_announced), '')
                       || (SELECT print FROM reading)
                       || (p.company_id = ANY(%(stale)s))::text AS facts
              FROM declic_repayment_plan p
              JOIN declic_household h ON h.id = p.household_id
             WHERE p.id = ANY(%(plans)s)
        ),
        line AS (
            SELECT plan.id,
                   SUM(hash_record_extended(
                       (l.id, l.balance, l.amount_residual, l.date, l.date_maturity,
                        l.matching_number, t.date_from, t.date_to), 0))
                   + count(*) FILTER (
                       WHERE %(effective)s + plan.days < %(day)s) AS print
              FROM plan
              JOIN (%(claims)s) t ON t.household_id = plan.household_id
              JOIN account_move_line l ON l.partner_id = t.partner_id
               AND l.company_id = t.company_id AND l.parent_state = 'posted'
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
            stale=list(stale_company_ids),
            claims=holders.claims(households),
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
