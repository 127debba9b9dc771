"""What the repayment plans are compared with, read set-based from the typed ledger.

Each function returns a SELECT over the tables that those before it left in the
transaction (see :func:`trajectory.stage`).
"""

from odoo.tools import SQL

from . import awaited, ledger
from .natures import DUE, MONEY, is_receivable

# The first benefit of a month pays the month, up to so many times what is expected.
ORDINARY = 1.25
# Credits that nobody paid: they count once they are matched with a covered line.
NO_PAYMENT = ("transfer", "waiver", "deposit", "opening")
LAST_DAY = "9999-12-31"


def plans(plan_ids):
    """The plans that are read."""
    return SQL(
        """
        SELECT p.id, p.household_id, p.company_id, p.date_start, p.kind,
               p.tolerance_days AS days, p.tolerance_amount AS tolerance, p.rent_first,
               p.amount_total, p.installment_amount, p.credit_start, p.credit_known,
               p.frequency::int AS frequency,
               CASE WHEN p.state = 'suspended' THEN p.date_suspended END AS suspended,
               p.installment_amount <> %(net)s AS is_marked
          FROM declic_repayment_plan p
          JOIN declic_household h ON h.id = p.household_id
         WHERE p.id = ANY(%(plans)s) AND p.date_start IS NOT NULL
        """,
        plans=list(plan_ids),
        # A payment of exactly one instalment is told from the rent of its time.
        net=awaited.net_rent(SQL("p.date_start")),
    )


def rows(cr, plan_ids):
    """The typed ledgers of the plans' households, whatever their day."""
    cr.execute(
        "SELECT DISTINCT household_id FROM declic_repayment_plan WHERE id = ANY(%s)",
        [list(plan_ids)],
    )
    return ledger.lines(cr, LAST_DAY, [row[0] for row in cr.fetchall()])


def covered():
    """The lines that each plan covers: those it lists and, where accounting wrote the
    terms of an entry again, the lines that came in their place."""
    return SQL(
        """
        SELECT p.id, c.move_line_id AS line_id
          FROM declic_staged_base p
          JOIN declic_repayment_plan_line c ON c.plan_id = p.id
         WHERE c.move_line_id IS NOT NULL
         UNION
        SELECT p.id, l.id
          FROM declic_staged_base p
          JOIN declic_repayment_plan_line c ON c.plan_id = p.id
          JOIN account_move_line l ON l.move_id = c.move_id AND l.id > c.line_mark
           AND l.balance > 0 AND %s
        """,
        is_receivable(),
    )


def corrections():
    """What left the debt because the entry itself changed: cancelled, deleted, written
    again for less, made out to somebody else; EUR per plan."""
    return SQL(
        """
        SELECT id, SUM(LEAST(amount, GREATEST(balance - now, 0))) AS amount
          FROM (
            SELECT c.plan_id AS id, c.move_id, SUM(c.amount) AS amount,
                   SUM(c.balance) AS balance, COALESCE(MAX(n.now), 0) AS now
              FROM declic_repayment_plan_line c
              JOIN declic_staged_base p ON p.id = c.plan_id
              LEFT JOIN (
                   SELECT v.id, k.household_id, k.move_id, SUM(k.debit) AS now
                     FROM declic_staged_covered v
                     JOIN declic_staged_row k ON k.id = v.line_id
                    GROUP BY 1, 2, 3) n
                ON n.id = c.plan_id AND n.move_id = c.move_id
               AND n.household_id = p.household_id
             GROUP BY c.plan_id, c.move_id) entry
         GROUP BY 1
        """
    )


def ordinary(day):
    """The benefits that pay the rent of their month, wherever they were matched.

    The first one of a month, one that is matched with a rent that is not covered before
    the others; a month without a rent to pay has none.
    """
    return SQL(
        """
        WITH benefit AS MATERIALIZED (
            SELECT p.id, p.household_id, k.id AS line_id, k.credit, k.day,
                   date_trunc('month', k.day) AS month,
                   date_trunc('month', k.day) - interval '1 month' AS month_before
              FROM declic_staged_base p
              JOIN declic_staged_row k ON k.household_id = p.household_id
               AND k.nature = 'benefit' AND k.credit > 0
               AND k.day > p.date_start AND k.day <= %(day)s
        ),
        received AS (
            SELECT household_id, date_trunc('month', day) AS month,
                   SUM(credit) AS amount
              FROM declic_staged_row WHERE nature = 'benefit' GROUP BY 1, 2
        ),
        -- Months with a rent to pay, beside the covered terms.
        rent AS (
            SELECT DISTINCT p.id, date_trunc('month', t.day) AS month
              FROM declic_staged_base p
              JOIN declic_staged_row t ON t.household_id = p.household_id
               AND t.nature = 'rent' AND t.debit > 0 AND t.day > p.date_start
              LEFT JOIN declic_staged_covered v ON v.id = p.id AND v.line_id = t.id
             WHERE v.id IS NULL
        ),
        elsewhere AS (
            SELECT DISTINCT k.id, k.line_id
              FROM benefit k
              JOIN account_partial_reconcile r ON r.credit_move_id = k.line_id
              LEFT JOIN declic_staged_covered v
                ON v.id = k.id AND v.line_id = r.debit_move_id
             WHERE v.id IS NULL
        )
        SELECT id, line_id
          FROM (
            SELECT k.id, k.line_id, k.credit,
                   row_number() OVER (
                       PARTITION BY k.id, k.month
                       ORDER BY e.id IS NOT NULL DESC, k.day, k.line_id) AS number,
                   GREATEST(%(benefit)s, received.amount) AS quota,
                   now.id IS NOT NULL OR before.id IS NOT NULL AS has_rent
              FROM benefit k
              JOIN declic_household h ON h.id = k.household_id
              LEFT JOIN received ON received.household_id = k.household_id
               AND received.month = k.month_before
              LEFT JOIN rent now ON now.id = k.id AND now.month = k.month
              LEFT JOIN rent before
                ON before.id = k.id AND before.month = k.month_before
              LEFT JOIN elsewhere e ON e.id = k.id AND e.line_id = k.line_id) ranked
         WHERE has_rent AND number = 1 AND credit <= %(ordinary)s * quota
        """,
        benefit=awaited.in_force("housing_benefit", SQL("k.day")),
        day=day,
        ordinary=ORDINARY,
    )


