"""What is watched: two queries for all rules, never a query per household.

Two axes are kept apart, debt and silence, and never added into a score. A rule holds an
amber and a red threshold in its own unit; ``seen`` returns the households that reach
amber with the value that did it, and the difference with the open signals is written
set-based. Ages are kept as the date they run from, so that a night without news writes
nothing.
"""

import json

from odoo.tools import SQL

from . import tenancy
from .figures import COLUMNS
from .rules import FIGURE_RULES, NOT_QUIET, QUERIES, SINCE

# Leases that run. The household's index has the same words.
RUNNING_LEASE = "active AND lease_key IS NOT NULL AND lease_end_date IS NULL"
# A number that more households bear is no lease's ("none", "to come").
MOST_OF_A_LEASE = 4


def _chosen(alias, household_ids):
    if household_ids is None:
        return SQL()
    return SQL(
        "AND %s = ANY(%s)",
        SQL.identifier(alias, "household_id"),
        list(household_ids),
    )


def muted(day):
    """Table of household_id whose debt raises no signal: a repayment plan and the rent
    are kept and nothing else is owed, an over-indebtedness file is under way, or a
    person put the debt on hold (a disputed invoice)."""
    return SQL(
        """
        SELECT p.household_id FROM declic_repayment_plan p
          JOIN declic_household h ON h.id = p.household_id
         WHERE (p.state = 'active' AND p.outcome = 'both'
                AND h.overdue - %(left)s
                    <= h.current_rent_missing + p.tolerance_amount)
            OR (p.state = 'suspended' AND p.suspend_reason = 'over_indebtedness')
         UNION
        SELECT id FROM declic_household WHERE debt_hold_until >= %(day)s
        """,
        day=day,
        left=_left_to_pay("p"),
    )


def _left_to_pay(plan):
    """EUR that a plan still covers."""
    return SQL(
        "GREATEST(%(p)s.amount_total - COALESCE(%(p)s.reduced_benefit, 0)"
        " - COALESCE(%(p)s.reduced_credit, 0) - COALESCE(%(p)s.reduced_other, 0)"
        " - COALESCE(%(p)s.reduced_correction, 0)"
        " - COALESCE(%(p)s.paid_on_plan, 0), 0)",
        p=SQL.identifier(plan),
    )


def _stored():
    """The stored figures of who may raise a signal; a kept plan takes what it covers
    out of the debt."""
    return SQL(
        """
        SELECT h.id AS household_id, h.net_rent, %(names)s,
               GREATEST(h.overdue - COALESCE(k.amount, 0), 0) AS overdue,
               CASE WHEN h.net_rent > 0
                    THEN round(GREATEST(h.overdue - COALESCE(k.amount, 0), 0)
                               / h.net_rent, 2) ELSE 0 END AS net_months
          FROM declic_household h
          LEFT JOIN (SELECT household_id, %(left)s AS amount
                       FROM declic_repayment_plan p
                      WHERE state = 'active' AND outcome = 'both') k
            ON k.household_id = h.id
         WHERE active AND %(not_quiet)s
        """,
        # A plan takes out of the debt and adds none: the index of who may raise a
        # signal serves before the debt is worked out.
        not_quiet=SQL(NOT_QUIET),
        names=SQL(", ").join(
            SQL.identifier("h", name)
            for name in (*COLUMNS, "default_date", "arrears_date")
            if name not in ("overdue", "net_months")
        ),
        left=_left_to_pay("p"),
    )


def shared_leases(cr, household_ids=None):
    """Households that share a running lease: a couple entered twice.

    Such a lease has one signal of a rule (D2), whichever of its households it is seen
    at: the one that owes most stands for it.

    :param household_ids: limit to the leases of these households, all when None
    :return: list of (household_id, id of the one that stands for the lease)
    """
    chosen = SQL()
    if household_ids is not None:
        chosen = SQL(
            "AND (company_id, lease_key) IN (SELECT company_id, lease_key"
            " FROM declic_household WHERE id = ANY(%s))",
            list(household_ids),
        )
    cr.execute(
        SQL(
            """
        SELECT unnest(ids), ids[1]
          FROM (SELECT array_agg(id ORDER BY overdue DESC, id) AS ids
                  FROM declic_household
                 WHERE (company_id, lease_key) IN (
                       SELECT company_id, lease_key FROM declic_household
                        WHERE %(running)s %(chosen)s
                        GROUP BY 1, 2
                       HAVING count(*) BETWEEN 2 AND %(most)s)
                   AND %(running)s
                 GROUP BY company_id, lease_key) lease
            """,
            running=SQL(RUNNING_LEASE),
            most=MOST_OF_A_LEASE,
            chosen=chosen,
        )
    )
    return cr.fetchall()


