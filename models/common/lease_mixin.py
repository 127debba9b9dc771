from odoo import api, fields, models


class DeclicLeaseMixin(models.AbstractModel):
    """What runs once on a lease, a support or a repayment plan (O4, K1).

    Bears the key of its household's lease, so that a unique index holds that only one
    runs, whichever of two households of one lease it was opened for.
    """

    _name = "declic.lease.mixin"
    _description = "Of a lease"

    lease_key = fields.Char(
        compute="_compute_lease_key",
        store=True,
        help="Empty for a number that more than four households bear: no lease's.",
    )

    @api.depends("household_id.lease_key")
    def _compute_lease_key(self):
        # sudo: how many bear a number, whoever opens what runs on it.
        own = self.sudo()
        keys = own.household_id._held_leases()
        for record in own:
            record.lease_key = keys.get(record.household_id.id, False)
