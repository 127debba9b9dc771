"""Columns that the module makes itself, before the models are loaded."""

from odoo.modules.db import has_trigram
from odoo.modules.registry import Registry

from odoo.addons.declic.hooks import install_trigram


def migrate(cr, version):
    """Add what the ledger months now tell apart, and the trigrams of the search.

    :param version: version that was installed; None at the first installation
    """
    if not version:
        return
    cr.execute(
        "ALTER TABLE declic_ledger_month"
        " ADD COLUMN IF NOT EXISTS other numeric NOT NULL DEFAULT 0"
    )
    install_trigram(cr)
    Registry(cr.dbname).has_trigram = has_trigram(cr)
