"""The manual says what the product says: each word in italics is on a screen (U3)."""

import re
from itertools import chain

import polib

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import file_path

from ..page_visit import IMAGES, MODULE

MANUAL = MODULE / "docs" / "manuel"
GUIDE = MODULE / "docs" / "administration.md"
# Whose words a person meets on the way to ours.
ODOO = ("account", "base", "mail", "portal", "web")
_ITALIC = re.compile(r"(?<!\*)\*([^*\n]+(?:\n[^*\n]+)?)\*(?!\*)")
_PICTURE = re.compile(r"!\[[^\]]+\]\(\.\./images/([^)]+)\)")


def pages():
    """The pages of the manual and the administrator's guide."""
    return [*sorted(MANUAL.glob("*.md")), GUIDE]


def plain(text):
    """A label as one reads it, whatever its spaces, case and apostrophes."""
    text = text.replace("’", "'").replace("\N{NO-BREAK SPACE}", " ")
    text = text.replace("&amp;", "&").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return " ".join(text.split()).strip(" .…:").casefold()


def labels():
    """What our screens and Odoo's say in French; of “a: b” the first part too."""
    known = set()
    for module in ("declic", *ODOO):
        for entry in polib.pofile(file_path(f"{module}/i18n/fr.po")):
            if not entry.obsolete:
                known |= {plain(entry.msgstr), plain(entry.msgstr.split(" : ")[0])}
    return known


class TestManual(BaseCase):
    def test_words_on_screens(self):
        known = labels()
        unknown = [
            f"{page.name}: {word}"
            for page in pages()
            for found in _ITALIC.findall(
                re.sub(r"\*\*[^*]+\*\*", "", page.read_text(encoding="utf-8"))
            )
            for word in re.split("›|→", found)
            if plain(word) not in known | {"déclic", ""}
        ]
        self.assertFalse(unknown, "no screen says so")

    def test_pictures(self):
        """Each is there, shown somewhere, and made by a test."""
        shown = set(
            chain.from_iterable(
                _PICTURE.findall(page.read_text(encoding="utf-8")) for page in pages()
            )
        )
        made = "".join(
            path.read_text(encoding="utf-8")
            for path in (MODULE / "tests").rglob("test_*.py")
        )
        for name in shown:
            with self.subTest(picture=name):
                self.assertTrue((IMAGES / name).exists())
                name = re.sub(
                    r"(-ordinateur|-telephone|-bailleur|-\d+)?\.png$", "", name
                )
                self.assertTrue(name in made, "made by no test")

    def test_each_page_is_reached(self):
        first = (MANUAL / "README.md").read_text(encoding="utf-8")
        for page in pages():
            if page.name != "README.md":
                self.assertIn(f"{page.name})", first)


@tagged("post_install", "-at_install")
class TestGuide(TransactionCase):
    def test_scheduled_tasks(self):
        """Each has its row, under the name that Odoo shows, and no row is of none."""
        text = GUIDE.read_text(encoding="utf-8").split("## Tâches planifiées")[1]
        told = re.findall(r"^\| ([^|]+) \|", text.split("## ")[0], re.M)[1:]
        tasks = self.env["ir.model.data"].search(
            [("module", "=", "declic"), ("model", "=", "ir.cron")]
        )
        crons = self.env["ir.cron"].with_context(lang="fr_FR", active_test=False)
        names = crons.browse(tasks.mapped("res_id")).mapped("name")
        self.assertEqual(
            sorted(told), sorted(name.removeprefix("Déclic : ") for name in names)
        )

    def test_mail_templates(self):
        number = self.env["ir.model.data"].search_count(
            [("module", "=", "declic"), ("model", "=", "mail.template")]
        )
        self.assertEqual(number, 13)
        self.assertIn("Les treize textes", GUIDE.read_text(encoding="utf-8"))
