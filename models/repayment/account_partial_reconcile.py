from odoo import api, models


class AccountPartialReconcile(models.Model):
    """A match with a covered term moves its plan at once, and so does its undoing."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._declic_refresh_plans(partials._declic_partners())
        return partials

    def unlink(self):
        partner_ids = self._declic_partners()
        done = super().unlink()
        self._declic_refresh_plans(partner_ids)
        return done

    def _declic_partners(self):
        """Partners of both sides; the ledgers of a match across accounts move."""
        # sudo: the partner alone, of lines that may belong to a closed journal.
        partials = self.sudo()
        crossed = partials.filtered(
            lambda p: p.debit_move_id.partner_id != p.credit_move_id.partner_id
        )
        self.env["declic.household"]._mark_stale(
            (crossed.debit_move_id | crossed.credit_move_id).partner_id.ids
        )
        return (partials.debit_move_id | partials.credit_move_id).partner_id.ids

    def _declic_refresh_plans(self, partner_ids):
        self.env["declic.repayment.plan"]._ledger_moved(partner_ids)
        self.env["declic.aid.request"]._ledger_moved(partner_ids)
