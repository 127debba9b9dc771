"""Expected against real: what a repayment plan should have brought at a day.

A plan is a trajectory, not a matching: payments default to the oldest debt, so the
reconciliation does not tell whether the current rent or the instalment was paid. All of
it follows from the posted entries, day by day, whatever the order they were posted in:

- what falls due: the **current rent** (debits that mature after the signature, neither
  covered nor costs of procedure) and the **instalments**;
- what is paid: the credits since the signature, less what came back (a rejected debit,
  a payment reversed: as if it never had been there). A payment of exactly one
  instalment pays an instalment, for the payer may say which debt he pays (Code civil
  art. 1342-10); of the rest the first euro goes to the current rent that is due and
  what is left to the instalments due, or the other way round. What was once used is not
  taken back by a rent that falls due later; what exceeds both waits and counts as paid
  ahead;
- what shortens the debt: a credit note, a recall of housing benefit or a write-off that
  accounting matched with a covered line, or a covered entry that accounting cancelled
  or wrote again for less. The last instalments fall away. The first benefit of a month
  pays the rent of the month, wherever it was matched.

The closed form: with P, R, J the sums paid, of rent and of instalments due up to a day,
min(P, R + J) was used, and the instalments had max over the days of
(min(P, R + J) − R): they get money only while no rent is behind.
"""

from odoo.tools import SQL

from . import repayment_ledger

# Current rents and instalments paid in a row that make a resumption of payment.
IN_A_ROW = 3

# What the ledger says of a plan, stored on it under the same names.
COLUMNS = (
    "paid",
    "payment_count",
    "paid_by_others",
    "rent_due",
    "paid_on_rent",
    "rent_late",
    "paid_on_plan",
    "expected",
    "plan_late",
    "reduced_benefit",
    "reduced_credit",
    "reduced_other",
    "reduced_correction",
    "outcome",
    "date_last",
    "date_broken",
    "is_paid_back",
    "is_resumed",
)
INSTALMENT_COLUMNS = ("amount_due", "paid", "date_paid", "delay_days", "state")


def _make(cr, name, select):
    cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(name)))
    cr.execute(
        SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", SQL.identifier(name), select)
    )
    cr.execute(SQL("ANALYZE %s", SQL.identifier(name)))


def _used(day):
    """One row per plan and day on which something happened: the sums since the
    signature ``rent`` and ``inst`` due, ``paid``, ``on_rent`` and ``on_plan`` used by
    then, and ``term``, the rent of the day; EUR."""
    return SQL(
        """
        WITH entry AS (
            SELECT id, day, SUM(paid) AS paid, SUM(marked) AS marked,
                   SUM(rent) AS rent, SUM(inst) AS inst
              FROM (
                SELECT id, day, paid, marked, rent, 0 AS inst
                  FROM declic_staged_line WHERE day <= %(day)s
                 UNION ALL
                SELECT id, date_due, 0, 0, 0, amount_due
                  FROM declic_staged_due WHERE date_due <= %(day)s AND NOT waits
                 UNION ALL
                SELECT id, date_start, -credit_start, 0, 0, 0 FROM declic_staged_base
              ) part
             GROUP BY 1, 2
        ),
        summed AS (
            SELECT id, day, rent AS term, SUM(paid) OVER w AS paid,
                   SUM(marked) OVER w AS marked, SUM(rent) OVER w AS rent,
                   SUM(inst) OVER w AS inst
              FROM entry WINDOW w AS (PARTITION BY id ORDER BY day)
        ),
        -- What came back later was never there.
        stayed AS (
            SELECT s.id, s.day, s.term, s.rent, s.inst,
                   GREATEST(MIN(s.paid) OVER w, 0) AS paid,
                   LEAST(GREATEST(MIN(s.marked) OVER w, 0), GREATEST(d.total, 0),
                         GREATEST(MIN(s.paid) OVER w, 0)) AS marked
              FROM summed s JOIN declic_staged_debt d USING (id)
            WINDOW w AS (PARTITION BY s.id ORDER BY s.day
                         ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        ),
        free AS (
            SELECT s.*, s.paid - s.marked AS money, p.rent_first,
                   GREATEST(s.inst - s.marked, 0) AS owed,
                   CASE WHEN p.rent_first THEN s.rent
                        ELSE GREATEST(s.inst - s.marked, 0) END AS first
              FROM stayed s JOIN declic_staged_base p USING (id)
        ),
        shared AS (
            SELECT *, GREATEST(MAX(LEAST(money, rent + owed) - first)
                               OVER (PARTITION BY id ORDER BY day), 0) AS second
              FROM free
        )
        SELECT id, day, term, rent, inst, paid,
               CASE WHEN rent_first THEN LEAST(rent, money - second)
                    ELSE second END AS on_rent,
               marked + CASE WHEN rent_first THEN second
                             ELSE GREATEST(LEAST(owed, money - second), 0) END
                   AS on_plan
          FROM shared
        """,
        day=day,
    )


