"""Which households are of one lease: a couple entered twice (O4, O7)."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import escape_psql

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

    birth_year = fields.Integer(
        string="Holder born in",
        aggregator=None,
        groups="declic.group_counsellor",
        help="Tells two people of one name apart; 0: not known.",
    )
    merged_into_id = fields.Many2one(
        "declic.household", string="Merged into", readonly=True, copy=False
    )
    likeness = fields.Char(
        compute="_compute_likeness",
        help="Households of the same lease, or of a holder of the same name and town.",
    )

    _birth_year_range = models.Constraint(
        "CHECK(COALESCE(birth_year, 0) = 0 OR birth_year BETWEEN 1900 AND 2100)",
        "A year of birth has four digits.",
    )

    @api.depends("lease_number", "partner_id", "company_id", "merged_into_id")
    @api.depends_context("uid", "lang")
    def _compute_likeness(self):
        may_know = self.env["declic.household"]._has_field_access(
            self._fields["birth_year"], "read"
        )
        for household in self:
            told = []
            for other in household._alike():
                text = other.reference
                if may_know and other.birth_year:
                    text = self.env._(
                        "%(household)s (born in %(year)s)",
                        household=text,
                        year=other.birth_year,
                    )
                told.append(text)
            household.likeness = ", ".join(told)

    def _alike(self):
        """Other households that the reader may see, of the same lease or of a holder of
        the same name and town; two whose years of birth differ are two people."""
        self.ensure_one()
        partner = self.partner_id
        alike = Domain.FALSE
        if key := lease.key(self.lease_number):
            alike |= Domain("lease_key", "=", key)
        if partner.name and partner.city:
            alike |= Domain("name", "=ilike", escape_psql(partner.name)) & Domain(
                "city", "=ilike", escape_psql(partner.city)
            )
        found = self.env["declic.household"].search(
            alike
            & Domain("company_id", "=", self.company_id.id)
            & Domain("id", "!=", self._origin.id),
            limit=5,
        )
        # sudo: the years are compared for everybody, and told to those entitled.
        own, years = self.sudo(), {h: h.birth_year for h in found.sudo()}
        return found.filtered(
            lambda h: (
                (key and h.lease_key == key)
                or not (own.birth_year and years[h])
                or own.birth_year == years[h]
            )
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
