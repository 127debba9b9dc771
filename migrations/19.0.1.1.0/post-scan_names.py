"""A scan is named by its reference: the name a phone gave it may tell a person's."""


def migrate(cr, version):
    """Forget the names that were kept.

    :param version: version that was installed; None at the first installation
    """
    if version:
        cr.execute(
            "ALTER TABLE declic_repayment_plan DROP COLUMN IF EXISTS signed_scan_name"
        )
