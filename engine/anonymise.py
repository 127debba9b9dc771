"""What tells who a household is, found and taken out of a text (N3).

The household's own words come first and are always taken out, also those that are
words of every day (« Mme Chemin », « M. Le »). They are compared without accents, case,
spaces and punctuation, ligatures and stroke letters written out: « Lebœuf » and
« LEBOEUF », « Łukasz » and « lukasz », « MARTIN-LÉVY » and « martinlevy » are the same;
a name glued to another, or cut in two, is found too, and so are its initials. What
looks like a phone number, an address, a date, a file number or a mail is taken out
whoever it belongs to; amounts and ages stay. A person reads the sheet before it leaves:
no list of words replaces that.
"""

import re
import unicodedata
from itertools import pairwise

from .folding import fold

MASK = "[…]"
# Words of addresses that are words of every day as well: spared in an address, where
# the rest tells, and never in a name.
COMMON = frozenset(
    "de du des la le les l d et en au aux un une rue avenue boulevard place chemin"
    " allee allees impasse quai route cours square passage bis ter cedex residence"
    " batiment appartement escalier porte etage mme mlle monsieur madame saint"
    " sainte".split()
)
# Small words between the parts of a name: alone nobody, after a title somebody.
PARTICLES = frozenset("de du des la le les l d di da van von der den el al ben".split())
_TITLES = "m|mr|mrs|mme|mlle|monsieur|madame|mademoiselle|famille|sieur|dame"
# The longer first; « m » alone begins too many words.
_TITLED = re.compile(
    f"^(?:{'|'.join(sorted(_TITLES.split('|'), key=len, reverse=True)[:-1])})"
)
# A name shorter than that is not looked for inside other words.
GLUED = 5
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
    # door: porte 4 B, appt n° 12, bât. C, 3e étage
    r"\b(?:porte|appartement|appt?|b[âa]timent|b[âa]t|escalier|esc|[ée]tage|lot)\b\.?"
    r"\s*(?:n[°o]\.?\s*)?(?:\d{1,4}(?:\s?(?-i:[A-Z])\b)?|(?-i:[A-Z])\d{0,3}\b)",
    r"\b\d{1,2}\s*(?:er|[eè](?:re|me)?)\s+[ée]tage\b",
    # phone, social security and file numbers: seven digits or more, however written
    r"(?:\+\s*)?\d(?:[\s.\-/]*\d){6,}",
    # number of a file written as one word: B100207, 2026/00123
    # and no amount: 1234,56 €, 1234.5 euros, 12 000 EUR
    r"\b[A-Za-z]{0,3}\d{4,}[A-Za-z0-9]*\b(?![.,]?\d*\s*(?:€|eur(?:os?)?\b))",
)
_PATTERN = re.compile("|".join(_PATTERNS), re.IGNORECASE)
# Whoever it is: a capital after a title or a kinship is somebody's name.
_KIN = (
    "fils|fille|enfants?|fr[eè]re|s(?:œ|oe)ur|m[eè]re|p[eè]re|mari|femme|[eé]poux"
    "|[eé]pouse|compagnon|compagne|conjointe?|voisine?|ami|amie"
)
_NAMED = re.compile(
    rf"\b((?i:{_TITLES}|{_KIN})\b\.?)\s+"
    r"([A-ZÀ-ÖØ-ÞŁĐŒÆ][\w'’\-]*(?:\s+[A-ZÀ-ÖØ-ÞŁĐŒÆ][\w'’\-]*)*)"
)
_WORD = re.compile(r"\w+", re.UNICODE)
_PARTICLE = re.compile(r"(?i)\bd['’]|\b(?:de|du|des|la|le|les)\b")


def words(identifiers):
    """The words that tell who somebody is, folded.

    :param identifiers: iterable of texts: street, lease number, …
    :return: set of words of two letters or more, none of every day; the number of a
        house tells nobody without its street, and may be an amount
    """
    found = set()
    for text in identifiers:
        for word in _WORD.findall(fold(text)):
            is_house = word.isdigit() and len(word) < 4
            if len(word) > 1 and word not in COMMON and not is_house:
                found.add(word)
    return found


def _name_words(names):
    """Words of people's names, folded: also those of every day, but the particles."""
    found = {word for name in names for word in _WORD.findall(fold(name))}
    return {word for word in found if len(word) > 1 and word not in PARTICLES}


def _glued(names):
    """Names whose parts are written as one word: « lebihan », « jeanpierre »."""
    found = set()
    for name in names:
        parts = _WORD.findall(fold(name))
        for start in range(len(parts)):
            for end in range(start + 2, len(parts) + 1):
                found.add("".join(parts[start:end]))
    return {word for word in found if len(word) >= GLUED}


def _initials(names):
    """The initials of each name, in either order, with and without particles."""
    found = set()
    for name in names:
        parts = _WORD.findall(fold(name))
        for told in (parts, [word for word in parts if word not in PARTICLES]):
            first = [word[0] for word in told]
            for turn in range(len(first)):
                found.add("".join(first[turn:] + first[:turn]))
    return {letters for letters in found if len(letters) > 1}


def _first_initials(names):
    """The initials of two parts that follow each other: « am » of Anne-Marie."""
    parts = [_WORD.findall(fold(name)) for name in names]
    return {a[0] + b[0] for words in parts for a, b in pairwise(words)}


