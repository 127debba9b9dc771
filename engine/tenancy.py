"""Who still lives there: a tenant, somebody who left, or the estate of who died (D15).

The lease ends on the day before somebody is a former tenant. A death makes an estate
when nobody else holds the lease; with a co-holder it goes on (loi 89-462, art. 14).
"""

from odoo.tools import SQL

# Lists of their own, without a benefit office and without an eviction.
GONE = ("former", "estate")
# Whom a date concerns: few of many. The household's index has the same words.
DATED = (
    "(date_death IS NOT NULL OR lease_end_date IS NOT NULL"
    " OR tenancy IN ('former', 'estate'))"
)


def is_gone(alias="h"):
    """Condition: the household of ``alias`` is no tenant any more."""
    return SQL("COALESCE(%s IN %s, FALSE)", SQL.identifier(alias, "tenancy"), GONE)


def refresh(cr, day, chosen):
    """Bring ``tenancy`` in line with the dates; time alone moves it.

    :param cr: cursor
    :param day: date of the figures
    :param chosen: SQL that limits the households ``h``
    """
    cr.execute(
        SQL(
            """
        UPDATE declic_household h SET tenancy = f.tenancy
          FROM (SELECT h.id,
                       CASE WHEN h.date_death <= %(day)s AND NOT EXISTS (
                                SELECT 1 FROM declic_household_member m
                                 WHERE m.household_id = h.id AND m.role = 'co_holder'
                                   AND COALESCE(m.date_from <= %(day)s, TRUE)
                                   AND COALESCE(m.date_to >= %(day)s, TRUE))
                            THEN 'estate'
                            WHEN h.lease_end_date < %(day)s THEN 'former'
                            ELSE 'tenant' END AS tenancy
                  FROM declic_household h
                 WHERE %(dated)s %(chosen)s) f
         WHERE f.id = h.id AND h.tenancy IS DISTINCT FROM f.tenancy
            """,
            day=day,
            dated=SQL(DATED),
            chosen=chosen,
        )
    )