def seen(rules, day, figures_sql=None, household_ids=None, leases=()):
    """Table of what the rules see at ``day``: household_id, rule_id, axis, value,
    since, level.

    :param rules: list of dicts: the fields of ``declic.signal.rule``
    :param day: the date the rules are evaluated at
    :param figures_sql: figures of another day, to replay the past: the columns of
        ``figures.figures`` with ``default_date`` and ``arrears_date``; nothing is muted
        then, for plans and holds are known as they stand today. The stored figures
        when None
    :param household_ids: limit to these households, all the active ones when None
    :param leases: as :func:`shared_leases` returns them
    """
    replay = figures_sql is not None
    figures_sql = figures_sql or _stored()
    parts = []
    on_figures = [rule for rule in rules if rule["code"] in FIGURE_RULES]
    if on_figures:
        thresholds = SQL(", ").join(
            SQL(
                "(%s::int, %s::numeric, %s::numeric, %s::int, %s::int, %s::int, %s)",
                *(rule[name] for name in ("id", "amber", "red", "window_days")),
                *(rule[name] for name in ("grace_days", "min_age_days")),
                rule["deduct_benefit"],
            )
            for rule in on_figures
        )
        value = SQL(" ").join(
            SQL(
                "WHEN %s THEN (%s)::numeric",
                rule["id"],
                SQL(FIGURE_RULES[rule["code"]], day=day)
                if "%(day)s" in FIGURE_RULES[rule["code"]]
                else SQL(FIGURE_RULES[rule["code"]]),
            )
            for rule in on_figures
        )
        since = SQL(" ").join(
            SQL("WHEN %s THEN %s", rule["id"], SQL(SINCE[rule["code"]]))
            for rule in on_figures
            if rule["code"] in SINCE
        )
        parts.append(
            SQL(
                """
            SELECT f.household_id, r.id AS rule_id, v.value, v.since, r.amber, r.red
              FROM (SELECT * FROM (%(figures)s) figures WHERE %(not_quiet)s) f
             CROSS JOIN (VALUES %(thresholds)s)
                   AS r(id, amber, red, window_days, grace_days, min_age_days,
                        deduct_benefit)
             CROSS JOIN LATERAL (
                 SELECT CASE r.id %(value)s END AS value,
                        %(since)s AS since) v
             WHERE v.value >= r.amber
                """,
                figures=figures_sql,
                not_quiet=SQL(NOT_QUIET),
                thresholds=thresholds,
                value=value,
                since=SQL("CASE r.id %s END", since)
                if since.code
                else SQL("NULL::date"),
            )
        )
    for rule in rules:
        if rule["code"] in QUERIES:
            parts.append(
                SQL(
                    "SELECT household_id, %s::int AS rule_id, value, since,"
                    " %s::numeric AS amber, %s::numeric AS red"
                    "  FROM (%s) q WHERE value >= %s",
                    *(rule[name] for name in ("id", "amber", "red")),
                    QUERIES[rule["code"]](rule, day),
                    rule["amber"],
                )
            )
    if not parts:
        parts.append(
            SQL(
                "SELECT NULL::int AS household_id, NULL::int AS rule_id,"
                " NULL::numeric AS value, NULL::date AS since, NULL::numeric AS amber,"
                " NULL::numeric AS red WHERE FALSE"
            )
        )
    leader, one_of_lease, first = SQL("s.household_id"), SQL(), SQL()
    if leases:
        leader = SQL(
            "COALESCE((%s::jsonb ->> s.household_id::text)::int, s.household_id)",
            json.dumps(dict(leases)),
        )
        one_of_lease = SQL("DISTINCT ON (1, 2)")
        first = SQL(
            "ORDER BY 1, 2, s.household_id = %s DESC, s.value DESC, s.household_id",
            leader,
        )
    return SQL(
        """
        SELECT %(one_of_lease)s
               %(leader)s AS household_id, s.rule_id, rule.axis, s.since,
               CASE WHEN s.since IS NULL OR rule.code = 'legal_clock'
                    THEN round(s.value, 2) ELSE 0 END AS value,
               CASE WHEN s.value >= s.red THEN 'red' ELSE 'amber' END AS level
          FROM (%(parts)s) s
          JOIN declic_signal_rule rule ON rule.id = s.rule_id
          JOIN declic_household h ON h.id = s.household_id AND h.active
         WHERE %(heard)s %(concerned)s %(chosen)s
         %(first)s
        """,
        leader=leader,
        one_of_lease=one_of_lease,
        first=first,
        chosen=_chosen("s", household_ids),
        parts=SQL(" UNION ALL ").join(parts),
        # Who is no tenant any more has rules of his own; the past is replayed as it
        # was.
        concerned=SQL()
        if replay
        else SQL("AND (rule.for_gone OR NOT %s)", tenancy.is_gone()),
        heard=SQL("TRUE")
        if replay
        else SQL("(rule.axis <> 'debt' OR s.household_id NOT IN (%s))", muted(day)),
    )


