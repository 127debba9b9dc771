"""Weight of the pages at the door, and what works before Odoo's scripts are in."""

import gzip
import re
from pathlib import Path

from odoo.tests import tagged

from .test_words import NOTE, SAVE_NOTE, WordsCase

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

    def test_contact_form(self):
        """Under 300 kB in all: what the browser asks for, with a stock proxy."""
        path = f"{self.path}/contact?medium=visit"
        seen = []

        def steps(walker):
            self.forget_files(walker)
            walker.goto(path)
            walker.js("new Promise((done) => setTimeout(done, 500))")
            names = walker.js(FETCHED)
            seen.extend(re.findall(r'"([^"]+)"', names))

        self.walk(path, "worker", steps)
        self.assertTrue([url for url in seen if url.endswith(".css")], seen)
        self.assertTrue([url for url in seen if "assets_portal" in url], seen)
        self.login("worker")
        weights = {url: self.wire(url) for url in {path, *seen} if "token" not in url}
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
        """Odoo's scripts never come: the note is saved all the same, once."""

        def steps(walker):
            lazy = walker.js(
                "[...document.scripts].find((one) => /frontend_lazy/.test("
                "one.src || one.dataset.src)).outerHTML"
            )
            path = re.search(r"/web/assets/[^\"]+", lazy)[0]
            walker.failing = (path,)
            self.forget_files(walker)
            walker.goto(self.note)
            self.assertIn(
                "o_lazy_js_waiting", walker.js("document.body.className") or ""
            )
            walker.fill(NOTE, "Vue avant les scripts.")
            walker.submit(SAVE_NOTE, times=2)
            self.assertIn("La note est enregistrée", walker.text())

        self.walk("/my/declic", "worker", steps)
        self.assertEqual(self.case.note_ids.mapped("text"), ["Vue avant les scripts."])
