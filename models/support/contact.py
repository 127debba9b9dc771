"""A contact that was logged by mistake is taken back while its page is still open."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..common.local_day import day_at

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


class DeclicCase(models.Model):
    _inherit = "declic.case"

    def _count_first_contact(self):
        """Date the first contact again: one was logged, corrected or taken back.

        It is the first honoured one of the support itself: what went before is the
        landlord's work to reach the household, and no delay of the association's.
        """
        for case in self:
            # sudo: what the date follows from counts, whoever logs; and it is nobody's
            # to type.
            known = case.sudo()
            days = [
                day_at(known, contact.date)
                for contact in known.contact_ids.filtered("is_honoured")
            ]
            first = min((d for d in days if d >= known.date_start), default=False)
            if first != known.date_first_contact:
                known.date_first_contact = first
                if known.state != "closed":
                    known._refresh_reminders()
