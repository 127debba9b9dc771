"""A household is found as people type (U5)."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import typed_words
from ...engine.folding import words


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    # Stored and folded, so that one index answers for names, lease, address and
    # telephone together, with or without ``unaccent``.
    search_text = fields.Char(
        compute="_compute_search_text",
        store=True,
        index="trigram",
        copy=False,
        exportable=False,
    )

    @api.depends(
        "reference",
        "lease_number",
        "dwelling",
        "agency_id.name",
        "partner_id.name",
        "partner_id.street",
        "partner_id.street2",
        "partner_id.zip",
        "partner_id.city",
        "partner_id.phone",
        "member_ids.partner_id.name",
        "member_ids.partner_id.phone",
    )
    def _compute_search_text(self):
        # sudo: whoever changes a lease need not read the people who live there; who
        # reads the field reads the household.
        for household in self.sudo():
            holder, others = household.partner_id, household.member_ids.partner_id
            household.search_text = typed_words.search_text(
                names=[holder.name, *others.mapped("name")],
                numbers=[household.reference, household.lease_number],
                places=[
                    holder.street,
                    holder.street2,
                    holder.zip,
                    holder.city,
                    household.dwelling,
                    household.agency_id.name,
                ],
                telephones=[holder.phone, *others.mapped("phone")],
            )

    @api.private
    @api.model
    def _typed_domain(self, typed):
        """Domain of the households that bear every word of ``typed``, in any order, or
        the number that it is."""
        found = Domain.AND(
            Domain("search_text", "=ilike", pattern)
            for pattern in typed_words.patterns(typed)
        )
        number = typed_words.number(typed)
        return found | Domain("search_text", "ilike", number) if number else found

    @api.model
    def _search_display_name(self, operator, value):
        # A portal user may not read the line: its page compares what it may read.
        if (
            operator in ("ilike", "like")
            and words(value)
            and not self.env.user._is_portal()
        ):
            return self._typed_domain(value)
        return super()._search_display_name(operator, value)
