"""What people type differently and mean alike: accents, case, ligatures."""

import re
import unicodedata

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t", "ß": "ss", "ĸ": "k", "ſ": "s",
        "’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'",
    }
)  # fmt: skip
# Same shape, other alphabet: a name typed with them reads the same.
_LOOKALIKES = str.maketrans("аеорсухіјѕԁοανρτυικ", "aeopcyxijsdoavptuik")
_WORD = re.compile(r"[^\W_]+")


def fold(text):
    """``text`` in small letters, without accents, ligatures or look-alike letters."""
    small = unicodedata.normalize("NFKD", text or "").casefold()
    small = small.translate(_LETTERS).translate(_LOOKALIKES)
    decomposed = unicodedata.normalize("NFKD", small)
    return "".join(
        c
        for c in decomposed
        if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"
    )


def words(text):
    """The folded words of ``text``; what is no letter and no digit parts them."""
    return _WORD.findall(fold(text))
