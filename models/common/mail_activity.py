"""An activity on a record of ours has a title: the clock menu and the chatter show
nothing else of it."""

from odoo import api, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._titled(vals) for vals in vals_list])

    def _titled(self, vals):
        """``vals`` with a title: that of its kind, in the words of who will read it."""
        # sudo: the technical name of a model.
        model = self.env["ir.model"].sudo().browse(vals.get("res_model_id")).model
        if vals.get("summary") or not (model or "").startswith("declic."):
            return vals
        reader = self.env["res.users"].browse(vals.get("user_id") or self.env.uid)
        # sudo: the language of a colleague.
        kind = self.env["mail.activity.type"].with_context(lang=reader.sudo().lang)
        kind = kind.browse(vals.get("activity_type_id"))
        return {**vals, "summary": kind.summary or kind.name}
