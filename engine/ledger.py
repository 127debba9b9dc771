"""The facts of the rent ledger, read set-based from the posted entries.

The ledger of a household is the posted receivable lines of its holders (the account
holder and the co-holders) in its company. For a day D a debit counts from its
``date_maturity`` (each term of an invoice apart) and a credit from its ``date``::

    overdue(D) = max(0, Σ debits due ≤ D − Σ credits ≤ D)

The oldest unpaid term follows first-in-first-out: a payment extinguishes the oldest
debt first when the payer says nothing (art. 1342-10 of the Code civil). Hence no
figure depends on how a payment was reconciled.
"""

from odoo.tools import SQL

# Payments on account of the household, as told by the journal they were posted in.
PAYMENT_JOURNALS = ("bank", "cash", "credit")


def _tenants(household_ids):
    """Table of (household_id, company_id, partner_id): who holds which ledger."""
    chosen = SQL("AND h.id = ANY(%s)", list(household_ids)) if household_ids else SQL()
    return SQL(
        """
        SELECT h.id AS household_id, h.company_id, h.partner_id
          FROM declic_household h
         WHERE h.active %(chosen)s
         UNION
        SELECT h.id, h.company_id, m.partner_id
          FROM declic_household h
          JOIN declic_household_member m ON m.household_id = h.id
         WHERE h.active AND m.role = 'co_holder' AND m.partner_id IS NOT NULL
           %(chosen)s
        """,
        chosen=chosen,
    )


def _lines(household_ids):
    """Table of the ledgers: one row per posted receivable line, with its effective
    day (maturity of a debit, entry date of a credit) and its amounts in the
    company's currency (EUR)."""
    return SQL(
        """
        SELECT t.household_id, l.id, l.journal_id, l.balance,
               CASE WHEN l.balance > 0 THEN COALESCE(l.date_maturity, l.date)
                    ELSE l.date END AS day,
               GREATEST(l.balance, 0) AS debit,
               GREATEST(-l.balance, 0) AS credit
          FROM (%(tenants)s) t
          JOIN account_move_line l
            ON l.partner_id = t.partner_id AND l.company_id = t.company_id
          JOIN account_account a ON a.id = l.account_id
         WHERE l.parent_state = 'posted'
           AND a.account_type = 'asset_receivable'
        """,
        tenants=_tenants(household_ids),
    )


def refresh_months(cr, day, household_ids=None):
    """Bring ``declic_ledger_month`` in line with the ledger up to ``day``.

    One row per household and month in which something fell due or was paid: what was
    due (rent and charges), the procedure costs, what the household paid, what the
    benefit office paid, the closing balance and the overdue amount at month end, all
    in EUR. Only rows that differ are written, so a second run writes nothing.

    :param cr: cursor
    :param day: the date the months are built up to
    :param household_ids: limit to these households, all the active ones when empty
    :return: number of rows written or removed
    """
    chosen = (
        SQL("AND m.household_id = ANY(%s)", list(household_ids))
        if household_ids
        else SQL()
    )
    cr.execute(
        SQL(
            """
        WITH line AS MATERIALIZED (%(lines)s),
        month AS (
            SELECT line.household_id, date_trunc('month', line.day)::date AS month,
                   SUM(CASE WHEN j.declic_kind = 'fee' THEN 0 ELSE debit END) AS due,
                   SUM(CASE WHEN j.declic_kind = 'fee' THEN debit ELSE 0 END) AS fees,
                   SUM(CASE WHEN j.declic_kind = 'benefit' THEN 0 ELSE credit END)
                       AS paid,
                   SUM(CASE WHEN j.declic_kind = 'benefit' THEN credit ELSE 0 END)
                       AS benefit
              FROM line JOIN account_journal j ON j.id = line.journal_id
             WHERE line.day <= %(day)s
             GROUP BY 1, 2
        ),
        fact AS (
            SELECT household_id, month, due, fees, paid, benefit,
                   SUM(due + fees - paid - benefit)
                       OVER (PARTITION BY household_id ORDER BY month) AS closing
              FROM month
        ),
        stale AS (
            DELETE FROM declic_ledger_month m
             WHERE NOT EXISTS (SELECT 1 FROM fact f
                                WHERE f.household_id = m.household_id
                                  AND f.month = m.month) %(chosen)s
            RETURNING 1
        ),
        written AS (
            INSERT INTO declic_ledger_month AS m (
                household_id, company_id, month, due, fees, paid, benefit,
                closing_balance, overdue)
            SELECT f.household_id, h.company_id, f.month, f.due, f.fees, f.paid,
                   f.benefit, f.closing, GREATEST(f.closing, 0)
              FROM fact f
              JOIN declic_household h ON h.id = f.household_id
              LEFT JOIN declic_ledger_month o
                ON o.household_id = f.household_id AND o.month = f.month
             WHERE o.id IS NULL
                OR (o.due, o.fees, o.paid, o.benefit, o.closing_balance)
                   IS DISTINCT FROM (f.due, f.fees, f.paid, f.benefit, f.closing)
            ON CONFLICT (household_id, month) DO UPDATE
               SET due = EXCLUDED.due, fees = EXCLUDED.fees, paid = EXCLUDED.paid,
                   benefit = EXCLUDED.benefit,
                   closing_balance = EXCLUDED.closing_balance,
                   overdue = EXCLUDED.overdue
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM stale) + (SELECT count(*) FROM written)
            """,
            lines=_lines(household_ids),
            day=day,
            chosen=chosen,
        )
    )
    return cr.fetchone()[0]


