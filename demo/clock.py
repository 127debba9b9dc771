"""The moment of the story, which Odoo takes for now while the story is told.

A form that was validated in March says March: on its page, in its fields, in the log
of its record. Odoo asks the machine for the time in one module of its ORM, and the
database for the moment of a transaction; both are told the moment of the story, in this
thread alone.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from odoo.orm import fields_temporal

# The hour at which a day's acts begin, UTC: what the day brought is behind them.
MORNING = time(16)

_moment = ContextVar("moment", default=None)


class Clock:
    """The moment that the story has come to; it never goes back."""

    def __init__(self, cr, today):
        self._cr = cr
        self._end = datetime.now().replace(microsecond=0)
        self.today = today

    def turn(self, day):
        """Go on to ``day``, or by a minute when it is that day already."""
        known = _moment.get()
        moment = datetime.combine(day, MORNING)
        if known and moment <= known:
            moment = known + timedelta(minutes=1)
        moment = min(moment, self._end)
        _moment.set(moment)
        self._cr._now = moment


@contextmanager
def telling(cr, today):
    """Have this thread live in the past, on the days that the clock is turned to.

    :param cr: cursor of the transaction
    :param today: date on which the story ends
    :return: the clock
    """
    real = fields_temporal.date, fields_temporal.datetime
    token = _moment.set(None)
    fields_temporal.date, fields_temporal.datetime = _Date, _Datetime
    try:
        yield Clock(cr, today)
    finally:
        fields_temporal.date, fields_temporal.datetime = real
        _moment.reset(token)
        cr._now = None


class _StandIn(type):
    """Stands for the class ``real``, but for the question what time it is."""

    def __getattr__(cls, name):
        return getattr(cls.real, name)

    def __instancecheck__(cls, value):
        return isinstance(value, cls.real)


class _Date(metaclass=_StandIn):
    real = date

    @staticmethod
    def today():
        moment = _moment.get()
        return moment.date() if moment else date.today()


class _Datetime(metaclass=_StandIn):
    real = datetime

    @staticmethod
    def now():
        return _moment.get() or datetime.now()
