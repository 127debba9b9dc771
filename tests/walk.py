"""A walk through the pages in the real browser, step by step from Python: taps, Back,
other tabs, a network that comes and goes, another user in the middle."""

import contextlib
import json
import time
from concurrent.futures import CancelledError
from unittest.mock import patch

from odoo.tests.common import (
    ChromeBrowser,
    ChromeBrowserException,
    _registry_test_lock,
)

from .browser import BrowserCase

PATIENCE = 20
# Each form that may be sent has a token once its script is at work; a page without
# forms has no script to wait for.
READY = """
document.readyState === "complete" &&
[...document.querySelectorAll(".o_declic form[method=post][action^='/my/declic']")]
    .every((form) => form.matches("[data-declic-ready]"))
"""


class Walker:
    """The hand, the eyes and the network of who walks."""

    def __init__(self, test, browser):
        self.test = test
        self.browser = browser
        # What happens to a request: "on", "off" (no network), "502" (a proxy answers
        # in the server's place), "deaf" (a form arrives, its answer is lost).
        self.network = "on"
        # Paths that fail while the rest of the network is there.
        self.failing = ()
        self.sent = []

    # The network

    def answer(self, paused, go_on):
        """Let the request that Chrome holds back pass, or fail it."""
        url = paused["request"]["url"]
        path = url.removeprefix(self.test.base_url())
        self.sent.append((paused["request"]["method"], path))
        state = self.network
        if any(path.startswith(failing) for failing in self.failing):
            state = "502"
        is_answer = "responseStatusCode" in paused
        if state == "deaf" and not is_answer and paused["request"]["method"] == "POST":
            return self.browser._websocket_send(
                "Fetch.continueRequest",
                params={"requestId": paused["requestId"], "interceptResponse": True},
            )
        if state == "deaf" and not is_answer:
            state = "on"
        if state == "on" or not url.startswith(self.test.base_url()):
            return go_on(**paused)
        command, params = "Fetch.failRequest", {"errorReason": "InternetDisconnected"}
        if state == "502":
            command, params = "Fetch.fulfillRequest", {"responseCode": 502}
        return self.browser._websocket_send(
            command, params={"requestId": paused["requestId"], **params}
        )

    @contextlib.contextmanager
    def without(self, network="off"):
        self.network = network
        try:
            yield
        finally:
            self.network = "on"

    # The page

    def js(self, expression):
        """What ``expression`` is worth; None while the page is being left."""
        try:
            return self.browser.evaluate(expression)
        except (ChromeBrowserException, CancelledError):
            return None

    def wait(self, expression, patience=PATIENCE):
        """Wait until ``expression`` holds."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with contextlib.suppress(AssertionError):
                found = self.js(expression)
                if found:
                    return found
            time.sleep(0.05)
        text = self.js("document.body?.innerText.slice(0, 3000)")
        where = self.js("location.href")
        raise AssertionError(f"never: {expression}\n{where}\n{text}")

    def goto(self, path):
        self.browser.navigate_to(self.test.base_url() + path, wait_stop=True)
        self.wait(READY)

    def reload(self):
        self._left(lambda: self.js("location.reload()"))

    def back(self):
        self._left(lambda: self.js("history.back()"))

    def _left(self, act):
        """Do what leads to another page and wait for it."""
        self.js("window.declicOld = true")
        act()
        self.wait(f"!window.declicOld && {READY}")

    def fill(self, selector, text):
        """Type ``text`` in place of what is in a field, as a hand does."""
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        self.js(
            f"""(() => {{
                const el = document.querySelector({json.dumps(selector)});
                for (let box = el; box; box = box.parentElement?.closest("details")) {{
                    box.open = true;
                }}
                el.focus();
                el.value = {json.dumps(text)};
                el.dispatchEvent(new InputEvent("input", {{ bubbles: true }}));
                el.dispatchEvent(new Event("change", {{ bubbles: true }}));
            }})()"""
        )

    def value(self, selector):
        return self.js(f"document.querySelector({json.dumps(selector)})?.value")

    def tap(self, selector, times=1):
        """Tap, without waiting for what comes of it."""
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        tap = f"document.querySelector({json.dumps(selector)})?.click();"
        self.js(tap * times)

    def submit(self, selector, times=1):
        """Tap what leads to another page, and wait for it."""
        self._left(lambda: self.tap(selector, times))

    def text(self):
        """What somebody reads on the page, in fields too."""
        return self.js(
            """document.body.innerText + "\\n" +
            [...document.querySelectorAll("input, textarea")]
                .filter((el) => !["hidden", "checkbox", "radio"].includes(el.type))
                .map((el) => el.value).join("\\n")"""
        )

    def stored(self):
        """All that the device keeps."""
        return self.js("JSON.stringify({ ...localStorage })") or ""

    # Everybody else

    @contextlib.contextmanager
    def meanwhile(self):
        """What happens on the server while the page is open."""
        taken = _registry_test_lock.acquire(timeout=PATIENCE)
        self.test.assertTrue(taken)
        try:
            self.test.env.invalidate_all()
            yield
            self.test.env.flush_all()
        finally:
            self.test.cr.clear()
            _registry_test_lock.release()

    def session(self, role):
        """A new session of ``role`` in this browser; None: nobody's."""
        with self.meanwhile():
            login = role and self.test.users[role].login
            self.test.authenticate(login, login, browser=self.browser)


class Walk(BrowserCase):
    """For tests of the landlord: ``walk(path, role, steps)``."""

    browser_size = "360x740"
    touch_enabled = True

    def walk(self, path, role, steps):
        """Open ``path`` as ``role`` and take ``steps``, called with a Walker."""
        handle = ChromeBrowser._handle_request_paused

        def take(browser, _code, _timeout, error_checker=None):
            browser.error_checker = lambda _message: False
            walker = Walker(self, browser)
            browser._handlers["Fetch.requestPaused"] = lambda **paused: walker.answer(
                paused, lambda **params: handle(browser, **params)
            )
            try:
                walker.wait(READY)
                steps(walker)
            finally:
                walker.network = "on"
                browser._handlers["Fetch.requestPaused"] = (
                    browser._handle_request_paused
                )
            browser._result.set_result(True)

        with patch.object(ChromeBrowser, "_wait_code_ok", take):
            self.browser_js(path, "", READY, login=self.users[role].login)
        self.env.invalidate_all()
