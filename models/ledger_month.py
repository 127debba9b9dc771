from odoo import fields, models


class DeclicLedgerMonth(models.Model):
    """The fact table: what fell due and what was paid, per household and month.

    Written by ``engine.ledger.refresh_months`` only, from the posted entries; it can
    be thrown away and rebuilt at will.
    """

    _name = "declic.ledger.month"
    _description = "Ledger month"
    _order = "household_id, month desc"
    _log_access = False
    _rec_name = "month"

    household_id = fields.Many2one(
        "declic.household", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # Not stored: a foreign key and an index more would cost as much as the facts.
    company_id = fields.Many2one(related="household_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True)
    due = fields.Monetary(readonly=True, help="Rent and charges that fell due.")
    fees = fields.Monetary(string="Procedure costs", readonly=True)
    paid = fields.Monetary(readonly=True, string="Paid by the household")
    benefit = fields.Monetary(readonly=True, string="Housing benefit")
    closing_balance = fields.Monetary(readonly=True)
    overdue = fields.Monetary(readonly=True)

    _household_month = models.Constraint(
        "UNIQUE(month, household_id)", "One row per household and month."
    )
