from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """A wizard of ours is its author's: what somebody typed, or chose, of a file
        from which a colleague may be excluded. Odoo leaves it to all of the group."""
        domain = super()._compute_domain(model_name, mode)
        if (
            self.env.su
            or not model_name.startswith("declic.")
            or not self.env[model_name].is_transient()
        ):
            return domain
        return domain & Domain("create_uid", "=", self.env.uid)
