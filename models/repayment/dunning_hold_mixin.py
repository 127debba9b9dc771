"""The dunning hold (D5): the only thing the module sets in the accounting."""

from odoo import fields, models

from ..common.act_key import keyed

# Who holds a term; held by several, it is given back by the last one.
HOLDS = (
    "declic_hold_case_id",
    "declic_hold_plan_id",
    "declic_hold_household_id",
)


def unmarked(lines):
    """``lines``, for a write that is the module's: Odoo would mark their invoices as
    modified by hand, and no longer post those of the same supplier by itself."""
    return keyed(lines).with_context(skip_is_manually_modified=True)


class DeclicHoldMixin(models.AbstractModel):
    """Keeps open terms out of accounting's reminders, and gives them back.

    Accounting has the last word: a term whose follow-up it decides by hand
    (``account.move.line.write``) is no longer held, and never again.
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
            holder.held_count = counts.get(holder, 0)

    def _terms_to_hold(self):
        """The receivable lines that this record keeps out of the reminders."""
        raise NotImplementedError

    def _hold(self):
        """Hold the terms of these records; those held already stay as they are."""
        # sudo: who acts has no right in accounting.
        for holder in self.sudo():
            holder._hold_terms(holder._terms_to_hold())

    def _hold_terms(self, terms):
        """Hold ``terms`` for this record.

        A term that accounting decided on itself is left alone, and stays so; one that
        is held already is held by both, and given back by the last one.

        :param terms: account.move.line of receivable accounts
        """
        self.ensure_one()
        # Odoo keeps one flag for all the terms of an invoice.
        terms |= terms.move_id.filtered(lambda m: m.is_invoice()).line_ids
        lines = terms.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.declic_followup_by_hand
                and (not line.no_followup or any(line[name] for name in HOLDS))
                and not line[self._hold_field]
            )
        )
        unmarked(lines).write({"no_followup": True, self._hold_field: self.id})

    def _release(self):
        """Give back the terms that were held for these records, and no other."""
        # sudo: who acts has no right in accounting.
        lines = self.env["account.move.line"].sudo()
        lines = unmarked(lines.search([(self._hold_field, "in", self.ids)]))
        lines.write({self._hold_field: False})
        free = lines.filtered(lambda line: not any(line[name] for name in HOLDS))
        free.write({"no_followup": False})
