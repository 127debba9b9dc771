"""A contact at the door: results of its medium, its day, the appointment it answers."""

import html
from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from ..browser import WebClient
from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestContactPage(WebClient, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        # Some hours ago may be yesterday.
        cls.case.assignment_ids.date_from = cls.today - timedelta(days=2)
        cls.theirs = cls.case.with_user(cls.users["worker"])
        cls.path = f"/my/declic/case/{cls.case.id}/contact"

    def test_one_missed_visit_counts_once(self):
        with freeze_time(Datetime.now() - timedelta(hours=3)):
            appointment = self.theirs.action_plan_appointment(
                Datetime.now() + timedelta(hours=2), "visit", channel="visit"
            )
        self.login("worker")
        page = html.unescape(self.url_open(f"{self.path}?medium=visit").text)
        self.assertIn(f'name="met_visit" id="met_visit" value="{appointment.id}"', page)
        self.post(
            self.path,
            medium="visit",
            result="no_answer",
            minutes="1 h 15",
            met_visit=str(appointment.id),
        )
        contact = self.case.contact_ids
        self.assertEqual(len(contact), 1)
        self.assertEqual((contact.result, contact.minutes), ("missed", 75))
        self.assertEqual(contact.appointment_id, appointment.sudo())
        self.assertEqual(appointment.state, "missed")
        self.assertNotIn("met_visit", self.url_open(self.path).text)
        # Sent again later for it, or for a stranger's: refused, nothing is counted.
        for meeting in (appointment.id, 999_999):
            answer = self.post(
                self.path, medium="visit", result="missed", met_visit=str(meeting)
            )
            self.assertIn("alert-danger", answer.text)
        self.assertEqual(len(self.case.contact_ids), 1)

    def test_unticked_it_is_another_meeting(self):
        with freeze_time(Datetime.now() - timedelta(hours=3)):
            appointment = self.theirs.action_plan_appointment(
                Datetime.now() + timedelta(hours=2), "visit", channel="visit"
            )
        self.login("worker")
        self.post(self.path, medium="visit", result="reached")
        self.assertFalse(self.case.contact_ids.appointment_id)
        self.assertEqual(appointment.state, "planned")

    def local(self, moment):
        """The day where the household lives: not that of the server at midnight."""
        own = self.case.with_context(tz=self.company._declic_zone())
        return Datetime.context_timestamp(own, moment).date()

    def test_its_day(self):
        self.login("worker")
        today = self.local(Datetime.now())
        for when, day, days in (
            ("today", "", 0),
            ("yesterday", "", 1),
            ("other", str(today - timedelta(days=4)), 4),
        ):
            before = self.case.contact_ids
            self.post(self.path, medium="phone", result="reached", when=when, day=day)
            made = self.case.contact_ids - before
            with self.subTest(when=when):
                self.assertEqual(self.local(made.date), today - timedelta(days=days))
        for day in ("", "x", str(today + timedelta(days=2))):
            with self.subTest(wrong=day):
                answer = self.post(
                    self.path, medium="phone", result="reached", when="other", day=day
                )
                self.assertIn("alert-danger", answer.text)
        self.assertEqual(len(self.case.contact_ids), 3)

    def test_sent_by_the_outbox_hours_later(self):
        """Its time is that of the page that was opened, not of the network's return."""
        opened = Datetime.now() - timedelta(hours=5)
        stamp = int((opened - Datetime.to_datetime("1970-01-01")).total_seconds())
        self.login("worker")
        self.post(
            self.path,
            medium="visit",
            result="no_answer",
            declic_once=f"{stamp}000-abcdef-once",
        )
        self.assertEqual(self.case.contact_ids.date, opened.replace(microsecond=0))

    def test_results_of_the_medium(self):
        """What the browser shows, for each way of reaching somebody."""
        shown = {}
        wanted = {
            "visit": {"reached", "kept", "missed", "excused", "no_answer"},
            "sms": {"sent", "reached"},
            "letter": {"sent", "reached", "returned_mail"},
        }
        for medium in wanted:
            self.browser_js(
                f"{self.path}?medium={medium}",
                f"const wanted = '{' '.join(sorted(wanted[medium]))}';"
                + """
                const shown = [...document.querySelectorAll("button[name=result]")]
                    .filter((button) => button.offsetParent)
                    .map((button) => button.value).sort().join(" ");
                if (shown !== wanted) throw new Error(`${shown} / ${wanted}`);
                console.log("test successful");
                """,
                "document.readyState === 'complete'",
                login=self.users["worker"].login,
            )
            shown[medium] = True
        self.assertEqual(set(shown), set(wanted))


@tagged("post_install", "-at_install")
class TestTold(PortalCase):
    """What really left, and that nobody comes."""

    def plan(self, channel):
        household = self._household("PRÉVENU-TEST Lou")
        household.partner_id.email = "lou@example.invalid"
        case = self._case(household).with_user(self.users["worker"])
        return case.action_plan_appointment(
            Datetime.now() + timedelta(days=2), "visit", channel=channel
        )

    def page(self, appointment):
        path = f"/my/declic/appointment/{appointment.id}"
        return html.unescape(self.url_open(path).text)

    def test_state_of_the_mail(self):
        appointment = self.plan("email")
        model, _comma, number = appointment.sudo().message_ref.partition(",")
        mail = self.env[model].browse(int(number))
        self.login("worker")
        self.assertIn("pas encore parti", self.page(appointment))
        mail.state = "exception"
        self.env.flush_all()
        page = self.page(appointment)
        self.assertIn("Pas parti", page)
        self.assertIn('name="told"', page)
        appointment.action_told()
        self.assertNotIn("Pas parti", self.page(appointment))
        other = self.plan("email")
        number = other.sudo().message_ref.partition(",")[2]
        self.env[model].browse(int(number)).unlink()
        self.env.flush_all()
        page = self.page(other)
        self.assertNotIn("pas encore parti", page)
        self.assertNotIn("Pas parti", page)

    def test_cancellation_is_told(self):
        by_mail = self.plan("email")
        mails = self.env["mail.mail"]
        before = mails.search([])
        by_mail.action_cancel()
        [mail] = mails.search([]) - before
        self.assertEqual(mail.email_to, "lou@example.invalid")
        self.assertIn("annulé", html.unescape(mail.body_html))
        self.assertNotIn("PRÉVENU", mail.body_html)
        self.assertEqual(by_mail.cancellation_state, "sent")
        # At the door: somebody has to say so, and is called to mind until it is said.
        by_word = self.plan("visit")
        by_word.action_told()
        self.login("worker")
        answer = self.post(f"/my/declic/appointment/{by_word.id}/cancel")
        self.assertIn('name="cancellation_told"', answer.text)
        address = f"/my/declic/appointment/{by_word.id}"
        self.assertIn(address, self.url_open("/my/declic").text)
        self.post(f"{address}/cancellation_told")
        self.assertEqual(by_word.cancellation_state, "sent")
        self.assertNotIn(address, self.url_open("/my/declic").text)
        # Never told of it: nothing to take back.
        untold = self.plan("visit")
        untold.action_cancel()
        self.assertFalse(untold.cancellation_state)

    def test_forbidden_meanwhile(self):
        appointment = self.plan("email")
        appointment.sudo().household_id.do_not_write = True
        before = self.env["mail.mail"].search_count([])
        appointment.action_cancel()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertEqual(appointment.cancellation_state, "to_tell")
