"""What `plans.py` generates and measures inside one Odoo process."""

import json

import generator
from detection_measures import _analyze, _memory, _reset_peak, _time

from odoo import fields

from odoo.addons.declic.engine import trajectory

# Each tenant owes two terms of the past, and signed eight months ago to pay them back
# in ten instalments of 90 €; nine in ten pay them, besides the rent.
COVERED = (9, 10)
OLD_DEBT = """
DELETE FROM account_move_line WHERE move_name SIMILAR TO 'PQUIT/(9|10)/%%';
DELETE FROM account_move WHERE name SIMILAR TO 'PQUIT/(9|10)/%%';
UPDATE account_move_line SET amount_residual = balance, reconciled = FALSE
 WHERE move_name SIMILAR TO 'QUIT/(9|10)/%%' AND account_id = %(receivable)s;
"""
PLANS = """
INSERT INTO declic_repayment_plan (reference, state, household_id, partner_id,
    company_id, user_id, kind, version, amount_total, schedule_mode, installment_amount,
    frequency, date_first, date_start, tolerance_days, tolerance_amount, rent_first,
    credit_start, credit_known, lump_sum, create_uid, write_uid, create_date,
    write_date)
SELECT 'PA-' || h.id, 'active', h.id, h.partner_id, h.company_id, 1, 'informal', 1, 900,
       'amount', 90, '1', day + 15, day, 10, 1, TRUE,
       (SELECT COALESCE(SUM(credit), 0) FROM account_move_line l
         WHERE l.partner_id = h.partner_id AND l.account_id = %(receivable)s
           AND l.date <= day),
       '{}', 0, 1, 1, %(old)s, %(old)s
  FROM declic_household h
 CROSS JOIN (SELECT (date_trunc('month', %(today)s::date)
                     - interval '8 months' - interval '10 days')::date AS day) d
"""
COVERED_LINES = """
INSERT INTO declic_repayment_plan_line (plan_id, move_line_id, move_id, company_id,
    date_maturity, amount, balance, line_mark, create_uid, write_uid, create_date,
    write_date)
SELECT p.id, l.id, l.move_id, l.company_id, l.date_maturity, l.balance, l.balance,
       l.id + 10, 1, 1, %(old)s, %(old)s
  FROM declic_repayment_plan p
  JOIN account_move_line l ON l.partner_id = p.partner_id
   AND l.account_id = %(receivable)s AND l.move_name SIMILAR TO 'QUIT/(9|10)/%%'
"""
INSTALMENTS = """
INSERT INTO declic_repayment_installment (plan_id, company_id, date_due, date_nominal,
    amount, amount_due, paid, state, create_uid, write_uid, create_date, write_date)
SELECT p.id, p.company_id, (p.date_first + make_interval(months => n))::date,
       (p.date_first + make_interval(months => n))::date, 90, 90, 0, 'planned', 1, 1,
       %(old)s, %(old)s
  FROM declic_repayment_plan p CROSS JOIN generate_series(0, 9) n
"""
PAID = """
INSERT INTO account_move (name, state, move_type, journal_id, company_id, currency_id,
    partner_id, commercial_partner_id, date, amount_total, amount_residual,
    amount_total_signed, amount_residual_signed, payment_state, auto_post, create_uid,
    write_uid, create_date, write_date)
SELECT %(name)s || i.id, 'posted', 'entry', %(bank)s, p.company_id, %(currency)s,
       p.partner_id, p.partner_id, LEAST(i.date_due, %(today)s), 90, -90, 90, -90,
       'not_paid', 'no', 1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM declic_repayment_installment i JOIN declic_repayment_plan p ON p.id = i.plan_id
 WHERE
"""
PAID_LINES = """
INSERT INTO account_move_line (move_id, move_name, parent_state, journal_id, company_id,
    company_currency_id, currency_id, account_id, partner_id, name, date, date_maturity,
    debit, credit, balance, amount_currency, amount_residual, amount_residual_currency,
    reconciled, display_type, no_followup, sequence, create_uid, write_uid, create_date,
    write_date)
SELECT m.id, m.name, 'posted', m.journal_id, m.company_id, m.currency_id, m.currency_id,
       CASE WHEN side < 0 THEN %(receivable)s ELSE %(outstanding)s END,
       m.partner_id, m.name, m.date, m.date, GREATEST(side * 90, 0),
       GREATEST(-side * 90, 0), side * 90, side * 90,
       CASE WHEN side < 0 THEN -90 ELSE 0 END, CASE WHEN side < 0 THEN -90 ELSE 0 END,
       FALSE, 'product', FALSE, 10, 1, 1, m.create_date, m.write_date
  FROM account_move m CROSS JOIN (VALUES (-1), (1)) AS s(side)
 WHERE m.name LIKE %(name)s || '%%'
"""
# The same lines, instalments and matches, summed by plan and by day: what any
# comparison of a schedule with the ledger has to read.
BARE = """
SELECT count(*), SUM(debit), SUM(credit), SUM(amount), SUM(matched) FROM (
    SELECT p.id, COALESCE(l.date_maturity, l.date) AS day, SUM(l.debit) AS debit,
           SUM(l.credit) AS credit, 0 AS amount, 0 AS matched
      FROM declic_repayment_plan p
      JOIN declic_household h ON h.id = p.household_id
      JOIN account_move_line l ON l.partner_id = h.partner_id
       AND l.company_id = p.company_id AND l.parent_state = 'posted'
       AND l.account_id = %(receivable)s
      JOIN account_journal j ON j.id = l.journal_id
     WHERE p.state = 'active'
     GROUP BY 1, 2
     UNION ALL
    SELECT p.id, i.date_due, 0, 0, SUM(i.amount), 0
      FROM declic_repayment_plan p
      JOIN declic_repayment_installment i ON i.plan_id = p.id
     WHERE p.state = 'active' GROUP BY 1, 2
     UNION ALL
    SELECT p.id, NULL, 0, 0, 0, SUM(r.amount)
      FROM declic_repayment_plan p
      JOIN declic_repayment_plan_line c ON c.plan_id = p.id
      LEFT JOIN account_partial_reconcile r ON r.debit_move_id = c.move_line_id
     WHERE p.state = 'active' GROUP BY 1
) t
"""


