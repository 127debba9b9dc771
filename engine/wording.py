"""Words that do not belong in a file, found whatever their accents and endings (C7).

An entry matches its own inflections: plural, feminine and the pairs that French
changes (« menteur, menteuse », « dépressif, dépressives »). With a star it matches
every word that begins so. It tells a topic and no more: nobody keeps the words that
were found.
"""

from .folding import words

# Ending: what takes its place, the longer first; then the plural and the mute e.
ENDINGS = (
    ("trices", "teur"), ("trice", "teur"), ("euses", "eur"), ("euse", "eur"),
    ("ennes", "en"), ("enne", "en"), ("elles", "el"), ("elle", "el"),
    ("ives", "if"), ("ive", "if"), ("eaux", "eau"), ("aux", "al"),
)  # fmt: skip


def stem(word):
    """``word``, folded already, without what gender and number add."""
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if len(word) > 3 and word[-1] in "sx":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word


def entry(text):
    """An entry as it is compared: a list of stems, the last one with its star.

    :param text: one word or a few; a star at its end stands for any ending
    """
    parts = words(text)
    is_open = text.rstrip().endswith("*")
    stems = [stem(part) for part in parts]
    if parts and is_open:
        stems[-1] = f"{parts[-1]}*"
    return stems


def found(text, entries):
    """The topics of which ``text`` has a word.

    :param entries: iterable of (topic, list of stems)
    :return: set of topics
    """
    parts = words(text)
    stems = [stem(part) for part in parts]
    topics = set()
    for topic, wanted in entries:
        size = len(wanted)
        if topic in topics or not size:
            continue
        for start in range(len(parts) - size + 1):
            if all(
                parts[start + at].startswith(one[:-1])
                if one.endswith("*")
                else stems[start + at] == one
                for at, one in enumerate(wanted)
            ):
                topics.add(topic)
                break
    return topics
