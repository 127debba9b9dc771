"""The facts of each case that the figures of a programme are made of.

One row per case, its state as of a day; the dashboard reads them as of today, the
report as of the end of its period. Amounts are in EUR, delays in days.
"""

from odoo.tools import SQL

from . import awaited, local_day, outcomes

# Consecutive current rents, paid in full, that make ordinary management again
# (docs/domain.md §4); a cent is forgiven.
RENTS_IN_A_ROW = 3
CENT = 0.01
# An arrear above that many months of net rent, a year after, is a failed exit
# (DRIHL 2019).
TAIL_MONTHS = 3


# What is read beside each case ``c``: (name, SELECT, condition of the join).
_BESIDE = (
    # The debt and the reaction that the closing form froze.
    (
        "leaving",
        """
          SELECT s.overdue, r.reacted_without_adhering AS reacted
            FROM declic_review r LEFT JOIN declic_snapshot s ON s.id = r.snapshot_id
           WHERE r.case_id = c.id AND r.review_type = 'closing'
             AND r.state = 'validated' AND c.closed_on IS NOT NULL
           LIMIT 1
        """,
        "TRUE",
    ),
    # The day of the first approved plan.
    (
        "plan",
        """
          SELECT MIN(%(approved)s) AS approved_on
            FROM declic_plan p
           WHERE p.case_id = c.id AND %(approved)s <= %(day)s
        """,
        "TRUE",
    ),
    # EUR a month, of the first budget sheet.
    (
        "budget",
        """
          SELECT b.resource_total
            FROM declic_assessment a JOIN declic_budget b ON b.assessment_id = a.id
           WHERE a.case_id = c.id AND a.state = 'validated' AND b.resource_total > 0
             AND a.date <= %(day)s
           ORDER BY a.number LIMIT 1
        """,
        "TRUE",
    ),
    # Time and number of the contacts in the period.
    (
        "contact",
        """
          SELECT SUM(k.minutes) AS minutes, COUNT(*) AS contacts,
                 COUNT(*) FILTER (WHERE k.medium = 'visit') AS visits
            FROM declic_contact k
           WHERE k.case_id = c.id AND %(contacted)s BETWEEN %(date_from)s AND %(day)s
             AND k.active IS NOT FALSE
        """,
        "TRUE",
    ),
    # Current rents paid in full in a row.
    (
        "ledger",
        """
          SELECT COUNT(*) AS rents FROM declic_ledger_month m
           WHERE m.household_id = c.household_id AND m.due > 0
             AND m.month < c.until_month
             AND m.month >= c.until_month - make_interval(months => %(rents)s)
             AND m.paid + m.benefit >= m.due - %(cent)s
        """,
        "TRUE",
    ),
    # The debt of the last month that was over.
    (
        "last",
        """
          SELECT m.overdue FROM declic_ledger_month m
           WHERE m.household_id = c.household_id AND m.month < c.until_month
           ORDER BY m.month DESC LIMIT 1
        """,
        "TRUE",
    ),
    # Repayment plans signed, six months old, kept: as they stood on the day, whatever
    # became of them since. A break that the ledger took back never was; a draft that
    # was cancelled was never signed.
    (
        "repayment",
        """
          SELECT BOOL_OR(r.date_start >= c.date_start) AS signed,
                 COALESCE(BOOL_OR(r.is_held), FALSE) AS is_kept,
                 BOOL_OR(r.date_start >= c.date_start AND r.date_start
                         <= %(day)s - interval '6 months') AS is_six,
                 BOOL_OR(r.date_start >= c.date_start AND r.date_start
                         <= %(day)s - interval '6 months'
                         AND r.is_held) AS is_six_kept
            FROM (SELECT p.id, p.household_id, p.state, p.date_start,
                         (p.state IN ('active', 'suspended', 'kept')
                          OR p.date_ended > %(day)s)
                         AND COALESCE(
                             (SELECT e.kind FROM declic_repayment_event e
                               WHERE e.plan_id = p.id AND %(told)s <= %(day)s
                                 AND e.kind IN ('suspended', 'continued', 'kept')
                               ORDER BY e.date DESC, e.id DESC LIMIT 1), '')
                             <> 'suspended' AS is_held
                    FROM declic_repayment_plan p) r
           WHERE r.household_id = c.household_id AND r.date_start <= c.until
             AND r.state NOT IN ('draft', 'proposed')
             AND (r.state <> 'cancelled'
                  OR EXISTS (SELECT FROM declic_repayment_event e
                              WHERE e.plan_id = r.id AND e.kind = 'started'))
        """,
        "TRUE",
    ),
    # Put out during the support or within six months.
    (
        "evicted",
        """
          SELECT COUNT(*) > 0 AS is_evicted
            FROM declic_procedure_step p
            JOIN declic_procedure_step_type t ON t.id = p.type_id
           WHERE p.household_id = c.household_id AND t.code = 'evicted'
             AND p.date BETWEEN c.date_start
                 AND LEAST(c.until + interval '6 months', %(day)s)
        """,
        "TRUE",
    ),
    # Heard of within three months of a refusal, or paid in the three months after its
    # own; a month counts once it is over, as everywhere in the ledger's figures.
    (
        "reaction",
        """
          SELECT (SELECT COUNT(*) > 0 FROM declic_contact k
                   WHERE k.household_id = c.household_id AND k.is_honoured
                     AND k.active IS NOT FALSE
                     AND %(contacted)s > c.adhesion_date AND %(contacted)s <= %(day)s
                     AND %(contacted)s <= c.adhesion_date + interval '3 months')
                     AS is_heard,
                 (SELECT COUNT(*) > 0 FROM declic_ledger_month m
                   WHERE m.household_id = c.household_id AND m.paid > 0
                     AND m.month > c.adhesion_date
                     AND m.month + interval '1 month' <= %(day)s::date + 1
                     AND m.month <= c.adhesion_date + interval '3 months') AS is_paid
        """,
        "c.adhesion IN ('refused', 'not_engaging')",
    ),
    # The debt a year after the closure.
    (
        "after",
        """
          SELECT k.overdue, k.overdue_months FROM declic_closure_check k
           WHERE k.case_id = c.id AND k.months = 12 AND k.date <= %(day)s
        """,
        "c.closed_on IS NOT NULL",
    ),
)


