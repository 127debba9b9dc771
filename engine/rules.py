"""The rules: what is watched, as SQL over the figures or as a query of its own.

No personal trait (age, sex, nationality, family, health, district) enters a rule.
Definitions and default thresholds: docs/decisions.md.
"""

from odoo.tools import SQL

# Results of a contact that show the household did not answer, or did not come.
UNANSWERED = ("no_answer", "returned_mail")
MISSED = ("missed",)
RETURNED = ("returned_mail",)
HONOURED = ("reached", "kept")

# Figures that may raise a signal of the debt axis; the others are not looked at. The
# household's index has the same words.
NOT_QUIET = (
    "(overdue > 0 OR reject_date IS NOT NULL OR benefit_ratio < 1 OR due_jump > 0)"
)

# Value of each rule of the debt axis on ``f``, the figures of a household with its net
# rent; ``r`` holds the thresholds. NULL: not concerned.
FIGURE_RULES = {
    # Months of net rent, less the benefit announced but not received and the term of
    # the last days (technical arrears); nothing while the debt is young.
    "net_months": """
        CASE WHEN f.net_rent > 0
              AND f.oldest_unpaid_date <= %(day)s::date - r.min_age_days
             THEN GREATEST(
                 f.overdue
                 - CASE WHEN r.deduct_benefit THEN f.benefit_pending ELSE 0 END
                 - CASE WHEN f.last_term_date > %(day)s::date - r.grace_days
                        THEN f.current_rent_missing ELSE 0 END, 0) / f.net_rent END
    """,
    # Share of the legal clock that has run, in %; 100: impayé constitué.
    "legal_clock": """
        CASE WHEN f.arrears_date IS NOT NULL THEN 100
             WHEN f.overdue > f.benefit_pending THEN (
                 SELECT LEAST(99, MAX(GREATEST(
                     (f.overdue - f.benefit_pending) * 100 / NULLIF(
                         CASE WHEN a.mode = 'multiple' THEN a.multiple * f.net_rent
                              ELSE a.amount END, 0),
                     CASE WHEN a.mode = 'amount_or_age' AND a.months > 0
                          THEN (%(day)s::date - f.default_date) * 100
                               / (a.months * 30.44) END)))
                   FROM declic_arrears_rule a
                  WHERE a.active AND a.date_from <= %(day)s
                    AND (a.date_to IS NULL OR a.date_to >= %(day)s)) END
    """,
    # Days since the oldest unpaid term, first-in-first-out.
    "debt_age": """
        CASE WHEN f.overdue > f.benefit_pending
             THEN %(day)s::date - f.oldest_unpaid_date END
    """,
    # Days since the last payment, for a household that owes a month or more.
    "payment_silence": """
        CASE WHEN f.net_months >= 1 AND f.overdue - f.benefit_pending >= f.net_rent
             THEN %(day)s::date
                  - COALESCE(f.last_payment_date, f.oldest_unpaid_date) END
    """,
    # Slope of six months, in months of net rent a month.
    "trend": """
        CASE WHEN f.overdue > f.benefit_pending AND f.net_rent > 0
             THEN f.trend / f.net_rent END
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
    "partial_payments": """
        CASE WHEN f.overdue > f.benefit_pending THEN f.partial_terms END
    """,
    "timing_drift": "CASE WHEN f.overdue > f.benefit_pending THEN f.payment_drift END",
    # The benefit went down or stopped, in % of the usual one.
    "benefit_drop": "(1 - f.benefit_ratio) * 100",
    # The last term is higher than usual, in months of net rent.
    "charge_shock": "CASE WHEN f.net_rent > 0 THEN f.due_jump / f.net_rent END",
}
# Rules whose value is an age: what they store is the date it runs from.
SINCE = {
    "legal_clock": "f.arrears_date",
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
                        AND active IS NOT FALSE
                      GROUP BY 1) last ON last.household_id = c.household_id
         WHERE c.result = ANY(%(results)s) AND c.active IS NOT FALSE
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
    """Repayment plans that broke in the window, unless a new one runs."""
    return SQL(
        """
        SELECT household_id, count(*)::numeric AS value, NULL::date AS since
          FROM declic_repayment_plan p
         WHERE state = 'broken'
           AND COALESCE(date_broken, date_ended) > %(day)s::date - %(window)s
           AND COALESCE(date_broken, date_ended) <= %(day)s
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
                              AND c.active IS NOT FALSE
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
