"""What the repayment plans are compared with, read set-based from the posted entries.

Each function returns a SELECT over the tables that those before it left in the
transaction (see :func:`trajectory.stage`).
"""

from odoo.tools import SQL

from .natures import PAYMENT_JOURNALS, is_receivable


def plans(plan_ids):
    """The plans that are read, with the account holder of each."""
    return SQL(
        """
        SELECT p.id, p.household_id, p.company_id, p.date_start, p.kind,
               p.tolerance_days AS days, p.tolerance_amount AS tolerance, p.rent_first,
               p.amount_total, p.installment_amount, p.credit_start, p.partial_start,
               p.frequency::int AS frequency,
               CASE WHEN p.state = 'suspended' THEN p.date_suspended END AS suspended,
               h.partner_id, h.housing_benefit,
               p.installment_amount <> COALESCE(h.net_rent, 0) AS is_marked
          FROM declic_repayment_plan p
          JOIN declic_household h ON h.id = p.household_id
         WHERE p.id = ANY(%s) AND p.date_start IS NOT NULL
        """,
        list(plan_ids),
    )


def holders():
    return SQL(
        """
        SELECT id, company_id, partner_id FROM declic_staged_base
         UNION
        SELECT p.id, p.company_id, m.partner_id
          FROM declic_staged_base p
          JOIN declic_household_member m ON m.household_id = p.household_id
           AND m.role = 'co_holder' AND m.partner_id IS NOT NULL
        """
    )


def reductions(day):
    """What shortens the debts: matches of the covered lines that were not known at the
    signature, with something else than a payment or the month's benefit."""
    return SQL(
        """
        SELECT p.id, r.credit_move_id,
               CASE WHEN j.declic_kind = 'benefit' THEN 'benefit'
                    WHEN m.move_type = 'out_refund' THEN 'credit'
                    ELSE 'other' END AS source,
               r.amount
          FROM declic_staged_base p
          JOIN declic_repayment_plan_line c ON c.plan_id = p.id
          JOIN account_partial_reconcile r ON r.debit_move_id = c.move_line_id
           AND (r.id > p.partial_start OR r.max_date > p.date_start)
          JOIN account_move_line l ON l.id = r.credit_move_id AND l.date <= %(day)s
          JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'
          JOIN account_journal j ON j.id = l.journal_id
         WHERE (j.declic_kind = 'benefit' AND -l.balance <> p.housing_benefit)
            OR (j.declic_kind IS DISTINCT FROM 'benefit'
                AND NOT j.type = ANY(%(payment)s))
        """,
        day=day,
        payment=list(PAYMENT_JOURNALS),
    )


def debts():
    """What is left of each covered debt once it was shortened, EUR."""
    return SQL(
        """
        SELECT p.id, p.amount_total - COALESCE(SUM(r.amount), 0) AS total,
               COALESCE(SUM(r.amount) FILTER (WHERE source = 'benefit'), 0) AS benefit,
               COALESCE(SUM(r.amount) FILTER (WHERE source = 'credit'), 0) AS credit,
               COALESCE(SUM(r.amount) FILTER (WHERE source = 'other'), 0) AS other
          FROM declic_staged_base p
          LEFT JOIN declic_staged_reduction r ON r.id = p.id
         GROUP BY p.id, p.amount_total
        """
    )


def instalments():
    """The instalments, the last ones cut off where the debt was shortened."""
    return SQL(
        """
        SELECT i.id AS inst_id, i.id_plan AS id, i.date_due, i.before,
               LEAST(i.amount, GREATEST(d.total - i.before, 0)) AS amount_due,
               COALESCE(i.date_due >= p.suspended, FALSE) AS waits
          FROM (SELECT id, plan_id AS id_plan, date_due, amount,
                       SUM(amount) OVER (PARTITION BY plan_id ORDER BY date_due, id)
                       - amount AS before
                  FROM declic_repayment_installment
                 WHERE plan_id IN (SELECT id FROM declic_staged_base)) i
          JOIN declic_staged_base p ON p.id = i.id_plan
          JOIN declic_staged_debt d ON d.id = i.id_plan
        """
    )


def lines():
    """The ledgers of the plans, one row per posted receivable line.

    ``paid``, ``marked`` (of exactly one instalment), ``rent``: EUR; ``number`` counts
    the payments since the signature; ``matched``: what was matched, signed.
    """
    return SQL(
        """
        SELECT p.id,
               GREATEST(CASE WHEN l.balance > 0 THEN COALESCE(l.date_maturity, l.date)
                             ELSE l.date END, p.date_start) AS day,
               CASE WHEN k.is_payment THEN -l.balance
                    WHEN l.balance < 0 THEN -l.balance - COALESCE(s.amount, 0)
                    ELSE 0 END AS paid,
               CASE WHEN k.is_payment AND p.is_marked AND l.date > p.date_start
                         AND abs(l.balance) = p.installment_amount
                    THEN -l.balance ELSE 0 END AS marked,
               CASE WHEN NOT k.is_payment AND l.balance > 0
                         AND j.declic_kind IS DISTINCT FROM 'fee' AND c.id IS NULL
                         AND COALESCE(l.date_maturity, l.date) > p.date_start
                    THEN l.balance ELSE 0 END AS rent,
               CASE WHEN k.is_payment AND l.date > p.date_start
                    THEN sign(-l.balance)::int ELSE 0 END AS number,
               l.balance - l.amount_residual AS matched
          FROM declic_staged_holder h
          JOIN declic_staged_base p ON p.id = h.id
          JOIN account_move_line l ON l.partner_id = h.partner_id
           AND l.company_id = h.company_id AND l.parent_state = 'posted'
           AND %(receivable)s
          JOIN account_journal j ON j.id = l.journal_id
          CROSS JOIN LATERAL (
              SELECT j.type = ANY(%(payment)s)
                     AND j.declic_kind IS DISTINCT FROM 'benefit' AS is_payment) k
          LEFT JOIN declic_repayment_plan_line c
            ON c.plan_id = p.id AND c.move_line_id = l.id
          LEFT JOIN (SELECT id, credit_move_id, SUM(amount) AS amount
                       FROM declic_staged_reduction GROUP BY 1, 2) s
            ON s.id = p.id AND s.credit_move_id = l.id
        """,
        payment=list(PAYMENT_JOURNALS),
        receivable=is_receivable(),
    )


