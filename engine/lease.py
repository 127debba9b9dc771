"""A lease number as it is compared."""

import unicodedata

# Two signs at most are no lease's number.
SHORTEST = 3


def key(number):
    """The number without spaces, case and accents; False for what is none."""
    letters = unicodedata.normalize("NFKD", "".join((number or "").split()))
    found = "".join(c for c in letters if not unicodedata.combining(c)).upper()
    return found if len(found) >= SHORTEST else False
