"""What people type to find somebody, and the text it is compared with (U5).

Accents, capitals, apostrophes and dots do not count, whether or not the database has
``unaccent``: both sides are folded here.
"""

import re

from .folding import words

_NO_DIGIT = re.compile(r"\D")
_NO_NUMBER = re.compile(r"[^\d\s.+()/-]")


def telephone(text):
    """The digits of a telephone, as it is dialled within France."""
    digits = _NO_DIGIT.sub("", text or "")
    abroad = (text or "").strip().startswith(("+33", "0033"))
    return f"0{digits[digits.index('33') + 2 :]}" if abroad else digits


def number(typed):
    """The digits of ``typed`` when it is a number of four digits at least, written in
    one or in groups (a telephone, a lease); else ""."""
    digits = telephone(typed)
    return digits if len(digits) >= 4 and not _NO_NUMBER.search(typed) else ""


def search_text(names=(), numbers=(), places=(), telephones=()):
    """One line in which :func:`patterns` find what was typed.

    :param names: people; they are found in one word too (“lebihan”)
    :param numbers: leases, references: found without their dots as well
    :param places: streets, towns, doors
    """
    texts = [*names, *numbers, *places]
    parts = [" ".join(words(text)) for text in texts]
    parts += ["".join(words(text)) for text in (*names, *numbers)]
    parts += [telephone(text) for text in telephones]
    # The blank at both ends lets a whole number be told from the end of another.
    return f" {' '.join(part for part in dict.fromkeys(parts) if part)} "


def patterns(typed):
    """Patterns of LIKE, all of which the line of what is looked for bears.

    What was typed without a blank stands together: “D-0002” is not “M-0002”. A short
    number begins a word: “12 rue” is not “112 rue”, nor a telephone's end.
    """
    tokens = (" ".join(words(token)) for token in (typed or "").split())
    return [
        f"% {token}%" if token.isdigit() and len(token) < 4 else f"%{token}%"
        for token in dict.fromkeys(tokens)
        if token
    ]
