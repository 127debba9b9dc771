"""The typed ledger: one row for each posted receivable line, read set-based.

It says whose each line is (:mod:`holders`), what it is (:mod:`natures`), from which day
it counts and what it was matched with. Every figure about money reads this and nothing
else. For a day D a debit counts from its ``date_maturity`` (each term of an invoice
apart) and a credit from its ``date``::

    overdue(D) = max(0, Σ debits due ≤ D − Σ credits ≤ D)

Among a household's own lines no figure depends on how a payment was reconciled. What
somebody else paid counts as far as accounting matched it with the household's lines,
and what the household's money paid of somebody else's debt does not; matches with
entries that are not posted count for nothing. So the arrears of today are Odoo's own
open receivables of the lease that are due, to the cent.
"""

from odoo.tools import SQL

from . import holders as who
from . import natures
from .natures import BENEFIT, DUE, MONEY, UNDOING, is_receivable

# Open, and dated or in the tenant's favour: the words of the index of these lines.
OPEN = (
    "l.parent_state = 'posted' AND l.reconciled IS NOT TRUE"
    " AND (l.date_maturity IS NOT NULL OR l.amount_residual < 0)"
)
# Columns of the typed ledger, in this order.
COLUMNS = (
    "household_id",
    "id",
    "move_id",
    "day",
    "since",
    "nature",
    "debit",
    "credit",
    "is_other",
    "payer_id",
    "free",
)


def effective_day():
    """The day from which the line ``l`` counts."""
    return SQL(
        "CASE WHEN l.balance > 0 THEN COALESCE(l.date_maturity, l.date) ELSE l.date END"
    )


def _since():
    """The day that the debt or the payment behind ``l`` began, where a later entry
    stands for an earlier one: a payment that came back for the payment, a debt that was
    moved for the terms it was made of, a credit note for what it credits."""
    matched = """
        SELECT %s FROM account_partial_reconcile r
          JOIN account_move_line x ON x.id = r.%s AND x.parent_state = 'posted'
         WHERE r.%s = %s"""
    payment = SQL(matched % ("MAX(x.date)", "credit_move_id", "debit_move_id", "l.id"))
    credited = SQL(
        matched
        % (
            "MAX(COALESCE(x.date_maturity, x.date))",
            "debit_move_id",
            "credit_move_id",
            "l.id",
        )
    )
    moved = SQL(
        """
        SELECT MIN(COALESCE(x.date_maturity, x.date))
          FROM account_move_line s
          JOIN account_partial_reconcile r ON r.credit_move_id = s.id
          JOIN account_move_line x ON x.id = r.debit_move_id
           AND x.parent_state = 'posted' AND x.move_id <> s.move_id
         WHERE s.move_id = l.move_id AND s.balance < 0"""
    )
    return SQL(
        """
        LEAST(b.day, CASE
            WHEN b.nature = 'returned' AND l.balance > 0 THEN (%(payment)s)
            WHEN b.nature = 'transfer' AND l.balance > 0 THEN (%(moved)s)
            WHEN b.nature IN %(due)s AND l.balance < 0 THEN (%(credited)s)
        END)
        """,
        payment=payment,
        moved=moved,
        credited=credited,
        due=DUE,
    )


