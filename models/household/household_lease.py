"""Which households are of one lease: a couple entered twice (O4, O7)."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import lease
from ...engine.signals import MOST_OF_A_LEASE


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    lease_key = fields.Char(
        compute="_compute_lease_key",
        store=True,
        index="btree_not_null",
        help="The number as it is compared: without spaces, case and accents.",
    )

    @api.depends("lease_number")
    def _compute_lease_key(self):
        for household in self:
            household.lease_key = lease.key(household.lease_number)

    def _held_leases(self):
        """Keys of the leases on which one thing runs at a time.

        :return: dict of household id to key; without those whose number is borne by
            more households than a lease has
        """
        named = self.filtered("lease_key")
        # sudo: how many bear the number, whoever asks.
        counts = (
            self.env["declic.household"]
            .sudo()
            ._read_group(
                [("lease_key", "in", named.mapped("lease_key"))],
                ["company_id", "lease_key"],
                ["__count"],
            )
        )
        held = {(c.id, key) for c, key, count in counts if count <= MOST_OF_A_LEASE}
        return {
            household.id: household.lease_key
            for household in named
            if (household.company_id.id, household.lease_key) in held
        }

    def _same_lease(self):
        """Domain, on what belongs to a household: of this one and of the others of its
        lease."""
        self.ensure_one()
        same = Domain("household_id", "=", self.id)
        key = self._held_leases().get(self.id)
        if key:
            same |= Domain("household_id.lease_key", "=", key)
        return same & Domain("company_id", "=", self.company_id.id)
