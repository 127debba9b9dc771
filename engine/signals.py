"""What is watched: one query per kind of signal, never a query per household.

Two axes are kept apart, debt and silence, and never added into a score. A rule holds
an amber and a red threshold; a query returns the value of each household that reaches
amber, and the difference with the open signals is written set-based. No personal trait
(age, sex, nationality, family, health, district) enters a rule.
"""

from odoo.tools import SQL

# Results of a contact that show the household did not answer, or did not come.
UNANSWERED = ("no_answer", "returned_mail")
MISSED = ("missed",)
HONOURED = ("reached", "kept")


def _net_months(rule, day):
    """Arrears in months of net rent (CCH R.824-1 counts two)."""
    return SQL("SELECT id AS household_id, net_months AS value FROM declic_household")


def _debt_age(rule, day):
    """Days since the oldest unpaid term, first-in-first-out."""
    return SQL(
        "SELECT id AS household_id, (%s::date - oldest_unpaid_date)::numeric AS value"
        "  FROM declic_household WHERE oldest_unpaid_date IS NOT NULL",
        day,
    )


def _payment_silence(rule, day):
    """Days since the last payment, for a household in arrears of a month or more."""
    return SQL(
        """
        SELECT id AS household_id,
               (%(day)s::date
                - COALESCE(last_payment_date, oldest_unpaid_date))::numeric AS value
          FROM declic_household
         WHERE net_months >= 1 AND oldest_unpaid_date IS NOT NULL
        """,
        day=day,
    )


def _count_since_contact(results, rule, day, media=1):
    """Contacts with one of ``results`` within the rule's window, counted from the
    last honoured contact on: one honoured contact resets the counter."""
    return SQL(
        """
        SELECT c.household_id, count(*)::numeric AS value
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
        media=media,
    )


def _failed_contacts(rule, day):
    """Attempts without an answer since the last contact."""
    return _count_since_contact(UNANSWERED, rule, day)


def _missed_appointments(rule, day):
    """Appointments missed since the last contact."""
    return _count_since_contact(MISSED, rule, day)


QUERIES = {
    "net_months": _net_months,
    "debt_age": _debt_age,
    "payment_silence": _payment_silence,
    "failed_contacts": _failed_contacts,
    "missed_appointments": _missed_appointments,
}


def refresh_signals(cr, rules, day, now, uid):
    """Open, update and close the automatic signals; a second run writes nothing.

    :param cr: cursor
    :param rules: list of dicts with ``id``, ``code``, ``axis``, ``amber``, ``red``
        (thresholds in the rule's own unit) and ``window_days``
    :param day: the date the rules are evaluated at
    :param now: the naive UTC date and time of the run
    :param uid: id of the user that runs it
    :return: dict of the numbers ``opened``, ``updated``, ``closed``
    """
    seen = [
        SQL(
            """
            SELECT v.household_id, %(rule)s AS rule_id, %(axis)s AS axis, v.value,
                   CASE WHEN v.value >= %(red)s THEN 'red' ELSE 'amber' END AS level
              FROM (%(query)s) v
              JOIN declic_household h ON h.id = v.household_id AND h.active
             WHERE v.value >= %(amber)s
            """,
            rule=rule["id"],
            axis=rule["axis"],
            red=rule["red"],
            amber=rule["amber"],
            query=QUERIES[rule["code"]](rule, day),
        )
        for rule in rules
    ]
    nothing = SQL(
        "SELECT NULL::int AS household_id, NULL::int AS rule_id, NULL::text AS axis,"
        " NULL::numeric AS value, NULL::text AS level WHERE FALSE"
    )
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
                                  AND seen.household_id = s.household_id)
            RETURNING 1
        ),
        updated AS (
            UPDATE declic_signal s
               SET value = seen.value, level = seen.level, write_date = %(now)s,
                   write_uid = %(uid)s
              FROM seen
             WHERE s.state = 'open' AND NOT s.is_manual AND s.rule_id = seen.rule_id
               AND s.household_id = seen.household_id
               AND (s.value, s.level) IS DISTINCT FROM (seen.value, seen.level)
            RETURNING 1
        ),
        opened AS (
            INSERT INTO declic_signal (household_id, company_id, rule_id, axis, value,
                level, state, is_manual, date_opened, create_date, write_date,
                create_uid, write_uid)
            SELECT seen.household_id, h.company_id, seen.rule_id, seen.axis,
                   seen.value, seen.level, 'open', FALSE, %(day)s, %(now)s, %(now)s,
                   %(uid)s, %(uid)s
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
            seen=SQL(" UNION ALL ").join(seen or [nothing]),
            day=day,
            now=now,
            uid=uid,
        )
    )
    opened, updated, closed = cr.fetchone()
    return {"opened": opened, "updated": updated, "closed": closed}


def refresh_levels(cr, day, household_ids=None):
    """Write the level of each axis and who is proposed for the worklist.

    A household is proposed when both axes are at least amber, or on a manual signal,
    unless it is already oriented or followed, or a person set it aside until a date
    that is still to come. A person decides; the rule only orders the list.

    :param cr: cursor
    :param day: the date of the decision
    :param household_ids: limit to these households, all the active ones when empty
    :return: ids of the households of which something changed
    """
    cr.execute(
        SQL(
            """
        WITH level AS (
            SELECT household_id,
                   MAX(CASE WHEN axis = 'debt' THEN rank END) AS debt,
                   MAX(CASE WHEN axis = 'silence' THEN rank END) AS silence,
                   bool_or(is_manual) AS is_manual
              FROM (SELECT household_id, axis, is_manual,
                           CASE level WHEN 'red' THEN 2 ELSE 1 END AS rank
                      FROM declic_signal WHERE state = 'open') s
             GROUP BY 1
        ),
        fact AS (
            SELECT h.id,
                   (ARRAY['green', 'amber', 'red'])[COALESCE(level.debt, 0) + 1]
                       AS debt,
                   (ARRAY['green', 'amber', 'red'])[COALESCE(level.silence, 0) + 1]
                       AS silence,
                   CASE
                   WHEN EXISTS (SELECT 1 FROM declic_case c
                                 WHERE c.household_id = h.id AND c.state <> 'closed')
                       THEN 'followed'
                   WHEN EXISTS (SELECT 1 FROM declic_orientation o
                                 WHERE o.household_id = h.id
                                   AND o.state IN ('sent', 'waiting'))
                       THEN 'oriented'
                   WHEN h.dismissed_until > %(day)s THEN 'watched'
                   WHEN level.is_manual OR (level.debt > 0 AND level.silence > 0)
                       THEN 'proposed'
                   ELSE 'none' END AS proposal
              FROM declic_household h
              LEFT JOIN level ON level.household_id = h.id
             WHERE h.active %(chosen)s
        )
        UPDATE declic_household h
           SET debt_level = f.debt, silence_level = f.silence,
               proposal_state = f.proposal,
               date_proposed = CASE WHEN f.proposal <> 'proposed' THEN NULL
                                    ELSE COALESCE(h.date_proposed, %(day)s) END
          FROM fact f
         WHERE f.id = h.id
           AND (h.debt_level, h.silence_level, h.proposal_state)
               IS DISTINCT FROM (f.debt, f.silence, f.proposal)
        RETURNING h.id
            """,
            day=day,
            chosen=SQL("AND h.id = ANY(%s)", list(household_ids))
            if household_ids
            else SQL(),
        )
    )
    return [row[0] for row in cr.fetchall()]
