"""One visit to a page in the real browser: is it the page asked for, does it fit the
screen, is it French, can everybody use it (axe-core), and its picture.

With ``DECLIC_PICTURES=1`` the pictures are written to ``docs/images`` for the manual;
without it they are taken and looked at all the same.
"""

import base64
import functools
import io
import json
import os
import re
import subprocess
from itertools import cycle
from pathlib import Path
from unittest.mock import patch

import polib
from PIL import Image

from odoo.tests.common import ChromeBrowser
from odoo.tools import file_path

from .browser import BrowserCase

MODULE = Path(file_path("declic"))
IMAGES = MODULE / "docs" / "images"
# Fetched by the development tool: dev/axe.py.
AXE = MODULE / ".dev" / "axe"
PHONE, DESKTOP = "360x740", "1366x900"

# Odoo's own French says it so.
BOTH = {"E-mail", "Taxes"}
NAMES = {
    "worker": "Anne Lacoste",
    "colleague": "Marc Duprat",
    "coordinator": "Hélène Roux",
    "counsellor": "Sophie Marty",
    "psychologist": "Léa Montané",
    "manager": "Claire Delmas",
    "recovery": "Paul Vidal",
    "accountant": "Nadia Ferrand",
}

HOUSEHOLDS = (
    "Camille Fontanel",
    "Sacha Verdier",
    "Dominique Astier",
    "Claude Mazères",
    "Maxime Peyrot",
    "Louison Cadars",
    "Andréa Soulié",
    "Noa Bergès",
    "Morgan Lavigne",
    "Charlie Estrade",
    "Alix Roquelaure",
    "Eden Capdeville",
)

_PAGE_READY = "document.readyState === 'complete' && !!document.querySelector('main')"
_DONE = "document.fonts.ready.then(() => console.log('test successful'))"
_UNFOLD = "document.querySelectorAll('details').forEach((one) => (one.open = true))"
_AXE = """
axe.run(document, {resultTypes: ["violations"]}).then((found) => JSON.stringify(
    found.violations
        .filter((rule) => ["serious", "critical"].includes(rule.impact))
        .map((rule) => [rule.id, rule.nodes.map((node) => node.html.slice(0, 300))])
))
"""
# What the page says it is, and every text on it that somebody reads or hears.
_FACTS = """
(() => {
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        if (!walker.currentNode.parentElement.closest("script, style, noscript")) {
            texts.push(walker.currentNode.textContent);
        }
    }
    for (const name of ["title", "placeholder", "aria-label", "alt"]) {
        for (const node of document.querySelectorAll(`[${name}]`)) {
            texts.push(node.getAttribute(name));
        }
    }
    const heads = [document.title];
    for (const node of document.querySelectorAll("h1, .o_breadcrumb .active")) {
        heads.push(node.textContent);
    }
    return {
        path: location.pathname,
        status: performance.getEntriesByType("navigation")[0].responseStatus,
        lang: document.documentElement.lang,
        alarm: [...document.querySelectorAll(
            ".alert-danger[role=alert], .o_error_dialog, .o_notification_bar.bg-danger"
        )].map((node) => node.textContent),
        heads: heads,
        texts: texts,
    };
})()
"""


@functools.cache
def english():
    """The module's source texts that French says otherwise."""
    entries = [e for e in polib.pofile(MODULE / "i18n" / "fr.po") if not e.obsolete]
    french = {entry.msgstr for entry in entries}
    return {
        entry.msgid
        for entry in entries
        if entry.msgid not in french | BOTH and re.search(r"[a-z]{3}", entry.msgid)
    }


def _squeezed(text):
    return " ".join((text or "").split())