def _totals():
    """The last day of each plan: what was due, paid and used, EUR."""
    return SQL(
        """
        SELECT DISTINCT ON (u.id) u.id, u.rent, u.inst, u.paid,
               GREATEST(u.on_rent, 0) AS on_rent,
               LEAST(GREATEST(d.total, 0), u.paid - GREATEST(u.on_rent, 0)) AS on_plan
          FROM declic_staged_used u JOIN declic_staged_debt d USING (id)
         ORDER BY u.id, u.day DESC
        """
    )


def _terms(day):
    """Each instalment and each term of rent, with the day it was paid.

    A term is paid on the first day on which the sum used reaches its level.
    """
    return SQL(
        """
        WITH term AS (
            SELECT id, 'inst' AS kind, inst_id, date_due AS day, before,
                   amount_due AS amount, waits
              FROM declic_staged_due
             UNION ALL
            SELECT id, 'rent', NULL, day, rent - term, term, FALSE
              FROM declic_staged_used WHERE term > 0
        ),
        reached AS (
            SELECT *, MIN(found) OVER (PARTITION BY id, kind
                          ORDER BY level DESC, amount IS NOT NULL
                          ROWS UNBOUNDED PRECEDING) AS date_paid
              FROM (
                SELECT term.*, GREATEST(before + amount - p.tolerance, before + 0.01)
                           AS level, NULL::date AS found
                  FROM term JOIN declic_staged_base p USING (id)
                 UNION ALL
                SELECT id, 'inst', NULL, NULL, NULL, NULL, NULL, on_plan, day
                  FROM declic_staged_used WHERE on_plan > 0
                 UNION ALL
                SELECT id, 'rent', NULL, NULL, NULL, NULL, NULL, on_rent, day
                  FROM declic_staged_used WHERE on_rent > 0
              ) point
        ),
        told AS (
            SELECT r.*, r.day + p.days AS term_end, p.kind AS plan_kind, p.frequency,
                   p.days, p.tolerance,
                   CASE WHEN r.kind = 'inst'
                        THEN GREATEST(LEAST(t.on_plan - r.before, r.amount), 0)
                        ELSE GREATEST(LEAST(t.on_rent - r.before, r.amount), 0)
                        END AS part,
                   LEAD(r.day) OVER (PARTITION BY r.id, r.kind, r.amount > 0
                                     ORDER BY r.day, r.inst_id) AS next_day
              FROM reached r
              JOIN declic_staged_base p USING (id)
              JOIN declic_staged_total t USING (id)
             WHERE r.amount IS NOT NULL
        )
        SELECT id, kind, inst_id, day, amount, part, date_paid, term_end, waits,
               amount > 0 AND part > 0 AND part >= amount - tolerance AS is_paid,
               -- A term that is still missing after this day breaks the plan: when the
               -- next one is missing as well; by a court's order, when it is missing
               -- alone (loi 89-462, art. 24 VII).
               CASE WHEN plan_kind = 'court' THEN term_end
                    WHEN kind = 'inst' THEN COALESCE(next_day,
                        (day + make_interval(months => frequency))::date) + days
                    END AS break_end,
               rank() OVER (PARTITION BY id, kind,
                   day <= %(day)s AND amount > 0
                   AND (date_paid IS NOT NULL OR term_end < %(day)s)
                   ORDER BY day DESC, inst_id DESC) AS rank
          FROM told
        """,
        day=day,
    )


