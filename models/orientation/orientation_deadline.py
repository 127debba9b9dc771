"""The delay to answer: the association is reminded, the pilot told (O3)."""

from odoo import api, fields, models

from ...engine import legal_days

# Working days before the date due on which the coordinators are reminded, once.
REMINDER_DAYS = 1


class DeclicOrientation(models.Model):
    _inherit = "declic.orientation"

    is_reminded = fields.Boolean(readonly=True, copy=False)
    is_escalated = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _cron_remind(self):
        """One reminder to the coordinators before the date due, one activity of the
        pilot after it; run twice, it does nothing more."""
        today = fields.Date.context_today(self)
        soon = legal_days.shift(today, REMINDER_DAYS, "working_day")
        late = self.search(
            [
                ("state", "=", "sent"),
                ("date_answer_due", "<", today),
                ("is_escalated", "=", False),
            ]
        )
        for orientation in late:
            manager = orientation.programme_id.manager_id
            orientation.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=orientation.with_context(lang=manager.lang).env._(
                    "The association did not answer in time"
                ),
                user_id=manager.id,
            )
            orientation.is_escalated = True
        due = self.search(
            [
                ("state", "=", "sent"),
                ("date_answer_due", "<=", soon),
                ("date_answer_due", ">=", today),
                ("is_reminded", "=", False),
            ]
        )
        for orientation in due:
            orientation._remind()
            orientation.is_reminded = True

    def _remind(self):
        """A mail with the reference and the date, and no word of the household."""
        self.ensure_one()
        for user in self._get_coordinators():
            subject, body = self.env["mail.template"]._declic_words(
                "orientation", self, user.lang
            )
            self.with_context(lang=user.lang).message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject,
                body=body,
                email_layout_xmlid="mail.mail_notification_light",
            )
