from odoo import fields, models


class DeclicRepaymentMakeLine(models.TransientModel):
    """One open term offered to a plan: its date and amount, copied for whoever has no
    right in accounting."""

    _name = "declic.repayment.make.line"
    _description = "Term offered to a repayment plan"
    _inherit = ["declic.named.mixin"]
    _order = "date_due, id"

    wizard_id = fields.Many2one(
        "declic.repayment.make", required=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    # Checked against the household's open terms when the plan is made.
    line_ref = fields.Integer(required=True, readonly=True)
    name = fields.Char(string="Invoice", readonly=True)
    date_due = fields.Date(string="Due on", readonly=True)
    amount = fields.Monetary(string="Still due", readonly=True)
    is_fee = fields.Boolean(string="Procedure cost", readonly=True)
    is_chosen = fields.Boolean(string="Covered")
