"""A closing form that was begun by mistake is taken back while one still sees it."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..support.contact import UNDO_MINUTES


class DeclicReview(models.Model):
    _inherit = "declic.review"

    def _can_undo(self):
        """Whether this is a closing form that the reader began in the last minutes, and
        in which nobody else has written."""
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(minutes=UNDO_MINUTES)
        # sudo: who began it and wrote in it, and when, which no page shows.
        begun = self.sudo()
        return (
            begun.review_type == "closing"
            and begun.state == "draft"
            and not begun.association_sent_on
            and begun.create_uid == begun.write_uid == self.env.user
            and begun.create_date >= since
        )

    def action_undo(self):
        """Take back a closing form that oneself has just begun.

        :raises AccessError: somebody else began it
        :raises UserError: no closing form, sent, written in by somebody else, or ten
            minutes have passed
        """
        for review in self:
            review.check_access("read")
            # sudo: who began it, which no page shows.
            if review.sudo().create_uid != self.env.user:
                raise AccessError(self.env._("It is taken back by who began it."))
            if not review._can_undo():
                raise UserError(
                    self.env._(
                        "Only a closing form that was begun in the last ten minutes,"
                        " not sent, and in which nobody else wrote is taken back: ask"
                        " the landlord's counsellor."
                    )
                )
            case = review.sudo().case_id  # sudo: whether it is closed
            case._check_open()
            # sudo: nobody deletes forms by hand; who may was checked above.
            review.sudo().unlink()
            case._refresh_reminders()
