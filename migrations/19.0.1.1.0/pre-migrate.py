"""Columns that the module makes itself, before the models are loaded."""


def migrate(cr, version):
    """Add what the ledger months now tell apart.

    :param version: version that was installed; None at the first installation
    """
    if not version:
        return
    cr.execute(
        "ALTER TABLE declic_ledger_month"
        " ADD COLUMN IF NOT EXISTS other numeric NOT NULL DEFAULT 0"
    )
