"""The appointments in one's own calendar (F6)."""

from odoo import api, fields, models
from odoo.fields import Domain

# What lies further back is of no use in a calendar, and leaves the telephone.
PAST_DAYS = 30
# Nobody comes: the calendar shows it struck out.
_OFF = ("cancelled", "excused")


def _moment(value):
    """A moment in UTC as RFC 5545 writes it."""
    return f"{value:%Y%m%dT%H%M%SZ}"


class DeclicAppointment(models.Model):
    _inherit = "declic.appointment"

    @api.model
    def _calendar_feed(self):
        """The reader's own appointments as iCalendar (RFC 5545): the last 30 days and
        all to come, of the households that the reader follows.

        The reference and nothing else: the feed lies with whoever keeps the calendar.

        :return: text
        """
        user = self.env.user
        since = fields.Datetime.subtract(fields.Datetime.now(), days=PAST_DAYS)
        if user.share:
            # sudo: one's own assignments; the record rules hold below.
            assignments = self.env["declic.assignment"].sudo()
            mine = Domain("user_id", "=", user.id) & Domain("is_running", "=", True)
            own = Domain("case_id", "in", assignments.search(mine).case_id.ids)
        else:
            own = Domain("case_id.referent_id", "=", user.id)
        # sudo: a number of this database, so that two servers do not share an event.
        base = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//declic//appointments//FR",
            "METHOD:PUBLISH",
        ]
        for appointment in self.search(Domain("start", ">=", since) & own):
            changed = appointment.sudo().write_date  # sudo: when, not by whom
            lines += [
                "BEGIN:VEVENT",
                f"UID:declic-{appointment.id}@{base}",
                f"DTSTAMP:{_moment(changed)}",
                f"DTSTART:{_moment(appointment.start)}",
                f"DTEND:{_moment(appointment.sudo().stop)}",  # sudo: start and minutes
                f"SUMMARY:{appointment.display_name}",
                f"STATUS:{'CANCELLED' if appointment.state in _OFF else 'CONFIRMED'}",
                "CLASS:PRIVATE",
                "END:VEVENT",
            ]
        lines += ["END:VCALENDAR", ""]
        return "\r\n".join(lines)
