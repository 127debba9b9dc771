"""Days as the law counts them: working days, delays, the winter break."""

from datetime import date, timedelta

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


# What a territory adds: fixed days (Code du travail L3422-2: abolition of slavery;
# L3134-13: Alsace-Moselle) and days after Easter Sunday.
TERRITORIES = {
    "alsace_moselle": ({(12, 26)}, (-2,)),
    "guadeloupe": ({(5, 27)}, ()),
    "martinique": ({(5, 22)}, ()),
    "guyane": ({(6, 10)}, ()),
    "reunion": ({(12, 20)}, ()),
    "mayotte": ({(4, 27)}, ()),
    "saint_barthelemy": ({(10, 9)}, ()),
    "saint_martin": ({(5, 28)}, ()),
}


def is_working_day(day, territory=None):
    """Whether ``day`` is a weekday and no public holiday (Code du travail L3133-1).

    :param territory: a key of *TERRITORIES*; metropolitan France when empty
    """
    fixed, moving = TERRITORIES.get(territory, ((), ()))
    if day.weekday() >= 5 or (day.month, day.day) in _FIXED_HOLIDAYS.union(fixed):
        return False
    sunday = easter(day.year)
    return all(day != sunday + timedelta(days=n) for n in (*_EASTER_HOLIDAYS, *moving))


def next_working_day(day, territory=None):
    """``day`` itself when it is a working day, else the first one after it."""
    while not is_working_day(day, territory):
        day += timedelta(days=1)
    return day


def shift(day, delay, unit, territory=None):
    """``day`` moved by a legal delay.

    :param delay: how many units, negative to go back
    :param unit: day, working_day, week or month; a month ends on the day of the same
        number, or on the last day of the month
    :raises ValueError: unknown unit
    """
    if unit == "working_day":
        step = timedelta(days=1 if delay >= 0 else -1)
        for _count in range(abs(delay)):
            day += step
            while not is_working_day(day, territory):
                day += step
        return day
    if unit not in ("day", "week", "month"):
        raise ValueError(f"unknown unit {unit}")
    return day + relativedelta(**{f"{unit}s": delay})


def waiting_end(day, delay, unit, territory=None):
    """The first day on which what had to wait may be done.

    A delay in months or weeks ends at midnight of its last day, which rolls when it is
    no working day (CPC 641 and 642); the day after is the safe one.

    :param day: day of the act that starts the delay
    :return: the day after the delay has expired
    """
    return next_working_day(shift(day, delay, unit), territory) + timedelta(days=1)


def working_days(start, end, territory=None):
    """Number of working days after ``start`` up to ``end``, 0 when there is none."""
    count = 0
    while start < end:
        start += timedelta(days=1)
        count += is_working_day(start, territory)
    return count


# Law 2023-668: six weeks for the leases signed since; a running lease keeps the delay
# of its own clause (Cass. avis 13 June 2024, n° 24-70.002).
SIX_WEEKS_SINCE = date(2023, 7, 29)


def clause_delay(clause, lease_date):
    """Delay after an order to pay, as (number, unit), from the lease's own clause.

    :param clause: ``6w``, ``2m`` or empty when the lease was not read
    :param lease_date: day the lease was signed, or empty
    """
    if clause == "6w" or (not clause and lease_date and lease_date >= SIX_WEEKS_SINCE):
        return 6, "week"
    return 2, "month"


def after_winter(day):
    """``day``, or 1 April when it falls in the winter break, 1 November to 31 March
    (CPCE L.412-6)."""
    if day.month >= 11:
        return date(day.year + 1, 4, 1)
    return date(day.year, 4, 1) if day.month <= 3 else day