def cases(date_from, day, programme_id=None):
    """Table of the cases open between two days, as of the second one.

    :param date_from: first day of the period; SQL or date
    :param day: last day of the period, today at most; SQL or date
    :param programme_id: one programme; all of them when None
    """
    chosen = SQL()
    if programme_id is not None:
        chosen = SQL("AND c.programme_id = %s", programme_id)
    values = {
        "date_from": date_from,
        "day": day,
        "type": awaited.known("household_type", SQL("c.until"), "c"),
        "size": awaited.known("household_size", SQL("c.until"), "c"),
        "rents": RENTS_IN_A_ROW,
        "cent": CENT,
        "approved": local_day.day("p.date_approved", "c.zone"),
        "contacted": local_day.day("k.date", "c.zone"),
        "told": local_day.day("e.date", "c.zone"),
    }
    beside = SQL("\n").join(
        SQL(
            "LEFT JOIN LATERAL (%s) %s ON %s",
            SQL(select, **values),
            SQL.identifier(name),
            SQL(condition),
        )
        for name, select, condition in _BESIDE
    )
    return SQL(
        """
    SELECT c.id, c.id AS case_id, c.household_id, c.company_id, c.programme_id,
           c.association_id, c.agency_id, c.episode, c.date_start, c.closed_on,
           c.closed_on IS NOT NULL AS is_closed,
           c.date_start >= %(date_from)s AS is_entry,
           c.adhesion, c.outcome,
           %(type)s AS household_type, %(size)s AS household_size,
           COALESCE(reason.is_early, FALSE) AS is_early,
           o.sent_on, o.answered_on, c.contacted_on, plan.approved_on,
           o.answered_on - o.sent_on AS answer_days,
           c.contacted_on - o.answered_on AS contact_days,
           c.contacted_on - o.sent_on AS reach_days,
           plan.approved_on - c.contacted_on AS plan_days,
           c.closed_on - plan.approved_on AS closing_days,
           ROUND((c.until - c.date_start) / 30.4375, 1) AS months,
           c.until - GREATEST(c.date_start, %(date_from)s) + 1 AS days_followed,
           COALESCE(contact.minutes, 0) AS minutes,
           COALESCE(contact.minutes, 0) / 60.0 AS hours,
           COALESCE(contact.contacts, 0) AS contact_count,
           COALESCE(contact.visits, 0) AS visit_count,
           entry.overdue AS debt_in, entry.net_months AS net_months_in,
           entry.arrears_date IS NOT NULL AS is_constituted,
           CASE WHEN c.closed_on IS NOT NULL THEN leaving.overdue END AS debt_out,
           CASE WHEN c.closed_on IS NOT NULL THEN leaving.overdue - entry.overdue END
               AS debt_change,
           stage.code AS stage_code,
           budget.resource_total AS income,
           ledger.rents = %(rents)s AS is_rent_paid,
           ledger.rents = %(rents)s AND (
               COALESCE(last.overdue, 0) <= %(cent)s OR repayment.is_kept)
               AS is_ordinary,
           COALESCE(repayment.signed, FALSE) AS has_plan,
           COALESCE(repayment.is_six, FALSE) AS is_plan_six,
           COALESCE(repayment.is_six_kept, FALSE) AS is_plan_six_kept,
           c.outcome = ANY(%(evictions)s) OR evicted.is_evicted AS is_evicted,
           COALESCE(leaving.reacted, FALSE) OR c.outcome = ANY(%(reactions)s)
               OR COALESCE(reaction.is_heard, FALSE)
               OR COALESCE(reaction.is_paid, FALSE) AS has_reacted,
           after.overdue IS NOT NULL AS is_after_year,
           after.overdue_months > %(tail)s AS is_after_late
      FROM (
        SELECT c.*, h.household_type, h.household_size,
               CASE WHEN c.date_closed <= %(day)s THEN c.date_closed END AS closed_on,
               LEAST(COALESCE(c.date_closed, %(day)s), %(day)s) AS until,
               date_trunc('month', LEAST(COALESCE(c.date_closed, %(day)s), %(day)s))
                   ::date AS until_month,
               CASE WHEN c.date_first_contact <= %(day)s THEN c.date_first_contact END
                   AS contacted_on
          FROM (
            SELECT k.id, k.household_id, k.company_id, k.programme_id,
                   k.association_id, k.agency_id, k.episode, k.orientation_id,
                   k.date_start, k.date_closed, k.date_first_contact,
                   k.closing_reason_id, z.zone, said.adhesion_date,
                   COALESCE(said.adhesion, 'pending') AS adhesion,
                   CASE WHEN k.date_closed <= %(day)s THEN k.outcome END AS outcome
              FROM declic_case k
              JOIN (%(zones)s) z ON z.company_id = k.company_id
              -- What it had last answered on the day; cases of before the answers
              -- were kept have the last one alone.
              LEFT JOIN LATERAL (
                SELECT (answer.value ->> 0)::date AS adhesion_date,
                       answer.value ->> 1 AS adhesion
                  FROM jsonb_array_elements(
                       COALESCE(k.adhesion_log, jsonb_build_array(
                           jsonb_build_array(k.adhesion_date, k.adhesion))))
                       WITH ORDINALITY AS answer (value, rank)
                 WHERE COALESCE((answer.value ->> 0)::date, %(day)s) <= %(day)s
                 ORDER BY answer.rank DESC LIMIT 1) said ON TRUE) c
          JOIN declic_household h ON h.id = c.household_id
         WHERE c.date_start <= %(day)s
           AND (c.date_closed IS NULL OR c.date_closed >= %(date_from)s) %(chosen)s
           ) c
      JOIN LATERAL (
        SELECT o.content_id, %(sent)s AS sent_on, %(answered)s AS answered_on
          FROM declic_orientation o WHERE o.id = c.orientation_id) o ON TRUE
      JOIN declic_orientation_content content ON content.id = o.content_id
      LEFT JOIN declic_snapshot entry ON entry.id = content.snapshot_id
      LEFT JOIN declic_procedure_step_type stage
             ON stage.id = content.procedure_stage_id
      LEFT JOIN declic_reason reason
             ON reason.id = c.closing_reason_id AND c.closed_on IS NOT NULL
      %(beside)s
        """,
        **values,
        chosen=chosen,
        beside=beside,
        zones=local_day.zones(),
        sent=local_day.day("o.date_sent", "c.zone"),
        answered=local_day.day("o.date_answered", "c.zone"),
        tail=TAIL_MONTHS,
        evictions=outcomes.codes("is_eviction"),
        reactions=outcomes.codes("is_reaction"),
    )


