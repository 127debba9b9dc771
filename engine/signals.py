"""What is watched: two queries for all rules, never a query per household.

Two axes are kept apart, debt and silence, and never added into a score. A rule holds an
amber and a red threshold in its own unit; ``seen`` returns the households that reach
amber with the value that did it, and the difference with the open signals is written
set-based. No personal trait (age, sex, nationality, family, health, district) enters a
rule. Ages are kept as the date they run from, so that a night without news writes
nothing.
"""

from odoo.tools import SQL

# Results of a contact that show the household did not answer, or did not come.
UNANSWERED = ("no_answer", "returned_mail")
MISSED = ("missed",)
RETURNED = ("returned_mail",)
HONOURED = ("reached", "kept")

# Value of each rule of the debt axis on ``f``, the figures of a household, and ``h``,
# the household; ``r`` holds the thresholds. NULL: not concerned.
FIGURE_RULES = {
    # Months of net rent, less the benefit announced but not received and the term of
    # the last days (technical arrears); nothing while the debt is young.
    "net_months": """
        CASE WHEN h.net_rent > 0
              AND f.oldest_unpaid_date <= %(day)s::date - r.min_age_days
             THEN GREATEST(
                 f.overdue
                 - CASE WHEN r.deduct_benefit THEN f.benefit_pending ELSE 0 END
                 - CASE WHEN f.last_term_date > %(day)s::date - r.grace_days
                        THEN f.current_rent_missing ELSE 0 END, 0) / h.net_rent END
    """,
    # Share of the legal clock that has run, in %; 100: impayé constitué.
    "legal_clock": """
        CASE WHEN f.arrears_date IS NOT NULL THEN 100
             WHEN f.overdue > 0 THEN (
                 SELECT LEAST(99, MAX(GREATEST(
                     CASE WHEN a.mode = 'multiple'
                          THEN f.overdue * 100 / NULLIF(a.multiple * h.net_rent, 0)
                          ELSE f.overdue * 100 / NULLIF(a.amount, 0) END,
                     CASE WHEN a.mode = 'amount_or_age' AND a.months > 0
                          THEN (%(day)s::date - f.default_date) * 100
                               / (a.months * 30.44) END)))
                   FROM declic_arrears_rule a
                  WHERE a.active AND a.date_from <= %(day)s
                    AND (a.date_to IS NULL OR a.date_to >= %(day)s)) END
    """,
    # Days since the oldest unpaid term, first-in-first-out.
    "debt_age": "%(day)s::date - f.oldest_unpaid_date",
    # Days since the last payment, for a household that owes a month or more.
    "payment_silence": """
        CASE WHEN f.net_months >= 1
             THEN %(day)s::date
                  - COALESCE(f.last_payment_date, f.oldest_unpaid_date) END
    """,
    # Slope of six months, in months of net rent a month.
    "trend": """
        CASE WHEN f.overdue > 0 AND h.net_rent > 0 THEN f.trend / h.net_rent END
    """,
    # The first term missed after a year on time: of twelve terms, at most one was late.
    "first_miss": """
        CASE WHEN f.current_rent_missing > 0 AND f.punctual_terms >= 11
              AND f.last_term_date <= %(day)s::date - r.grace_days THEN 1 END
    """,
    "rejected_debits": """
        (f.reject_date > %(day)s::date - r.window_days)::int
        + COALESCE(f.reject_date_before > %(day)s::date - r.window_days, FALSE)::int
    """,
    "partial_payments": "CASE WHEN f.overdue > 0 THEN f.partial_terms END",
    "timing_drift": "CASE WHEN f.overdue > 0 THEN f.payment_drift END",
    # The benefit went down or stopped, in % of the usual one.
    "benefit_drop": "(1 - f.benefit_ratio) * 100",
    # The last term is higher than usual, in months of net rent.
    "charge_shock": "CASE WHEN h.net_rent > 0 THEN f.due_jump / h.net_rent END",
}
# Rules whose value is an age: what they store is the date it runs from.
SINCE = {
    "debt_age": "f.oldest_unpaid_date",
    "payment_silence": "COALESCE(f.last_payment_date, f.oldest_unpaid_date)",
}


