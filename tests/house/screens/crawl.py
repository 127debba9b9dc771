"""The screens of one role in the real browser."""

import json
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from werkzeug import routing

from odoo import http
from odoo.tests.common import ChromeBrowser

from ...browser import BrowserCase

HERE = Path(__file__).parent
OVER = "declic crawl over"
# So many pages of one route are opened in the browser, the others fetched.
OPENED = 3
OURS = ("/my/declic", "/declic/")
# The kind of an answer, without opening it: a PDF is no page.
_FETCH = "fetch(%s).then((a) => [a.status, a.headers.get('content-type')].join(' '))"


def portal_routes(registry):
    """Our pages, as their routes are written: what a link can lead to."""
    routes = http._generate_routing_rules(registry._init_modules, nodb_only=False)
    return {
        path
        for path, endpoint in routes
        if path.startswith(OURS)
        and endpoint.routing["type"] == "http"
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
        :return: the visit
        """
        routes = portal_routes(self.env.registry)
        visit = PortalVisit(self.base_url(), routes, start)
        self._browse(start[0], login, f"console.log('{OVER}')", "", visit.run)
        return visit


class PortalVisit:
    """What was found on the portal: ``errors`` (pairs of page and sentence), ``texts``
    (what was shown, and where), ``routes`` (how many pages of each were seen)."""

    def __init__(self, base_url, routes, start):
        self.base_url = base_url
        self.todo, self.known = list(start), set(start)
        self.errors, self.texts, self.routes = [], {}, Counter()
        self.path = None
        self.opened = Counter()
        self.rules = routing.Map([routing.Rule(path) for path in routes]).bind("")
        self.look = (HERE / "page.js").read_text(encoding="utf-8")

    def run(self, browser):
        """Visit what is to do, and what it leads to."""
        handlers = {
            "Runtime.consoleAPICalled": self._on_console,
            "Runtime.exceptionThrown": self._on_exception,
        }
        with patch.dict(browser._handlers, handlers):
            self.browser = browser
            while self.todo:
                self.path = self.todo.pop(0)
                self._open()

    def _open(self):
        route, page = self._route()
        self.routes[route] += 1
        self.opened[page] += 1
        answer = self.browser.evaluate(_FETCH % json.dumps(self.path))
        if not answer.startswith("200 "):
            self._fail(answer)
        if "text/html" not in answer or self.opened[page] > OPENED:
            return
        self.browser.navigate_to(f"{self.base_url}{self.path}", wait_stop=True)
        page = json.loads(self.browser.evaluate(self.look))
        if page["status"] != 200 or page["lang"] != "fr-FR":
            self._fail(f"{page['status']}, in {page['lang']}")
        for text in page["texts"]:
            self.texts.setdefault(" ".join(text.split()), self.path)
        for link in page["links"]:
            if link.startswith(OURS) and link not in self.known:
                self.known.add(link)
                self.todo.append(link)

    def _route(self):
        """The route as it is written, and which of its pages when it names several."""
        if not self.rules.test(self.path):
            return self.path, self.path
        rule, values = self.rules.match(self.path, return_rule=True)
        named = [
            values[name]
            for name, converter in rule._converters.items()
            if isinstance(converter, routing.AnyConverter)
        ]
        return rule.rule, (rule.rule, *named)

    def _fail(self, what):
        self.errors.append((self.path, what))

    def _on_console(self, type, args=(), **_more):
        if type == "error":
            self._fail(
                " ".join(str(self.browser._from_remoteobject(arg)) for arg in args)
            )

    def _on_exception(self, exceptionDetails, **_more):
        error = exceptionDetails.get("exception", exceptionDetails)
        self._fail(error.get("description"))
