from odoo import fields, models


class DeclicArrearsRecord(models.Model):
    """An *impayé constitué* as it was written, with the figures of that day.

    It stands until the debt is paid in full; a corrected ledger replaces it, and the
    former record stays. Written by ``engine.arrears.refresh_clock`` only.
    """

    _name = "declic.arrears.record"
    _description = "Impayé constitué, as written"
    _order = "date desc, id desc"
    _rec_name = "date"
    _log_access = False

    household_id = fields.Many2one(
        "declic.household", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Constituted on", required=True, readonly=True)
    default_date = fields.Date(string="First default", readonly=True)
    rule_id = fields.Many2one(
        "declic.arrears.rule", readonly=True, ondelete="restrict", index=True
    )
    debt = fields.Monetary(
        readonly=True,
        help="Of the tenant on that day: without procedure costs and awaited benefit.",
    )
    net_rent = fields.Monetary(readonly=True, help="In force on that day.")
    balance = fields.Monetary(
        string="Rent debt in the ledger",
        readonly=True,
        help="On that day; when it is corrected the date is found again.",
    )
    date_written = fields.Date(string="Written on", readonly=True)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("paid", "Paid in full"),
            ("corrected", "Ledger corrected"),
        ],
        readonly=True,
        required=True,
        default="running",
    )
    date_end = fields.Date(string="Ended on", readonly=True)

    _one_running = models.UniqueIndex(
        "(household_id) WHERE state = 'running'",
        "This household has a running record already.",
    )
