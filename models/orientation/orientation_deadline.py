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
        # What came free otherwise than by a closure: more places were agreed.
        waiting = self.search([("state", "=", "waiting")])
        waiting.programme_id._propose_free_place()
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
        """The answer is awaited: a mail to who may give it."""
        self._tell("orientation", self._get_coordinators())

    def _announce(self):
        """The orientation has come, or come back completed: a mail to who may answer
        it."""
        self._tell("orientation_new", self._get_coordinators())

    def _tell(self, template, users):
        """A mail with the reference, the date and the address of the page behind the
        login, and no word of the household; who is excluded from it hears nothing.

        :param template: name of one of our mail templates, about an orientation
        :param users: of the association
        """
        self.ensure_one()
        # sudo: who is excluded is looked at, not shown.
        excluded = self.sudo().household_id.lock_ids.filtered("active").user_id
        for user in users - excluded:
            subject, body = self.env["mail.template"]._declic_words(
                template, self, user.lang, declic_link=user._declic_link(self)
            )
            # sudo: the message is the module's; its readers were chosen above.
            self.sudo().with_context(lang=user.lang).message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject,
                body=body,
                email_layout_xmlid="mail.mail_notification_light",
            )
