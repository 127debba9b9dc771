"""Instalments of a repayment plan."""

from dateutil.relativedelta import relativedelta

from .legal_days import next_working_day


def split(total, amount, first_date, rounding, months=1, territory=None):
    """Split ``total`` into equal instalments; the last one takes the rest.

    :param total: the debt, EUR, more than zero
    :param amount: one instalment, EUR, more than zero
    :param first_date: nominal date of the first one; the day of the month is kept, each
        rolls to a working day
    :param rounding: callable that rounds an amount to the currency's cent
    :param months: months between two instalments
    :param territory: whose public holidays, a key of *TERRITORIES*
    :return: list of (date, amount in EUR), in order of time; the sum is ``total``
    :raises ValueError: an amount or the total is not more than zero
    """
    amount = rounding(amount)
    if total <= 0 or amount <= 0:
        raise ValueError("amounts must be more than zero")
    rows = []
    left = rounding(total)
    while left > 0:
        due = min(amount, left)
        nominal = first_date + relativedelta(months=months * len(rows))
        rows.append((next_working_day(nominal, territory), due))
        left = rounding(left - due)
    return rows


def instalment_for(total, count, cent):
    """The instalment that pays ``total`` in ``count`` times, the last one being larger.

    :param total: the debt, EUR, more than zero
    :param count: number of instalments, one or more
    :param cent: smallest amount of the currency, EUR
    :return: EUR, rounded down to the cent: the rest stands in the last instalment
    :raises ValueError: there is less than a cent to pay each time
    """
    cents = round(total / cent) // count
    if count < 1 or cents < 1:
        raise ValueError("amounts must be more than zero")
    return cents * cent


def split_over(total, count, first_date, rounding, cent, months=1, territory=None):
    """Split ``total`` into ``count`` instalments; the last one takes the rest.

    See :func:`split` for the dates and :func:`instalment_for` for the amount.
    """
    amount = rounding(instalment_for(total, count, cent))
    rows = [
        (
            next_working_day(
                first_date + relativedelta(months=months * rank), territory
            ),
            amount,
        )
        for rank in range(count)
    ]
    rows[-1] = (rows[-1][0], rounding(total - amount * (count - 1)))
    return rows
