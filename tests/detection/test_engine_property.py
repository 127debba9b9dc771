"""The set-based engine against a slow, obvious reference, on random ledgers."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.declic.engine import arrears, figures, ledger

from ..common import DeclicCase

START = date(2026, 8, 1)
TODAY = date(2027, 2, 28)
KINDS = (
    # nature, is a debit
    ("rent", True),
    ("rent", False),  # credit note
    ("charge", True),
    ("cost", True),
    ("payment", False),
    ("returned", True),
    ("refund", True),
    ("opening", True),
    ("waiver", False),
    (None, True),
)
LINES = st.lists(
    st.tuples(
        st.integers(0, (TODAY - START).days),
        st.sampled_from(KINDS),
        # Amounts that meet the thresholds to the cent.
        st.sampled_from((1, 4500, 14999, 30000, 30001, 44999, 45000, 45001, 60000)),
    ),
    max_size=25,
)


def _euros(number):
    """What Odoo reads as a float, to the cent again."""
    return Decimal(f"{number:.2f}")


def reference(rows, rules, today):
    """Figures of one household, day by day and term by term.

    :param rows: list of (day, nature, debit, credit)
    :param rules: list of (date_from, date_to, condition on balance, default and day)
    """
    overdue = max(sum(r[2] - r[3] for r in rows), 0)
    months = defaultdict(lambda: [Decimal(0)] * 5)
    for day, nature, debit, credit in rows:
        due, fees, paid, benefit, other = months[day.replace(day=1)]
        if nature in ("rent", "charge"):
            due += debit - credit
        elif nature == "cost":
            fees += debit
        elif nature in ("payment", "returned", "refund"):
            paid += credit - debit
        else:
            other += debit - credit
        months[day.replace(day=1)] = [due, fees, paid, benefit, other]
    debits = sorted(
        (r[0], n, r[2])
        for n, r in enumerate(rows)
        if r[2] and r[1] not in ("returned", "refund")
    )
    left = max(sum(d[2] for d in debits) - overdue, 0)
    oldest = None
    for day, _n, debit in debits:
        if left < debit and overdue:
            oldest = day
            break
        left -= debit
    default = constituted = None
    balance, day = Decimal(0), min((r[0] for r in rows), default=today)
    while day <= today:
        balance += sum(
            (0 if r[1] == "cost" else r[2]) - r[3] for r in rows if r[0] == day
        )
        if balance <= 0:
            default = constituted = None
        else:
            default = default or day
            if not constituted and any(
                start <= day <= (end or today) and met(balance, default, day)
                for start, end, met in rules
            ):
                constituted = day
        day += timedelta(days=1)
    return overdue, dict(months), oldest, default, constituted


@tagged("post_install", "-at_install")
class TestEngineProperty(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls._household()  # net rent 300 €
        cls.rules = [
            (date(2016, 9, 1), date(2026, 12, 31), lambda b, _default, _day: b >= 600),
            (
                date(2027, 1, 1),
                None,
                lambda b, default, day: (
                    b > 450 or day >= default + relativedelta(months=3)
                ),
            ),
        ]
        cls.env.flush_all()

    def _table(self, rows):
        values = [
            SQL(
                "(%s::int, %s::int, %s::int, %s::date, %s::date, %s::varchar,"
                " %s::numeric, %s::numeric, FALSE, NULL::int, 0::numeric)",
                self.household.id,
                n,
                n,
                row[0],
                row[0],
                *row[1:],
            )
            for n, row in enumerate(rows)
        ]
        return SQL(
            "SELECT * FROM (VALUES %s) AS l(%s) WHERE household_id > 0",
            SQL(", ").join(
                values
                or [
                    SQL(
                        "(0, 0, 0, NULL::date, NULL::date, NULL::varchar, 0::numeric,"
                        " 0::numeric, FALSE, NULL::int, 0::numeric)"
                    )
                ]
            ),
            SQL(", ").join(SQL.identifier(name) for name in ledger.COLUMNS),
        )

    def test_random_ledgers(self):
        @settings(
            max_examples=150,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(LINES)
        def check(drawn):
            rows = []
            for offset, (nature, is_debit), cents in drawn:
                amount = Decimal(cents) / 100
                debit, credit = (amount, 0) if is_debit else (0, amount)
                day = START + timedelta(days=offset)
                rows.append((day, nature, Decimal(debit), Decimal(credit)))
            expected = reference(rows, self.rules, TODAY)
            self.assertEqual(self._engine(rows), expected)

        check()

    def _engine(self, rows):
        cr, table = self.env.cr, self._table(rows)
        months = ledger.months(table)
        cr.execute(months)
        found = {row[1]: [_euros(n) for n in row[2:7]] for row in cr.fetchall()}
        cr.execute(
            SQL(
                "SELECT overdue, oldest_unpaid_date FROM (%s) f",
                figures.figures(TODAY, table, months, [self.household.id]),
            )
        )
        overdue, oldest = cr.fetchone()
        cr.execute(
            SQL(
                "SELECT default_date, constituted_date FROM (%s) e"
                " WHERE cleared_date IS NULL",
                arrears.episodes(TODAY, table),
            )
        )
        default, constituted = cr.fetchone() or (None, None)
        return _euros(overdue), found, oldest, default, constituted