def _count_since_contact(results, rule, day):
    """Contacts with one of ``results`` within the rule's window, counted from the last
    honoured contact on: one honoured contact resets the counter."""
    return SQL(
        """
        SELECT c.household_id, count(*)::numeric AS value, NULL::date AS since
          FROM declic_contact c
          LEFT JOIN (SELECT household_id, MAX(date) AS date
                       FROM declic_contact
                      WHERE result = ANY(%(honoured)s) AND date < %(until)s
                      GROUP BY 1) last ON last.household_id = c.household_id
         WHERE c.result = ANY(%(results)s)
           AND c.date >= %(day)s::date - %(window)s AND c.date < %(until)s
           AND (last.date IS NULL OR c.date > last.date)
         GROUP BY 1
        HAVING count(DISTINCT c.medium) >= %(media)s
        """,
        honoured=list(HONOURED),
        results=list(results),
        day=day,
        until=SQL("(%s::date + 1)", day),
        window=rule["window_days"],
        media=rule["min_media"],
    )


def _reports(kind, rule, day):
    """Signals of the agency's staff of one kind within the rule's window."""
    return SQL(
        """
        SELECT household_id, count(*)::numeric AS value, NULL::date AS since
          FROM declic_signal
         WHERE is_manual AND manual_kind = %(kind)s
           AND date_opened > %(day)s::date - %(window)s AND date_opened <= %(day)s
         GROUP BY 1
        """,
        kind=kind,
        day=day,
        window=rule["window_days"],
    )


def _broken_plan(rule, day):
    """Repayment plans broken in the window, unless a new one runs."""
    return SQL(
        """
        SELECT household_id, count(*)::numeric AS value, NULL::date AS since
          FROM declic_repayment_plan p
         WHERE state = 'broken' AND date_start > %(day)s::date - %(window)s
           AND date_start <= %(day)s
           AND NOT EXISTS (SELECT 1 FROM declic_repayment_plan live
                            WHERE live.household_id = p.household_id
                              AND live.state IN ('active', 'suspended'))
         GROUP BY 1
        """,
        day=day,
        window=rule["window_days"],
    )


def _silence_after_act(rule, day):
    """Days since the last act served (or hearing missed) without a payment or a
    contact after it."""
    return SQL(
        """
        SELECT s.household_id, (%(day)s::date - MAX(s.date))::numeric AS value,
               MAX(s.date) AS since
          FROM declic_procedure_step s
          JOIN declic_procedure p ON p.id = s.procedure_id AND p.state = 'open'
          JOIN declic_procedure_step_type t ON t.id = s.type_id AND t.is_act
          JOIN declic_household h ON h.id = s.household_id
         WHERE s.date <= %(day)s
         GROUP BY s.household_id, h.last_payment_date
        HAVING COALESCE(h.last_payment_date, '-infinity') <= MAX(s.date)
           AND NOT EXISTS (SELECT 1 FROM declic_contact c
                            WHERE c.household_id = s.household_id
                              AND c.result = ANY(%(honoured)s)
                              AND c.date >= MAX(s.date) AND c.date < %(until)s)
        """,
        day=day,
        until=SQL("(%s::date + 1)", day),
        honoured=list(HONOURED),
    )


# The other rules: a query each of (household_id, value, since).
QUERIES = {
    "broken_plan": _broken_plan,
    "failed_contacts": lambda rule, day: _count_since_contact(UNANSWERED, rule, day),
    "returned_mail": lambda rule, day: _count_since_contact(RETURNED, rule, day),
    "missed_appointments": lambda rule, day: _count_since_contact(MISSED, rule, day),
    "silence_after_act": _silence_after_act,
    "refused_access": lambda rule, day: _reports("refused_access", rule, day),
    "neighbours": lambda rule, day: _reports("neighbour", rule, day),
}


