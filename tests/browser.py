"""The real browser of the tests: one Chrome for a class, a visit for a page."""

import contextlib
from concurrent.futures import Future
from unittest.mock import patch

from odoo.tests import HttpCase, common
from odoo.tests.common import ChromeBrowser, ChromeBrowserException

# What the pages of the portal and of the web client are made of.
BUNDLES = (
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.assets_web",
    "web.assets_web_print",
)


class KeptBrowser(ChromeBrowser):
    """Chrome that stays open between the visits of a class.

    A visit finds no cookie and nothing stored by the one before; what Chrome keeps is
    what it has fetched: the style sheets and scripts of Odoo, megabytes each time.
    """

    is_open = True
    _result = None

    def __init__(self, test_case, **options):
        super().__init__(test_case, **options)
        # Leaving a page must not wait for an answer of somebody.
        self._handlers["Page.javascriptDialogOpening"] = lambda **_dialog: (
            self._websocket_send("Page.handleJavaScriptDialog", params={"accept": True})
        )

    def _chrome_start(self, touch_enabled, **options):
        # Switched on for the visits that want it: see `resize`.
        return super()._chrome_start(touch_enabled=False, **options)

    def visit(self, test_case, success_signal):
        """Be as new for ``test_case``, with its screen."""
        self.test_case = test_case
        self._logger = test_case._logger
        self.success_signal = success_signal
        self.error_checker = None
        self.had_failure = False
        self._result = Future()
        self.resize(test_case.browser_size, test_case.touch_enabled)

    def resize(self, size, touch=False):
        """Give the screen a size ("360x740", in pixels) and a finger, or none."""
        width, height = (int(number) for number in size.replace(",", "x").split("x"))
        self._websocket_request(
            "Emulation.setDeviceMetricsOverride",
            params={
                "width": width,
                "height": height,
                "deviceScaleFactor": 1,
                "mobile": False,
            },
        )
        self._websocket_request(
            "Emulation.setTouchEmulationEnabled", params={"enabled": touch}
        )

    def evaluate(self, expression):
        """What ``expression`` is worth on the page, once it is settled.

        :raises AssertionError: it throws an error
        """
        answer = self._websocket_request(
            "Runtime.evaluate",
            params={
                "expression": expression,
                "awaitPromise": True,
                "returnByValue": True,
            },
            timeout=240,
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression[:200]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def stop(self, for_good=False):
        """The visit is over. Odoo calls it at the end of each ``browser_js``.

        :param for_good: close Chrome; what did not go well closes it as well, and
            leaves nothing for the next visit
        """
        if not for_good and self._went_well():
            with contextlib.suppress(ChromeBrowserException, TimeoutError):
                return self._forget()
        if not self.is_open:
            return None
        self.is_open = False
        return super().stop()

    def _went_well(self):
        result = self._result
        return bool(
            result
            and result.done()
            and not result.cancelled()
            and not result.exception()
        )

    def _forget(self):
        self._websocket_request("Page.stopLoading")
        self.evaluate("sessionStorage.clear()")
        self._websocket_request("Page.navigate", params={"url": "about:blank"})
        self._websocket_request(
            "Storage.clearDataForOrigin",
            params={"origin": self.test_case.base_url(), "storageTypes": "all"},
        )
        self._websocket_request("Network.clearBrowserCookies")


class BrowserCase(HttpCase):
    """Tests whose visits share one browser."""

    _kept = None

    def browser_js(self, *args, **kwargs):
        """Odoo's, in the browser that the class keeps."""
        with patch.object(common, "ChromeBrowser", self._browser):
            return super().browser_js(*args, **kwargs)

    def start_tour(self, url_path, *args, **kwargs):
        """Odoo's, in the mode in which pages at the door have its scripts as well:
        without them no tour goes on (see ``portal_door``)."""
        if url_path.startswith("/my/"):
            url_path = f"{url_path}{'&' if '?' in url_path else '?'}debug=tests"
        return super().start_tour(url_path, *args, **kwargs)

    @classmethod
    def _browser(cls, test_case, success_signal, **options):
        if not cls._kept or not cls._kept.is_open:
            cls._kept = KeptBrowser(test_case, **options)
            cls.addClassCleanup(cls._kept.stop, for_good=True)
        cls._kept.visit(test_case, success_signal)
        return cls._kept


class WebClient:
    """For a test class of Odoo with ``env``: call once the landlord is set up."""

    @classmethod
    def prepare_web_client(cls):
        """Let the web client start where Debian's build of Odoo lacks a file."""
        _leave_out_the_missing_file(cls.env)


def ensure_bundles(env):
    """Write the scripts and style sheets that pages ask for: seconds of a class each.

    :param env: environment of the superuser
    """
    _leave_out_the_missing_file(env)
    for name in BUNDLES:
        env["ir.qweb"]._get_asset_bundle(name, css=False, js=True).js()
        env["ir.qweb"]._get_asset_bundle(name, css=True, js=False).css()


def _leave_out_the_missing_file(env):
    """Take out of the bundle what Debian's build lacks: it would log an error."""
    values = {
        "name": "without the file that Debian's build lacks",
        "bundle": "web.assets_backend",
        "directive": "remove",
        "path": "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
    }
    if not env["ir.asset"].search_count([("name", "=", values["name"])]):
        env["ir.asset"].create(values)
