from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    declic_kind = fields.Selection(
        [
            ("rent", "Rents"),
            ("benefit", "Housing benefit"),
            ("fee", "Procedure costs"),
        ],
        string="Rent ledger",
        help="Tells, in the tenants' ledgers, the housing benefit paid by the benefit "
        "office and the procedure costs from rents and payments. Households are "
        "proposed from the journals of rents; while none is chosen, of all sales.",
    )

    def write(self, vals):
        done = super().write(vals)
        if {"declic_kind", "type"} & vals.keys():
            # All ledgers of the landlord read differently from now on.
            self.env["declic.household"]._mark_all_stale()
        return done