def _pay(env, values, name, where):
    values = {**values, "name": name}
    env.cr.execute(PAID + where, values)
    env.cr.execute(PAID_LINES, values)
    env.cr.commit()


def measure(env, plans):
    """Generate, measure, and print one line of JSON; see ``plans.py``."""
    cr = env.cr
    today = fields.Date.context_today(env.user)
    values = generator.parameters(env, plans, 24, today)
    # Everybody pays the rent: silent tenants would break their plans at once.
    generator.TENANTS = generator.TENANTS.replace("< 8 THEN", "< 0 THEN")
    generator.generate(cr, values)
    for statement in (OLD_DEBT, PLANS, COVERED_LINES, INSTALMENTS):
        cr.execute(statement, values)
    # One in ten is one instalment behind.
    _pay(
        env,
        values,
        "I",
        "i.date_due <= %(today)s"
        " AND (p.id %% 10 <> 0 OR i.date_due < %(today)s::date - 31)",
    )
    _analyze(cr)
    Plan = env["declic.repayment.plan"]
    ids = Plan.search([("state", "=", "active")]).ids
    # The first time everything is worked out and written.
    found = {"plans": len(ids), "first": _time(Plan._cron_refresh)}
    cr.commit()
    _analyze(cr)

    def bare():
        cr.execute(BARE, values)
        cr.fetchall()

    found["bare"] = _time(bare, 5)
    _reset_peak()
    idle = _memory("VmRSS")
    found["idle"] = _time(Plan._cron_refresh, 3)
    found["memory"] = _memory("VmHWM") - idle
    before = cr.sql_log_count
    Plan._cron_refresh()
    found["statements"] = cr.sql_log_count - before
    found["slices"] = max(-(-len(ids) // 5000), 1)
    found["whole"] = _time(lambda: trajectory.stage(cr, today, ids))
    found["idle_rows"] = Plan.browse(ids)._refresh_trajectory()
    cr.commit()
    nights = []
    for night in range(3):
        # The next instalment of 1 % of the households, paid ahead.
        _pay(
            env,
            values,
            f"N{night}-",
            "p.id %% 100 = 7 AND i.id = (SELECT MIN(id) FROM"
            " declic_repayment_installment n WHERE n.plan_id = p.id"
            " AND n.date_due > %(today)s)",
        )
        nights.append(_time(Plan._cron_refresh))
        cr.commit()
    found["night"] = sorted(nights)[1]
    print("JSON" + json.dumps(found))
