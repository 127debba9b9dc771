from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Once the first steps are put away, the app opens on the day of its user; they
        stay under Configuration."""
        hidden = super()._load_menus_blacklist()
        onboarding = self.env.ref("declic.onboarding_declic", raise_if_not_found=False)
        # sudo: whether they are put away, for every user's menus.
        if onboarding and onboarding.sudo()._declic_is_away():
            hidden.append(self.env.ref("declic.declic_menu_onboarding").id)
        return hidden
