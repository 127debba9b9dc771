"""Where households stand on each axis: at the start, at 3 and 6 months, at the end."""

from odoo.tools import SQL

MOMENTS = ("t0", "t3", "t6", "tend")


def means(cr, cases, only_visible=False):
    """Mean score of each axis at each moment.

    The score of a domain is the mean of what the household and the association ticked,
    from 1 to 5; needs without a scale do not count. The start is the first assessment;
    the others are the last one validated from the second to the fifth month, from the
    fifth to the ninth, and in the last two months before the closure. A moment without
    an assessment has no row: it is missing, and not zero.

    :param cr: cursor
    :param cases: SELECT of the ids of cases
    :param only_visible: leave out the domains that the landlord does not read
    :return: dict of (axis, moment) to (mean, number of cases, number of answers)
    """
    visible = SQL("AND d.is_landlord_visible") if only_visible else SQL()
    cr.execute(
        SQL(
            """
            WITH held AS (
                SELECT a.id, a.case_id, a.date, a.number, c.date_start, c.date_closed,
                       a.number = MIN(a.number) OVER (PARTITION BY a.case_id) AS first
                  FROM declic_assessment a
                  JOIN declic_case c ON c.id = a.case_id
                 WHERE a.state = 'validated' AND a.case_id IN (%(cases)s)
            ),
            placed AS (
                SELECT h.*, m.moment,
                       row_number() OVER (PARTITION BY h.case_id, m.moment
                                          ORDER BY h.number DESC) AS rank
                  FROM held h
                  JOIN LATERAL (VALUES
                       ('t0', h.first),
                       ('t3', NOT h.first
                              AND h.date >= h.date_start + interval '2 months'
                              AND h.date < h.date_start + interval '5 months'),
                       ('t6', NOT h.first
                              AND h.date >= h.date_start + interval '5 months'
                              AND h.date < h.date_start + interval '9 months'),
                       ('tend', NOT h.first
                                AND h.date > h.date_closed - interval '2 months')
                       ) m(moment, fits) ON m.fits
            ),
            scored AS (
                SELECT p.case_id, p.moment, d.axis, v.value
                  FROM placed p
                  JOIN declic_assessment_line l ON l.assessment_id = p.id
                  JOIN declic_domain d ON d.id = l.domain_id AND d.answer = 'scale'
                       %(visible)s
                  CROSS JOIN LATERAL (VALUES (l.household_value),
                                             (l.association_value)) v(value)
                 WHERE p.rank = 1 AND v.value > 0
            )
            SELECT axis, moment, AVG(value)::float, COUNT(DISTINCT case_id), COUNT(*)
              FROM scored GROUP BY 1, 2
            """,
            cases=cases,
            visible=visible,
        )
    )
    return {
        (axis, moment): (mean, count, answers)
        for axis, moment, mean, count, answers in cr.fetchall()
    }
