"""Who is told: the household by letter, e-mail, text message or somebody's word, the
referents by their calendar."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date, format_time, html2plaintext

# The household is reminded in the last hours before, when it was told earlier.
REMINDER_HOURS = 36


class DeclicAppointment(models.Model):
    _inherit = "declic.appointment"

    def _invite(self):
        """Tell the household by the channel chosen, or say that somebody has to."""
        self.ensure_one()
        if self.channel == "letter":
            state = "to_print"
        elif self.channel == "email":
            self._mail_household("appointment")
            state = "sent"
        elif self.channel == "sms" and self._text_household(self._wording()):
            state = "sent"
        else:
            state = "to_tell"
        self._write_as_act(
            {
                "invitation_state": state,
                "date_invited": fields.Datetime.now() if state == "sent" else False,
                "date_reminded": False,
            }
        )

    def _tell_cancellation(self):
        """Tell the household that nobody comes; where nothing leaves by itself, or its
        channel is forbidden meanwhile, somebody has to."""
        household = self.household_id
        forbidden = household._forbidden_channels(
            household.do_not_write, household.do_not_call
        )
        is_told = False
        # sudo: whether there is an address, for who takes the appointment back.
        known = self.sudo().household_id
        if self.channel not in forbidden and not known.date_death:
            if self.channel == "email" and known.email:
                self._mail_household("appointment_cancelled")
                is_told = True
            elif self.channel == "sms" and known.phone:
                is_told = self._text_household(self._wording("appointment_cancelled"))
        self._write_as_act({"cancellation_state": "sent" if is_told else "to_tell"})

    def action_cancellation_told(self):
        """Record that somebody told the household that nobody comes.

        :raises UserError: there is nothing to tell, or it was told
        """
        for appointment in self._acting():
            if appointment.cancellation_state != "to_tell":
                raise UserError(self.env._("The household was told already."))
            appointment._write_as_act({"cancellation_state": "sent"})

    def action_told(self):
        """Record that the household was told, or that the letter left."""
        for appointment in self._acting():
            failed = appointment._deliveries().get(appointment.id) == "failed"
            if appointment.invitation_state == "sent" and not failed:
                raise UserError(self.env._("The household was told already."))
            appointment._write_as_act(
                {
                    "invitation_state": "sent",
                    "date_invited": fields.Datetime.now(),
                    # Told by hand: what did not leave no longer counts.
                    "message_ref": False,
                }
            )

    def _household_lang(self):
        """The appointment in the language and the time zone of the household."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the language of the account holder, the zone of the landlord.
        appointment = self.sudo()
        lang = appointment.household_id.partner_id.lang or self.env.lang
        zone = appointment.company_id._declic_zone()
        return self.with_context(lang=lang, tz=zone)

    def _when(self):
        """Day and hour as they are said: “Tuesday 3 March, 14:30”."""
        own = self._household_lang()
        start = fields.Datetime.context_timestamp(own, own.start)
        return own.env._(
            "%(day)s at %(hour)s",
            day=format_date(own.env, start.date(), date_format="EEEE d MMMM y"),
            hour=format_time(own.env, start.time(), time_format="short"),
        )

    def _where(self):
        """Where the household is met, in its language."""
        own = self._household_lang()
        return {
            "visit": own.env._("at your home"),
            "office": own.env._("at our office"),
            "agency": own.env._("at your landlord's agency"),
            "phone": own.env._("by phone"),
        }[own.medium]

    def _caller(self):
        """Who signs, and whom the household rings up.

        :return: dict of ``name``, ``organisation`` and ``phone``
        """
        # sudo: the name and the phone of a professional, for the household.
        own = self.sudo()
        case, user = own.case_id, own.user_id
        worker = user if user in case.referent_id | case.worker_id else case.worker_id
        worker = worker or case.referent_id
        side = case.association_id if worker.share else case.company_id
        return {
            "name": worker.name,
            "organisation": side.name,
            "phone": worker.phone or side.phone,
        }

    def _wording(self, template="appointment"):
        """What the e-mail of that template says, as one paragraph: a text message."""
        _subject, body = self._words(template)
        return " ".join(html2plaintext(body).split())

    def _words(self, template):
        """Subject and body of a mail to the household, in its language."""
        own = self._household_lang()
        return own.env["mail.template"]._declic_words(template, own, own.env.lang)

    def _mail_household(self, template):
        """Send an e-mail of one neutral paragraph to the household.

        :raises UserError: it must not be written to, or its address is not known
        """
        # sudo: the address is used and not shown.
        household = self.sudo().household_id
        household._check_channel("email")
        if not household.email:
            raise UserError(
                self.env._("No e-mail address is known: choose another channel.")
            )
        subject, body = self._words(template)
        # sudo: the mail is of this act; it is deleted once sent, and kept nowhere.
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": subject,
                    "body_html": body,
                    "email_to": household.email,
                    "email_from": household.company_id.email_formatted,
                    "auto_delete": True,
                }
            )
        )
        self._write_as_act({"message_ref": f"mail.mail,{mail.id}"})

    def _text_household(self, text):
        """Send a text message where Odoo's SMS add-on is installed.

        :return: whether it was sent; else somebody sends it by hand
        :raises UserError: the household must not be called, or has no number
        """
        # sudo: the number is used and not shown.
        household = self.sudo().household_id
        household._check_channel("sms")
        if not household.phone:
            raise UserError(
                self.env._("No phone number is known: choose another channel.")
            )
        if "sms.sms" not in self.env:
            return False
        # sudo: as above; the gateway's own cron sends and deletes it.
        sms = self.env["sms.sms"].sudo()
        sms = sms.create({"number": household.phone, "body": text})
        self._write_as_act({"message_ref": f"sms.sms,{sms.id}"})
        return True

    @api.model
    def _cron_remind_households(self):
        """Remind the households of the coming hours' appointments, once.

        Only by a channel that reaches by itself, and only who was told a day before.
        """
        now = fields.Datetime.now()
        due = self.search(
            [
                ("state", "=", "planned"),
                ("start", ">", now),
                ("start", "<=", now + timedelta(hours=REMINDER_HOURS)),
                ("channel", "in", ("email", "sms")),
                ("invitation_state", "=", "sent"),
                ("date_invited", "<=", now - timedelta(hours=24)),
                ("date_reminded", "=", False),
                ("household_id.date_restricted", "=", False),
            ]
        )
        for appointment in due:
            appointment._remind()

    def _remind(self):
        """Remind the household, unless it asked meanwhile not to be reached so."""
        self.ensure_one()
        household = self.household_id
        if not household._is_reached_by(self.channel):
            return
        if self.channel == "email" and household.email:
            self._mail_household("appointment_reminder")
        elif self.channel == "email" or not (
            household.phone
            and self._text_household(self._wording("appointment_reminder"))
        ):
            return
        self._write_as_act({"date_reminded": fields.Datetime.now()})

    # The letter

    def _letter(self):
        """What stands on the letter, for who may read the household's address.

        :return: dict of ``holders`` (names), ``address`` (lines), ``when``, ``where``,
            ``name``, ``organisation`` and ``phone`` of who comes
        :raises AccessError: the household is not shared with the reader
        :raises UserError: the household must not be written to
        """
        self.ensure_one()
        self.household_id.check_access("read")
        self.household_id._check_channel("letter")
        # sudo: the address of a household that the reader may read.
        household = self.sudo().household_id
        return {
            "holders": household._holders().mapped("name"),
            "address": [
                household.street,
                household.street2,
                f"{household.zip or ''} {household.city or ''}".strip(),
            ],
            "when": self._when(),
            "where": self._where(),
            **self._caller(),
        }

    def action_print_letter(self):
        """Print the invitation.

        :raises UserError: the household must not be written to
        """
        self.ensure_one()
        self._letter()
        return self.env.ref("declic.action_report_invitation").report_action(self)

    # The referents' calendars: a reference, a time, and nothing else (F5)

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
        self._write_as_act({"event_id": event.id})

    def _take_out_of_calendars(self):
        # sudo: see above.
        self.sudo().event_id.active = False

    def _write_as_act(self, vals):
        """Write what the acts alone write."""
        # sudo: who acts was checked; named keys of this model only.
        self.sudo().write(vals)
