"""A lease number as it is compared."""

from .folding import fold

# Two signs at most are no lease's number.
SHORTEST = 3


def key(number):
    """The number without spaces, case and accents; False for what is none."""
    found = "".join(fold(number).split()).upper()
    return found if len(found) >= SHORTEST else False
