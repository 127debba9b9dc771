from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    declic_kind = fields.Selection(
        [("benefit", "Housing benefit"), ("fee", "Procedure costs")],
        string="Rent ledger",
        help="Tells, in the tenants' ledgers, the housing benefit paid by the benefit "
        "office and the procedure costs from rents and payments.",
    )
