"""No title alone at the foot of a page, no signature without what it signs: each title
is brought to the foot of a page, one after the other, and must go to the next one."""

import contextlib
import io
import re
from unittest.mock import patch

import lxml.html
from pypdf import PdfReader

from odoo.tests import tagged

from .test_offline import OfflineCase

PAGE = 842  # A4, points
FOOT = 22 * 72 / 25.4  # paperformat_declic
# Where a title is brought to: its own line fits, what is beneath it does not.
LOW = FOOT + 14
ARTICLE = re.compile(r'(<div class="article"[^>]*>)')


def lines(page):
    """The lines of a page between its margins, from the top: list of (text, height
    above the foot of the paper, points)."""
    found = {}

    def told(text, cm, tm, _font, _size):
        if text.strip():
            height = round(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])
            found.setdefault(height, []).append(text)

    page.extract_text(visitor_text=told)
    return [
        (" ".join("".join(found[height]).split()), height)
        for height in sorted(found, reverse=True)
        if FOOT < height < PAGE - 32 * 72 / 25.4
    ]


@tagged("post_install", "-at_install")
class TestOrphans(OfflineCase):
    def pages(self, name, space=0):
        """The lines of each page, with ``space`` points of nothing above."""
        run, titles = self.Report._run_wkhtmltopdf, []

        def lower(report, bodies, *args, **kwargs):
            pushed = []
            for body in bodies:
                tree = lxml.html.fromstring(str(body))
                titles.extend(
                    " ".join(node.text_content().split())
                    for node in tree.xpath("//h2 | //h3 | //h4")
                )
                gap = f'<div style="height: {space / 72:.3f}in"></div>'
                pushed.append(ARTICLE.sub(rf"\1{gap}", str(body), count=1))
            return run(report, pushed, *args, **kwargs)

        model = type(self.documents[f"declic.report_{name}"][0])
        with contextlib.ExitStack() as stack:
            stack.enter_context(patch.object(self.Report, "_run_wkhtmltopdf", lower))
            if hasattr(model, "_frozen_bytes"):
                # Printed anew, and not the file that was frozen.
                stack.enter_context(
                    patch.object(model, "_frozen_bytes", lambda *_args: None)
                )
            content = self.printed(f"declic.report_{name}")
        return [lines(p) for p in PdfReader(io.BytesIO(content)).pages], titles

    def test_a_title_keeps_company(self):
        looked_at = 0
        for name in ("repayment_plan", "plan", "evaluation", "orientation", "review"):
            pages, titles = self.pages(name)
            where = {
                text: height
                for page in pages
                for text, height in page
                if text in titles
            }
            self.assertTrue(where, f"{name}: {titles} {pages}")
            for title, height in list(where.items())[1:6]:
                space = height - LOW
                pushed, _titles = self.pages(name, space)
                looked_at += 1
                alone = [
                    page[-1][0] for page in pushed if page and page[-1][0] in titles
                ]
                with self.subTest(document=name, title=title):
                    self.assertFalse(alone)
        self.assertGreater(looked_at, 12)

    def test_what_is_signed_is_on_the_page(self):
        """The undertakings are brought to the foot of a page, then the signatures."""
        for low in (60, 150):
            pages, _titles = self.pages("repayment_plan")
            height = next(
                h for page in pages for text, h in page if "engagements" in text
            )
            pushed, _titles = self.pages("repayment_plan", max(height - FOOT - low, 0))
            [page] = [p for p in pushed if any("Le ménage, le" in t for t, _h in p)]
            with self.subTest(low=low):
                self.assertTrue(any("engagements" in text for text, _h in page))
