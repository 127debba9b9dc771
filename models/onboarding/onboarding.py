from odoo import api, models
from odoo.exceptions import AccessError


class OnboardingOnboarding(models.Model):
    _inherit = "onboarding.onboarding"

    def _declic_is_away(self):
        """Whether the panel was closed, by each landlord that began it."""
        progress = self.progress_ids
        return bool(progress) and all(progress.mapped("is_onboarding_closed"))

    @api.model
    def action_close_panel_declic(self):
        """Put the first steps away: the app opens on the day of its user.

        :raises AccessError: no pilot
        """
        if not self.env.user.has_group("declic.group_manager"):
            raise AccessError(self.env._("The first steps are the pilot's."))
        # sudo: Odoo keeps the progress from everybody but its administrators.
        onboarding = self.env.ref("declic.onboarding_declic").sudo()
        onboarding._search_or_create_progress().action_close()
        # What each user's menus are is cached.
        self.env.registry.clear_cache()
