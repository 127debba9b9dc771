"""A contact that was logged by mistake is taken back while its page is still open."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

# Long enough to see one's mistake, short enough that nobody has counted on it.
UNDO_MINUTES = 10


class DeclicContact(models.Model):
    _inherit = "declic.contact"

    def _can_undo(self):
        """Whether the reader logged this contact in the last minutes."""
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(minutes=UNDO_MINUTES)
        # sudo: the time of writing, which no page shows.
        return self.user_id == self.env.user and self.sudo().create_date >= since

    def action_undo(self):
        """Take back a contact that oneself has just logged; an appointment that it
        answered waits for its result again.

        :raises AccessError: somebody else logged it
        :raises UserError: ten minutes have passed, or the case is closed
        """
        for contact in self:
            contact.check_access("read")
            if contact.user_id != self.env.user:
                raise AccessError(
                    self.env._("A contact is taken back by who logged it.")
                )
            if not contact._can_undo():
                raise UserError(
                    self.env._(
                        "Ten minutes have passed: ask the landlord's pilot to correct"
                        " this contact."
                    )
                )
            # sudo: nobody deletes contacts by hand; who may was checked above.
            contact = contact.sudo()
            case = contact.case_id
            case._check_open()
            contact.appointment_id._reopen()
            contact.unlink()
            case._count_first_contact()
            case._refresh_reminders()


class DeclicCase(models.Model):
    _inherit = "declic.case"

    def _count_first_contact(self):
        """Date the first contact again, once one that was logged is gone."""
        for case in self:
            dates = case.contact_ids.filtered("is_honoured").mapped("date")
            # sudo: the date follows from the contacts and is nobody's to type.
            case.sudo().date_first_contact = min(dates).date() if dates else False