def own(cr, household_ids=None, condition=None, holders=None, undoes=None):
    """Table of the lines that are the households' own, whatever their day: *COLUMNS,
    ``balance``, ``matched`` (signed) and ``residual``, EUR.

    :param household_ids: limit to these households; all the active ones when None
    :param condition: limits the lines ``l``; all of them when None
    :param holders: SELECT of :func:`holders.holders` where it was made already
    :param undoes: :func:`natures.undoes`, where ``day`` is wanted and no nature: none
        is worked out then
    """
    holders = holders or who.holders(household_ids)
    of_them = SQL("TRUE")
    if household_ids is not None:
        # Named, so that few ledgers are read by their index and not the whole journal.
        them = who.holders(household_ids)
        cr.execute(SQL("SELECT DISTINCT partner_id FROM (%s) t", them))
        of_them = SQL("l.partner_id = ANY(%s)", [row[0] for row in cr.fetchall()])
    return SQL(
        """
        SELECT t.household_id, l.id, l.move_id, b.day,
               COALESCE(%(since)s, b.day) AS since, b.nature,
               GREATEST(l.balance, 0) AS debit, GREATEST(-l.balance, 0) AS credit,
               FALSE AS is_other, l.partner_id AS payer_id,
               GREATEST(-l.amount_residual, 0) AS free,
               l.balance, l.balance - l.amount_residual AS matched,
               l.amount_residual AS residual
          FROM (SELECT t.*, h.rent, h.charges FROM (%(holders)s) t
                  JOIN declic_household h ON h.id = t.household_id OFFSET 0) t
         CROSS JOIN LATERAL (SELECT t.household_id AS id, t.rent, t.charges) home
          JOIN account_move_line l
            ON l.partner_id = t.partner_id AND l.company_id = t.company_id
          JOIN account_journal j ON j.id = l.journal_id
         CROSS JOIN LATERAL (
             SELECT %(nature)s AS nature OFFSET 0) n
         CROSS JOIN LATERAL (
             SELECT n.nature, CASE WHEN %(undoes)s THEN l.date
                                   ELSE %(effective)s END AS day) b
         WHERE l.parent_state = 'posted' AND %(receivable)s AND %(owns)s
           AND %(of_them)s AND %(condition)s
        """,
        since=_since(),
        holders=holders,
        of_them=of_them,
        effective=effective_day(),
        undoes=undoes or SQL("n.nature IN %s", UNDOING),
        nature=natures.nature(cr),
        receivable=is_receivable(),
        owns=who.owns(),
        condition=condition or SQL("TRUE"),
    )


def crossed(cr, own_sql):
    """Table (*COLUMNS) of what was matched across ledgers: a debit of ours that
    somebody else's entry paid is a credit on that entry's day; a credit of ours that
    paid somebody else's debt is that much less.

    Matches among a household's own lines cancel out: only the ledgers where something
    is left over are looked at.
    """
    return SQL(
        """
        SELECT t.household_id, -r.id, t.move_id, l.date AS day, l.date AS since,
               %(nature)s AS nature, 0::numeric AS debit, r.amount AS credit,
               TRUE AS is_other, l.partner_id AS payer_id, 0::numeric AS free
          FROM (SELECT household_id FROM (%(own)s) o
                 GROUP BY 1 HAVING SUM(matched) <> 0) found
          JOIN (%(own)s) t USING (household_id)
          JOIN account_partial_reconcile r ON r.debit_move_id = t.id
          JOIN account_move_line l ON l.id = r.credit_move_id
           AND l.parent_state = 'posted'
          JOIN account_journal j ON j.id = l.journal_id
          JOIN declic_household home ON home.id = t.household_id
         WHERE t.balance > 0
           AND NOT EXISTS (SELECT 1 FROM (%(own)s) o
                            WHERE o.household_id = t.household_id
                              AND o.id = r.credit_move_id)
         UNION ALL
        SELECT t.household_id, -r.id, t.move_id, t.day, t.since, t.nature,
               0::numeric, -r.amount, TRUE, t.payer_id, 0
          FROM (SELECT household_id FROM (%(own)s) o
                 GROUP BY 1 HAVING SUM(matched) <> 0) found
          JOIN (%(own)s) t USING (household_id)
          JOIN account_partial_reconcile r ON r.credit_move_id = t.id
          JOIN account_move_line l ON l.id = r.debit_move_id
           AND l.parent_state = 'posted'
         WHERE t.balance < 0
           AND NOT EXISTS (SELECT 1 FROM (%(own)s) o
                            WHERE o.household_id = t.household_id
                              AND o.id = r.debit_move_id)
        """,
        own=own_sql,
        nature=natures.nature(cr),
    )


def lines(cr, day, household_ids=None):
    """Table of the typed ledgers up to ``day``: *COLUMNS.

    ``day`` from which the line counts; ``since`` the day that the debt or the payment
    behind it began; ``nature`` one of :data:`natures.NATURES`, NULL when unclassified;
    ``debit`` and ``credit`` in the company's currency (EUR); ``is_other``: somebody
    else's entry, by matching; ``payer_id`` the partner of the entry, NULL when unknown;
    ``free``: of a credit, what is not matched today, EUR.

    :param household_ids: limit to these households, archived ones included; all the
        active ones when None
    """
    names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
    own_lines = SQL("SELECT * FROM own_line")
    return SQL(
        """
        WITH own_line AS MATERIALIZED (%(own)s)
        SELECT * FROM (
            SELECT %(names)s FROM own_line
             UNION ALL
            %(crossed)s) line
         WHERE day <= %(day)s
        """,
        own=own(cr, household_ids),
        names=names,
        crossed=crossed(cr, own_lines),
        day=day,
    )


