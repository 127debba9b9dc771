from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merging moves the entries of a partner in raw SQL, which dates no write."""
        done = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["declic.household"]._mark_stale((src_partners | dst_partner).ids)
        self.env.invalidate_all()
        self.env["declic.repayment.plan"]._merged(dst_partner)
        return done