def households(date_from, day, programme_id):
    """Table of the households followed in the period, each once (L2)."""
    return SQL(
        """
    SELECT DISTINCT c.household_id AS id FROM declic_case c
     WHERE c.programme_id = %(programme)s AND c.date_start <= %(day)s
       AND (c.date_closed IS NULL OR c.date_closed >= %(date_from)s)
        """,
        programme=programme_id,
        date_from=date_from,
        day=day,
    )


def reviews(date_from, day, programme_id):
    """Table of the 3- and 6-month reviews that fell due in the period."""
    return SQL(
        """
    SELECT r.id, r.review_type, r.state = 'validated'
           AND r.date_held <= %(day)s
           AND ABS(r.date_held - r.date_due) <= 15 AS is_on_time
      FROM declic_review r JOIN declic_case c ON c.id = r.case_id
     WHERE c.programme_id = %(programme)s AND r.review_type IN ('month3', 'month6')
       AND r.state <> 'cancelled' AND r.date_due BETWEEN %(date_from)s AND %(day)s
        """,
        programme=programme_id,
        date_from=date_from,
        day=day,
    )


def contacts(date_from, day, programme_id):
    """Table of the contacts logged on cases in the period."""
    return SQL(
        """
    SELECT k.id, k.medium, k.result, k.minutes
      FROM declic_contact k
      JOIN declic_case c ON c.id = k.case_id
      JOIN (%(zones)s) z ON z.company_id = c.company_id
     WHERE c.programme_id = %(programme)s AND k.active IS NOT FALSE
       AND %(contacted)s BETWEEN %(date_from)s AND %(day)s
        """,
        zones=local_day.zones(),
        contacted=local_day.day("k.date"),
        programme=programme_id,
        date_from=date_from,
        day=day,
    )


