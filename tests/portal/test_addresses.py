"""An address that takes a form is a page when it is opened (X1); what was typed in a
file that is no longer one's own is given back."""

import re

from odoo import http
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestAddresses(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.theirs = cls.case.with_user(cls.users["worker"])

    def records(self):
        """Ids of what stands in the worker's file, by the names of the addresses."""
        assessment = self.theirs.action_start_assessment()
        plan = self.theirs.action_start_plan()
        goal = plan.action_add_goal("social", "Je paie mon loyer")
        action = goal.action_add_action("Appeler l'agence", "household", self.today)
        return {
            "case_id": self.case,
            "orientation_id": self.case.orientation_id,
            "review_id": self.case.review_ids[:1],
            "assessment_id": assessment,
            "plan_id": plan,
            "goal_id": goal,
            "action_id": action,
            "note_id": self.theirs.action_add_note("Vu à la porte.", "both"),
            "concern_id": self.theirs.action_report_concern(
                self._reason("concern").id, "Faits"
            ),
            "appointment_id": self.theirs.action_plan_appointment(
                Datetime.add(Datetime.now(), days=2), "visit", channel="letter"
            ),
        }

    def test_each_address_of_a_form_opens(self):
        known = {name: record.id for name, record in self.records().items()}
        self.login("worker")
        opened = 0
        routes = http._generate_routing_rules(
            self.registry._init_modules, nodb_only=False
        )
        for address, endpoint in routes:
            names = re.findall(r"<\w+:(\w+)>", address)
            if (
                not address.startswith("/my/declic/")
                or "POST" not in (endpoint.routing["methods"] or ())
                or not names
                or not known.keys() >= set(names)
            ):
                continue
            path = re.sub(r"<\w+:(\w+)>", lambda m: str(known[m[1]]), address)
            with self.subTest(path=path):
                answer = self.url_open(path)
                self.assertEqual(answer.status_code, 200)
                # On a page of the file, and not merely at home.
                self.assertRegex(
                    answer.url, r"/my/declic/(case|plan|orientation|\w+)/\d+"
                )
                opened += 1
        self.assertGreater(opened, 25)

    def test_nobody_else_is_led_there(self):
        note = self.theirs.action_add_note("Vu à la porte.", "both")
        self.login("other_worker")
        for path in (f"note/{note.id}/remove", f"case/{self.case.id}/note", "lock/1/x"):
            answer = self.url_open(f"/my/declic/{path}")
            with self.subTest(path=path):
                self.assertTrue(answer.url.endswith("/my/declic"), answer.url)

    def test_handed_over_while_somebody_types(self):
        review = self.case.review_ids[:1]
        self.login("worker")
        self.case._assign(self.users["colleague"], "worker")
        answer = self.post(
            f"/my/declic/review/{review.id}",
            contact_state="in_touch",
            shareable_facts="Vu lundi : le courrier est ouvert.",
        )
        self.assertEqual(answer.status_code, 403)
        self.assertIn("Vu lundi : le courrier est ouvert.", answer.text)
        self.assertNotIn(self.case.reference, answer.text)
        self.assertFalse(review.shareable_facts)
        # Nothing was typed: home, without a word on whether the file exists.
        self.assertTrue(
            self.post(f"/my/declic/review/{review.id}").url.endswith("/my/declic")
        )

    def test_logged_out_the_text_is_not_thrown_away(self):
        """The script stays on the page (tour); without a script, the login says what it
        is, and nothing is half done."""
        self.authenticate(None, None)
        answer = self.url_open("/my/declic/token")
        self.assertIn("/web/login", answer.url)

    def test_nothing_stays_in_the_cache_of_the_phone(self):
        self.login("worker")
        for path in ("/my/declic", f"/my/declic/case/{self.case.id}"):
            answer = self.url_open(path)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_sent_twice_answered_the_same(self):
        """A double tap: the second answer is the first one's page, with its words."""
        self.login("worker")
        sent = {
            "medium": "visit",
            "result": "no_answer",
            "declic_once": "1732550000000-double-once",
        }
        first, second = (
            self.post(f"/my/declic/case/{self.case.id}/contact", **sent)
            for _tap in range(2)
        )
        self.assertEqual(first.url, second.url)
        self.assertEqual(len(self.case.contact_ids), 1)
