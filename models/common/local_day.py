"""The day of a moment where the landlord's households live; in SQL it is
``engine/local_day.py``."""

from odoo import fields


def day_at(record, moment):
    """The day of ``moment`` at the landlord's of ``record``, whoever asks.

    :param record: one record that has a ``company_id``
    :param moment: datetime in UTC, as Odoo keeps it, or False
    :return: date; False without a moment
    """
    if not moment:
        return False
    # sudo: the landlord's time zone, also for the association.
    zone = record.sudo().company_id._declic_zone()
    return fields.Datetime.context_timestamp(
        record.with_context(tz=zone), moment
    ).date()
