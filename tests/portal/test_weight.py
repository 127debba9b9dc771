"""Weight of the pages at the door, and what works before Odoo's scripts are in."""

import gzip
import re
from pathlib import Path

from odoo.tests import tagged

from .test_words import WordsCase

HOME = "/my/declic"
FETCHED = """
JSON.stringify(performance.getEntriesByType("resource").map((one) => one.name))
"""


@tagged("post_install", "-at_install")
class TestWeight(WordsCase):
    def forget_files(self, walker):
        """A phone that has never been here: Chrome asks for each file."""
        cache = {"cacheDisabled": True}
        walker.browser._websocket_request("Network.setCacheDisabled", params=cache)

    def wire(self, url):
        """Bytes of what ``url`` answers, as a stock proxy sends it."""
        content = self.url_open(url).content
        if Path(url.partition("?")[0]).suffix in (".woff2", ".png", ".ico"):
            return len(content)
        return len(gzip.compress(content, 6))

    def asked_for(self, walker, path):
        """Addresses that the browser asks for to show ``path``, itself included."""
        walker.goto(path)
        walker.js("new Promise((done) => setTimeout(done, 500))")
        return [path, *re.findall(r'"([^"]+)"', walker.js(FETCHED))]

    def paths(self):
        """Each page of the portal, by the role that opens it."""
        theirs = self.case.with_user(self.users["worker"])
        assessment = theirs.action_start_assessment()
        plan = theirs.action_start_plan()
        plan.action_add_goal("social", "Ouvrir son courrier")
        waiting = self._orientation(self._household("POIDS-TEST Lou"))
        forms = ("contact?medium=visit", "appointment", "concern", "adhesion", "note")
        around = ("referral", "aid", "circle/add", "channel")
        parts = ("", "/plan", "/points", "/notes", "/documents", "/around")
        asked = f"{HOME}/orientation/{self.case.orientation_id.id}"
        return {
            "worker": [
                HOME,
                f"{HOME}?search=POIDS",
                f"{HOME}/calendar",
                self.point,
                f"{HOME}/plan/{plan.id}",
                f"{HOME}/assessment/{assessment.id}",
                f"{HOME}/assessment/{assessment.id}/budget",
                f"{asked}/position",
                f"{asked}/document",
                *(f"{self.path}{part}" for part in parts),
                *(f"{self.path}/{form}" for form in (*forms, *around)),
            ],
            "coordinator": [
                f"{HOME}/orientation/{waiting.id}",
                f"{HOME}/team",
                f"{HOME}/team?worker={self.users['worker'].id}",
                f"{HOME}/team/supervision",
            ],
            "psychologist": [f"{HOME}/sessions"],
        }

    def test_each_page(self):
        """At most 150 kB in all on a phone that was never here: what the browser asks
        for, with a stock proxy; none of it is Odoo's script."""
        for role, paths in self.paths().items():
            seen = {}

            def steps(walker, paths=paths, seen=seen):
                self.forget_files(walker)
                for path in paths:
                    seen[path] = self.asked_for(walker, path)
                    self.assertEqual(
                        walker.js("location.pathname"), path.partition("?")[0]
                    )

            self.walk(paths[0], role, steps)
            self.login(role)
            for path, urls in seen.items():
                with self.subTest(path=path):
                    self.assertTrue([url for url in urls if url.endswith(".css")], urls)
                    self.assertTrue([url for url in urls if "assets_portal" in url])
                    self.assertFalse([url for url in urls if "assets_frontend_" in url])
                    weights = {
                        url: self.wire(url)
                        for url in set(urls)
                        if "/token" not in url and "/draft/" not in url
                    }
                    self.assertLess(sum(weights.values()), 150_000, weights)

    def test_three_taps(self):
        """F1: the household, a visit, nobody there; and it is saved."""

        def steps(walker):
            walker.submit(f".o_declic_card[href$='/{self.case.id}']")
            walker.submit("a[href*='medium=visit']")
            walker.submit("button[value='no_answer']")
            self.assertIn("Le contact est enregistré", walker.text())

        self.walk("/my/declic", "worker", steps)
        self.assertEqual(self.case.contact_ids.result, "no_answer")

    def test_buttons_without_the_lazy_scripts(self):
        """Where the household signs, Odoo's scripts are asked for. They never come:
        what it said is saved all the same, once."""
        plan = self.case.with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Ouvrir son courrier")

        def steps(walker):
            lazy = walker.js(
                "[...document.scripts].find((one) => /frontend_lazy/.test("
                "one.src || one.dataset.src)).outerHTML"
            )
            path = re.search(r"/web/assets/[^\"]+", lazy)[0]
            walker.failing = (path,)
            self.forget_files(walker)
            walker.goto(f"{HOME}/plan/{plan.id}/agreement")
            self.assertIn(
                "o_lazy_js_waiting", walker.js("document.body.className") or ""
            )
            walker.js("document.querySelector('details:has([name=oral])').open = true")
            walker.fill("#declic_oral_name", "Camille")
            reason = self._reason("oral").id
            walker.js(f"document.querySelector('#declic_oral').value = {reason}")
            walker.submit("button[name='oral']", times=2)
            self.assertIn("Camille", walker.text())

        self.walk(f"{HOME}/plan/{plan.id}/agreement", "worker", steps)
        self.assertEqual(plan.sudo().agreement_signer, "Camille")
