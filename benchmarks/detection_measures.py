"""What `detection.py` measures inside one Odoo process."""

import json
import time
from statistics import median

import generator

from odoo import fields
from odoo.fields import Domain
from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.declic.engine import figures, ledger

# The issue's own floor: what is due by partner, on the covering index.
FLOOR = """
SELECT partner_id, SUM(amount_residual)
  FROM account_move_line
 WHERE parent_state = 'posted' AND reconciled IS NOT TRUE
   AND (date_maturity IS NOT NULL OR amount_residual < 0)
   AND account_id = %(receivable)s AND company_id = %(company)s
   AND (date_maturity IS NULL OR date_maturity <= %(today)s)
 GROUP BY partner_id
"""
# The index that holds all of it: of `account.move.line`.
COVERING = "account_move_line_declic_open_receivable_idx"
BARE_SUM = """
SELECT partner_id, date_trunc('month', COALESCE(date_maturity, date)), SUM(debit),
       SUM(credit)
  FROM account_move_line
 WHERE parent_state = 'posted' AND account_id = %(receivable)s
 GROUP BY 1, 2
"""
WRITE = """
WITH due AS ({floor})
UPDATE bench_target t SET amount = due.sum, write_date = now()
  FROM due WHERE due.partner_id = t.partner_id AND t.amount IS DISTINCT FROM due.sum
"""


def _memory(name):
    """Resident memory of the process in MB: ``VmRSS`` now, ``VmHWM`` at its highest."""
    with open("/proc/self/status", encoding="utf-8") as status:
        line = next(text for text in status if text.startswith(name))
    return int(line.split()[1]) / 1024


def _reset_peak():
    with open("/proc/self/clear_refs", "w", encoding="utf-8") as peak:
        peak.write("5")


def _time(call, times=1):
    spent = []
    for _turn in range(times):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return median(spent)


def generate(env, tenants, months):
    """Write the landlord of the bench into the database of ``env``."""
    today = fields.Date.context_today(env.user)
    generator.generate(env.cr, generator.parameters(env, tenants, months, today))


def measure(env, tenants, months, oca):
    """Measure, and print one line of JSON; see ``detection.py``."""
    cr = env.cr
    today = fields.Date.context_today(env.user)
    values = generator.parameters(env, tenants, months, today)
    _analyze(cr)
    Run = env["declic.detection.run"]
    found = {}

    found["bare_sum"] = _time(lambda: _fetch(cr, BARE_SUM, values), 3)
    found["floor"] = _time(lambda: _fetch(cr, FLOOR, values), 7)
    found["on_index"] = all(
        COVERING in "\n".join(row[0] for row in _fetch(cr, SQL("EXPLAIN %s", query)))
        for query in _what_is_open(env, today)
    )
    cr.execute(
        "CREATE TABLE bench_target AS SELECT partner_id, 0::numeric AS amount,"
        " now() AS write_date FROM declic_household"
    )
    cr.execute("CREATE UNIQUE INDEX ON bench_target (partner_id)")
    cr.execute("ANALYZE bench_target")
    found["pipeline"] = _time(lambda: cr.execute(WRITE.format(floor=FLOOR), values))
    cr.commit()

    start = time.perf_counter()
    ledger.refresh_months(cr, ledger.lines(cr, today))
    found["months"] = time.perf_counter() - start
    cr.rollback()
    found["first_figures"] = _time(lambda: _first_night(env, today), 3)
    _reset_peak()
    idle = _memory("VmRSS")
    found["first"] = _time(lambda: Run._run(full=True))
    found["memory"] = _memory("VmHWM") - idle
    _analyze(cr)

    found["read"] = _time(lambda: _fetch(cr, ledger.open_balances(env.cr, today)), 5)
    found["rerun"] = _time(Run._run, 3)
    last = Run.search([], limit=1)
    found["rerun_rows"] = sum(
        last[name]
        for name in (
            "month_count",
            "figure_count",
            "opened_count",
            "updated_count",
            "closed_count",
            "level_count",
        )
    )
    nights = []
    for _night in range(3):
        _later(cr)
        generator.move_some(cr, values)
        before = cr.sql_log_count
        nights.append(_time(Run._run))
        found["statements"] = cr.sql_log_count - before
    found["night"] = median(nights)
    _later(cr)
    generator.bill(cr, values)
    found["billed"] = _time(Run._run)

    _analyze(cr)
    worklist = env["declic.household"].with_context(allowed_company_ids=[1])
    names = ["reference", "name", "overdue", "explanation", "next_step"]
    found["worklist"] = _time(
        lambda: _page(
            worklist,
            [("proposal_state", "=", "proposed")],
            names,
            "urgency, overdue desc, id",
        ),
        5,
    )
    found["partners"] = _time(
        lambda: _page(
            env["res.partner"], [], ["complete_name", "email", "phone"], "complete_name"
        ),
        5,
    )
    if oca:
        found["oca"] = _time(lambda: _credit_control(env, values, today))
    print("JSON" + json.dumps(found))


def _what_is_open(env, today):
    """Queries that must read the covering index: the nightly one, and an accountant's
    own, under the record rules."""
    yield ledger.open_ids()
    accountant = new_test_user(
        env, "bench_accountant", groups="account.group_account_readonly"
    )
    domain = (
        Domain("parent_state", "=", "posted")
        & Domain("reconciled", "=", False)
        & (Domain("date_maturity", "!=", False) | Domain("amount_residual", "<", 0))
    )
    for user in (env.user, accountant):
        query = env["account.move.line"].with_user(user)._search(domain)
        partner = SQL.identifier(query.table, "partner_id")
        query.groupby = partner
        amount = SQL.identifier(query.table, "amount_residual")
        yield query.select(partner, SQL("SUM(%s)", amount))


def _first_night(env, today):
    """What is proposed before any ledger month exists; undone, for the next turn."""
    figures.refresh_open(env.cr, today)
    env["declic.household"]._refresh_signals()
    env.cr.rollback()


def _fetch(cr, query, values=None):
    cr.execute(query, values) if not isinstance(query, SQL) else cr.execute(query)
    return cr.fetchall()


def _page(model, domain, names, order):
    model.env.invalidate_all()
    model.web_search_read(domain, {name: {} for name in names}, order=order, limit=80)


def _later(cr):
    """What was written so far is older than the next mark."""
    cr.commit()
    time.sleep(0.01)


def _analyze(cr):
    cr.commit()
    cr._cnx.autocommit = True
    with cr._cnx.cursor() as raw:
        raw.execute("VACUUM ANALYZE")
    cr._cnx.autocommit = False


def _credit_control(env, values, today):
    # The policy that OCA's module brings, on the tenants' account.
    policy = env["credit.control.policy"].search([("do_nothing", "=", False)], limit=1)
    policy.account_ids = [fields.Command.set([values["receivable"]])]
    env["res.company"].browse(values["company"]).credit_policy_id = policy
    env["credit.control.run"].create(
        {"date": today, "policy_ids": [fields.Command.set(policy.ids)]}
    ).with_context(lang="en_US").generate_credit_lines()
    env.cr.commit()
