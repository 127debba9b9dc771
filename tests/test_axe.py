"""Accessibility (Q2): axe-core in the real browser, on each page, in French."""

import json
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from .test_portal import PortalCase
from .test_sheet import SheetCase

# Fetched by the development tool: dev/axe.py.
FOLDER = Path(__file__).resolve().parents[1] / ".dev" / "axe"
_UNFOLD = "document.querySelectorAll('details').forEach((one) => (one.open = true))"
# An empty document has no finding.
_THERE = "document.readyState === 'complete' && !!document.querySelector('main')"
_RUN = """
axe.run(document, {resultTypes: ["violations"]}).then((found) => JSON.stringify(
    found.violations
        .filter((rule) => ["serious", "critical"].includes(rule.impact))
        .map((rule) => [rule.id, rule.nodes.map((node) => node.html.slice(0, 300))])
))
"""


class AxeCase(PortalCase):
    """For an ``HttpCase``: :meth:`assert_accessible` opens a page and looks at it."""

    browser_size = "360x740"
    touch_enabled = True

    def assert_accessible(self, path, login, opened=True):
        """Fail with each serious or critical finding of axe-core on the page.

        :param path: address of the page
        :param login: who looks at it; None: nobody
        :param opened: unfold what is folded first
        """
        [script] = FOLDER.glob("axe-*.js")
        source = script.read_text(encoding="utf-8")
        found = []
        wait = ChromeBrowser._wait_code_ok

        def evaluated(browser, expression):
            answer = browser._websocket_request(
                "Runtime.evaluate",
                params={
                    "expression": expression,
                    "awaitPromise": True,
                    "returnByValue": True,
                },
                timeout=60,
            )
            self.assertNotIn("exceptionDetails", answer, answer)
            return answer["result"].get("value")

        def wait_and_look(browser, *args, **kwargs):
            wait(browser, *args, **kwargs)
            if opened:
                evaluated(browser, _UNFOLD)
            evaluated(browser, source + ";0")
            self.assertEqual(
                evaluated(browser, "document.documentElement.lang"), "fr-FR"
            )
            found.extend(json.loads(evaluated(browser, _RUN)))

        with patch.object(ChromeBrowser, "_wait_code_ok", wait_and_look):
            self.browser_js(
                path,
                "document.fonts.ready.then(() => console.log('test successful'))",
                _THERE,
                login=login,
            )
        self.assertFalse(found, f"{path}: {json.dumps(found, indent=1)}")


@tagged("post_install", "-at_install")
class TestAxe(AxeCase, SheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            user.lang = "fr_FR"
        worker = cls.case.with_user(cls.users["worker"])
        worker.action_add_note("Rendez-vous tenu.", "both")
        worker.action_log_contact("visit", "reached", 30)
        cls.assessment = worker.action_start_assessment()
        worker.orientation_id.action_add_document(
            cls.env.ref("declic.document_type_other").id,
            "both",
            b"JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagolJUVPRgo=",
        )
        cls.review = cls.case.review_ids[0]
        cls.other = cls._orientation(cls._household("AUTRE-TEST Lou"))

    def pages(self):
        """(role, address) of every page; nobody's for the household's sheet."""
        case, plan = self.case.id, self.plan.id
        worker = [
            "/my",
            "/my/declic",
            f"/my/declic/case/{case}",
            f"/my/declic/case/{case}/contact",
            f"/my/declic/assessment/{self.assessment.id}",
            f"/my/declic/assessment/{self.assessment.id}/budget",
            f"/my/declic/plan/{plan}",
            f"/my/declic/plan/{plan}/agreement",
            f"/my/declic/review/{self.review.id}",
            f"/my/declic/correction/review/{self.review.id}",
        ]
        yield from (("worker", path) for path in worker)
        yield "coordinator", "/my/declic/team"
        yield "coordinator", f"/my/declic/orientation/{self.other.id}"
        yield "psychologist", "/my/declic/sessions"
        yield None, self.link()
        yield None, "/declic/fiche/devine"

    def test_no_serious_finding(self):
        for role, path in self.pages():
            with self.subTest(role=role, path=path):
                self.assert_accessible(path, role and self.users[role].login)

    def test_a_finding_would_be_found(self):
        """The check can fail: an answer whose question was lost is found."""
        view = self.env.ref("declic.portal_sessions")
        view.arch = view.arch.replace('for="declic_hours"', 'for="declic_lost"')
        with self.assertRaisesRegex(AssertionError, '"label"'):
            self.assert_accessible(
                "/my/declic/sessions", self.users["psychologist"].login
            )