def reductions(day):
    """What shortens the debts: what the covered lines are matched with beyond what was
    known at the signature, and that is neither money nor the month's own benefit."""
    return SQL(
        """
        SELECT id, credit_move_id, source,
               GREATEST(amount - COALESCE(
                   (credit_known ->> credit_move_id::text)::numeric, 0), 0) AS amount
          FROM (
            SELECT p.id, p.credit_known, r.credit_move_id,
                   CASE WHEN k.nature = 'benefit' THEN 'benefit'
                        WHEN k.nature IN %(due)s THEN 'credit'
                        ELSE 'other' END AS source,
                   SUM(r.amount) AS amount
              FROM declic_staged_base p
              JOIN declic_staged_covered v ON v.id = p.id
              JOIN account_partial_reconcile r ON r.debit_move_id = v.line_id
              JOIN declic_staged_row k ON k.household_id = p.household_id
               AND k.id IN (r.credit_move_id, -r.id) AND k.credit > 0
               AND k.day <= %(day)s
               AND (k.nature IS NULL OR k.nature NOT IN %(money)s)
             WHERE NOT EXISTS (SELECT 1 FROM declic_staged_ordinary o
                                WHERE o.id = p.id AND o.line_id = k.id)
             GROUP BY 1, 2, 3, 4) r
        """,
        due=DUE,
        money=MONEY,
        day=day,
    )