def _instalment_rows(day):
    return SQL(
        """
        SELECT inst_id AS id, id AS plan_id, amount AS amount_due, part AS paid,
               CASE WHEN is_paid THEN date_paid END AS date_paid,
               CASE WHEN is_paid AND date_paid > term_end
                    THEN date_paid - day ELSE 0 END AS delay_days,
               CASE WHEN amount <= 0 THEN 'dropped'
                    WHEN is_paid AND date_paid > term_end THEN 'caught_up'
                    WHEN is_paid THEN 'paid'
                    WHEN waits OR day > %(day)s THEN 'planned'
                    WHEN term_end < %(day)s THEN 'missed'
                    ELSE 'due' END AS state
          FROM declic_staged_term WHERE kind = 'inst'
        """,
        day=day,
    )


def _figures(day):
    return SQL(
        """
        WITH term AS (
            SELECT id,
                   COALESCE(SUM(amount) FILTER (
                       WHERE kind = 'rent' AND term_end < %(day)s), 0) AS rent,
                   COALESCE(SUM(amount) FILTER (
                       WHERE kind = 'inst' AND term_end < %(day)s AND NOT waits), 0)
                       AS inst,
                   MAX(day) FILTER (WHERE kind = 'inst' AND amount > 0) AS date_last,
                   MIN(break_end + 1) FILTER (
                       WHERE amount > 0 AND NOT waits AND break_end < %(day)s
                         AND NOT (is_paid AND COALESCE(date_paid, day) <= break_end))
                       AS date_broken,
                   count(*) FILTER (WHERE kind = 'rent' AND is_on_time) AS rents,
                   count(*) FILTER (WHERE kind = 'inst' AND is_on_time) AS insts
              FROM (SELECT *, rank <= %(row)s AND day <= %(day)s AND amount > 0
                           AND is_paid AND date_paid <= term_end AS is_on_time
                      FROM declic_staged_term) t
             GROUP BY 1
        ),
        counted AS (
            SELECT id, SUM(number) AS number, SUM(others) AS others
              FROM declic_staged_line WHERE day <= %(day)s GROUP BY 1
        ),
        told AS (
            SELECT p.*, d.total, d.benefit, d.credit, d.other, d.corrected, t.paid,
                   COALESCE(counted.number, 0) AS number,
                   COALESCE(counted.others, 0) AS others, t.rent, t.on_rent, t.on_plan,
                   t.inst, term.date_last, term.date_broken,
                   GREATEST(term.rent - t.on_rent, 0) AS rent_late,
                   GREATEST(LEAST(term.inst, d.total) - t.on_plan, 0) AS plan_late,
                   COALESCE(term.rents >= %(row)s AND term.insts >= %(row)s, FALSE)
                       AS is_resumed
              FROM declic_staged_base p
              JOIN declic_staged_debt d USING (id)
              JOIN declic_staged_total t USING (id)
              LEFT JOIN term USING (id)
              LEFT JOIN counted USING (id)
        )
        SELECT id, paid, number::int AS payment_count, others AS paid_by_others,
               rent AS rent_due, on_rent AS paid_on_rent, rent_late,
               on_plan AS paid_on_plan, inst AS expected, plan_late,
               benefit AS reduced_benefit, credit AS reduced_credit,
               other AS reduced_other, corrected AS reduced_correction,
               CASE WHEN rent_late <= tolerance
                    THEN CASE WHEN plan_late <= tolerance THEN 'both' ELSE 'rent' END
                    ELSE CASE WHEN plan_late <= tolerance THEN 'plan'
                              ELSE 'neither' END END AS outcome,
               date_last, date_broken, on_plan >= total AS is_paid_back, is_resumed
          FROM told
        """,
        day=day,
        row=IN_A_ROW,
    )


