"""What tells who a household is, found and taken out of a text (N3).

Identifiers are compared without accents, case, spaces and punctuation: « Élodie
MARTIN-LÉVY », « elodie martin lévy » and « MARTIN  Levy » are the same words. What
looks like a phone number, an address, a date, a file number or a mail is taken out
whoever it belongs to.
"""

import re
import unicodedata

MASK = "[…]"
# Words of names and addresses that are words of every day as well.
COMMON = frozenset(
    "de du des la le les l d et en au aux un une rue avenue boulevard place chemin"
    " allee allees impasse quai route cours square passage bis ter cedex residence"
    " batiment appartement escalier porte etage mme mlle monsieur madame saint"
    " sainte".split()
)
_PATTERNS = (
    # e-mail
    r"[^\s@]+@[^\s@]+\.\w+",
    # reference of a file: D-0042, O-12, RP-0003
    r"\b[A-Z]{1,3}-\d{1,8}\b",
    # date in figures: 12/03/1980, 12.3.80, 1980-03-12
    r"\b\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})\b",
    r"\b\d{4}-\d{1,2}-\d{1,2}\b",
    # date in letters: 12 mars 1980, 1er mai 75
    r"\b\d{1,2}(?:er)?\s+(?:janv|f[eé]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov"
    r"|d[eé]c)\w*\.?\s+\d{2,4}\b",
    # address: 12 rue des Lilas, 3 bis avenue Foch
    r"\b\d{1,4}\s*(?:bis|ter|quater)?,?\s+(?:rue|avenue|av\.?|boulevard|bd|place"
    r"|chemin|all[eé]es?|impasse|quai|route|cours|square|passage)\b[^,.;\n]*",
    # phone, social security and file numbers: seven digits or more, however written
    r"(?:\+\s*)?\d(?:[\s.\-/]*\d){6,}",
    # number of a file written as one word: B100207, 2026/00123
    r"\b[A-Za-z]{0,3}\d{4,}[A-Za-z0-9]*\b(?!\s*(?:€|euros?\b))",
)
_PATTERN = re.compile("|".join(_PATTERNS), re.IGNORECASE)
_WORD = re.compile(r"\w+", re.UNICODE)


def fold(text):
    """``text`` in small letters and without accents."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words(identifiers):
    """The words that tell who somebody is, folded.

    :param identifiers: iterable of texts: names, street, lease number, …
    :return: set of words of two letters or more, none of every day
    """
    found = set()
    for text in identifiers:
        for word in _WORD.findall(fold(text)):
            if len(word) > 1 and word not in COMMON:
                found.add(word)
    return found


def strip(text, identifiers):
    """``text`` without the identifiers and without what looks like one.

    :param text: what somebody typed
    :param identifiers: iterable of texts of the household
    :return: the text, each such word replaced by a mark
    """
    clean = unicodedata.normalize("NFC", text or "")
    clean = _PATTERN.sub(MASK, clean)
    known = words(identifiers)
    clean = _WORD.sub(lambda m: MASK if fold(m.group()) in known else m.group(), clean)
    # Marks in a row say no more than one.
    return re.sub(r"(?:\[…\][\s\-'’.,/]*){2,}", f"{MASK} ", clean).strip()


def tells(text, identifiers):
    """The identifiers that ``text`` still holds.

    :return: set of folded words, empty when nothing tells who it is
    """
    return words([text]) & words(identifiers)