class Look(BrowserCase):
    """For tests of the landlord: :meth:`look` opens a page and judges it."""

    @classmethod
    def dress_for_the_manual(cls):
        """Everybody speaks French; names as in life stand where the tests' words do."""
        for role, user in cls.users.items():
            user.write({"lang": "fr_FR", "name": NAMES.get(role, user.name)})
        cls.company.name = "SA HLM Les Terrasses"
        cls.association.name = "Association Le Palier"
        tenants = cls.env["declic.household"].search(
            [("partner_id.name", "like", "-TEST"), ("company_id", "=", cls.company.id)],
            order="id",
        )
        for household, name in zip(tenants, cycle(HOUSEHOLDS), strict=False):
            household.partner_id.name = name

    def look(
        self,
        path,
        login,
        heading,
        *names,
        sizes=(PHONE, DESKTOP),
        ready="",
        status=200,
        refused=False,
    ):
        """Open a page and look at it, on each screen.

        A page of the portal (its ``ready`` is empty) must have no serious or critical
        finding of axe-core, with everything unfolded.

        :param path: address of the page; the browser must end there
        :param login: who looks; None: nobody
        :param heading: what the title or the first heading of the page must hold
        :param names: pictures to keep; a name that ends with "telephone" is the phone's
        :param sizes: the screens; the first one opens the page
        :param ready: JavaScript that holds once a page of the web client is there
        :param status: what the server must answer
        :param refused: whether the page must say that something is wrong
        """
        seen = {}
        wait = ChromeBrowser._wait_code_ok

        def wait_and_look(browser, *args, **kwargs):
            wait(browser, *args, **kwargs)
            seen["facts"] = browser.evaluate(_FACTS)
            seen["images"] = {size: self._image(browser, size) for size in sizes}
            if not ready:
                browser.resize(sizes[0], sizes[0] == PHONE)
                seen["findings"] = self._findings(browser)

        self.browser_size, self.touch_enabled = sizes[0], sizes[0] == PHONE
        with patch.object(ChromeBrowser, "_wait_code_ok", wait_and_look):
            self.browser_js(path, _DONE, ready or _PAGE_READY, login=login)
        facts = seen["facts"]
        self.assertEqual(facts["path"], path.partition("?")[0])
        self.assertEqual(facts["status"], status, path)
        self.assertIn(heading, " | ".join(_squeezed(head) for head in facts["heads"]))
        if not ready:
            self.assertEqual(facts["lang"], "fr-FR", path)
        self.assertEqual(bool(facts["alarm"]), refused, f"{path}: {facts['alarm']}")
        self.assertFalse({_squeezed(text) for text in facts["texts"]} & english(), path)
        for size, (image, width) in seen["images"].items():
            self._judge(path, size, image, width)
        findings = seen.get("findings")
        self.assertFalse(findings, f"{path}: {json.dumps(findings, indent=1)}")
        for name in names:
            size = PHONE if name.endswith("telephone") else DESKTOP
            self._keep(name, seen["images"][size][0])

    def _judge(self, path, size, image, width):
        wanted = int(size.split("x")[0])
        self.assertLessEqual(width, wanted, f"{path} is wider than the screen")
        # A white page has one.
        greys = image.convert("L").getcolors(256) or [()] * 256
        self.assertGreater(len(greys), 8, f"{path} shows nothing")

    def _image(self, browser, size):
        """Picture of the whole page on a screen of that size, and the page's width."""
        browser.resize(size, size == PHONE)
        whole = browser._websocket_request("Page.getLayoutMetrics")["cssContentSize"]
        shot = browser._websocket_request(
            "Page.captureScreenshot",
            params={
                "captureBeyondViewport": True,
                "clip": {
                    "x": 0,
                    "y": 0,
                    # The scroll bar of the window is no part of the page.
                    "width": int(size.split("x")[0]),
                    "height": min(whole["height"], 4000),
                    "scale": 1,
                },
            },
        )
        image = Image.open(io.BytesIO(base64.b64decode(shot["data"])))
        return image, whole["width"]

    def _findings(self, browser):
        [script] = AXE.glob("axe-*.js")
        browser.evaluate(_UNFOLD)
        browser.evaluate(script.read_text(encoding="utf-8") + ";0")
        return json.loads(browser.evaluate(_AXE))

    def _keep(self, name, image):
        if not os.environ.get("DECLIC_PICTURES"):
            return
        IMAGES.mkdir(exist_ok=True)
        # Few colours on a screen: a palette keeps the repository small.
        image.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(
            IMAGES / f"{name}.png", optimize=True
        )

    def keep_pdf(self, name, content):
        """Keep the pages of a PDF as pictures, when pictures are asked for."""
        if not os.environ.get("DECLIC_PICTURES"):
            return
        IMAGES.mkdir(exist_ok=True)
        subprocess.run(
            ["pdftoppm", "-r", "70", "-png", "-", str(IMAGES / name)],
            input=content,
            check=True,
        )
