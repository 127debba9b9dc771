"""The facts of the rent ledger, read set-based from the posted entries.

The ledger of a household is the posted receivable lines of its holders (the account
holder and the co-holders) in its company. For a day D a debit counts from its
``date_maturity`` (each term of an invoice apart) and a credit from its ``date``::

    overdue(D) = max(0, Σ debits due ≤ D − Σ credits ≤ D)

A debit in a bank or cash journal is a payment that came back (a rejected direct
debit): it takes the payment away and is no new term. No figure depends on how a payment
was reconciled. ``lines`` and ``months`` return SELECTs for any day, so that the past
can be replayed without writing; ``refresh_months`` writes the difference.
"""

from odoo.tools import SQL

# Journals in which a credit is a payment of the household, and a debit one that failed.
PAYMENT_JOURNALS = ("bank", "cash", "credit")


def holders(household_ids=None):
    """Table (household_id, company_id, partner_id): who holds which ledger.

    :param household_ids: limit to these households, all the active ones when None
    """
    chosen = SQL()
    if household_ids is not None:
        chosen = SQL("AND h.id = ANY(%s)", list(household_ids))
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


def is_receivable():
    """Condition on ``l``: the line stands on an account of tenants' debts."""
    return SQL(
        "l.account_id = ANY(ARRAY(SELECT id FROM account_account"
        " WHERE account_type = 'asset_receivable'))"
    )


def effective_day():
    """The day from which the line ``l`` counts."""
    return SQL(
        "CASE WHEN l.balance > 0 THEN COALESCE(l.date_maturity, l.date) ELSE l.date END"
    )


def lines(day, household_ids=None):
    """Table of the ledgers up to ``day``, one row per posted receivable line.

    Columns: ``household_id``, ``id``, ``day`` (from which it counts), ``kind`` of the
    journal (benefit, fee or NULL), ``is_payment`` (journal of payments), ``debit`` and
    ``credit`` in the company's currency (EUR).
    """
    return SQL(
        """
        SELECT t.household_id, l.id, %(effective)s AS day, j.declic_kind AS kind,
               j.type = ANY(%(payment)s) AS is_payment,
               GREATEST(l.balance, 0) AS debit, GREATEST(-l.balance, 0) AS credit
          FROM (%(holders)s) t
          JOIN account_move_line l
            ON l.partner_id = t.partner_id AND l.company_id = t.company_id
          JOIN account_journal j ON j.id = l.journal_id
         WHERE l.parent_state = 'posted' AND %(receivable)s
           AND %(effective)s <= %(day)s
        """,
        holders=holders(household_ids),
        effective=effective_day(),
        payment=list(PAYMENT_JOURNALS),
        receivable=is_receivable(),
        day=day,
    )


def stage(cr, day, household_ids=None):
    """Read the lines of some ledgers once, for the statements that follow.

    :return: SELECT with the columns of :func:`lines`, valid until the next call in the
        transaction
    """
    cr.execute("DROP TABLE IF EXISTS declic_staged_line")
    cr.execute(
        SQL(
            "CREATE TEMP TABLE declic_staged_line ON COMMIT DROP AS %s",
            lines(day, household_ids),
        )
    )
    cr.execute("ANALYZE declic_staged_line")
    return SQL("SELECT * FROM declic_staged_line")


def months(lines_sql):
    """Table of the ledger months made of ``lines_sql``, amounts in EUR.

    ``due`` rent and charges, ``fees`` costs of procedure, ``paid`` by the household
    (less what came back), ``benefit`` paid by the benefit office, ``closing_balance``.
    """
    return SQL(
        """
        SELECT household_id, month, due, fees, paid, benefit,
               SUM(due + fees - paid - benefit)
                   OVER (PARTITION BY household_id ORDER BY month) AS closing_balance
          FROM (
            SELECT household_id, date_trunc('month', day)::date AS month,
                   SUM(CASE WHEN kind = 'fee' OR is_payment THEN 0 ELSE debit END)
                       AS due,
                   SUM(CASE WHEN kind = 'fee' THEN debit ELSE 0 END) AS fees,
                   SUM(CASE WHEN kind = 'benefit' THEN 0
                            WHEN is_payment AND kind IS NULL THEN credit - debit
                            ELSE credit END) AS paid,
                   SUM(CASE WHEN kind = 'benefit' THEN credit ELSE 0 END) AS benefit
              FROM (%(lines)s) line
             GROUP BY 1, 2) month
        """,
        lines=lines_sql,
    )


def refresh_months(cr, lines_sql, household_ids=None):
    """Bring ``declic_ledger_month`` in line with the ledger.

    One row per household and month in which something fell due or was paid. Only rows
    that differ are written, so a second run writes nothing.

    :param cr: cursor
    :param lines_sql: SELECT as :func:`lines` makes it
    :param household_ids: the households of these lines, all the active ones when None
    :return: number of rows written or removed
    """
    chosen = SQL()
    if household_ids is not None:
        chosen = SQL("AND m.household_id = ANY(%s)", list(household_ids))
    cr.execute(
        SQL(
            """
        WITH fact AS MATERIALIZED (%(months)s),
        stale AS (
            DELETE FROM declic_ledger_month m
             WHERE NOT EXISTS (SELECT 1 FROM fact f
                                WHERE f.household_id = m.household_id
                                  AND f.month = m.month) %(chosen)s
            RETURNING 1
        ),
        changed AS (
            UPDATE declic_ledger_month m
               SET due = f.due, fees = f.fees, paid = f.paid, benefit = f.benefit,
                   closing_balance = f.closing_balance,
                   overdue = GREATEST(f.closing_balance, 0)
              FROM fact f
             WHERE m.household_id = f.household_id AND m.month = f.month
               AND (m.due, m.fees, m.paid, m.benefit, m.closing_balance)
                   IS DISTINCT FROM
                   (f.due, f.fees, f.paid, f.benefit, f.closing_balance)
            RETURNING 1
        ),
        added AS (
            INSERT INTO declic_ledger_month (household_id, month, due, fees, paid,
                benefit, closing_balance, overdue)
            SELECT f.household_id, f.month, f.due, f.fees, f.paid, f.benefit,
                   f.closing_balance, GREATEST(f.closing_balance, 0)
              FROM fact f
             WHERE NOT EXISTS (SELECT 1 FROM declic_ledger_month m
                                WHERE m.household_id = f.household_id
                                  AND m.month = f.month)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM stale) + (SELECT count(*) FROM changed)
               + (SELECT count(*) FROM added)
            """,
            months=months(lines_sql),
            chosen=chosen,
        )
    )
    return cr.fetchone()[0]
