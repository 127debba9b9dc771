"""The dunning hold (D5): the only thing the module sets in the accounting."""

from odoo import fields, models

# Who holds a term; held by several, it is given back by the last one.
HOLDS = (
    "declic_hold_case_id",
    "declic_hold_plan_id",
    "declic_hold_household_id",
)


class DeclicHoldMixin(models.AbstractModel):
    """Keeps open terms out of accounting's reminders, and gives them back.

    What a hold does to a term, and when accounting has the last word, stands in
    ``account.move.line._declic_hold``.
    """

    _name = "declic.hold.mixin"
    _description = "Holds the reminders of open terms"

    # The one of ``HOLDS`` that says so on ``account.move.line``.
    _hold_field = None

    held_count = fields.Integer(string="Terms held", compute="_compute_held_count")

    def _compute_held_count(self):
        # sudo: a number; the entries themselves stay accounting's.
        lines = self.env["account.move.line"].sudo()
        counts = dict(
            lines._read_group(
                [(self._hold_field, "in", self.ids)], [self._hold_field], ["__count"]
            )
        )
        for holder in self:
            holder.held_count = counts.get(holder.sudo(), 0)

    def _terms_to_hold(self):
        """The receivable lines that this record keeps out of the reminders."""
        raise NotImplementedError

    def _hold(self):
        """Hold the terms of these records; those held already stay as they are."""
        # sudo: who acts has no right in accounting.
        for holder in self.sudo():
            holder._terms_to_hold()._declic_hold(holder)

    def _release(self):
        """Give back the terms that were held for these records, and no other."""
        # sudo: who acts has no right in accounting.
        self.env["account.move.line"].sudo()._declic_release(self)
