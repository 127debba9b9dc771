"""Whom a request is about, without a file being read in order to choose (C5, T6)."""

from odoo import models
from odoo.exceptions import UserError

from ...engine import folding


class DeclicRightsRequest(models.Model):
    _inherit = "declic.rights.request"

    def _identify(self):
        """Find the household by its reference and the adult by its name.

        :raises UserError: no such household, or not one of its adults bears this name
        """
        for request in self:
            # sudo: the data officer names a household and reads nothing of it.
            household = self.env["declic.household"].sudo()
            if request.household_reference:
                locks = self.env["declic.lock"].with_context(
                    allowed_company_ids=request.company_id.ids
                )
                household = locks._find_household(request.household_reference)
            member = household and request._find_adult(household)
            # sudo: guarded fields, which follow from what the officer typed.
            request.sudo().write(
                {
                    "household_id": household.id,
                    "member_id": member.id if member else False,
                }
            )

    def _find_adult(self, household):
        """The member of ``household`` who bears the person's name; empty: the holder.

        The words may stand in any order, in any case, with or without accents.
        """
        asked = set(folding.words(self.person_name))
        adults = household.member_ids.filtered("is_adult")
        named = adults.filtered(
            lambda m: m.partner_id and asked <= set(folding.words(m.partner_id.name))
        )
        holders = named.filtered(lambda m: m.partner_id == household.partner_id)
        is_holder = asked <= set(folding.words(household.partner_id.name))
        named -= holders
        if asked and len(named) + is_holder == 1:
            return named
        raise UserError(
            self.env._(
                "Adults of this name in the household %(reference)s: %(count)s. Type"
                " first name and name as they stand on the lease.",
                reference=household.reference,
                count=len(named) + is_holder,
            )
        )

    def _person(self):
        """The contact of whom the request is about."""
        self.ensure_one()
        # sudo: whom the request names already.
        own = self.sudo()
        return own.member_id.partner_id or own.household_id.partner_id