def strip(text, identifiers, names=()):
    """``text`` without the identifiers and without what looks like one.

    :param text: what somebody typed
    :param identifiers: iterable of texts of the household: address, numbers, references
    :param names: iterable of the names of its people, each as one text
    :return: the text, each such word replaced by a mark
    """
    clean = unicodedata.normalize("NFC", text or "")
    # What nobody sees between two letters: soft hyphens, spaces of no width.
    clean = "".join(c for c in clean if unicodedata.category(c) != "Cf")
    clean = _strip_names(clean, names)
    clean = _NAMED.sub(rf"\1 {MASK}", clean)
    clean = _PATTERN.sub(MASK, clean)
    known = words(identifiers) | _name_words(names)
    clean = _WORD.sub(lambda m: MASK if fold(m.group()) in known else m.group(), clean)
    # Marks in a row say no more than one.
    return re.sub(r"(?:\[…\][\s\-'’.,/]*){2,}", f"{MASK} ", clean).strip()


def names_somebody(text, own_names=()):
    """Whether ``text`` names somebody after a title or a kinship, or tells a telephone,
    an address or an e-mail; whoever bears one of ``own_names`` is left out."""
    own = _name_words(own_names)
    named = [set(_WORD.findall(fold(m[2]))) for m in _NAMED.finditer(text or "")]
    return any(words - own for words in named) or bool(_PATTERN.search(text or ""))


def _strip_names(text, names):
    """``text`` without the names, whole, glued, cut in two or by their initials."""
    names = [name for name in names if name and name.strip()]
    own = _name_words(names)
    if not own:
        return text
    particles = {w for n in names for w in _WORD.findall(fold(n))} & PARTICLES
    # A particle is a name where it stands after a title: « M. Le ».
    told = own | particles
    text = re.sub(
        rf"\b((?:{_TITLES})\b\.?)\s+(\w+)",
        lambda m: f"{m[1]} {MASK}" if fold(m[2]) in told else m[0],
        text,
        flags=re.IGNORECASE,
    )
    glued = _glued(names)
    long = {word for word in own | glued if len(word) >= GLUED}

    def masked(match):
        # The second for « MmeRoy »: a title glued to the name.
        for word in (fold(match.group()), _TITLED.sub("", fold(match.group()))):
            if word in own or word in glued or any(name in word for name in long):
                return MASK
        return match.group()

    text = re.sub(r"\w+", masked, text)
    text = _strip_joined(text, long)
    return _strip_initials(text, names)


def _strip_initials(text, names):
    """``text`` without « J.-P. D. », « JP D », « Mme D. »: capitals only, else « a d »
    would be taken out of any sentence."""
    firsts = {word[0] for word in _name_words(names)}
    text = re.sub(
        rf"\b((?:{_TITLES})\b\.?)\s+([^\W\d_])\b\.?",
        lambda m: f"{m[1]} {MASK}" if m[2].isupper() and fold(m[2]) in firsts else m[0],
        text,
        flags=re.IGNORECASE,
    )
    initials, firsts_only = _initials(names), _first_initials(names)
    tokens = [
        m
        for m in re.finditer(r"(?<!\w)[^\W\d_]{1,4}(?!\w)\.?", text)
        if m.group().isupper()
    ]
    taken = []
    for first, start in enumerate(tokens):
        letters = ""
        for last in range(first, min(first + 5, len(tokens))):
            end = tokens[last]
            between = text[tokens[last - 1].end() : end.start()] if last > first else ""
            # « Z. d'A. »: the particle between them in full.
            if re.search(r"[^\s.\-]", _PARTICLE.sub("", between)):
                break
            letters += fold(end.group()).strip(".")
            # Two first names only where they are written as initials: « A.-M. »; « AR »
            # is a letter with a receipt.
            spelt = "." in text[start.start() : end.end()]
            if letters in initials or (spelt and letters in firsts_only):
                taken.append((start.start(), end.end()))
    return _taken_out(text, taken)


def _taken_out(text, spans):
    """``text`` with a mark in place of each of the spans."""
    merged = []
    for first, last in sorted(spans):
        if merged and first < merged[-1][1]:
            merged[-1][1] = max(last, merged[-1][1])
        else:
            merged.append([first, last])
    for first, last in reversed(merged):
        text = text[:first] + MASK + text[last:]
    return text


def _strip_joined(text, long):
    """``text`` without the names that are cut: « Mar tin », « M-a-r-t-i-n »."""
    letters, places = [], []
    for match in re.finditer(r"\w", text):
        for letter in fold(match.group()):
            letters.append(letter)
            places.append(match.start())
    joined = "".join(letters)
    taken = []
    for name in long:
        start = joined.find(name)
        while start >= 0:
            end = start + len(name)
            first, last = places[start], places[end - 1]
            begins = first == 0 or not text[first - 1].isalnum()
            ends = last + 1 == len(text) or not text[last + 1].isalnum()
            # Across words it is the name only where it begins and ends one.
            if begins and ends:
                taken.append((first, last + 1))
            start = joined.find(name, start + 1)
    return _taken_out(text, taken)


def tells(text, identifiers, names=()):
    """The identifiers that ``text`` still holds.

    :return: set of folded words, empty when nothing tells who it is
    """
    found = set(_WORD.findall(fold(text)))
    return found & (words(identifiers) | _name_words(names) | _glued(names))
