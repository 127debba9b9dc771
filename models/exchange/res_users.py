from odoo import models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        # Odoo lets everybody write an address of his own, and mails a password there:
        # whoever had a key would keep an account that outlives it.
        if not self.env.su and self.env.user.has_group("declic.group_api"):
            raise AccessError(
                self.env._("The user of a key holds a key and nothing else.")
            )
        return super().write(vals)
