"""Which ledgers moved since the last run, so that a night does not read the history.

A ledger moves when a line of it was written, when a term falls due or an entry's date
comes, when its household was changed (``ledger_stale``), or when the law moves on. What
escapes the ORM (a raw SQL update) is caught by comparing with the open residuals.
"""

from odoo.tools import SQL

from . import holders, ledger
from .natures import is_receivable


def read_mark(cr):
    """Date and time (naive UTC) before which every write is visible to this run.

    A transaction stamps its writes with the time it began: one that runs since an hour
    will commit lines an hour old.
    """
    cr.execute(
        """
        SELECT LEAST(now(), MIN(xact_start)) AT TIME ZONE 'UTC'
          FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND backend_type = 'client backend' AND state <> 'idle'
        """
    )
    return cr.fetchone()[0]


def moved(cr, mark, last_day, day):
    """Ids of the active households whose ledger or clock moved.

    :param mark: date and time of the last run's :func:`read_mark`; None: all of them
    :param last_day: day of the last run's figures
    :param day: day of this run's figures
    """
    if not mark:
        cr.execute("SELECT id FROM declic_household WHERE active ORDER BY id")
        return [row[0] for row in cr.fetchall()]
    cr.execute(
        SQL(
            """
        WITH line AS (
            SELECT l.partner_id, l.company_id
              FROM account_move_line l
             WHERE l.write_date >= %(mark)s AND %(receivable)s
               AND (l.create_date < %(mark)s OR %(effective)s <= %(day)s)
             UNION
            SELECT l.partner_id, l.company_id
              FROM account_move_line l
             WHERE l.date_maturity > %(last_day)s AND l.date_maturity <= %(day)s
               AND l.parent_state = 'posted' AND %(receivable)s
             UNION
            SELECT l.partner_id, l.company_id
              FROM account_move_line l
             WHERE l.date > %(last_day)s AND l.date <= %(day)s
               AND l.parent_state = 'posted' AND %(receivable)s
        )
        SELECT t.household_id
          FROM line JOIN (%(holders)s) t USING (partner_id, company_id)
         UNION
        SELECT id FROM declic_household WHERE active AND ledger_stale
         UNION
        SELECT h.id
          FROM declic_household h
          JOIN declic_arrears_rule r
            ON r.active AND r.date_from <= %(day)s
           AND (r.date_to IS NULL OR r.date_to >= %(day)s)
         WHERE h.active AND h.default_date IS NOT NULL AND h.arrears_date IS NULL
           AND (r.date_from > %(last_day)s
                OR (r.mode = 'amount_or_age' AND (h.default_date
                    + make_interval(months => r.months))::date <= %(day)s))
         ORDER BY 1
            """,
            mark=mark,
            last_day=last_day,
            day=day,
            receivable=is_receivable(),
            effective=ledger.effective_day(),
            holders=holders.claims(),
        )
    )
    return [row[0] for row in cr.fetchall()]


def drifted(cr, day):
    """Ids of the households whose stored arrears differ from the open residuals."""
    cr.execute(
        SQL(
            """
        SELECT h.id
          FROM declic_household h
          LEFT JOIN (%s) o ON o.household_id = h.id
         WHERE h.active AND COALESCE(o.overdue, 0) <> COALESCE(h.overdue, 0)
         ORDER BY h.id
            """,
            ledger.open_balances(cr, day),
        )
    )
    return [row[0] for row in cr.fetchall()]


def mark_stale(cr, household_ids):
    """Have the ledgers of these households read; what is marked outlives a kill."""
    cr.execute(
        "UPDATE declic_household SET ledger_stale = TRUE"
        " WHERE id = ANY(%s) AND NOT ledger_stale",
        [list(household_ids)],
    )