def _steps(cr, day, plan_ids):
    """The comparison, step by step: pairs of a name and the SELECT that reads the steps
    before it as ``declic_staged_`` and their name."""
    return (
        ("base", repayment_ledger.plans(plan_ids)),
        ("row", repayment_ledger.rows(cr, plan_ids)),
        ("covered", repayment_ledger.covered()),
        ("correction", repayment_ledger.corrections()),
        ("ordinary", repayment_ledger.ordinary(day)),
        ("reduction", repayment_ledger.reductions(day)),
        ("debt", repayment_ledger.debts()),
        ("due", repayment_ledger.instalments()),
        ("line", repayment_ledger.lines(day)),
        ("used", _used(day)),
        ("total", _totals()),
        ("term", _terms(day)),
        ("instalment", _instalment_rows(day)),
        ("plan", _figures(day)),
    )


def stage(cr, day, plan_ids):
    """Work out some plans at ``day`` into two tables that last as long as the
    transaction: ``declic_staged_plan`` (id, *COLUMNS) and ``declic_staged_instalment``
    (id, plan_id, *INSTALMENT_COLUMNS). Writes nothing else.

    :param cr: cursor
    :param day: date of the comparison
    :param plan_ids: ids of plans that were started
    """
    for name, select in _steps(cr, day, plan_ids):
        _make(cr, f"declic_staged_{name}", select)


def _update(cr, table, source, columns, told):
    """Write the rows that differ; return for each its id, then ``told`` as they were
    and as they are."""
    names = [SQL.identifier(name) for name in columns]
    cr.execute(
        SQL(
            """
        UPDATE %(table)s t SET %(assign)s
          FROM %(source)s s, %(table)s o
         WHERE s.id = t.id AND o.id = t.id
           AND (%(old)s) IS DISTINCT FROM (%(new)s)
        RETURNING t.id, %(before)s, %(after)s
            """,
            table=SQL.identifier(table),
            source=SQL.identifier(source),
            assign=SQL(", ").join(SQL("%s = s.%s", n, n) for n in names),
            old=SQL(", ").join(SQL("t.%s", n) for n in names),
            new=SQL(", ").join(SQL("s.%s", n) for n in names),
            before=SQL(", ").join(SQL("o.%s", SQL.identifier(n)) for n in told),
            after=SQL(", ").join(SQL("t.%s", SQL.identifier(n)) for n in told),
        )
    )
    count = len(told)
    return {
        row[0]: (
            dict(zip(told, row[1 : count + 1], strict=True)),
            dict(zip(told, row[count + 1 :], strict=True)),
        )
        for row in cr.fetchall()
    }


def refresh(cr, day, plan_ids):
    """Bring the figures of some plans in line with the ledger; set-based, only what
    differs is written.

    :return: two dicts, of plans and of instalments that changed: id to a pair of dicts
        (before, after) of *COLUMNS, and of ``plan_id``, ``state`` and ``date_due``
    """
    stage(cr, day, plan_ids)
    instalments = _update(
        cr,
        "declic_repayment_installment",
        "declic_staged_instalment",
        INSTALMENT_COLUMNS,
        ("plan_id", "state", "date_due"),
    )
    plans = _update(cr, "declic_repayment_plan", "declic_staged_plan", COLUMNS, COLUMNS)
    return plans, instalments


def curve(cr, day, plan_id):
    """The expected and the real balance of one plan, for its chart.

    :return: list of (date, real balance in EUR) up to ``day``, and list of (date,
        expected balance in EUR) up to the last instalment
    """
    # Read in one statement, without a table of its own: a screen may be opened on a
    # transaction, or a replica, that only reads.
    steps = SQL(", ").join(
        SQL("%s AS MATERIALIZED (%s)", SQL.identifier(f"declic_staged_{name}"), select)
        for name, select in _steps(cr, day, [plan_id])
    )
    cr.execute(
        SQL(
            """
        WITH %s
        SELECT FALSE, u.day, GREATEST(d.total - u.on_plan, 0)
          FROM declic_staged_used u JOIN declic_staged_debt d USING (id)
         UNION ALL
        SELECT TRUE, t.date_due, GREATEST(d.total - t.before - t.amount_due, 0)
          FROM declic_staged_due t JOIN declic_staged_debt d USING (id)
         WHERE t.amount_due > 0
         ORDER BY 1, 2
            """,
            steps,
        )
    )
    points = {False: [], True: []}
    for is_expected, at, balance in cr.fetchall():
        points[is_expected].append((at, balance))
    return points[False], points[True]