def stage(cr, day, household_ids=None):
    """Read the lines of some ledgers once, for the statements that follow.

    :return: SELECT with the columns of :func:`lines`, valid until the next call in the
        transaction
    """
    names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
    cr.execute("DROP TABLE IF EXISTS declic_staged_line")
    cr.execute(
        SQL(
            "CREATE TEMP TABLE declic_staged_line ON COMMIT DROP AS %s",
            own(cr, household_ids),
        )
    )
    # How many lines a household has is all that is asked: a small sample will do.
    cr.execute("SET LOCAL default_statistics_target = 10")
    cr.execute("ANALYZE declic_staged_line")
    cr.execute("SET LOCAL default_statistics_target TO DEFAULT")
    # Matches across ledgers are rare, and what looks for them is the longer statement.
    cr.execute(
        "SELECT 1 FROM declic_staged_line"
        " GROUP BY household_id HAVING SUM(matched) <> 0 LIMIT 1"
    )
    if cr.fetchone():
        cr.execute(
            SQL(
                "INSERT INTO declic_staged_line (%s) %s",
                names,
                crossed(cr, SQL("SELECT * FROM declic_staged_line WHERE NOT is_other")),
            )
        )
    return SQL("SELECT %s FROM declic_staged_line WHERE day <= %s", names, day)


