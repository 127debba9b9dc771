"""The screens of one role in the real browser."""

import json
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from werkzeug import routing

from odoo import http
from odoo.tests.common import ChromeBrowser

from ..browser import BrowserCase

HERE = Path(__file__).parent
OVER = "declic crawl over"
# So many pages of one route are opened in the browser, the others fetched.
OPENED = 3
# Says the kind of an answer without opening it: a PDF is no page.
_FETCH = "fetch(%s).then((a) => [a.status, a.headers.get('content-type')].join(' '))"


def portal_routes():
    """Our pages, as their routes are written: what a link can lead to."""
    routes = http._generate_routing_rules(["declic"], nodb_only=False)
    return {
        path
        for path, endpoint in routes
        if endpoint.routing["type"] == "http"
        and "GET" in (endpoint.routing.get("methods") or ["GET"])
    }


class Crawl(BrowserCase):
    """Visits of every screen; the password of who looks is the login."""

    allow_end_on_form = True
    browser_size = "1366x900"

    def _browse(self, path, login, code, ready, after, timeout=300):
        """Open a page in a browser, run ``code`` there, then ``after(browser)``."""
        wait = ChromeBrowser._wait_code_ok

        def wait_then_act(browser, *args, **kwargs):
            wait(browser, *args, **kwargs)
            after(browser)

        with patch.object(ChromeBrowser, "_wait_code_ok", wait_then_act):
            self.browser_js(
                path, code, ready, login=login, timeout=timeout, success_signal=OVER
            )

    def crawl_client(self, login, app):
        """Visit every screen of the web client.

        :param app: external id of the app that Odoo's click-everywhere begins with, or
            None to leave it out
        :return: dict of ``errors`` (pairs of screen and sentence), ``texts`` (what was
            shown, and where), ``menus``, ``bot`` (those of click-everywhere),
            ``counts`` and ``seconds``
        """
        found = {}
        source = (HERE / "crawl.js").read_text(encoding="utf-8")
        self._browse(
            "/odoo",
            login,
            f"{source}\ndeclicCrawl({json.dumps(app)}); 0",
            "odoo.isReady === true",
            lambda browser: found.update(
                json.loads(browser.evaluate("JSON.stringify(window.declicFound)"))
            ),
        )
        return found

    def crawl_portal(self, login, start):
        """Open every page that links lead to.

        :param start: addresses to begin with
        :return: dict of ``errors``, ``texts``, and ``routes``: how many pages of each
            were opened or fetched
        """
        found = {"errors": [], "texts": {}, "routes": Counter()}
        adapter = routing.Map([routing.Rule(path) for path in portal_routes()]).bind("")
        page = (HERE / "page.js").read_text(encoding="utf-8")

        where = [""]

        def visit(browser):
            todo, known = list(start), set(start)
            while todo:
                where[0] = path = todo.pop(0)
                rule = adapter.match(path, return_rule=True)[0].rule
                found["routes"][rule] += 1
                answer = browser.evaluate(_FETCH % json.dumps(path))
                if not answer.startswith("200 "):
                    found["errors"].append((path, answer))
                if "text/html" not in answer or found["routes"][rule] > OPENED:
                    continue
                browser.navigate_to(f"{self.base_url()}{path}", wait_stop=True)
                shown = json.loads(browser.evaluate(page))
                if shown["status"] != 200 or shown["lang"] != "fr-FR":
                    found["errors"].append((path, f"{shown['status']} {shown['lang']}"))
                for text in shown["texts"]:
                    found["texts"].setdefault(" ".join(text.split()), path)
                for link in shown["links"]:
                    if link.startswith(("/my/declic", "/declic")) and link not in known:
                        known.add(link)
                        todo.append(link)

        def visit_listening(browser):
            with self._listening(
                browser, lambda what: found["errors"].append((*where, what))
            ):
                visit(browser)

        self._browse(start[0], login, f"console.log('{OVER}')", "", visit_listening)
        return found

    def _listening(self, browser, tell):
        """Hand what the console says of errors to ``tell``, and go on."""

        def console(type, args=(), **_more):
            if type == "error":
                tell(" ".join(str(browser._from_remoteobject(arg)) for arg in args))

        def thrown(exceptionDetails, **_more):
            tell(exceptionDetails.get("exception", exceptionDetails).get("description"))

        handlers = {
            "Runtime.consoleAPICalled": console,
            "Runtime.exceptionThrown": thrown,
        }
        return patch.dict(browser._handlers, handlers)
