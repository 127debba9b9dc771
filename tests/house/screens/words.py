"""English words on a French screen: our source sentences, and words that only English
has."""

import re
from pathlib import Path

import polib

CATALOGUE = Path(__file__).resolve().parents[3] / "i18n" / "fr.po"

# Words that no French sentence holds. “case”, “plan”, “date”, “on”, “or”… are French.
ENGLISH = frozenset(
    """
    about add after agreed agreement all already amount and any are assessment assigned
    at back been before being between but by can cancel cannot choose close
    closed create created day days delete did does done draft each edit
    empty end error every failed file files first follow for from get given has have
    hearing here household households how into is its know last late left loading
    made meeting missing month months more must my name never new next no not nothing
    of off only open other our outcome overdue overview owner paid pending people
    period planned please press quarter read record records referral refused remaining
    remove reports review reviews run save saved search see select send sent settings
    shall should show signed since some something start status step steps still stop
    sure the their them then there these they this those to today tomorrow under
    unknown unpaid until update upload upcoming use used user view waiting was way we
    week weeks were what when where which while who whole why will with without work
    worker write written year years yes yesterday you your
    """.split()
)
# What a French screen rightly shows in English, and why.
ALLOWED = tuple(
    re.compile(pattern)
    for pattern in (
        # Odoo's own: its click-everywhere, and what its French leaves out.
        r"Stop ClickAll!",
        r"Back to \".*\"( form)?",
        r"E-mail",
        r"Logo of .*",
        r".* View",
        r"To-Do",
    )
)
_TAG = re.compile(r"<[^>]+>")
_PLACE = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")
_WORD = re.compile(r"[A-Za-zÀ-ÿ’']+")


def _plain(text):
    return " ".join(text.split())


def _pieces(text):
    """The texts between the tags of a source."""
    return [piece for piece in map(_plain, _TAG.split(text)) if piece]


class English:
    """Finds what was not translated."""

    def __init__(self):
        sources, known, patterns = {}, set(), []
        for entry in polib.pofile(str(CATALOGUE)):
            if entry.obsolete or not entry.msgstr:
                continue
            known.update(_pieces(entry.msgstr))
            if entry.msgid == entry.msgstr:
                continue
            if _PLACE.search(entry.msgid):
                fixed = "".join(_PLACE.split(entry.msgid))
                if len(_WORD.findall(fixed)) > 1 and "<" not in entry.msgid:
                    parts = map(_plain, _PLACE.split(entry.msgid))
                    patterns.append(".+".join(map(re.escape, parts)))
                continue
            sources.update(dict.fromkeys(_pieces(entry.msgid)))
        self.sources = sources.keys() - known
        self.pattern = re.compile("|".join(patterns))

    def found(self, text):
        """Why ``text`` is English, or None."""
        text = _plain(text)
        if any(allowed.fullmatch(text) for allowed in ALLOWED):
            return None
        if text in self.sources:
            return "a source of ours"
        words = {word.lower() for word in _WORD.findall(text)} & ENGLISH
        if words:
            return ", ".join(sorted(words))
        if self.pattern.fullmatch(text):
            return "a source of ours"
        return None

    def sentences(self, texts):
        """One sentence for each English text.

        :param texts: dict of text to where it stood
        """
        told = ((text, where, self.found(text)) for text, where in texts.items())
        return [f"{where}: “{text}” ({why})" for text, where, why in told if why]