def refresh_figures(cr, day, household_ids=None):
    """Write the arrears figures of the households at ``day``; needs the months.

    ``overdue`` in EUR, ``net_months`` in months of net rent, ``oldest_unpaid_date``
    first-in-first-out, ``last_payment_date`` (a receipt in a bank or cash journal),
    ``trend`` in EUR a month (slope of the closing balances of six months) and
    ``current_rent_paid`` (the month of the last term is paid in full).

    :param cr: cursor
    :param day: the date of the figures
    :param household_ids: limit to these households, all the active ones when empty
    :return: ids of the households whose figures changed
    """
    cr.execute(
        SQL(
            """
        WITH line AS MATERIALIZED (%(lines)s),
        total AS (
            SELECT line.household_id,
                   GREATEST(SUM(debit) - SUM(credit), 0) AS overdue,
                   MAX(day) FILTER (WHERE credit > 0 AND j.type = ANY(%(payment)s)
                                    AND j.declic_kind IS DISTINCT FROM 'benefit')
                       AS last_payment
              FROM line JOIN account_journal j ON j.id = line.journal_id
             WHERE line.day <= %(day)s
             GROUP BY 1
        ),
        unpaid AS (
            SELECT household_id, MAX(day) AS oldest
              FROM (SELECT line.household_id, line.day, total.overdue,
                           SUM(line.debit) OVER (
                               PARTITION BY line.household_id
                               ORDER BY line.day DESC, line.id DESC) AS from_here
                      FROM line JOIN total USING (household_id)
                     WHERE line.debit > 0 AND line.day <= %(day)s
                       AND total.overdue > 0) walk
             WHERE from_here >= overdue
             GROUP BY 1
        ),
        trend AS (
            SELECT household_id,
                   regr_slope(closing_balance,
                              extract(year FROM month) * 12
                              + extract(month FROM month)) AS slope
              FROM declic_ledger_month
             WHERE month > %(day)s::date - interval '6 months'
             GROUP BY 1
        ),
        current AS (
            SELECT DISTINCT ON (household_id) household_id,
                   paid + benefit >= due AS is_paid
              FROM declic_ledger_month
             WHERE due > 0 AND month <= %(day)s
             ORDER BY household_id, month DESC
        ),
        fact AS (
            SELECT h.id,
                   COALESCE(total.overdue, 0) AS overdue,
                   CASE WHEN h.net_rent > 0
                        THEN round((COALESCE(total.overdue, 0) / h.net_rent)::numeric,
                                   2)
                        ELSE 0 END AS net_months,
                   unpaid.oldest, total.last_payment,
                   round(COALESCE(trend.slope, 0)::numeric, 2) AS trend,
                   COALESCE(current.is_paid, TRUE) AS is_paid
              FROM declic_household h
              LEFT JOIN total ON total.household_id = h.id
              LEFT JOIN unpaid ON unpaid.household_id = h.id
              LEFT JOIN trend ON trend.household_id = h.id
              LEFT JOIN current ON current.household_id = h.id
             WHERE h.active %(chosen)s
        )
        UPDATE declic_household h
           SET overdue = f.overdue, net_months = f.net_months,
               oldest_unpaid_date = f.oldest, last_payment_date = f.last_payment,
               trend = f.trend, current_rent_paid = f.is_paid
          FROM fact f
         WHERE f.id = h.id
           AND (h.overdue, h.net_months, h.oldest_unpaid_date, h.last_payment_date,
                h.trend, h.current_rent_paid)
               IS DISTINCT FROM
               (f.overdue, f.net_months, f.oldest, f.last_payment, f.trend, f.is_paid)
        RETURNING h.id
            """,
            lines=_lines(household_ids),
            payment=list(PAYMENT_JOURNALS),
            day=day,
            chosen=SQL("AND h.id = ANY(%s)", list(household_ids))
            if household_ids
            else SQL(),
        )
    )
    return [row[0] for row in cr.fetchall()]
