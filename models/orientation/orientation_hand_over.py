"""A support is handed over to another association: the next orientation (R1)."""

from odoo import fields, models
from odoo.fields import Command


class DeclicOrientation(models.Model):
    _inherit = "declic.orientation"

    def _hand_over(self, owner):
        """Prepare the orientation to the association that is to go on with the
        household, and give it to ``owner``.

        What may be passed on is what the landlord itself wrote: why, what was tried,
        which domains, what is asked. What the household said to one association is
        said to that one; its notes, plan and assessment are its own. Sent once the
        support is closed, for only one runs on a lease.

        :param owner: user of the landlord
        :return: the draft; the one that is there already, when there is one
        """
        self.ensure_one()
        prepared = self.search(
            [("household_id", "=", self.household_id.id), ("state", "=", "draft")],
            limit=1,
        )
        if not prepared:
            prepared = self.create(
                {
                    "household_id": self.household_id.id,
                    "programme_id": self.programme_id.id,
                    "association_id": self._next_association().id,
                    "referrer_id": owner.id,
                    "origin": "partner",
                    "reason_ids": [Command.set(self.reason_ids.ids)],
                    "domain_ids": [Command.set(self.domain_ids.ids)],
                    "request": self.request,
                    "protected_adult": self.protected_adult,
                    "measure_ids": [
                        Command.create(
                            {"measure_id": row.measure_id.id, "result": row.result}
                        )
                        for row in self.measure_ids
                    ],
                }
            )
        prepared.activity_schedule(
            "declic.activity_decision",
            summary=prepared.with_context(lang=owner.lang).env._(
                "Hand over: choose the association, close the support, then send"
            ),
            user_id=owner.id,
        )
        return prepared

    def _next_association(self):
        """Another association of the programme, the one with most places left; the
        same one where there is no other."""
        today = fields.Date.context_today(self)
        others = self.programme_id.partner_ids.filtered(
            lambda p: p.association_id != self.association_id and p._is_in_force(today)
        )
        best = others.sorted(lambda p: -p._free_places())[:1]
        return best.association_id or self.association_id
