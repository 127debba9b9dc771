"""Expected against real: what a repayment plan should have brought at a day.

A plan is a trajectory, not a matching: payments default to the oldest debt, so the
reconciliation says nothing about whether the current rent or the instalment was paid.
What was paid since the start goes to the current rent first and to the plan next (or
the other way round, by setting), so four outcomes exist and all of them are shown.
"""

from odoo.tools import SQL


def split_payments(paid, rent_due, instalments_due, rent_first=True):
    """Share out what was paid since the start between current rent and plan.

    :param paid: Σ credits since the start, EUR
    :param rent_due: Σ terms of current rent due since the start, EUR
    :param instalments_due: Σ instalments due, EUR
    :param rent_first: first euro to the current rent, else to the plan
    :return: tuple (paid on the current rent, paid on the plan), EUR; what exceeds
        both goes to the plan, as paid ahead
    """
    if rent_first:
        on_rent = min(paid, rent_due)
        return on_rent, paid - on_rent
    on_plan = min(paid, instalments_due)
    on_rent = min(paid - on_plan, rent_due)
    return on_rent, paid - on_rent


def outcome(paid, rent_due, instalments_due, tolerance=0.0, rent_first=True):
    """Which of the two undertakings is kept at a day.

    :param tolerance: shortfall that is still forgiven, EUR
    :return: ``"both"``, ``"rent"``, ``"plan"`` or ``"neither"``
    """
    on_rent, on_plan = split_payments(paid, rent_due, instalments_due, rent_first)
    rent_kept = on_rent + tolerance >= rent_due
    plan_kept = on_plan + tolerance >= instalments_due
    if rent_kept:
        return "both" if plan_kept else "rent"
    return "plan" if plan_kept else "neither"


def read_plans(cr, day, plan_ids):
    """Read what the trajectory of each plan is compared with, in one query.

    Counted since the plan started: the credits of the household (EUR), the terms of
    current rent due (debits by maturity; covered terms and procedure costs are not
    current rent), and the instalments due once the tolerance has run out.

    :param cr: cursor
    :param day: the date of the comparison
    :param plan_ids: ids of started plans
    :return: list of tuples (plan id, paid, rent due, instalments due at ``day``,
        instalments due ``tolerance_days`` ago), EUR
    """
    cr.execute(
        SQL(
            """
        WITH plan AS (
            SELECT p.id, p.household_id, p.company_id, p.date_start, p.tolerance_days
              FROM declic_repayment_plan p
             WHERE p.id = ANY(%(plans)s)
        ),
        ledger AS (
            SELECT plan.id,
                   SUM(GREATEST(-l.balance, 0)) FILTER (
                       WHERE l.date > plan.date_start AND l.date <= %(day)s) AS paid,
                   SUM(GREATEST(l.balance, 0)) FILTER (
                       WHERE COALESCE(l.date_maturity, l.date) > plan.date_start
                         AND COALESCE(l.date_maturity, l.date) <= %(day)s
                         AND j.declic_kind IS DISTINCT FROM 'fee'
                         AND c.id IS NULL) AS rent_due
              FROM plan
              JOIN declic_household h ON h.id = plan.household_id
              JOIN LATERAL (
                  SELECT h.partner_id UNION SELECT m.partner_id
                    FROM declic_household_member m
                   WHERE m.household_id = h.id AND m.role = 'co_holder'
              ) holder ON TRUE
              JOIN account_move_line l ON l.partner_id = holder.partner_id
                   AND l.company_id = plan.company_id AND l.parent_state = 'posted'
              JOIN account_account a ON a.id = l.account_id
                   AND a.account_type = 'asset_receivable'
              JOIN account_journal j ON j.id = l.journal_id
              LEFT JOIN declic_repayment_plan_line c
                ON c.plan_id = plan.id AND c.move_line_id = l.id
             GROUP BY plan.id
        ),
        instalment AS (
            SELECT plan.id,
                   SUM(i.amount) FILTER (WHERE i.date_due <= %(day)s) AS due,
                   SUM(i.amount) FILTER (
                       WHERE i.date_due + plan.tolerance_days < %(day)s) AS late
              FROM plan JOIN declic_repayment_installment i ON i.plan_id = plan.id
             GROUP BY plan.id
        )
        SELECT plan.id, COALESCE(ledger.paid, 0), COALESCE(ledger.rent_due, 0),
               COALESCE(instalment.due, 0), COALESCE(instalment.late, 0)
          FROM plan
          LEFT JOIN ledger USING (id)
          LEFT JOIN instalment USING (id)
            """,
            plans=list(plan_ids),
            day=day,
        )
    )
    return cr.fetchall()
