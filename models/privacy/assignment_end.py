"""Access ends by itself (T4): closure, end of the agreement, an account asleep."""

from odoo import api, fields, models
from odoo.fields import Domain


class DeclicAssignment(models.Model):
    _inherit = "declic.assignment"

    @api.model
    def _cron_end_access(self):
        """End what has to end; run twice, it does nothing more."""
        self._end_without_agreement()
        self._end_sleeping_users()

    @api.model
    def _end_without_agreement(self):
        """End the access of associations whose agreement, or programme, is over."""
        today = fields.Date.context_today(self)
        over = self.env["declic.programme.partner"].search(
            Domain("date_to", "<", today) | Domain("programme_id.date_to", "<", today)
        )
        for partner in over:
            self.search(
                self._unended()
                & Domain("association_id", "=", partner.association_id.id)
                & Domain("orientation_id.programme_id", "=", partner.programme_id.id)
            )._end(self.env._("Agreement ended"))

    @api.model
    def _end_sleeping_users(self):
        """Deactivate the association's accounts that nobody used for long.

        The delay is the company's (days, 0: never); an account that was never used
        counts from its creation.
        """
        groups = self.env.ref("declic.group_association_worker")
        groups |= self.env.ref("declic.group_psychologist")
        now = fields.Datetime.now()
        for user in groups.all_user_ids.filtered("share"):
            days = user.company_id.declic_sleep_days
            last = user.login_date or user.create_date
            if days and last < fields.Datetime.subtract(now, days=days):
                self.search(self._unended() & Domain("user_id", "=", user.id))._end(
                    self.env._("Account not used")
                )
                user.active = False
