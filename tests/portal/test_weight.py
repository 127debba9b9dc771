"""Weight of the pages at the door, and what works before Odoo's scripts are in."""

import gzip
import re
from pathlib import Path

from odoo.tests import tagged

from .test_words import WordsCase

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

    def test_forms_at_the_door(self):
        """At most 150 kB in all on a phone that was never here: what the browser asks
        for, with a stock proxy; none of it is Odoo's script."""
        waiting = self._orientation(self._household("POIDS-TEST Lou"))
        seen = {}

        def look(*paths):
            def steps(walker):
                self.forget_files(walker)
                seen.update({path: self.asked_for(walker, path) for path in paths})

            return steps

        self.walk(
            "/my/declic",
            "worker",
            look(
                f"{self.path}/contact?medium=visit",
                self.note,
                self.point,
                f"{self.path}/appointment",
                f"{self.path}/concern",
                f"/my/declic/orientation/{self.case.orientation_id.id}/position",
            ),
        )
        accept = f"/my/declic/orientation/{waiting.id}"
        self.walk("/my/declic", "coordinator", look(accept))
        for path, urls in seen.items():
            self.login("coordinator" if path == accept else "worker")
            self.assertTrue([url for url in urls if url.endswith(".css")], urls)
            self.assertTrue([url for url in urls if "assets_portal" in url], urls)
            self.assertFalse([url for url in urls if "assets_frontend_" in url], urls)
            weights = {
                url: self.wire(url)
                for url in set(urls)
                if "/token" not in url and "/draft/" not in url
            }
            with self.subTest(path=path):
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
        """Odoo's scripts never come: the goal is saved all the same, once."""
        plan = self.case.with_user(self.users["worker"]).action_start_plan()

        def steps(walker):
            lazy = walker.js(
                "[...document.scripts].find((one) => /frontend_lazy/.test("
                "one.src || one.dataset.src)).outerHTML"
            )
            path = re.search(r"/web/assets/[^\"]+", lazy)[0]
            walker.failing = (path,)
            self.forget_files(walker)
            walker.goto(f"/my/declic/plan/{plan.id}")
            self.assertIn(
                "o_lazy_js_waiting", walker.js("document.body.className") or ""
            )
            walker.fill("#declic_goal", "Vu avant les scripts")
            walker.submit("button[name='add_goal']", times=2)
            self.assertIn("Vu avant les scripts", walker.text())

        self.walk("/my/declic", "worker", steps)
        self.assertEqual(plan.sudo().goal_ids.mapped("name"), ["Vu avant les scripts"])
