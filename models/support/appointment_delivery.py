"""What became of the message that tells a household of its appointment."""

from odoo import api, fields, models

# States of Odoo's e-mails and text messages that are still kept.
_MESSAGE_STATES = {
    "exception": "failed",
    "error": "failed",
    "cancel": "failed",
    "canceled": "failed",
    "sent": "sent",
    "pending": "sent",
}
FAILED = [state for state, what in _MESSAGE_STATES.items() if what == "failed"]


class DeclicAppointment(models.Model):
    _inherit = "declic.appointment"

    is_undelivered = fields.Boolean(
        string="The message did not leave",
        compute="_compute_is_undelivered",
        search="_search_is_undelivered",
        help="An e-mail or a text message in error: tell the household yourself.",
    )

    @api.depends("message_ref")
    def _compute_is_undelivered(self):
        known = self._deliveries()
        for appointment in self:
            appointment.is_undelivered = known.get(appointment.id) == "failed"

    def _search_is_undelivered(self, operator, value):
        if operator != "in":
            return NotImplemented
        failed = [
            f"{model},{message}"
            for model in ("mail.mail", "sms.sms")
            if model in self.env
            # sudo: which did not leave; no word of a message is read.
            for message in self.env[model]
            .sudo()
            ._search([("state", "in", FAILED)])
            .get_result_ids()
        ]
        # sudo: the message is nobody's to read; the user's own rules come on top.
        undelivered = self.sudo()._search([("message_ref", "in", failed)])
        return [("id", "in" if True in value else "not in", undelivered)]

    def _deliveries(self):
        """What became of the message that tells the household of each appointment.

        :return: dict of id to ``queued`` (it has not left yet), ``failed`` (it did not
            leave: tell the household yourself) or ``sent``; an appointment of which no
            message left by itself is missing
        """
        waiting = {}
        # sudo: the state of a message, and nothing of what it says.
        for appointment in self.sudo().filtered("message_ref"):
            model, _comma, number = appointment.message_ref.partition(",")
            if number.isdecimal():
                waiting.setdefault(model, {})[int(number)] = appointment.id
        found = {number: "sent" for ids in waiting.values() for number in ids.values()}
        for model, ids in waiting.items():
            if model not in self.env:
                continue
            # Gone from the queue: it left, and its text with it.
            # sudo: whether it left; no word of the message is read.
            for message in self.env[model].sudo().browse(ids).exists():
                state = _MESSAGE_STATES.get(message.state, "queued")
                found[ids[message.id]] = state
        return found
