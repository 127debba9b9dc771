from odoo import fields, models


class DeclicLeaseImportLine(models.Model):
    """What became of one row: its number, its lease and why; no name."""

    _name = "declic.lease.import.line"
    _description = "Row of an import"
    _order = "import_id, row, id"
    _rec_name = "lease_number"

    import_id = fields.Many2one(
        "declic.lease.import",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="import_id.company_id", store=True, precompute=True
    )
    row = fields.Integer(readonly=True)
    lease_number = fields.Char(string="Lease", readonly=True)
    outcome = fields.Selection(
        [
            ("created", "New lease"),
            ("updated", "Changed lease"),
            ("unchanged", "Nothing to change"),
            ("rejected", "Rejected row"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    balance = fields.Monetary(
        readonly=True, help="What the file says; positive when the tenant owes."
    )
    oldest_date = fields.Date(string="Oldest unpaid term", readonly=True)
    household_id = fields.Many2one(
        "declic.household", readonly=True, ondelete="set null"
    )
