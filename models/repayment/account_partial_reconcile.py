from odoo import api, models


class AccountPartialReconcile(models.Model):
    """A match with a covered term moves its plan at once, and so does its undoing."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._declic_tell(partials.debit_move_id.partner_id.ids)
        return partials

    def unlink(self):
        # sudo: the partner alone, of lines that may belong to a closed journal.
        partner_ids = self.sudo().debit_move_id.partner_id.ids
        done = super().unlink()
        self._declic_tell(partner_ids)
        return done

    def _declic_tell(self, partner_ids):
        self.env["declic.repayment.plan"]._ledger_moved(partner_ids)
        self.env["declic.aid.request"]._ledger_moved(partner_ids)