# Rules that know the past only as it stands today.
NOT_REPLAYED = ("broken_plan", "silence_after_act")


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
    are kept, an over-indebtedness file is under way, or a person put the debt on hold
    (a disputed invoice)."""
    return SQL(
        """
        SELECT household_id FROM declic_repayment_plan
         WHERE (state = 'active' AND outcome = 'both')
            OR (state = 'suspended' AND suspend_reason = 'over_indebtedness')
         UNION
        SELECT id FROM declic_household WHERE debt_hold_until >= %s
        """,
        day,
    )


def seen(rules, day, figures_sql=None, household_ids=None):
    """Table of what the rules see at ``day``: household_id, rule_id, axis, value,
    since, level.

    :param rules: list of dicts: the fields of ``declic.signal.rule``
    :param day: the date the rules are evaluated at
    :param figures_sql: figures of another day, to replay the past: the columns of
        ``figures.figures`` with ``default_date`` and ``arrears_date``; nothing is muted
        then, for plans and holds are known as they stand today. The stored figures
        when None
    :param household_ids: limit to these households, all the active ones when None
    """
    replay = figures_sql is not None
    figures_sql = figures_sql or SQL(
        "SELECT *, id AS household_id FROM declic_household WHERE active"
    )
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
              FROM (%(figures)s) f
              JOIN declic_household h ON h.id = f.household_id
             CROSS JOIN (VALUES %(thresholds)s)
                   AS r(id, amber, red, window_days, grace_days, min_age_days,
                        deduct_benefit)
             CROSS JOIN LATERAL (
                 SELECT CASE r.id %(value)s END AS value,
                        %(since)s AS since) v
             WHERE (f.overdue > 0 OR f.reject_date IS NOT NULL OR f.benefit_ratio < 1
                    OR f.due_jump > 0)
               AND v.value >= r.amber
                """,
                figures=figures_sql,
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
                    "SELECT household_id, %s::int, value, since, %s::numeric,"
                    " %s::numeric FROM (%s) q WHERE value >= %s",
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
    return SQL(
        """
        SELECT s.household_id, s.rule_id, rule.axis, s.since,
               CASE WHEN s.since IS NULL THEN round(s.value, 2) ELSE 0 END AS value,
               CASE WHEN s.value >= s.red THEN 'red' ELSE 'amber' END AS level
          FROM (%(parts)s) s
          JOIN declic_signal_rule rule ON rule.id = s.rule_id
          JOIN declic_household h ON h.id = s.household_id AND h.active
         WHERE %(heard)s %(chosen)s
        """,
        chosen=_chosen("s", household_ids),
        parts=SQL(" UNION ALL ").join(parts),
        heard=SQL("TRUE")
        if replay
        else SQL("(rule.axis <> 'debt' OR s.household_id NOT IN (%s))", muted(day)),
    )


def refresh_signals(cr, rules, day, now, uid, household_ids=None):
    """Open, update and close the automatic signals; a second run writes nothing.

    :param cr: cursor
    :param rules: as :func:`seen` takes them
    :param day: the date the rules are evaluated at
    :param now: the naive UTC date and time of the run
    :param uid: id of the user that runs it
    :param household_ids: limit to these households, all the active ones when None
    :return: dict of the numbers ``opened``, ``updated``, ``closed``
    """
    cr.execute(
        SQL(
            """
        WITH seen AS MATERIALIZED (%(seen)s),
        closed AS (
            UPDATE declic_signal s
               SET state = 'closed', date_closed = %(day)s, write_date = %(now)s,
                   write_uid = %(uid)s
             WHERE s.state = 'open' AND NOT s.is_manual
               AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.rule_id = s.rule_id
                                  AND seen.household_id = s.household_id) %(chosen)s
            RETURNING 1
        ),
        updated AS (
            UPDATE declic_signal s
               SET value = seen.value, level = seen.level, date_since = seen.since,
                   write_date = %(now)s, write_uid = %(uid)s
              FROM seen
             WHERE s.state = 'open' AND NOT s.is_manual AND s.rule_id = seen.rule_id
               AND s.household_id = seen.household_id
               AND (s.value, s.level, s.date_since)
                   IS DISTINCT FROM (seen.value, seen.level, seen.since)
            RETURNING 1
        ),
        opened AS (
            INSERT INTO declic_signal (household_id, company_id, rule_id, axis, value,
                level, date_since, state, is_manual, date_opened, create_date,
                write_date, create_uid, write_uid)
            SELECT seen.household_id, h.company_id, seen.rule_id, seen.axis,
                   seen.value, seen.level, seen.since, 'open', FALSE, %(day)s, %(now)s,
                   %(now)s, %(uid)s, %(uid)s
              FROM seen JOIN declic_household h ON h.id = seen.household_id
             WHERE NOT EXISTS (SELECT 1 FROM declic_signal s
                                WHERE s.state = 'open' AND NOT s.is_manual
                                  AND s.rule_id = seen.rule_id
                                  AND s.household_id = seen.household_id)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM updated),
               (SELECT count(*) FROM closed)
            """,
            seen=seen(rules, day, household_ids=household_ids),
            chosen=_chosen("s", household_ids),
            day=day,
            now=now,
            uid=uid,
        )
    )
    opened, updated, closed = cr.fetchone()
    return {"opened": opened, "updated": updated, "closed": closed}
