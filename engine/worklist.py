"""From the open signals to who is proposed, and in which order."""

from odoo.tools import SQL

from . import tenancy

# A hearing that near leads every list (D6), and every worklist (D8), in days.
HEARING_FIRST_DAYS = 15
HEARING_SOON_DAYS = 45

# Households whose level, place or rank is not that of the many who owe nothing and are
# silent about nothing. The household's index has the same words.
RAISED = (
    "(debt_level IS DISTINCT FROM 'green' OR silence_level IS DISTINCT FROM 'green'"
    " OR proposal_state IS DISTINCT FROM 'none' OR urgency IS DISTINCT FROM 2"
    " OR hearing_date IS NOT NULL OR dismissed_until IS NOT NULL"
    " OR tenancy IN ('former', 'estate'))"
)


def _refresh_hearings(cr, day, chosen):
    """The nearest hearing to come of each running procedure; the last one when all are
    over. Time alone moves it."""
    cr.execute(
        SQL(
            """
        UPDATE declic_household h SET hearing_date = f.date
          FROM (SELECT p.household_id,
                       COALESCE(MIN(s.date) FILTER (WHERE s.date >= %(day)s),
                                MAX(s.date)) AS date
                  FROM declic_procedure p
                  JOIN declic_procedure_step s ON s.procedure_id = p.id
                  JOIN declic_procedure_step_type t ON t.id = s.type_id
                 WHERE p.state = 'open' AND t.is_hearing
                 GROUP BY 1) f
         WHERE f.household_id = h.id AND h.hearing_date IS DISTINCT FROM f.date
           %(chosen)s
            """,
            day=day,
            chosen=chosen,
        )
    )


def refresh_levels(cr, day, household_ids=None):
    """Write the level of each axis, who is proposed for the worklist, and the rank.

    A household is proposed when both axes are at least amber, or on a manual signal,
    or when a hearing is near; unless it is already oriented or followed, or a person
    set it aside until a date that is still to come, which a hearing overrules, or its
    file is restricted or the person opposed to it (GDPR, art. 18 and 21), which nothing
    does. Who left
    or died and owes something stands on a list apart, and no hearing of an eviction
    makes that list. A person decides; the rules only order the list.

    :param cr: cursor
    :param day: the date of the decision
    :param household_ids: limit to these households, all the active ones when None
    :return: ids of the households of which something changed
    """
    chosen = SQL()
    if household_ids is not None:
        chosen = SQL("AND h.id = ANY(%s)", list(household_ids))
    _refresh_hearings(cr, day, chosen)
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
        followed AS (
            SELECT DISTINCT household_id FROM declic_case WHERE state <> 'closed'
        ),
        oriented AS (
            SELECT DISTINCT household_id FROM declic_orientation
             WHERE state IN ('sent', 'waiting', 'returned')
        ),
        concerned AS (
            SELECT household_id AS id FROM level
             UNION SELECT household_id FROM followed
             UNION SELECT household_id FROM oriented
             UNION SELECT id FROM declic_household WHERE active AND %(raised)s
        ),
        fact AS (
            SELECT h.id,
                   (ARRAY['green', 'amber', 'red'])[COALESCE(level.debt, 0) + 1]
                       AS debt,
                   (ARRAY['green', 'amber', 'red'])[COALESCE(level.silence, 0) + 1]
                       AS silence,
                   CASE
                   WHEN followed.household_id IS NOT NULL THEN 'followed'
                   WHEN oriented.household_id IS NOT NULL THEN 'oriented'
                   WHEN h.date_restricted IS NOT NULL OR h.date_objected IS NOT NULL
                       THEN 'none'
                   WHEN %(gone)s AND (h.overdue <= 0
                        OR h.dismissed_until > %(day)s IS NOT TRUE)
                       THEN CASE WHEN h.overdue > 0 THEN 'left' ELSE 'none' END
                   WHEN NOT %(gone)s AND h.overdue > 0
                        AND h.hearing_date BETWEEN %(day)s
                        AND %(day)s::date + %(soon)s THEN 'proposed'
                   WHEN h.dismissed_until > %(day)s THEN 'watched'
                   WHEN level.is_manual OR (level.debt > 0 AND level.silence > 0)
                       THEN 'proposed'
                   ELSE 'none' END AS proposal,
                   CASE
                   WHEN %(gone)s THEN 2
                   WHEN h.hearing_date BETWEEN %(day)s AND %(day)s::date + %(first)s
                       THEN 0
                   WHEN h.hearing_date BETWEEN %(day)s AND %(day)s::date + %(soon)s
                       THEN 1
                   ELSE 2 END AS urgency
              FROM concerned JOIN declic_household h USING (id)
              LEFT JOIN level ON level.household_id = h.id
              LEFT JOIN followed ON followed.household_id = h.id
              LEFT JOIN oriented ON oriented.household_id = h.id
             WHERE h.active %(chosen)s
        )
        UPDATE declic_household h
           SET debt_level = f.debt, silence_level = f.silence,
               proposal_state = f.proposal, urgency = f.urgency,
               date_proposed = CASE WHEN f.proposal <> 'proposed' THEN NULL
                                    ELSE COALESCE(h.date_proposed, %(day)s) END,
               to_notify = CASE WHEN f.proposal <> 'proposed' THEN FALSE
                                WHEN h.proposal_state <> 'proposed' THEN TRUE
                                ELSE h.to_notify END
          FROM fact f
         WHERE f.id = h.id
           AND (h.debt_level, h.silence_level, h.proposal_state, h.urgency)
               IS DISTINCT FROM (f.debt, f.silence, f.proposal, f.urgency)
        RETURNING h.id
            """,
            day=day,
            chosen=chosen,
            raised=SQL(RAISED),
            gone=tenancy.is_gone(),
            first=HEARING_FIRST_DAYS,
            soon=HEARING_SOON_DAYS,
        )
    )
    changed = [row[0] for row in cr.fetchall()]
    if changed:
        cr.execute(
            """
            UPDATE declic_case c SET urgency = h.urgency
              FROM declic_household h
             WHERE h.id = c.household_id AND c.state <> 'closed'
               AND c.urgency IS DISTINCT FROM h.urgency
            """
        )
    return changed
