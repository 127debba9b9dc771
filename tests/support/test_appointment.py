import io
from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from ..common import DeclicCase, DeclicLandlord
from ..portal.test_portal import PortalCase

PARIS = pytz.timezone("Europe/Paris")
# Nothing that a neighbour or a colleague could learn from.
TELLTALE = ("MARTIN", "Invisibles", "loyer", "dette", "accompagnement", "Déclic")


@tagged("post_install", "-at_install")
class TestAppointment(DeclicCase):
    """F5: planned, in both calendars, the household told, the result recorded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls._household()
        cls.household.partner_id.email = "menage@exemple.test"
        cls.household.safe_channel = "email"
        cls.case = cls._case(cls.household)
        cls.theirs = cls.case.with_user(cls.users["worker"])
        cls.start = Datetime.now().replace(microsecond=0) + timedelta(days=3)

    def plan(self, **more):
        return self.theirs.action_plan_appointment(
            more.pop("start", self.start), "visit", **more
        ).sudo()

    def mails(self):
        return self.env["mail.mail"].search([("email_to", "=", "menage@exemple.test")])

    def test_both_calendars_neutral(self):
        appointment = self.plan()
        event = appointment.event_id
        self.assertEqual(event.name, f"RDV {self.case.reference}")
        self.assertEqual(appointment.display_name, f"RDV {self.case.reference}")
        referents = (self.users["worker"] | self.users["counsellor"]).partner_id
        self.assertEqual(event.partner_ids, referents)
        self.assertEqual(event.start, self.start)
        self.assertEqual(event.stop, self.start + timedelta(minutes=60))
        self.assertFalse(event.description)
        self.assertFalse(event.location)
        # Nothing of the household in what the referents get by mail.
        told = self.env["mail.message"].search(
            [("model", "=", "calendar.event"), ("res_id", "=", event.id)]
        )
        self.assertTrue(told.filtered(lambda m: self.case.reference in m.body))
        for message in told:
            for word in TELLTALE:
                self.assertNotIn(word, f"{message.subject} {message.body}")
        later = self.start + timedelta(days=1)
        appointment.with_user(self.users["worker"]).action_move(later)
        self.assertEqual(event.start, later)
        appointment.with_user(self.users["worker"]).action_cancel()
        self.assertFalse(event.active)
        self.assertFalse(self.case.contact_ids)

    def test_calendars_follow_the_referents(self):
        event = self.plan().event_id
        self.case._assign(self.users["colleague"], "worker")
        self.assertIn(self.users["colleague"].partner_id, event.partner_ids)
        self.assertNotIn(self.users["worker"].partner_id, event.partner_ids)
        self.case.with_user(self.users["counsellor"]).referent_id = self.users[
            "manager"
        ]
        self.assertIn(self.users["manager"].partner_id, event.partner_ids)
        self.assertNotIn(self.users["counsellor"].partner_id, event.partner_ids)

    def test_excluded_referent_is_no_guest(self):
        self.env["declic.lock"].create(
            {
                "household_id": self.household.id,
                "user_id": self.users["counsellor"].id,
                "reason": "conflict",
            }
        )
        event = self.plan().event_id
        self.assertEqual(event.partner_ids, self.users["worker"].partner_id)

    def test_household_told_by_mail_without_a_word(self):
        appointment = self.plan()
        self.assertEqual(appointment.channel, "email")
        self.assertEqual(appointment.invitation_state, "sent")
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertTrue(mail.auto_delete)
        self.assertFalse(mail.model)
        for word in (*TELLTALE, self.case.reference, self.association.name):
            with self.subTest(word=word):
                self.assertNotIn(word, f"{mail.subject} {mail.body_html}")
        local = pytz.utc.localize(self.start).astimezone(PARIS)
        self.assertIn(f"{local:%H:%M}", mail.body_html)

    def test_hour_where_the_household_lives(self):
        """Whatever the account of who comes says; the landlord's zone decides."""
        self.users["worker"].tz = "UTC"
        self.start = Datetime.to_datetime(f"{self.start.year + 1}-01-15 10:00:00")
        self.plan()
        self.assertIn("11:00", self.mails().body_html)
        self.mails().unlink()
        self.company.partner_id.tz = "Indian/Reunion"
        self.plan()
        self.assertIn("14:00", self.mails().body_html)

    def test_name_of_who_comes_is_no_html(self):
        self.users["worker"].name = "<img src=x onerror=alert(1)> Dupond & fils"
        appointment = self.plan()
        body = self.mails().body_html
        self.assertNotIn("<img", body)
        self.assertIn("&lt;img src=x onerror=alert(1)&gt; Dupond &amp; fils", body)
        # A text message is no HTML.
        self.assertIn("<img src=x onerror=alert(1)>", appointment._wording())

    def test_forbidden_channels(self):
        """“Do not write, do not call” is obeyed, with a sentence."""
        self.household.do_not_write = True
        for channel in ("email", "letter"):
            with self.assertRaisesRegex(UserError, "must not be written to"):
                self.plan(channel=channel)
        # The safe channel is forbidden: somebody goes and says it.
        appointment = self.plan()
        self.assertEqual(appointment.channel, "visit")
        self.assertEqual(appointment.invitation_state, "to_tell")
        self.assertFalse(self.mails())
        with self.assertRaisesRegex(UserError, "must not be written to"):
            appointment.with_user(self.users["worker"]).action_print_letter()
        self.household.do_not_call = True
        for channel in ("phone", "sms"):
            with self.assertRaisesRegex(UserError, "must not be called"):
                self.plan(channel=channel)
        # The landlord's form says the same.
        Appointment = self.env["declic.appointment"].with_user(self.users["counsellor"])
        with self.assertRaisesRegex(UserError, "must not be written to"):
            Appointment.create(
                {"case_id": self.case.id, "start": self.start, "channel": "letter"}
            )
        # Forbidden since it was planned: no reminder leaves.
        self.household.write({"do_not_write": False, "do_not_call": False})
        self.plan()
        self.household.do_not_write = True
        before = len(self.mails())
        with freeze_time(self.start - timedelta(hours=20)):
            self.env["declic.appointment"]._cron_remind_households()
        self.assertEqual(len(self.mails()), before)

    def test_channel_without_an_address(self):
        self.household.partner_id.email = False
        with self.assertRaisesRegex(UserError, "No e-mail address"):
            self.plan(channel="email")
        self.household.partner_id.phone = False
        with self.assertRaisesRegex(UserError, "No phone number"):
            self.plan(channel="sms")
        self.household.partner_id.phone = "05 36 49 12 34"
        appointment = self.plan(channel="sms")
        # Odoo's add-on for text messages is there or not: both are right.
        gateway = "sms.sms" in self.env
        self.assertEqual(appointment.invitation_state, "sent" if gateway else "to_tell")
        messages = self.env["sms.sms"].search([]) if gateway else []
        for message in messages:
            for word in (*TELLTALE, self.case.reference):
                self.assertNotIn(word, message.body)

    def test_letter_told_by_hand(self):
        appointment = self.plan(channel="letter")
        self.assertEqual(appointment.invitation_state, "to_print")
        theirs = appointment.with_user(self.users["worker"])
        theirs.action_told()
        self.assertEqual(appointment.invitation_state, "sent")
        self.assertTrue(appointment.date_invited)
        with self.assertRaisesRegex(UserError, "told already"):
            theirs.action_told()

    def test_reminded_once(self):
        self.plan()
        remind = self.env["declic.appointment"]._cron_remind_households
        remind()
        self.assertEqual(len(self.mails()), 1)
        with freeze_time(self.start - timedelta(hours=20)):
            for _run in range(3):
                remind()
        self.assertEqual(len(self.mails()), 2)
        # Planned for tomorrow: it was told a moment ago.
        tomorrow = Datetime.now() + timedelta(hours=20)
        self.plan(start=tomorrow)
        remind()
        self.assertEqual(len(self.mails()), 3)

    def test_result_writes_the_contact(self):
        for result, honoured in (("kept", True), ("excused", False), ("missed", False)):
            appointment = self.plan()
            theirs = appointment.with_user(self.users["worker"])
            with freeze_time(self.start + timedelta(hours=2)):
                theirs.action_record_result(result, 50, self._reason("present").ids)
            contact = appointment.contact_ids
            with self.subTest(result=result):
                self.assertEqual(appointment.state, result)
                self.assertEqual(contact.result, result)
                self.assertEqual(contact.date, self.start)
                self.assertEqual(contact.minutes, 50)
                self.assertEqual(contact.is_honoured, honoured)
                self.assertEqual(contact.user_id, self.users["worker"])
                self.assertEqual(contact.present_ids, self._reason("present"))
                with self.assertRaises(UserError):
                    theirs.action_record_result("kept")
                with self.assertRaises(UserError):
                    appointment.with_user(self.users["counsellor"]).minutes = 30
        self.assertTrue(self.case.date_first_contact)

    def test_refused(self):
        with self.assertRaisesRegex(UserError, "has passed"):
            self.plan(start=Datetime.now() - timedelta(hours=1))
        appointment = self.plan()
        theirs = appointment.with_user(self.users["worker"])
        for result in ("kept", "missed"):
            with self.assertRaisesRegex(UserError, "not taken place yet"):
                theirs.action_record_result(result)
        with self.assertRaisesRegex(UserError, "came of the appointment"):
            theirs.action_record_result("cancelled")
        with self.assertRaises(AccessError):
            theirs.write({"state": "kept"})
        with self.assertRaises(AccessError):
            appointment.with_user(self.users["counsellor"]).write({"state": "kept"})
        with self.assertRaises(AccessError):
            appointment.with_user(self.users["counsellor"]).write(
                {"invitation_state": "sent"}
            )
        with self.assertRaises(AccessError):
            appointment.with_user(self.users["colleague"]).action_cancel()
        with self.assertRaises(AccessError):
            self.env["declic.appointment"].with_user(self.users["recovery"]).search([])

    def test_identity_not_shared(self):
        case = self._case(position="none").with_user(self.users["worker"])
        with self.assertRaisesRegex(UserError, "identity is not shared"):
            case.action_plan_appointment(self.start, "visit")