def debts():
    """What is left of each covered debt once it was shortened, EUR."""
    return SQL(
        """
        SELECT p.id,
               GREATEST(p.amount_total - COALESCE(c.amount, 0)
                        - COALESCE(SUM(r.amount), 0), 0) AS total,
               COALESCE(SUM(r.amount) FILTER (WHERE source = 'benefit'), 0) AS benefit,
               COALESCE(SUM(r.amount) FILTER (WHERE source = 'credit'), 0) AS credit,
               COALESCE(SUM(r.amount) FILTER (WHERE source = 'other'), 0) AS other,
               COALESCE(c.amount, 0) AS corrected
          FROM declic_staged_base p
          LEFT JOIN declic_staged_reduction r ON r.id = p.id
          LEFT JOIN declic_staged_correction c ON c.id = p.id
         GROUP BY p.id, p.amount_total, c.amount
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


def _value(row):
    """What a row of the ledger pays, EUR: money less what came back, the benefit and
    credit notes; a benefit that was taken back pays and takes nothing, nor does a debt
    that was moved or written off."""
    return SQL(
        "CASE WHEN %(k)s.nature IN %(money)s THEN %(k)s.credit - %(k)s.debit"
        " WHEN %(k)s.nature IN %(none)s THEN 0 ELSE %(k)s.credit END",
        k=SQL.identifier(row),
        money=MONEY,
        none=NO_PAYMENT,
    )


def lines(day):
    """The ledgers of the plans, one row per line that counts by ``day``.

    ``paid``, ``marked`` (of exactly one instalment), ``rent``: EUR; ``number`` counts
    the payments since the signature; ``others``: paid by somebody else since.
    """
    return SQL(
        """
        SELECT p.id, GREATEST(k.day, p.date_start) AS day,
               %(value)s - CASE WHEN k.nature IN %(none)s THEN 0
                                ELSE COALESCE(s.amount, 0) END AS paid,
               CASE WHEN k.nature IN ('payment', 'returned') AND p.is_marked
                         AND NOT k.is_other AND k.day > p.date_start
                         AND k.credit + k.debit = p.installment_amount
                    THEN k.credit - k.debit ELSE 0 END AS marked,
               CASE WHEN k.nature IN %(due)s AND k.debit > 0 AND v.id IS NULL
                         AND k.day > p.date_start
                    THEN k.debit ELSE 0 END AS rent,
               CASE WHEN k.nature IN %(money)s AND k.day > p.date_start
                    THEN sign(k.credit - k.debit)::int ELSE 0 END AS number,
               CASE WHEN k.is_other AND k.credit > 0 AND k.day > p.date_start
                    THEN k.credit - COALESCE(s.amount, 0) ELSE 0 END AS others
          FROM declic_staged_base p
          JOIN declic_staged_row k
            ON k.household_id = p.household_id AND k.day <= %(day)s
          LEFT JOIN account_partial_reconcile r ON k.id < 0 AND r.id = -k.id
          LEFT JOIN declic_staged_covered v ON v.id = p.id AND v.line_id = k.id
          LEFT JOIN (SELECT id, credit_move_id, SUM(amount) AS amount
                       FROM declic_staged_reduction GROUP BY 1, 2) s
            ON s.id = p.id AND k.credit > 0
           AND s.credit_move_id = COALESCE(r.credit_move_id, k.id)
        """,
        value=_value("k"),
        none=NO_PAYMENT,
        due=DUE,
        money=MONEY,
        day=day,
    )


def _matched(line_id, side, day):
    """EUR matched with posted entries by ``day``, on this side of the line."""
    other = "credit_move_id" if side == "debit_move_id" else "debit_move_id"
    return SQL(
        """COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
             JOIN account_move_line x ON x.id = r.%(other)s
              AND x.parent_state = 'posted'
            WHERE r.%(side)s = %(line)s AND r.max_date <= %(day)s), 0)""",
        other=SQL.identifier(other),
        side=SQL.identifier(side),
        line=SQL(line_id),
        day=day,
    )


def start(cr, household_id, day, line_ids):
    """What the ledger knew at the signature, frozen on the plan.

    :param day: day of the signature
    :param line_ids: ids of the covered lines
    :return: tuple (credits already used by then, EUR; dict of the credits that were
        matched with the covered lines then: id of the line as text to EUR): what was
        paid and not matched yet counts for the plan
    """
    cr.execute(
        SQL(
            """
        SELECT COALESCE(SUM(%(value)s - CASE WHEN k.id > 0 AND k.credit > 0
                                THEN k.credit - %(matched)s ELSE 0 END), 0)
          FROM (%(lines)s) k WHERE k.nature IS NULL OR k.nature NOT IN %(none)s
            """,
            value=_value("k"),
            none=NO_PAYMENT,
            matched=_matched("k.id", "credit_move_id", day),
            lines=ledger.lines(cr, day, [household_id]),
        )
    )
    used = cr.fetchone()[0]
    cr.execute(
        """
        SELECT r.credit_move_id::text, SUM(r.amount)::float
          FROM account_partial_reconcile r
          JOIN account_move_line c ON c.id = r.credit_move_id
           AND c.parent_state = 'posted'
         WHERE r.debit_move_id = ANY(%s) AND r.max_date <= %s GROUP BY 1
        """,
        [list(line_ids), day],
    )
    return used, dict(cr.fetchall())


def open_at(cr, household_id, day):
    """The debits of a household that were open at ``day``, oldest first.

    :return: list of (line id, what was left to pay then in EUR, whether it is a cost of
        procedure)
    """
    cr.execute(
        SQL(
            """
        SELECT k.id, k.debit - %(matched)s, k.nature = 'cost'
          FROM (%(lines)s) k
         WHERE k.id > 0 AND k.debit > %(matched)s
         ORDER BY k.day, k.id
            """,
            matched=_matched("k.id", "debit_move_id", day),
            lines=ledger.lines(cr, day, [household_id]),
        )
    )
    return [(row[0], row[1], bool(row[2])) for row in cr.fetchall()]


def open_sides(cr, plan_ids):
    """What is open on the covered lines and on everything else, whatever is due: the
    account's open receivables, to the cent.

    :return: dict of plan id to (covered, uncovered), EUR
    """
    cr.execute(
        "SELECT id, household_id FROM declic_repayment_plan WHERE id = ANY(%s)",
        [list(plan_ids)],
    )
    households = dict(cr.fetchall())
    cr.execute(
        SQL(
            """
        SELECT p.id,
               COALESCE(SUM(l.residual) FILTER (WHERE v.is_covered), 0),
               COALESCE(SUM(l.residual) FILTER (WHERE NOT v.is_covered), 0)
          FROM declic_repayment_plan p
          JOIN (%(open)s) l ON l.household_id = p.household_id
         CROSS JOIN LATERAL (SELECT EXISTS (
              SELECT 1 FROM declic_repayment_plan_line c
               WHERE c.plan_id = p.id
                 AND (c.move_line_id = l.id OR (c.move_id = l.move_id
                      AND l.id > c.line_mark AND l.balance > 0))) AS is_covered) v
         WHERE p.id = ANY(%(plans)s)
         GROUP BY 1
            """,
            open=ledger.own(
                cr, list(households.values()), SQL("l.reconciled IS NOT TRUE")
            ),
            plans=list(plan_ids),
        )
    )
    return {row[0]: row[1:] for row in cr.fetchall()}
