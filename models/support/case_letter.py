"""Letters to the household: with the plan, when another person follows it, and at the
end of the support."""

from odoo import fields, models


class DeclicCase(models.Model):
    _inherit = "declic.case"

    def _has_letter(self, kind):
        """Whether the letter ``kind`` (``plan``, ``worker``, ``referent`` or ``end``)
        can be written now."""
        self.ensure_one()
        if not self.household_id._filtered_access("read"):
            # The household's address is not shared with the reader.
            return False
        # Nobody writes to who died, and an association need not know; nor to who asked
        # not to be written to.
        if not self.household_id._is_reached_by("letter"):
            return False
        if kind == "end":
            return self.state == "closed"
        if kind == "referent":
            return self.state != "closed"
        if kind == "worker":
            return self.state != "closed" and bool(self.worker_id)
        return bool(self.plan_ids.filtered(lambda p: p.state == "approved"))

    def _last_worker(self):
        """Who follows the household for the association, or followed it last: a closed
        support has no worker any more, and its letter is signed all the same."""
        self.ensure_one()
        workers = self.assignment_ids.filtered(lambda a: a.role == "worker")
        return self.worker_id or workers.sorted("id")[-1:].user_id

    def _letter(self):
        """Who writes, to whom, and when: the same on all the letters.

        :return: dict of ``holders`` (names), ``street``, ``street2``, ``zip``, ``city``
            of the household; ``association``, ``landlord``, ``worker`` (a name),
            ``referent`` and ``date``
        :raises UserError: the account holder is deceased, or must not be written to
        """
        self.ensure_one()
        household = self.household_id
        household._check_channel("letter")
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
            "worker": case._last_worker().name or case.referent_id.name,
            "referent": case.referent_id,
            "date": fields.Date.context_today(self),
        }
