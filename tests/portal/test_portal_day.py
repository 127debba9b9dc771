"""My day, the team, the tours on a phone, what a first load weighs (T3, X1, Q2)."""

import html
import time
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from ..common import fewest_statements
from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestDay(PortalCase):
    def day(self, role="worker"):
        return self.env["declic.case"].with_user(self.users[role])._day()

    def test_what_waits(self):
        case = self._case()
        self.assertFalse(self.day()["contacts"])
        late = self.today - relativedelta(days=3)
        case.date_contact_due = late
        self.assertEqual(self.day()["contacts"], case)
        self.assertFalse(self.day("colleague")["contacts"])
        review = case.review_ids[0]
        review.date_due = late
        self.assertEqual(self.day()["reviews"], review)
        theirs = case.with_user(self.users["worker"])
        plan = theirs.action_start_plan()
        action = {"name": "Appeler la CAF", "actor": "association", "date_due": late}
        plan.action_add_goal("social", "Je paie", [action])
        self.assertFalse(self.day()["actions"])
        plan.action_propose()
        plan.with_user(self.users["counsellor"]).action_approve()
        self.assertEqual(len(self.day()["actions"]), 1)
        appointment = theirs.action_plan_appointment(
            Datetime.now() + relativedelta(days=2), "visit", channel="visit"
        )
        self.assertEqual(self.day()["appointments"], appointment)
        self.login("worker")
        page = self.url_open("/my/declic").text
        self.assertIn("Appeler la CAF", page)
        self.assertIn(f"/my/declic/appointment/{appointment.id}", page)
        self.assertIn(f"/my/declic/case/{case.id}/contact?medium=visit", page)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["declic_day_count", "declic_case_count"]}
        )
        self.assertEqual(counters, {"declic_day_count": 4, "declic_case_count": 1})
        theirs.action_log_contact("visit", "reached")
        appointment.action_cancel()
        case._close("ordinary", self._reason("closing"))
        self.assertFalse(any(self.day().values()))

    def statements(self, path):
        return fewest_statements(self.env, lambda: self.url_open(path))

    def busy(self, name):
        """A case with something late of each kind."""
        late = self.today - relativedelta(days=3)
        case = self._case(self._household(name))
        case.date_contact_due = late
        case.review_ids.date_due = late
        plan = case.with_user(self.users["worker"]).action_start_plan()
        action = {"name": "Appeler", "actor": "association", "date_due": late}
        plan.action_add_goal("social", "Je paie", [action])
        plan.action_propose()
        plan.with_user(self.users["counsellor"]).action_approve()
        return case

    def test_queries_do_not_grow(self):
        case = self.busy("PREMIER-TEST Lou")
        theirs = case.with_user(self.users["worker"])
        paths = ("/my/declic", f"/my/declic/case/{case.id}", "/my/declic/team")
        pdf = b"JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagolJUVPRgo="
        kind = self.env.ref("declic.document_type_other").id

        def write():
            theirs.action_add_note("Vu", "own")
            theirs.action_log_contact("visit", "reached", 10)
            theirs.orientation_id.action_add_document(kind, "own", pdf)

        write()
        write()
        # One of each kind from the start, also a first contact that is due.
        self.busy("DEUXIÈME-TEST Lou")
        self.login("coordinator")
        few = {path: self.statements(path) for path in paths}
        for number in range(6):
            self.busy(f"RANG-TEST {number}")
            write()
        for path in paths:
            with self.subTest(path=path):
                self.assertNoMoreStatements(self.statements(path), few[path])

    def test_team(self):
        case = self.busy("TEAM-TEST Lou")
        load = {
            row["id"]: row
            for row in self.env["declic.case"]
            .with_user(self.users["coordinator"])
            ._team_load()
        }
        worker, colleague = self.users["worker"], self.users["colleague"]
        self.assertEqual(load[worker.id]["running"], 1)
        self.assertEqual(load[worker.id]["late_reviews"], 1)
        self.assertEqual(load[worker.id]["late_contacts"], 1)
        self.assertEqual(load[colleague.id]["running"], 0)
        self.assertNotIn(self.users["other_worker"].id, load)
        for role in ("worker", "counsellor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["declic.case"].with_user(self.users[role])._team_load()
        self.login("coordinator")
        until = self.today + relativedelta(days=10)
        self.post(
            "/my/declic/team",
            case_id=str(case.id),
            user_id=str(colleague.id),
            role="substitute",
            date_to=str(until),
        )
        self.assertTrue(case.with_user(colleague).has_access("read"))
        page = html.unescape(self.url_open("/my/declic/team").text)
        self.assertIn("remplace jusqu'au", page)
        for wrong in (
            {},
            {"case_id": "x", "user_id": str(colleague.id), "role": "worker"},
            {"case_id": str(case.id), "user_id": "9", "role": "worker"},
            {"case_id": str(case.id), "user_id": str(colleague.id), "role": "x"},
        ):
            with self.subTest(wrong=wrong):
                answer = self.post("/my/declic/team", **wrong)
                self.assertIn("alert-danger", answer.text)
        self.assertEqual(case.worker_id, worker)
        self.login("worker")
        self.assertTrue(self.url_open("/my/declic/team").url.endswith("/my/declic"))


@tagged("post_install", "-at_install")
class TestPhoneTours(PortalCase):
    browser_size = "360x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.path = f"/my/declic/case/{cls.case.id}"

    def tour(self, path, name, role="worker"):
        self.start_tour(path, name, login=self.users[role].login)
        self.env.invalidate_all()

    def test_note_and_document(self):
        self.tour(self.path, "declic_note_tour")
        self.assertEqual(self.case.note_ids.audience, "both")
        self.assertEqual(self.case.note_ids.text, "Vu à la porte, tout va mieux.")
        self.assertEqual(self.case.document_ids.mimetype, "application/pdf")
        self.assertFalse(self.env["declic.draft"].search([]))

    def test_conflict_after_the_network(self):
        review = self.case.review_ids[0]
        self.tour(f"/my/declic/review/{review.id}", "declic_conflict_tour")
        self.assertEqual(
            review.shareable_facts.splitlines(),
            ["Vu mardi, par une collègue.", "Vu lundi, sans réseau."],
        )

    def test_team(self):
        self.tour("/my/declic", "declic_team_tour", "coordinator")
        self.assertEqual(self.case.worker_id, self.users["colleague"])

    def test_sessions(self):
        self.tour("/my/declic/sessions", "declic_session_tour", "psychologist")
        row = self.env["declic.clinical.session"].search([])
        self.assertEqual((row.session_count, row.hours), (7, 9.5))

    def test_correction(self):
        review = self.case.review_ids[0]
        self.tour(f"/my/declic/review/{review.id}", "declic_correction_tour")
        self.assertEqual(self.case.correction_ids.form_id, review.id)
        self.assertEqual(review.shareable_facts, "Vu à la porte.")

    def test_keyboard_only(self):
        """The budget sheet with Tab, digits, Space and Enter: no click at all."""
        assessment = self.case.with_user(self.users["worker"]).action_start_assessment()
        wait = ChromeBrowser._wait_code_ok

        def press(browser, key, code, text=None):
            params = {
                "key": key,
                "code": key,
                "windowsVirtualKeyCode": code,
                "nativeVirtualKeyCode": code,
            }
            if text:
                params["text"] = text
            for kind in ("keyDown", "keyUp"):
                browser._websocket_request(
                    "Input.dispatchKeyEvent", params={"type": kind, **params}
                )

        def focused(browser):
            answer = browser._websocket_request(
                "Runtime.evaluate",
                params={"expression": "document.activeElement.name || ''"},
            )
            return answer["result"].get("value")

        def reach(browser, name):
            for _step in range(80):
                if focused(browser) == name:
                    return
                press(browser, "Tab", 9)
            self.fail(f"{name} cannot be reached with the keyboard")

        item = self.env["declic.budget.item"].search([("kind", "=", "resource")])[0]

        def fill(browser, *args, **kwargs):
            wait(browser, *args, **kwargs)
            reach(browser, "person_14_count")
            reach(browser, f"item_{item.id}")
            for digit in "950":
                press(browser, digit, ord(digit), digit)
            reach(browser, "is_shared")
            press(browser, " ", 32, " ")
            reach(browser, "save_budget")
            press(browser, "Enter", 13, "\r")
            for _step in range(100):
                answer = browser._websocket_request(
                    "Runtime.evaluate",
                    params={"expression": "!!document.querySelector('.alert-success')"},
                )
                if answer["result"].get("value"):
                    return
                time.sleep(0.1)
            self.fail("the budget was not saved")

        with patch.object(ChromeBrowser, "_wait_code_ok", fill):
            self.browser_js(
                f"/my/declic/assessment/{assessment.id}/budget",
                "document.fonts.ready.then(() => console.log('test successful'))",
                "document.readyState === 'complete'",
                login=self.users["worker"].login,
            )
        self.assertEqual(assessment.sudo().budget_ids.resource_total, 950)
        self.assertTrue(assessment.sudo().budget_ids.is_shared)
