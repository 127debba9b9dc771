"""The day of a moment where the landlord's households live.

Odoo keeps moments in UTC. What was done in Martinique at half past eight in the evening
was done that day, not the next one.
"""

from odoo.tools import SQL

# Of a landlord whose address names no time zone.
DEFAULT_ZONE = "Europe/Paris"


def zones():
    """Table (company_id, zone): the name of each landlord's time zone."""
    return SQL(
        "SELECT co.id AS company_id, COALESCE(p.tz, %s) AS zone"
        "  FROM res_company co JOIN res_partner p ON p.id = co.partner_id",
        # A view of the database holds it too: it cannot be a parameter there.
        SQL(f"'{DEFAULT_ZONE}'"),
    )


def day(column, zone="z.zone"):
    """Expression: the local day of a moment.

    :param column: text of a column that holds a moment in UTC
    :param zone: text of a column that holds a zone of :func:`zones`
    """
    return SQL(f"({column} AT TIME ZONE 'UTC' AT TIME ZONE {zone})::date")
