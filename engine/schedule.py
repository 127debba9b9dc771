"""Instalments of a repayment plan."""

from datetime import timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

# Fixed public holidays of metropolitan France (Code du travail, art. L3133-1).
_FIXED_HOLIDAYS = {
    (1, 1),
    (5, 1),
    (5, 8),
    (7, 14),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
}
# Easter Monday, Ascension Day and Whit Monday, in days after Easter Sunday.
_EASTER_HOLIDAYS = (1, 39, 50)


def is_working_day(day):
    """Whether ``day`` is a weekday and no public holiday (Code du travail L3133-1)."""
    if day.weekday() >= 5 or (day.month, day.day) in _FIXED_HOLIDAYS:
        return False
    sunday = easter(day.year)
    return all(day != sunday + timedelta(days=n) for n in _EASTER_HOLIDAYS)


def next_working_day(day):
    """``day`` itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def instalments(total, amount, first_date, rounding, months=1):
    """Split ``total`` into equal instalments; the last one takes the rest.

    :param total: the debt, EUR, more than zero
    :param amount: one instalment, EUR, more than zero
    :param first_date: nominal date of the first one; each rolls to a working day
    :param rounding: callable that rounds an amount to the currency's cent
    :param months: months between two instalments
    :return: list of (date, amount in EUR), in order of time; the sum is ``total``
    :raises ValueError: an amount or the total is not more than zero
    """
    if total <= 0 or amount <= 0:
        raise ValueError("amounts must be more than zero")
    rows = []
    left = rounding(total)
    while left > 0:
        due = min(rounding(amount), left)
        nominal = first_date + relativedelta(months=months * len(rows))
        rows.append((next_working_day(nominal), due))
        left = rounding(left - due)
    return rows
