"""The referents' calendars: a reference, a time, and nothing else (F5)."""

from odoo import models
from odoo.fields import Command


class DeclicAppointment(models.Model):
    _inherit = "declic.appointment"

    def _attendees(self):
        """The referents of both sides, but for who is excluded from the household.

        :return: users
        """
        self.ensure_one()
        case = self.sudo().case_id  # sudo: the two referents, whoever plans
        excluded = case.household_id.lock_ids.filtered("active").user_id
        return (case.referent_id | case.worker_id) - excluded

    def _put_in_calendars(self):
        """Make the event of both referents, or bring it in line.

        The household is no guest of it: it is told by its safe channel.
        """
        self.ensure_one()
        users = self._attendees()
        values = {
            "name": f"RDV {self.case_id.reference}",
            "start": self.start,
            "stop": self.stop,
            "partner_ids": [Command.set(users.partner_id.ids)],
            "privacy": "private",
        }
        # sudo: whoever plans has no right on the calendar of the other side. Odoo
        # would write the people's phone numbers into the description.
        event = self.sudo().event_id.with_context(
            skip_contact_description=True, mail_create_nolog=True
        )
        if event:
            event.write({k: v for k, v in values.items() if k != "name"})
            return
        organiser = users.filtered(lambda user: not user.share)[:1] or users[:1]
        event = event.create({**values, "user_id": organiser.id})
        self._keep({"event_id": event.id})

    def _take_out_of_calendars(self):
        # sudo: see above.
        self.sudo().event_id.active = False

    def _keep(self, vals):
        """Write what the acts alone write."""
        # sudo: who acts was checked; named keys of this model only.
        self.sudo().write(vals)
