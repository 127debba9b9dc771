"""Pictures of the screens, taken by the tests in the real browser.

With ``DECLIC_PICTURES=1`` they are written to ``docs/images`` for the manual; without
it they are taken and looked at all the same.
"""

import base64
import io
import os
import subprocess
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from odoo.tests.common import ChromeBrowser

FOLDER = Path(__file__).parents[1] / "docs" / "images"
# The page, its fonts and pictures are there; nothing is wider than the screen.
_READY = "document.fonts.ready.then(() => console.log('test successful'))"


class Pictures:
    """For an ``HttpCase``: :meth:`picture` opens a page and keeps its picture."""

    def picture(self, name, path, login, size="1366x900", ready=""):
        """Take the picture of a whole page.

        :param name: name of the file without its end; empty: looked at, not kept
        :param path: address of the page
        :param login: who looks at it
        :param size: of the screen, in pixels
        :param ready: JavaScript that holds once the page is there
        :return: the picture, as ``PIL.Image``
        """
        taken = []
        wanted = int(size.split("x")[0])
        wait = ChromeBrowser._wait_code_ok

        def wait_and_take(browser, *args, **kwargs):
            wait(browser, *args, **kwargs)
            metrics = browser._websocket_request("Page.getLayoutMetrics")
            whole = metrics["cssContentSize"]
            shot = browser._websocket_request(
                "Page.captureScreenshot",
                params={
                    "captureBeyondViewport": True,
                    "clip": {
                        "x": 0,
                        "y": 0,
                        # The scroll bar of the window is no part of the page.
                        "width": wanted,
                        "height": min(whole["height"], 4000),
                        "scale": 1,
                    },
                },
            )
            taken.append((base64.b64decode(shot["data"]), whole["width"]))

        self.browser_size = size
        with patch.object(ChromeBrowser, "_wait_code_ok", wait_and_take):
            self.browser_js(path, _READY, ready, login=login)
        content, width = taken[0]
        image = Image.open(io.BytesIO(content))
        self.assertLessEqual(width, wanted, "the page is wider than the screen")
        self.assertGreater(len(image.convert("L").getcolors(256) or [()] * 256), 8)
        if name and os.environ.get("DECLIC_PICTURES"):
            FOLDER.mkdir(exist_ok=True)
            # Few colours on a screen: a palette keeps the repository small.
            image.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(
                FOLDER / f"{name}.png", optimize=True
            )
        return image

    def keep_pdf(self, name, content):
        """Keep the pages of a PDF as pictures, when pictures are asked for."""
        if not os.environ.get("DECLIC_PICTURES"):
            return
        FOLDER.mkdir(exist_ok=True)
        subprocess.run(
            ["pdftoppm", "-r", "70", "-png", "-", str(FOLDER / name)],
            input=content,
            check=True,
        )
