"""Words that a text others read should be read again for: health, justice, judgement.

A list of beginnings of words; nothing is refused and nothing is rewritten.
"""

import re

from .folding import words

_TYPED = re.compile(r"[^\W_]+")


def found(text, listed):
    """The words of ``text`` that begin like one of the list.

    :param text: what somebody typed
    :param listed: beginnings of words, or of several words in a row, separated by
        commas or lines; accents and case do not count
    :return: list of texts as they were typed, each once
    """
    beginnings = [words(one) for one in re.split(r"[,;\n]", listed or "")]
    typed = _TYPED.findall(text or "")
    folded = [" ".join(words(word)) for word in typed]
    told = {}
    for at in range(len(typed)):
        for parts in filter(None, beginnings):
            end = at + len(parts)
            *whole, last = parts
            if (
                end <= len(folded)
                and folded[at : end - 1] == whole
                and folded[end - 1].startswith(last)
            ):
                told.setdefault(" ".join(folded[at:end]), " ".join(typed[at:end]))
    return list(told.values())
