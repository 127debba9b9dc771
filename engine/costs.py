"""What a period costs, and each case's part of it."""

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

CENT = Decimal("0.01")


def prorated(yearly, date_from, date_to):
    """Amount of a period, year by year, by its days.

    :param yearly: callable of a year to its amount, EUR
    :param date_from: first day
    :param date_to: last day
    :return: EUR, not rounded: a whole calendar year gives its amount exactly
    """
    total = 0.0
    for year in range(date_from.year, date_to.year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        days = (min(date_to, last) - max(date_from, first) + timedelta(days=1)).days
        length = (last - first).days + 1
        total += yearly(year) * (1 if days == length else days / length)
    return total


def split(total, weights):
    """Share ``total`` out by weight, to the cent; the parts add up to it exactly.

    :param total: EUR, zero or more, rounded to the cent
    :param weights: dict of key to a weight, zero or more (minutes)
    :return: dict of key to EUR; empty when nothing has a weight
    """
    whole = sum(weights.values())
    if not whole:
        return {}
    amount = Decimal(str(total)).quantize(CENT)
    exact = {key: amount * weight / whole for key, weight in weights.items()}
    parts = {
        key: value.quantize(CENT, rounding=ROUND_FLOOR) for key, value in exact.items()
    }
    left = int((amount - sum(parts.values())) / CENT)
    # The cents left over go to the largest remainders.
    order = sorted(parts, key=lambda key: (parts[key] - exact[key], key))
    for key in order[:left]:
        parts[key] += CENT
    return {key: float(value) for key, value in parts.items()}
