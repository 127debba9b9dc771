"""Letters to the household: with the plan, when another person follows it, and at the
end of the support."""

from odoo import fields, models


class DeclicCase(models.Model):
    _inherit = "declic.case"

    def _has_letter(self, kind):
        """Whether the letter ``kind`` (``plan``, ``worker`` or ``end``) can be written
        now."""
        self.ensure_one()
        if not self.household_id._filtered_access("read"):
            # The household's address is not shared with the reader.
            return False
        # sudo: nobody writes to who died, and an association need not know.
        if self.sudo().household_id.date_death:
            return False
        if kind == "end":
            return self.state == "closed"
        if kind == "worker":
            return self.state != "closed" and bool(self.worker_id)
        return bool(self.plan_ids.filtered(lambda p: p.state == "approved"))

    def _letter(self):
        """Who writes, to whom, and when: the same on all the letters.

        :return: dict of ``holders`` (names), ``street``, ``street2``, ``zip``, ``city``
            of the household; ``sender`` and ``sender_phone`` of the association,
            ``landlord``; ``date``, ``place`` and ``worker``
        :raises UserError: the account holder is deceased
        """
        self.ensure_one()
        household = self.household_id
        household._check_alive()
        # sudo: names and addresses of organisations, for whoever may print the letter.
        case = self.sudo()
        return {
            "name": household.name,
            "street": household.street,
            "street2": household.street2,
            "zip": household.zip,
            "city": household.city,
            "association": case.association_id,
            "landlord": case.company_id,
            "worker": case.worker_id.name or case.referent_id.name,
            "date": fields.Date.context_today(self),
        }