def hearings(date_from, day, programme_id):
    """Table of the hearings held in the period while a case was open."""
    return SQL(
        """
    SELECT DISTINCT s.id, s.attendance
      FROM declic_procedure_step s
      JOIN declic_case c ON c.household_id = s.household_id
       AND s.date BETWEEN c.date_start AND COALESCE(c.date_closed, s.date)
     WHERE c.programme_id = %(programme)s AND s.is_hearing
       AND s.date BETWEEN %(date_from)s AND %(day)s
        """,
        programme=programme_id,
        date_from=date_from,
        day=day,
    )


def orientations(date_from, day, programme_id):
    """Table of the orientations sent in the period."""
    return SQL(
        """
    SELECT o.id, o.state, %(answered)s - %(sent)s AS answer_days,
           %(answered)s <= %(day)s AS is_answered
      FROM declic_orientation o
      JOIN (%(zones)s) z ON z.company_id = o.company_id
     WHERE o.programme_id = %(programme)s AND o.state <> 'draft'
       AND %(sent)s BETWEEN %(date_from)s AND %(day)s
        """,
        zones=local_day.zones(),
        sent=local_day.day("o.date_sent"),
        answered=local_day.day("o.date_answered"),
        programme=programme_id,
        date_from=date_from,
        day=day,
    )


def referrals(date_from, day, programme_id):
    """Table of the referrals to partners of the network, asked in the period."""
    return SQL(
        """
    SELECT r.id, r.date_answered <= %(day)s AS is_answered,
           r.date_outcome <= %(day)s AS is_known
      FROM declic_referral r JOIN declic_case c ON c.id = r.case_id
     WHERE c.programme_id = %(programme)s AND r.state NOT IN ('draft', 'cancelled')
       AND r.date_asked BETWEEN %(date_from)s AND %(day)s
        """,
        programme=programme_id,
        date_from=date_from,
        day=day,
    )


# Source of rows: (table, model of the rows). A model that comes later is one
# more line here, and its indicators in the declared table.
SOURCES = {
    "case": (cases, "declic.case"),
    "household": (households, "declic.household"),
    "review": (reviews, "declic.review"),
    "contact": (contacts, "declic.contact"),
    "hearing": (hearings, "declic.procedure.step"),
    "orientation": (orientations, "declic.orientation"),
    "referral": (referrals, "declic.referral"),
}


def delays():
    """Table of the delays by programme, association, quarter and step (M4).

    One row per step of the way (orientation, answer, first contact, approved plan,
    closure) and quarter in which the step was reached: ``case_count``, ``median`` and
    ``p90`` in days. Made of time-stamps that only the acts write.
    """
    return SQL(
        """
    SELECT MIN(id * 4 + rank)::integer AS id, programme_id, company_id, association_id,
           date_trunc('quarter', reached_on)::date AS quarter, step,
           COUNT(*) AS case_count,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY days) AS p90
      FROM (
        SELECT o.id, 0 AS rank, 'answer' AS step, o.programme_id, o.company_id,
               o.association_id, %(answered)s AS reached_on,
               %(answered)s - %(sent)s AS days
          FROM declic_orientation o
          JOIN (%(zones)s) z ON z.company_id = o.company_id
         WHERE o.date_answered IS NOT NULL AND o.date_sent IS NOT NULL
         UNION ALL
        SELECT c.id, step.rank, step.step, c.programme_id, c.company_id,
               c.association_id, step.reached_on, step.days
          FROM (
            SELECT c.id, c.programme_id, c.company_id, c.association_id,
                   c.date_first_contact, c.date_closed,
                   %(answered)s AS answered,
                   (SELECT MIN(%(approved)s) FROM declic_plan p
                     WHERE p.case_id = c.id) AS approved
              FROM declic_case c
              JOIN declic_orientation o ON o.id = c.orientation_id
              JOIN (%(zones)s) z ON z.company_id = c.company_id
               ) c
         CROSS JOIN LATERAL (VALUES
            (1, 'contact', c.date_first_contact, c.date_first_contact - c.answered),
            (2, 'plan', c.approved, c.approved - c.date_first_contact),
            (3, 'closure', c.date_closed, c.date_closed - c.approved)
         ) AS step (rank, step, reached_on, days)
         WHERE step.days IS NOT NULL
           ) step
     GROUP BY programme_id, company_id, association_id, quarter, step
        """,
        zones=local_day.zones(),
        sent=local_day.day("o.date_sent"),
        answered=local_day.day("o.date_answered"),
        approved=local_day.day("p.date_approved"),
    )
