from odoo import fields, models


class AccountAccount(models.Model):
    _inherit = "account.account"

    declic_left_out = fields.Boolean(
        string="Left out of the rent ledgers",
        help="A receivable account that holds no rent debt, of deposits for instance.",
    )

    def write(self, vals):
        done = super().write(vals)
        if {"declic_left_out", "account_type", "code"} & vals.keys():
            self.env["declic.household"]._mark_all_stale()
        return done
