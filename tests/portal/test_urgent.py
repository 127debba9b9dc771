"""What an association meets first: concerns, then what is late, today, this week."""

import html
import re

from dateutil.relativedelta import relativedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestUrgent(PortalCase):
    def land(self, role, **data):
        """Where the login form leads."""
        self.session = None
        self.authenticate(None, None)
        page = self.url_open("/web/login")
        token = re.search(r'csrf_token: "([^"]+)"', page.text).group(1)
        login = self.users[role].login
        return self.url_open(
            "/web/login",
            data={"login": login, "password": login, "csrf_token": token, **data},
        )

    def page(self, path="/my/declic"):
        return html.unescape(self.url_open(path).text)

    def test_login_lands_on_the_day(self):
        for role in ("worker", "coordinator"):
            with self.subTest(role=role):
                self.assertRegex(self.land(role).url, r"/my/declic$")
        self.assertRegex(self.land("psychologist").url, r"/my/declic/sessions$")
        # Who is of no association stays where Odoo leads, and an address that one came
        # from is kept.
        self.assertRegex(self.land("tenant").url, r"/my(/home)?$")
        self.assertIn("/odoo", self.land("counsellor").url)
        self.assertRegex(self.land("worker", redirect="/my/security").url, "/security")

    def test_concern_leads(self):
        case = self._case()
        # Raised by the other side: the association learns of it here.
        concern = case.with_user(self.users["counsellor"]).action_report_concern(
            self._reason("concern").id, "MOTGRAVE"
        )
        address = f"/my/declic/concern/{concern.id}"
        for role in ("worker", "coordinator"):
            self.login(role)
            for path in ("/my/declic", "/my/declic?filterby=all"):
                with self.subTest(role=role, path=path):
                    page = self.page(path)
                    self.assertIn(address, page)
                    self.assertNotIn("MOTGRAVE", page)
                    self.assertLess(page.index(address), page.index("declic_cases"))
                    card = page.index(f"/my/declic/case/{case.id}")
                    self.assertIn("Inquiétude grave", page[card : card + 1200])
            counters = self.make_jsonrpc_request(
                "/my/counters", {"counters": ["declic_day_count"]}
            )
            self.assertEqual(counters["declic_day_count"], 1)
            shown = self.page(address)
            for number in ("15", "17", "18", "112", "119"):
                self.assertRegex(shown, rf'href="tel:{number}" class="btn')
        self.login("colleague")
        self.assertNotIn(address, self.page())
        concern.with_user(self.users["worker"]).action_acknowledge()
        concern.with_user(self.users["worker"]).action_settle(
            self._reason("concern_end").id
        )
        self.login("worker")
        self.assertNotIn(address, self.page())

    def test_mail_leads_to_the_concern(self):
        case = self._case()
        told = self.env["mail.message"]
        for role, home in (
            ("counsellor", "/my/declic/concern/"),
            ("worker", "/odoo/declic.concern/"),
        ):
            concern = case.with_user(self.users[role]).action_report_concern(
                self._reason("concern").id, "MOTGRAVE"
            )
            message = told.search(
                [("message_type", "=", "user_notification")], order="id desc", limit=1
            )
            with self.subTest(raised_by=role):
                self.assertIn(f"{home}{concern.id}", message.body)
                self.assertNotIn("MOTGRAVE", message.body)

    def test_groups(self):
        case = self._case()
        theirs = case.with_user(self.users["worker"])
        day = relativedelta(days=1)
        review = case.review_ids[0]
        review.date_due = self.today - 3 * day
        case.date_contact_due = self.today
        soon = theirs.action_plan_appointment(
            Datetime.now() + 3 * day, "visit", channel="visit"
        )
        self.login("worker")
        page = self.page()
        order = [
            'id="declic_late"',
            f"/my/declic/review/{review.id}",
            'id="declic_today"',
            f"/my/declic/case/{case.id}/contact",
            'id="declic_week"',
            f"/my/declic/appointment/{soon.id}",
            'id="declic_cases"',
        ]
        places = [page.index(word) for word in order]
        self.assertEqual(places, sorted(places))
        # Sent: nobody of the association is late with it any more (B14).
        mine = review.with_user(self.users["worker"])
        mine.action_fill_association_part(
            {"contact_state": "in_touch", "household_voice": "agrees"}
        )
        mine.action_send_association_part()
        page = self.page()
        self.assertNotIn('id="declic_late"', page)
        self.assertNotIn("en retard", page)
        place = page.index('id="declic_at_landlord"')
        self.assertGreater(page.index(f"/my/declic/review/{review.id}"), place)
        self.assertNotIn("en retard", self.page(f"/my/declic/case/{case.id}"))

    def test_search(self):
        case = self._case(self._household("SABATHÉ-TEST Nadia"))
        case.household_id.partner_id.street = "7 allée des Œillets"
        case.household_id.partner_id.phone = "+33 5 36 49 77 88"
        hidden = self._case(self._household("CACHÉE-TEST Lou"), position="none")
        self.env.flush_all()
        self.login("coordinator")
        for typed, found in (
            ("sabathe", True),
            ("nadia SABATHÉ", True),
            ("toulouse sabathe", True),
            ("allee des", True),
            ("05 36 49 77 88", True),
            ("0536497788", True),
            ("49 77 88", True),
            (case.reference, True),
            ("nadia cachee", False),
            ("zzz", False),
        ):
            with self.subTest(typed=typed):
                page = self.page(f"/my/declic?search={typed.replace('+', '%2B')}")
                self.assertEqual(f'/my/declic/case/{case.id}"' in page, found)
        # Only within what the reader may read: a name that is not shared finds nothing.
        self.assertNotIn(f'case/{hidden.id}"', self.page("/my/declic?search=cachee"))
        page = self.page(f"/my/declic?search={hidden.reference}")
        self.assertIn(f'case/{hidden.id}"', page)
        self.assertNotIn("CACHÉE", page)
        self.login("colleague")
        self.assertNotIn(f'case/{case.id}"', self.page("/my/declic?search=sabathe"))

    def test_closed_supports_stay_reachable(self):
        case = self._case()
        worker, counsellor = self.users["worker"], self.users["counsellor"]
        closing = case.with_user(worker).action_prepare_closing()
        closing.action_fill_association_part(
            {
                "association_present": True,
                "outcome": "ordinary",
                "closing_reason_id": self._reason("closing").id,
                "household_voice": "silent",
                "silence_reason_id": self._reason("silence").id,
            }
        )
        theirs = closing.with_user(counsellor)
        theirs.landlord_present = True
        theirs.action_validate()
        # The month in which the file stays open is over.
        past = self.today - relativedelta(days=40)
        case.assignment_ids.write(
            {"date_from": past, "date_to": past + relativedelta(days=1)}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        address = f"/my/declic/review/{closing.id}"
        for role in ("worker", "coordinator"):
            self.login(role)
            page = self.page("/my/declic?filterby=closed")
            with self.subTest(role=role):
                self.assertNotIn(f'/my/declic/case/{case.id}"', page)
                self.assertIn(address, page)
                self.assertEqual(self.url_open(address).status_code, 200)
                self.assertNotIn(address, self.page())
        for role in ("colleague", "other_worker"):
            self.login(role)
            with self.subTest(role=role):
                self.assertNotIn(address, self.page("/my/declic?filterby=closed"))
