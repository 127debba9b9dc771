"""One's appointments in one's own calendar (F6), read by another library."""

import re
from datetime import timedelta

import vobject
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_portal import PortalCase

PAGE = "/my/declic/calendar"


@tagged("post_install", "-at_install")
class TestCalendar(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case(cls._household("SECRETNOM Camille"))

    def plan(self, days, role="worker"):
        return self.case.with_user(self.users[role]).action_plan_appointment(
            Datetime.now() + timedelta(days=days), "visit", channel="visit"
        )

    def make(self, role):
        self.login(role)
        page = self.post(PAGE).text
        [url] = re.findall(r"/declic/agenda/[\w-]+\.ics", page)
        return url

    def feed(self, url):
        """(reference shown, state, hour) of each event, by its lasting name."""
        self.authenticate(None, None)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("text/calendar", answer.headers["Content-Type"])
        self.assertNotIn("SECRETNOM", answer.text)
        self.assertNotIn("Invisibles", answer.text)
        calendar = vobject.readOne(answer.text)
        self.assertEqual(len(answer.text.splitlines()[0].split(":")), 2)
        return {
            event.uid.value: (
                event.summary.value,
                event.status.value,
                event.dtstart.value.replace(tzinfo=None),
                event.dtend.value - event.dtstart.value,
            )
            for event in calendar.contents.get("vevent", [])
        }

    def assertGone(self, url):
        self.authenticate(None, None)
        answer = self.url_open(url)
        self.assertEqual((answer.status_code, answer.text), (404, ""))

    def test_own_appointments_and_no_name(self):
        coming = self.plan(3)
        with freeze_time(Datetime.now() - timedelta(days=31)):
            past = self.plan(0.5)
        other = self._case().with_user(self.users["worker"])
        other.sudo()._assign(self.users["colleague"], "worker", None)
        other.with_user(self.users["colleague"]).action_plan_appointment(
            Datetime.now() + timedelta(days=1), "phone", channel="visit"
        )
        url = self.make("worker")
        feed = self.feed(url)
        self.assertTrue(past.exists())
        shown = f"RDV {self.case.reference}"
        start = coming.start.replace(microsecond=0)
        self.assertEqual(
            list(feed.values()), [(shown, "CONFIRMED", start, timedelta(hours=1))]
        )
        # Moved and taken back, it is the same event.
        coming.action_move(Datetime.now() + timedelta(days=5))
        coming.action_cancel()
        self.env.flush_all()
        again = self.feed(url)
        self.assertEqual(list(again), list(feed))
        self.assertEqual([event[1] for event in again.values()], ["CANCELLED"])

    def test_each_side_has_its_own(self):
        self.plan(3)
        self.case.referent_id = self.users["counsellor"]
        self.env.flush_all()
        self.assertEqual(len(self.feed(self.make("counsellor"))), 1)
        # Who coordinates and follows nobody has no meeting.
        self.assertFalse(self.feed(self.make("coordinator")))

    def test_ended_access(self):
        self.plan(3)
        url = self.make("worker")
        self.assertEqual(len(self.feed(url)), 1)
        self.case._assign(self.users["colleague"], "worker", None)
        self.env.flush_all()
        self.assertFalse(self.feed(url))
        self.users["worker"].active = False
        self.env.flush_all()
        self.assertGone(url)

    def test_revoked_replaced_guessed(self):
        first = self.make("worker")
        # A reload shows it no more.
        self.assertNotIn("/declic/agenda/", self.url_open(PAGE).text)
        second = self.make("worker")
        self.assertNotEqual(first, second)
        self.assertGone(first)
        self.assertEqual(self.feed(second), {})
        self.login("worker")
        self.post(PAGE, revoke="1")
        self.assertGone(second)
        for guess in ("x", "False", "0" * 43):
            self.assertGone(f"/declic/agenda/{guess}.ics")
        # Nobody reads the key of an address, its owner neither.
        with self.assertRaises(AccessError):
            self.users["worker"].with_user(self.users["worker"]).read(
                ["declic_calendar_hash"]
            )

    def test_sheet_link_is_made_once(self):
        """Sent again by a reload or two taps, the household's link is one."""
        plan = self.case.with_user(self.users["worker"]).action_start_plan()
        self.login("worker")
        once = {"declic_once": "0123456789abcdef-once"}
        path = f"/my/declic/plan/{plan.id}/link"
        page = self.post(path, **once)
        self.assertTrue(page.url.partition("?")[0].endswith(f"/plan/{plan.id}"))
        self.assertIn("/declic/fiche/", page.text)
        self.post(path, **once)
        self.assertNotIn("/declic/fiche/", self.url_open(page.url).text)
        self.assertEqual(len(self.case.sheet_link_ids), 1)