def months(lines_sql):
    """Table of the ledger months made of ``lines_sql``, amounts in EUR.

    ``due`` rent and charges, less what was credited; ``fees`` costs of procedure;
    ``paid`` by the household or for it, less what came back or was refunded;
    ``benefit`` of the benefit office, less what it took back; ``other`` what is none of
    these (opening balance, debt moved, deposit, write-off, unclassified), more being
    owed; ``closing_balance``.
    """
    return SQL(
        """
        SELECT household_id, month, due, fees, paid, benefit, other,
               SUM(due + fees + other - paid - benefit)
                   OVER (PARTITION BY household_id ORDER BY month) AS closing_balance
          FROM (
            SELECT household_id, date_trunc('month', day)::date AS month,
                   COALESCE(SUM(debit - credit) FILTER (WHERE nature IN %(due)s), 0)
                       AS due,
                   COALESCE(SUM(debit - credit) FILTER (WHERE nature = 'cost'), 0)
                       AS fees,
                   COALESCE(SUM(credit - debit) FILTER (WHERE nature IN %(money)s), 0)
                       AS paid,
                   COALESCE(SUM(credit - debit) FILTER (
                       WHERE nature IN %(benefit)s), 0) AS benefit,
                   COALESCE(SUM(debit - credit) FILTER (
                       WHERE nature IS NULL OR nature NOT IN %(known)s), 0) AS other
              FROM (%(lines)s) line
             GROUP BY 1, 2) month
        """,
        lines=lines_sql,
        due=DUE,
        money=MONEY,
        benefit=BENEFIT,
        known=(*DUE, *MONEY, *BENEFIT, "cost"),
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
        WITH diff AS MATERIALIZED (
            SELECT m.id AS month_id, f.*
              FROM (SELECT * FROM declic_ledger_month m WHERE TRUE %(chosen)s) m
              FULL JOIN (%(months)s) f
                ON f.household_id = m.household_id AND f.month = m.month
             WHERE m.id IS NULL OR f.household_id IS NULL
                OR (m.due, m.fees, m.paid, m.benefit, m.other, m.closing_balance)
                   IS DISTINCT FROM
                   (f.due, f.fees, f.paid, f.benefit, f.other, f.closing_balance)
        ),
        stale AS (
            DELETE FROM declic_ledger_month m
             USING diff
             WHERE m.id = diff.month_id AND diff.household_id IS NULL %(chosen)s
            RETURNING 1
        ),
        changed AS (
            UPDATE declic_ledger_month m
               SET due = f.due, fees = f.fees, paid = f.paid, benefit = f.benefit,
                   other = f.other,
                   closing_balance = f.closing_balance,
                   overdue = GREATEST(f.closing_balance, 0)
              FROM diff f
             WHERE m.id = f.month_id AND f.household_id IS NOT NULL %(chosen)s
            RETURNING 1
        ),
        added AS (
            INSERT INTO declic_ledger_month (household_id, month, due, fees, paid,
                benefit, other, closing_balance, overdue)
            SELECT f.household_id, f.month, f.due, f.fees, f.paid, f.benefit,
                   f.other, f.closing_balance, GREATEST(f.closing_balance, 0)
              FROM diff f
             WHERE f.month_id IS NULL
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


def open_ids():
    """Ids of the open lines that have a due date or are in the tenant's favour, read
    from their index alone."""
    where = is_receivable(), SQL(OPEN)
    return SQL("SELECT l.id FROM account_move_line l WHERE %s AND %s", *where)


def open_balances(cr, day, household_ids=None):
    """Table (household_id, overdue, oldest) from Odoo's own residuals, in EUR.

    Σ residuals of the open lines less what does not count yet: the same to the cent as
    the definition over all lines, for what was matched across ledgers stands in the
    residuals. What an entry in draft is matched with is owed all the same. ``oldest``
    is the oldest open term, which differs from first-in-first-out where a payment was
    matched with a later one.
    """
    names = SQL("household_id, residual, balance, day")

    undoes = natures.undoes(cr)
    is_open = SQL(OPEN)
    if household_ids is None:
        # Named, for the lines of the other accounts that nobody reconciles make the
        # planner expect a hundred times as many, and read the whole journal.
        cr.execute(open_ids())
        is_open = SQL("l.id = ANY(%s)", [row[0] for row in cr.fetchall()])

    def own_lines(condition):
        return own(cr, household_ids, condition, SQL("SELECT * FROM holder"), undoes)

    return SQL(
        """
        WITH holder AS MATERIALIZED (%(holders)s),
        open AS MATERIALIZED (
            SELECT %(names)s, TRUE AS is_open FROM (%(open)s) o
             UNION ALL
            SELECT %(names)s, TRUE FROM (%(undated)s) o
             UNION ALL
            SELECT %(names)s, FALSE FROM (%(due_later)s) o WHERE day > %(day)s
             UNION ALL
            SELECT %(names)s, FALSE FROM (%(dated_later)s) o WHERE day > %(day)s
             UNION ALL
            SELECT o.household_id, %(draft)s, 0, NULL, TRUE FROM (%(matched)s) o
        )
        SELECT household_id, GREATEST(SUM(amount), 0) AS overdue,
               CASE WHEN SUM(amount) > 0 THEN MIN(oldest) END AS oldest
          FROM (SELECT household_id,
                       CASE WHEN is_open THEN residual ELSE -balance END AS amount,
                       CASE WHEN is_open AND residual > 0 AND day <= %(day)s
                            THEN day END AS oldest
                  FROM open) t
         GROUP BY 1
        """,
        names=names,
        holders=who.holders(household_ids),
        day=day,
        open=own_lines(is_open),
        undated=own_lines(
            SQL(
                "l.reconciled IS NOT TRUE"
                " AND l.date_maturity IS NULL AND l.amount_residual > 0"
            ),
        ),
        due_later=own_lines(SQL("l.balance > 0 AND l.date_maturity > %s", day)),
        dated_later=own_lines(
            SQL(
                "l.date > %s AND (l.balance < 0 OR l.date_maturity IS NULL"
                " OR l.date_maturity <= %s)",
                day,
                day,
            ),
        ),
        matched=own_lines(SQL("l.id IN (%s)", _matched_with_draft())),
        draft=SQL(
            """(
            SELECT COALESCE(SUM(CASE WHEN r.debit_move_id = o.id
                                     THEN r.amount ELSE -r.amount END), 0)
              FROM account_partial_reconcile r
              JOIN account_move_line x
                ON x.id = CASE WHEN r.debit_move_id = o.id
                               THEN r.credit_move_id ELSE r.debit_move_id END
             WHERE o.id IN (r.debit_move_id, r.credit_move_id)
               AND x.parent_state <> 'posted')"""
        ),
    )


def _matched_with_draft():
    """Ids of the lines that an entry that is not posted is matched with."""
    return SQL(
        """
        SELECT CASE WHEN r.debit_move_id = x.id THEN r.credit_move_id
                    ELSE r.debit_move_id END
          FROM account_move_line x
          JOIN account_partial_reconcile r
            ON x.id IN (r.debit_move_id, r.credit_move_id)
         WHERE x.parent_state = 'draft' AND x.matching_number IS NOT NULL
        """
    )
