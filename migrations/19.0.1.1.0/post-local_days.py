"""An answer's working days are those of the landlord's time zone."""

from odoo import api


def migrate(cr, version):
    """Count the working days of the answers again.

    :param version: version that was installed; None at the first installation
    """
    if not version:
        return
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    orientations = env["declic.orientation"]
    answered = orientations.search([("date_answered", "!=", False)])
    env.add_to_compute(orientations._fields["answer_days"], answered)
    env.flush_all()