def others(day):
    """What somebody else's entry paid of a household's lines, by matching.

    Matches among a household's own lines cancel out: only the ledgers where something
    is left over are looked at.
    """
    return SQL(
        """
        SELECT p.id, GREATEST(l.date, p.date_start) AS day, r.amount AS paid,
               l.date > p.date_start AS is_since
          FROM (SELECT id FROM declic_staged_line
                 GROUP BY id HAVING SUM(matched) <> 0) found
          JOIN declic_staged_base p ON p.id = found.id
          JOIN declic_staged_holder h ON h.id = p.id
          JOIN account_move_line d ON d.partner_id = h.partner_id
           AND d.company_id = h.company_id AND d.parent_state = 'posted'
           AND d.balance > 0
          JOIN account_partial_reconcile r ON r.debit_move_id = d.id
          JOIN account_move_line l ON l.id = r.credit_move_id AND l.date <= %s
         WHERE NOT EXISTS (SELECT 1 FROM declic_staged_reduction s
                            WHERE s.id = p.id AND s.credit_move_id = l.id)
           AND NOT EXISTS (SELECT 1 FROM declic_staged_holder own
                            WHERE own.id = p.id AND own.partner_id = l.partner_id)
        """,
        day,
    )


def _holders_of(household_id):
    """Partners whose entries make the ledger of one household."""
    return SQL(
        """
        SELECT partner_id, company_id FROM declic_household WHERE id = %(household)s
         UNION
        SELECT m.partner_id, h.company_id
          FROM declic_household h
          JOIN declic_household_member m ON m.household_id = h.id
           AND m.role = 'co_holder' AND m.partner_id IS NOT NULL
         WHERE h.id = %(household)s
        """,
        household=household_id,
    )


def start(cr, household_id, day):
    """What the ledger knew at the signature, frozen on the plan.

    :param day: day of the signature
    :return: tuple (credits already used by then, EUR; last match known): what was paid
        and not matched yet counts for the plan
    """
    cr.execute(
        SQL(
            """
        WITH holder AS (%(holders)s),
        line AS (
            SELECT l.id, l.balance,
                   l.balance < 0 OR (j.type = ANY(%(payment)s)
                       AND j.declic_kind IS DISTINCT FROM 'benefit') AS is_credit
              FROM holder
              JOIN account_move_line l ON l.partner_id = holder.partner_id
               AND l.company_id = holder.company_id AND l.parent_state = 'posted'
               AND %(receivable)s
              JOIN account_journal j ON j.id = l.journal_id
             WHERE CASE WHEN l.balance > 0 THEN COALESCE(l.date_maturity, l.date)
                        ELSE l.date END <= %(day)s
        )
        SELECT COALESCE((SELECT SUM(-balance) FROM line WHERE is_credit), 0)
               - COALESCE((
                   SELECT SUM(-l.balance - COALESCE(r.amount, 0))
                     FROM line l
                     LEFT JOIN LATERAL (
                         SELECT SUM(amount) AS amount
                           FROM account_partial_reconcile
                          WHERE credit_move_id = l.id AND max_date <= %(day)s) r ON TRUE
                    WHERE l.balance < 0), 0)
               + COALESCE((
                   SELECT SUM(r.amount)
                     FROM line l
                     JOIN account_partial_reconcile r ON r.debit_move_id = l.id
                     JOIN account_move_line c ON c.id = r.credit_move_id
                    WHERE l.balance > 0 AND c.date <= %(day)s
                      AND c.partner_id NOT IN (SELECT partner_id FROM holder)), 0),
               COALESCE((SELECT MAX(id) FROM account_partial_reconcile), 0)
            """,
            holders=_holders_of(household_id),
            day=day,
            payment=list(PAYMENT_JOURNALS),
            receivable=is_receivable(),
        )
    )
    return cr.fetchone()


def open_at(cr, household_id, day):
    """The debits of a household that were open at ``day``, oldest first.

    :return: list of (line id, what was left to pay then in EUR, whether it is a cost of
        procedure)
    """
    cr.execute(
        SQL(
            """
        SELECT l.id, l.balance - COALESCE(r.amount, 0), j.declic_kind = 'fee'
          FROM (%(holders)s) holder
          JOIN account_move_line l ON l.partner_id = holder.partner_id
           AND l.company_id = holder.company_id AND l.parent_state = 'posted'
           AND l.balance > 0 AND %(receivable)s
          JOIN account_journal j ON j.id = l.journal_id
          LEFT JOIN LATERAL (
              SELECT SUM(amount) AS amount FROM account_partial_reconcile
               WHERE debit_move_id = l.id AND max_date <= %(day)s) r ON TRUE
         WHERE COALESCE(l.date_maturity, l.date) <= %(day)s
           AND l.balance > COALESCE(r.amount, 0)
         ORDER BY COALESCE(l.date_maturity, l.date), l.id
            """,
            holders=_holders_of(household_id),
            day=day,
            receivable=is_receivable(),
        )
    )
    return cr.fetchall()