# What a ledger that is behind would say of everybody.
NEED_FRESH = ("payment_silence", "silence_after_act")


def refresh_signals(cr, rules, day, now, uid, household_ids=None, stale_company_ids=()):
    """Open, update and close the automatic signals; a second run writes nothing.

    :param cr: cursor
    :param rules: as :func:`seen` takes them
    :param day: the date the rules are evaluated at
    :param now: the naive UTC date and time of the run
    :param uid: id of the user that runs it
    :param household_ids: limit to these households, all the active ones when None
    :param stale_company_ids: where the ledger is too old: nobody is told to be silent
    :return: dict of the numbers ``opened``, ``updated``, ``closed``
    """
    cr.execute(
        SQL(
            """
        WITH diff AS MATERIALIZED (
            SELECT s.id AS signal_id, seen.*
              FROM (SELECT * FROM declic_signal s
                     WHERE s.state = 'open' AND NOT s.is_manual %(chosen)s) s
              FULL JOIN (%(seen)s) seen
                ON seen.rule_id = s.rule_id AND seen.household_id = s.household_id
             WHERE s.id IS NULL OR seen.rule_id IS NULL
                OR (s.value, s.level, s.date_since)
                   IS DISTINCT FROM (seen.value, seen.level, seen.since)
        ),
        closed AS (
            UPDATE declic_signal s
               SET state = 'closed', date_closed = %(day)s, write_date = %(now)s,
                   write_uid = %(uid)s
              FROM diff
             WHERE s.id = diff.signal_id AND diff.rule_id IS NULL
            RETURNING 1
        ),
        updated AS (
            UPDATE declic_signal s
               SET value = diff.value, level = diff.level, date_since = diff.since,
                   write_date = %(now)s, write_uid = %(uid)s
              FROM diff
             WHERE s.id = diff.signal_id AND diff.rule_id IS NOT NULL
            RETURNING 1
        ),
        opened AS (
            INSERT INTO declic_signal (household_id, company_id, rule_id, axis, value,
                level, date_since, state, is_manual, date_opened, create_date,
                write_date, create_uid, write_uid)
            SELECT diff.household_id, h.company_id, diff.rule_id, diff.axis,
                   diff.value, diff.level, diff.since, 'open', FALSE, %(day)s, %(now)s,
                   %(now)s, %(uid)s, %(uid)s
              FROM diff JOIN declic_household h ON h.id = diff.household_id
              JOIN declic_signal_rule rule ON rule.id = diff.rule_id
             WHERE diff.signal_id IS NULL
               AND NOT (h.company_id = ANY(%(stale)s) AND rule.code IN %(fresh)s)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM updated),
               (SELECT count(*) FROM closed)
            """,
            seen=seen(
                rules,
                day,
                household_ids=household_ids,
                leases=shared_leases(cr, household_ids),
            ),
            chosen=_chosen("s", household_ids),
            day=day,
            now=now,
            uid=uid,
            stale=list(stale_company_ids),
            fresh=NEED_FRESH,
        )
    )
    opened, updated, closed = cr.fetchone()
    return {"opened": opened, "updated": updated, "closed": closed}
