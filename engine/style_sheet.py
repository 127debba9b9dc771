"""Style sheets that a printed page carries itself (V4).

A compiled bundle of Odoo names fonts and pictures by address and holds some 4 000
rules. ``embed`` puts what it names into it, once; ``used`` cuts it to what one page can
match, for the renderer reads the styles of header and footer again on every page. Both
leave the drawing as it is.
"""

import base64
import mimetypes
import posixpath
import re
from functools import lru_cache
from typing import NamedTuple

import lxml.html

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What opens or ends something; a quoted text is one token, whatever it holds.
_TOKEN = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{};]""", re.DOTALL)
_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)""")
# Parts of a selector that say nothing of tags, classes and ids.
_ASIDE = re.compile(r"::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?|\[[^\]]*\]")
_NAME = re.compile(r"[.#]?-?[_a-zA-Z][\w-]*")
# A custom property names no font: the renderer is older than they are.
_FONT = re.compile(r"(?<![\w-])font(?:-family)?\s*:([^;}]*)")
_FAMILY = re.compile(r"""font-family\s*:\s*["']?([^"';}]+)""")
_WEIGHT = re.compile(r"(?<![\w-])font-weight\s*:\s*([\w-]+)")
# Fonts that the renderer reads, smallest first.
_FORMATS = {".woff": "woff", ".ttf": "truetype", ".otf": "opentype"}
_ITALIC_TAGS = {"address", "cite", "dfn", "em", "i", "var"}
_WEIGHTS = {"normal": 400, "bold": 700, "bolder": 900, "lighter": 100}


class Rule(NamedTuple):
    """One rule: ``head``, ``body`` and, for each selector, the names it needs.

    Names are tags, .classes and #ids. A group (``@media``) has rules as its body.
    """

    head: str
    body: object
    needs: tuple

    def __str__(self):
        inner = self.body if isinstance(self.body, str) else _text(self.body)
        return f"{self.head}{{{inner}}}"

    @property
    def is_font(self):
        return self.head == "@font-face"


def embed(css, read):
    """Put the fonts and pictures that ``css`` names by their path into it.

    A font that no rule names, or that only another server has, is left out. Any other
    address stays: the renderer refuses it where a page uses it.

    :param css: a compiled style sheet
    :param read: callable: path of a static file → bytes, or None when there is none
    :return: a style sheet
    """
    rules = _parse(css)
    named = _fonts_named(_text(rule for rule in rules if not rule.is_font))
    parts = []
    for rule in rules:
        if not rule.is_font:
            parts.append(_URL.sub(lambda found: _picture(found, read), str(rule)))
        elif _family(rule) in named:
            parts.append(_font(rule, read))
    return "".join(parts)


def used(css, pages):
    """The rules of ``css`` that one of ``pages`` can match, in their order.

    :param css: a style sheet
    :param pages: HTML documents; no script may add a class to them
    :return: a style sheet
    """
    names, written = _names(pages)
    rules = _parse(css)
    kept = _kept((rule for rule in rules if not rule.is_font), names)
    text = written + _text(kept)
    return _text([*_fonts(rules, text, names), *kept])


# Reading a style sheet


@lru_cache(maxsize=2)
def _parse(css):
    return _rules(_COMMENT.sub("", css))


def _rules(text):
    rules, depth, start, opened = [], 0, 0, 0
    for token in _TOKEN.finditer(text):
        if token[0] == "{":
            opened = opened if depth else token.start()
            depth += 1
        elif token[0] == "}":
            depth -= 1
            if not depth:
                head = text[start:opened].strip()
                rules.append(_rule(head, text[opened + 1 : token.start()].strip()))
                start = token.end()
        elif token[0] == ";" and not depth:
            # A statement, such as @import: another address, and no rule.
            start = token.end()
    return tuple(rules)


def _rule(head, body):
    if head.startswith(("@media", "@supports")):
        return Rule(head, _rules(body), ())
    if head.startswith("@") or "\\" in head:
        return Rule(head, body, (frozenset(),))
    selectors = _ASIDE.sub("", head).split(",")
    return Rule(head, body, tuple(frozenset(_NAME.findall(s)) for s in selectors))


def _text(rules):
    return "".join(map(str, rules))


# What a page uses


def _names(pages):
    """(tags, .classes and #ids of ``pages``; the styles written on their elements)."""
    names, written = set(), []
    for page in pages:
        for element in lxml.html.document_fromstring(page).iter(lxml.etree.Element):
            names.add(element.tag)
            names.update(f".{name}" for name in (element.get("class") or "").split())
            names.add(f"#{element.get('id')}")
            written.append(element.get("style") or "")
    return names, ";".join(filter(None, written)) + ";"


def _kept(rules, names):
    kept = []
    for rule in rules:
        if isinstance(rule.body, tuple):
            body = tuple(_kept(rule.body, names))
            if body:
                kept.append(rule._replace(body=body))
        elif any(needs <= names for needs in rule.needs):
            # Whole: a selector that the renderer does not know voids its rule.
            kept.append(rule)
    return kept


def _fonts(rules, text, names):
    """The fonts that a page with the rules ``text`` may be drawn with."""
    named = _fonts_named(text)
    slanted = bool(_ITALIC_TAGS & names) or "italic" in text
    asked = {_number(weight) for weight in _WEIGHT.findall(text)}
    # CSS takes the nearest weight there is: regular and bold, and what lies beyond
    # them where a rule asks for anything there.
    weights = {400, 700}
    if any(weight < 400 for weight in asked):
        weights |= {100, 200, 300}
    if any(weight > 500 and weight != 700 for weight in asked):
        weights |= {600, 800, 900}
    return [
        rule
        for rule in rules
        if rule.is_font
        and _family(rule) in named
        and (slanted or "italic" not in rule.body)
        and _number((_WEIGHT.search(rule.body) or [None, "normal"])[1]) in weights
    ]


def _fonts_named(text):
    """All declarations of a font in ``text``: a family is named when it is in them."""
    return " ".join(_FONT.findall(text)).lower()


def _number(weight):
    return _WEIGHTS.get(weight) or (int(weight) if weight.isdecimal() else 400)


def _family(font):
    found = _FAMILY.search(font.body)
    return found[1].strip().lower() if found else "?"


# What stands at an address


def _font(font, read):
    """``font`` with its smallest file in it; empty when this server has none."""
    paths = [_path(found) for found in _URL.finditer(font.body)]
    for extension, kind in _FORMATS.items():
        for path in paths:
            content = path and path.endswith(extension) and read(path)
            if content:
                rest = re.sub(r"(src|unicode-range)\s*:[^;]*;?", "", font.body).strip()
                source = f"url({_data(f'font/{kind}', content)}) format('{kind}')"
                return f"@font-face{{{rest.rstrip(';')};src:{source}}}"
    return ""


def _picture(found, read):
    path = _path(found)
    content = path and read(path)
    if not content:
        return found[0]
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"url({_data(kind, content)})"


def _path(found):
    """The path of a file of this server that an ``url()`` names, or None."""
    address = found[1] or found[2] or found[3] or ""
    if not address.startswith("/") or address.startswith("//"):
        return None
    return posixpath.normpath(re.split(r"[?#]", address)[0])


def _data(kind, content):
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
