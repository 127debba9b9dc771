"""Run inside Odoo's shell by ``evaluation.py``: N cases by bulk SQL, then the clock."""

import json
import time
from datetime import date

import generator
from dateutil.relativedelta import relativedelta

MONTHS = 24

# One case for each of the first N households, opened over the last 20 months; nine of
# ten closed ones after seven months.
CASES = """
WITH chosen AS (
    SELECT h.id, row_number() OVER (ORDER BY h.id) AS n
      FROM declic_household h ORDER BY h.id LIMIT %(cases)s
),
snapshot AS (
    INSERT INTO declic_snapshot (household_id, company_id, date, rent, net_rent,
        overdue, net_months, arrears_date, current_rent_paid, create_uid, write_uid,
        create_date, write_date)
    SELECT c.id, %(company)s, d.start, 400, 450, 900 + n %% 7 * 100, 2 + n %% 5,
           CASE WHEN n %% 3 > 0 THEN d.start END, FALSE, 1, 1, d.start, d.start
      FROM chosen c CROSS JOIN LATERAL (
          SELECT (%(today)s::date - (40 + n %% 560)::integer) AS start) d
    RETURNING id, household_id, date
),
content AS (
    INSERT INTO declic_orientation_content (snapshot_id, origin, protected_adult,
        create_uid, write_uid, create_date, write_date)
    SELECT id, 'worklist', 'none', 1, 1, date, date FROM snapshot
    RETURNING id, snapshot_id
),
orientation AS (
    INSERT INTO declic_orientation (reference, content_id, state, household_id,
        company_id, programme_id, association_id, referrer_id, date_sent, date_answered,
        household_position, create_uid, write_uid, create_date, write_date)
    SELECT 'OB-' || s.household_id, k.id, 'accepted', s.household_id, %(company)s,
           %(programme)s, (%(associations)s)[1 + s.household_id %% 3], 1,
           s.date - interval '9 days', s.date - interval '2 days', 'agreed', 1, 1,
           s.date, s.date
      FROM snapshot s JOIN content k ON k.snapshot_id = s.id
    RETURNING id, household_id, association_id, date_answered
)
INSERT INTO declic_case (reference, state, household_id, company_id, episode,
    orientation_id, programme_id, association_id, referent_id, date_start, date_closed,
    date_first_contact, adhesion, adhesion_date, outcome, urgency, create_uid,
    write_uid, create_date, write_date)
SELECT 'DB-' || o.household_id,
       CASE WHEN closed.day IS NULL THEN 'followed' ELSE 'closed' END,
       o.household_id, %(company)s, 1, o.id, %(programme)s, o.association_id, 1,
       d.start, closed.day, d.start + (o.household_id %% 20)::integer,
       (ARRAY['accepted', 'accepted', 'accepted', 'refused', 'not_engaging'])
           [1 + o.household_id %% 5],
       d.start + 5,
       CASE WHEN closed.day IS NOT NULL THEN
           (ARRAY['ordinary', 'ordinary', 'transfer', 'shelter', 'notice', 'other'])
           [1 + o.household_id %% 6] END, 2, 1, 1, d.start, d.start
  FROM orientation o
 CROSS JOIN LATERAL (SELECT o.date_answered::date + 2 AS start) d
 CROSS JOIN LATERAL (
     SELECT CASE WHEN d.start + 210 < %(today)s::date AND o.household_id %% 10 > 0
                 THEN d.start + 210 END AS day) closed
"""
CONTACTS = """
INSERT INTO declic_contact (household_id, company_id, case_id, date, medium, result,
    minutes, user_id, is_honoured, create_uid, write_uid, create_date, write_date)
SELECT c.household_id, c.company_id, c.id, c.date_start + k * interval '13 days',
       (ARRAY['visit', 'phone', 'office'])[1 + k %% 3],
       (ARRAY['kept', 'no_answer', 'reached', 'missed'])[1 + (k + c.id) %% 4],
       10 + k * 5, 1, (k + c.id) %% 4 IN (0, 2), 1, 1, c.date_start, c.date_start
  FROM declic_case c CROSS JOIN generate_series(1, 12) k
 WHERE c.date_start + k * 13 < %(today)s::date
"""
REVIEWS = """
INSERT INTO declic_review (case_id, household_id, company_id, review_type, state,
    date_due, date_held, snapshot_id, create_uid, write_uid, create_date, write_date)
SELECT c.id, c.household_id, c.company_id, r.type, 'validated', r.due,
       r.due + (c.id %% 25)::integer, k.snapshot_id, 1, 1, r.due, r.due
  FROM declic_case c
  JOIN declic_orientation o ON o.id = c.orientation_id
  JOIN declic_orientation_content k ON k.id = o.content_id
 CROSS JOIN LATERAL (VALUES ('month3', c.date_start + 91),
     ('month6', c.date_start + 182), ('closing', c.date_closed)) AS r (type, due)
 WHERE r.due < %(today)s::date
"""
PLANS = """
INSERT INTO declic_plan (case_id, household_id, company_id, version, state, author_id,
    date_approved, create_uid, write_uid, create_date, write_date)
SELECT id, household_id, company_id, 1, 'approved', 1, date_start + interval '30 days',
       1, 1, date_start, date_start FROM declic_case
"""
FLOOR = """
SELECT (SELECT SUM(minutes) FROM declic_contact k
          JOIN declic_case c ON c.id = k.case_id),
       (SELECT SUM(paid + benefit - due) FROM declic_ledger_month m
          JOIN declic_case c ON c.household_id = m.household_id),
       (SELECT SUM(s.overdue) FROM declic_review r
          JOIN declic_snapshot s ON s.id = r.snapshot_id),
       (SELECT COUNT(*) FROM declic_orientation)
"""


