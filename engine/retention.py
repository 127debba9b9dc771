"""Which households' files of support have come to their end, and what holds them back.

The active base ends two years after the last contact (CNIL, délibération n° 2021-028,
référentiel social; durations by délibération n° 2023-095); the durations in force are
records (``declic.retention.rule``), of a programme or of all.
"""

from odoo.tools import SQL

from . import local_day


def files():
    """Table of the households that were oriented and are not anonymised yet.

    One row each: household_id as id, company_id, reference, last_day (of the last
    contact, closure or answer, where the landlord's households live), date_due (the day
    it goes; NULL: no rule in force), is_applied (the night does it), held_by (what
    still runs, NULL: nothing), case_count, document_count.
    """
    return SQL(
        """
    SELECT h.id, h.id AS household_id, h.company_id, h.reference, f.last_day,
           COALESCE(r.is_applied, FALSE) OR f.date_erase IS NOT NULL
               OR h.date_erasure_asked IS NOT NULL AS is_applied,
           CASE WHEN h.date_erasure_asked IS NOT NULL THEN h.date_erasure_asked
                WHEN f.date_erase IS NOT NULL AND r.is_applied IS NOT TRUE
                THEN f.date_erase
                ELSE LEAST(f.date_erase,
                           (f.last_day + make_interval(months => r.months))::date)
            END AS date_due,
           CASE WHEN h.date_restricted IS NOT NULL THEN 'restriction'
                WHEN f.is_open THEN 'case'
                WHEN f.is_waiting THEN 'orientation'
                WHEN EXISTS (SELECT FROM declic_repayment_plan p
                              WHERE p.household_id = h.id
                                AND p.state IN ('proposed', 'active', 'suspended'))
                THEN 'plan'
                WHEN EXISTS (SELECT FROM declic_procedure p
                              WHERE p.household_id = h.id AND p.state = 'open')
                THEN 'procedure'
            END AS held_by,
           f.case_count,
           (SELECT COUNT(*)
              FROM declic_document d
              JOIN declic_orientation o ON o.id = d.orientation_id
             WHERE o.household_id = h.id) AS document_count
      FROM declic_household h
      JOIN (
        SELECT o.household_id, COUNT(DISTINCT c.id) AS case_count,
               COALESCE(BOOL_OR(c.state <> 'closed'), FALSE) AS is_open,
               BOOL_OR(o.state IN ('draft', 'sent', 'returned', 'waiting'))
                   AS is_waiting,
               ARRAY_AGG(o.programme_id) AS programmes,
               -- Only when each of its programmes is erased.
               CASE WHEN BOOL_AND(g.date_erase IS NOT NULL)
                    THEN MAX(g.date_erase) END AS date_erase,
               GREATEST(MAX(c.date_closed), MAX(%(answered)s), MAX(%(sent)s),
                        MAX(%(contacted)s)) AS last_day
          FROM declic_orientation o
          JOIN declic_programme g ON g.id = o.programme_id
          JOIN (%(zones)s) z ON z.company_id = g.company_id
          LEFT JOIN declic_case c ON c.orientation_id = o.id
          LEFT JOIN (SELECT case_id, MAX(date) AS last_date
                       FROM declic_contact WHERE case_id IS NOT NULL
                      GROUP BY case_id) k ON k.case_id = c.id
         GROUP BY o.household_id) f ON f.household_id = h.id
      -- The longest of its programmes' own durations, else the landlord's.
      LEFT JOIN LATERAL (
        SELECT r.months, r.is_applied FROM declic_retention_rule r
         WHERE r.company_id = h.company_id AND r.date_from <= CURRENT_DATE
           AND r.data_class = 'file'
           AND (r.programme_id IS NULL OR r.programme_id = ANY(f.programmes))
           AND NOT EXISTS (
               SELECT FROM declic_retention_rule n
                WHERE n.company_id = r.company_id AND n.date_from <= CURRENT_DATE
                  AND n.data_class = 'file'
                  AND n.programme_id IS NOT DISTINCT FROM r.programme_id
                  AND (n.date_from, n.id) > (r.date_from, r.id))
         ORDER BY r.programme_id IS NULL, r.months DESC LIMIT 1) r ON TRUE
     WHERE h.date_anonymised IS NULL
        """,
        zones=local_day.zones(),
        answered=local_day.day("o.date_answered"),
        sent=local_day.day("COALESCE(o.date_sent, o.create_date)"),
        contacted=local_day.day("k.last_date"),
    )