@tagged("post_install", "-at_install")
class TestLetter(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()

    def test_letter(self):
        """The letter as it is printed: an address, a date, and no word more."""
        case = self._case()
        start = datetime(self.today.year + 1, 3, 4, 13, 30)
        appointment = case.with_user(self.users["worker"]).action_plan_appointment(
            start, "visit", channel="letter"
        )
        case.household_id.partner_id.lang = "fr_FR"
        for role in ("worker", "counsellor"):
            content, _kind = (
                self.env["ir.actions.report"]
                .with_user(self.users[role])
                .with_context(lang="fr_FR", force_report_rendering=True)
                ._render_qweb_pdf("declic.report_invitation", appointment.ids)
            )
            pages = PdfReader(io.BytesIO(content)).pages
            self.assertEqual(len(pages), 1)
            text = " ".join(pages[0].extract_text().split())
            with self.subTest(role=role):
                for word in ("MARTIN-TEST Camille", "12 rue des Invisibles", "mars"):
                    self.assertIn(word, text)
                for word in ("loyer", "dette", "accompagnement", case.reference):
                    self.assertNotIn(word, text)
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(
                self.users["colleague"]
            )._render_qweb_pdf("declic.report_invitation", appointment.ids)


@tagged("post_install", "-at_install")
class TestAppointmentPage(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.path = f"/my/declic/case/{cls.case.id}/appointment"
        cls.day = cls.today + relativedelta(days=4)

    def planned(self, **more):
        return self.post(
            self.path,
            **{
                "day": self.day.isoformat(),
                "hour": "14:30",
                "medium": "visit",
                "minutes": "45",
                "channel": "visit",
                **more,
            },
        )

    def test_plan_move_and_record(self):
        self.login("worker")
        self.users["worker"].tz = "Asia/Tokyo"
        self.assertIn("alert-success", self.planned().text)
        appointment = self.case.appointment_ids
        local = pytz.utc.localize(appointment.start).astimezone(PARIS)
        self.assertEqual(f"{local:%Y-%m-%d %H:%M}", f"{self.day.isoformat()} 14:30")
        self.assertEqual(appointment.minutes, 45)
        for path in ("", f"/case/{self.case.id}", f"/appointment/{appointment.id}"):
            page = self.url_open(f"/my/declic{path}").text
            self.assertIn(f"/my/declic/appointment/{appointment.id}", page)
            self.assertIn("14:30", page)
        url = f"/my/declic/appointment/{appointment.id}"
        self.assertIn("alert-danger", self.post(f"{url}/result", result="kept").text)
        self.post(f"{url}/move", day=self.day.isoformat(), hour="16:00")
        local = pytz.utc.localize(appointment.start).astimezone(PARIS)
        self.assertEqual(f"{local:%H:%M}", "16:00")
        self.post(f"{url}/told")
        self.assertEqual(appointment.invitation_state, "sent")
        self.post(f"{url}/result", result="excused")
        self.assertEqual(appointment.state, "excused")
        self.assertEqual(self.case.contact_ids.result, "excused")

    def test_refused_and_given_back(self):
        self.login("worker")
        for wrong in (
            {"day": "2026-99-99"},
            {"day": ""},
            {"hour": "25:00"},
            {"day": "2001-01-01"},
            {"medium": "pigeon"},
            {"channel": "pigeon"},
            {"minutes": "1"},
            {"minutes": "long"},
        ):
            with self.subTest(wrong=wrong):
                answer = self.planned(**wrong)
                self.assertEqual(answer.status_code, 200)
                self.assertIn("alert-danger", answer.text)
        answer = self.planned(minutes="999")
        self.assertIn('value="999"', answer.text)
        self.assertFalse(self.case.appointment_ids)

    def test_foreign(self):
        self.login("colleague")
        self.planned()
        self.assertFalse(self.case.appointment_ids)
        appointment = self.case.with_user(self.users["worker"]).action_plan_appointment(
            Datetime.now() + timedelta(days=2), "visit"
        )
        url = f"/my/declic/appointment/{appointment.id}"
        for path in (url, f"{url}/letter"):
            answer = self.url_open(path)
            self.assertTrue(answer.url.endswith("/my/declic"))
        for act in ("cancel", "told"):
            self.post(f"{url}/{act}")
        self.assertEqual(appointment.sudo().state, "planned")