def measure(env, cases):
    """Generate and print the figures as JSON; seconds, statements."""
    from odoo.addons.declic.engine import comparison_group, facts, programme_figures

    today = date.today()
    values = generator.parameters(env, cases * 2, MONTHS, today)
    generator.generate(env.cr, values)
    associations = env["res.partner"].create(
        [{"name": f"Association {n}", "is_company": True} for n in range(3)]
    )
    programme = env["declic.programme"].create(
        {
            "name": "Bench",
            "capacity": cases,
            "date_from": today - relativedelta(years=2),
            "date_to": today + relativedelta(years=1),
            "association_ids": [(6, 0, associations.ids)],
            "funding_ids": [(0, 0, {"name": "F", "amount": 2175 * cases})],
        }
    )
    env["declic.household"]._run_detection()
    env.flush_all()
    values |= {
        "cases": cases,
        "programme": programme.id,
        "associations": associations.ids,
    }
    for statement in (CASES, CONTACTS, REVIEWS, PLANS):
        env.cr.execute(statement, values)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.invalidate_all()
    evaluation = env["declic.evaluation"].create(
        {
            "programme_id": programme.id,
            "date_from": today - relativedelta(years=1),
            "date_to": today,
        }
    )
    period = (evaluation.date_from, evaluation._day(), programme.id)
    table = facts.cases(*period)

    def clock(call):
        best = None
        for _turn in range(3):
            env.flush_all()
            start = time.perf_counter()
            call()
            spent = time.perf_counter() - start
            best = spent if best is None else min(best, spent)
        return best

    def figures():
        evaluation.action_compute()
        env.flush_all()

    from odoo.tools import SQL

    result = {
        "floor": clock(lambda: (env.cr.execute(FLOOR), env.cr.fetchall())),
        "facts": clock(
            lambda: (
                env.cr.execute(SQL("SELECT SUM(minutes) FROM (%s) fact", table)),
                env.cr.fetchall(),
            )
        ),
        "comparison": clock(lambda: comparison_group.compare(env.cr, *period)),
        "list": clock(
            lambda: programme_figures.members(env.cr, "ordinary_all", *period)
        ),
        "graph": clock(
            lambda: env["declic.case.fact"]._read_group(
                [("programme_id", "=", programme.id)],
                ["date_start:quarter", "association_id"],
                ["__count", "hours:sum"],
            )
        ),
        "compute": clock(figures),
    }
    before = env.cr.sql_log_count
    figures()
    result["statements"] = env.cr.sql_log_count - before
    result["xlsx"] = clock(evaluation._render_xlsx)
    print("JSON" + json.dumps(result))
