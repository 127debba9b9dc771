from odoo import fields, models


class DeclicProgrammeFunding(models.Model):
    _name = "declic.programme.funding"
    _description = "Funding of a programme"
    _inherit = ["declic.named.mixin"]
    _order = "programme_id, year, id"

    programme_id = fields.Many2one(
        "declic.programme", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(string="Funder", required=True)
    kind = fields.Selection(
        [("landlord", "Landlord"), ("public", "Public fund"), ("other", "Other")],
        required=True,
        default="public",
    )
    year = fields.Integer(
        aggregator=None, help="The year it is for; 0: each year of the programme."
    )
    amount = fields.Monetary(string="Yearly amount", required=True)

    _year_known = models.Constraint(
        "CHECK(year = 0 OR year BETWEEN 2000 AND 2100)",
        "The year has four digits, or is 0 for each year.",
    )
    _amount_not_negative = models.Constraint(
        "CHECK(amount >= 0)",
        "A funding cannot be negative: correct the amount, or delete the line.",
    )
