"""M3: whoever reads the published tables, and can count, finds no cell under five.

Random programmes go through the module's own definitions and masking; an attacker who
knows every sum of the report narrows each hidden cell by what is shown.
"""

import json
import statistics
from unittest.mock import patch

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.declic.engine import distributions, facts, outcomes
from odoo.addons.declic.engine.masking import SMALL

from ..common import DeclicCase

# What any reader of the report knows, whatever the module declares.
KNOWN = [
    ("followed", ("running", "closed")),
    ("accepted", ("adhesion:accepted",)),
    ("refused", ("adhesion:refused", "adhesion:not_engaging")),
    ("followed", ("answered_adhesion", "adhesion:pending")),
    (
        "answered_adhesion",
        tuple(
            f"adhesion:{key}"
            for key in ("accepted", "not_engaging", "refused", "unable")
        ),
    ),
    ("specific", tuple(f"outcome:{c}" for c in outcomes.codes("is_specific"))),
    *(
        (table.base, tuple(f"{table.code}:{key}" for key in table.cells))
        for table in distributions.TABLES
    ),
]
ADHESIONS = ("pending", "accepted", "not_engaging", "refused", "unable")
CASE = st.fixed_dictionaries(
    {
        "adhesion": st.sampled_from(ADHESIONS),
        "is_closed": st.booleans(),
        "outcome": st.sampled_from(sorted(outcomes.OUTCOMES)),
        "is_ordinary": st.booleans(),
        "is_entry": st.booleans(),
        "is_early": st.booleans(),
        "is_constituted": st.booleans(),
        "is_evicted": st.booleans(),
        "has_reacted": st.booleans(),
        "household_size": st.integers(1, 6),
        "household_type": st.sampled_from((None, "alone", "couple")),
        "net_months_in": st.sampled_from((None, 0.5, 1.5, 4, 9)),
        "income": st.sampled_from((None, 500, 900, 2000)),
        "stage_code": st.sampled_from((None, "ccapex", "hearing")),
        "reach_days": st.sampled_from((None, 3, 90)),
        "debt_change": st.sampled_from((None, -100, 50)),
        "debt_in": st.sampled_from((0, 800)),
        "is_rent_paid": st.booleans(),
        "has_plan": st.booleans(),
        "household_id": st.integers(1, 40),
    }
)


PLAIN = {
    "adhesion": "accepted",
    "is_closed": False,
    "outcome": "ordinary",
    "is_ordinary": False,
    "is_entry": True,
    "is_early": False,
    "is_constituted": False,
    "is_evicted": False,
    "has_reacted": False,
    "household_size": 1,
    "household_type": "alone",
    "net_months_in": 1.5,
    "income": 900,
    "stage_code": None,
    "reach_days": 3,
    "debt_change": None,
    "debt_in": 800,
    "is_rent_paid": False,
    "has_plan": False,
}
# Three said nothing yet: told by “refused, of whom reacted” beside the table.
SAID = [
    {**PLAIN, "adhesion": adhesion, "household_id": number}
    for number, adhesion in enumerate(
        ["accepted"] * 20 + ["refused"] * 6 + ["pending"] * 3
    )
]
# Two came back in the year: told by the households beside the supports.
BACK = [{**PLAIN, "household_id": min(number, 9)} for number in range(12)]


def narrowed(shown, hidden, relations):
    """What an attacker knows of each cell: dict of name to (least, most).

    Bounds move along the sums until nothing moves any more.
    """
    known = {name: (value, value) for name, value in shown.items()}
    known |= {name: (0, 10**6) for name in hidden}
    moved = True
    while moved:
        moved = False
        for total, parts in relations:
            if total not in known or any(part not in known for part in parts):
                continue
            lows = sum(known[part][0] for part in parts)
            highs = sum(known[part][1] for part in parts)
            low, high = known[total]
            found = {total: (max(low, lows), min(high, highs))}
            for part in parts:
                least, most = known[part]
                found[part] = (
                    max(least, low - (highs - most)),
                    min(most, high - (lows - least)),
                )
            for name, bounds in found.items():
                if bounds != known[name]:
                    known[name] = bounds
                    moved = True
    return known


def slow_reference(cases):
    """Every indicator that is made of cases: dict of code to (part, base, value)."""
    closed = [c for c in cases if c["is_closed"]]
    refused = [c for c in cases if c["adhesion"] in ("refused", "not_engaging")]
    said = [c for c in cases if c["adhesion"] != "pending"]
    adhered = [c for c in cases if c["adhesion"] == "accepted"]
    reached = sorted(c["reach_days"] for c in cases if c["reach_days"] is not None)
    changed = sorted(c["debt_change"] for c in cases if c["debt_change"] is not None)
    indebted = [c for c in cases if c["debt_in"] > 0]
    constituted = [c for c in closed if c["is_constituted"]]
    specific = outcomes.codes("is_specific")

    def count(rows):
        return len(rows), 0, len(rows)

    def share(part, base):
        part, base = len(part), len(base)
        return part, base, 100 * part / base if base else None

    def middle(values):
        return len(values), 0, statistics.median(values) if values else None

    return {
        "followed": count(cases),
        "households": count({c["household_id"] for c in cases}),
        "entered": count([c for c in cases if c["is_entry"]]),
        "running": count([c for c in cases if not c["is_closed"]]),
        "closed": count(closed),
        "reach_days": middle(reached),
        "reach_30": share([days for days in reached if days <= 30], cases),
        "adhesion": share(adhered, said),
        "reacted": share([c for c in refused if c["has_reacted"]], refused),
        "ordinary": share(
            [c for c in adhered if c["is_closed"] and c["is_ordinary"]], closed
        ),
        "ordinary_all": share([c for c in adhered if c["is_ordinary"]], cases),
        "evictions_avoided": share(
            [c for c in constituted if not c["is_evicted"]], constituted
        ),
        "specific": share([c for c in closed if c["outcome"] in specific], cases),
        "early": share([c for c in closed if c["is_early"]], closed),
        "debt_change": (len(changed), 0, sum(changed) if changed else None),
        "debt_change_median": middle(changed),
        "debt_lower": share([c for c in changed if c < 0], changed),
        "rent_resumed": share([c for c in indebted if c["is_rent_paid"]], indebted),
        "plan_signed": share([c for c in indebted if c["has_plan"]], indebted),
    }


@tagged("post_install", "-at_install")
class TestSolver(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evaluation = cls.env["declic.evaluation"].create(
            {
                "programme_id": cls.programme.id,
                "date_from": cls.today.replace(month=1, day=1),
                "date_to": cls.today,
            }
        )
        cr = cls.env.cr
        table = facts.cases(cls.today, cls.today, cls.programme.id)
        cr.execute(SQL("SELECT * FROM (%s) f LIMIT 0", table))
        columns = [(column.name, column.type_code) for column in cr.description]
        cls.columns = []
        for name, type_code in columns:
            cr.execute("SELECT format_type(%s, NULL)", [type_code])
            cls.columns.append((name, cr.fetchone()[0]))

    def figures(self, cases):
        """The rows of a report on these cases, through the module's definitions."""
        rows = [
            {
                **case,
                "id": number,
                "outcome": case["outcome"] if case["is_closed"] else None,
                "minutes": 30,
                "months": 6,
            }
            for number, case in enumerate(cases, 1)
        ]
        typed = ", ".join(f'"{name}" {kind}' for name, kind in self.columns)

        def table(*_period):
            return SQL(
                f"SELECT * FROM jsonb_to_recordset(%s::jsonb) AS f({typed})",
                json.dumps(rows),
            )

        def households(*_period):
            return SQL("SELECT DISTINCT household_id AS id FROM (%s) f", table())

        sources = {
            **facts.SOURCES,
            "case": (table, "declic.case"),
            "household": (households, "declic.household"),
        }
        with patch.object(facts, "SOURCES", sources):
            self.evaluation.action_compute()
        return self.evaluation.line_ids

    def published(self, lines):
        """What stands on the paper: (dict of cell to number, set of hidden cells)."""
        shown, hidden, truth = {}, set(), {}
        for line in lines:
            row = {
                "code": line.code,
                "theme": line.theme,
                "numerator": int(line.numerator),
                "denominator": int(line.denominator),
            }
            if line.theme == "comparison":
                continue
            cells = list(self.evaluation._cells(row).items())
            masks = (line.is_masked_numerator, line.is_masked_denominator)
            for (name, size), is_masked in zip(cells, masks, strict=False):
                truth[name] = size
                if is_masked:
                    hidden.add(name)
                else:
                    shown[name] = size
        return shown, hidden - shown.keys(), truth

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(CASE, min_size=1, max_size=30))
    @example(SAID)
    @example(BACK)
    def test_no_small_cell_is_computed(self, cases):
        with self.env.cr.savepoint() as savepoint:
            shown, hidden, truth = self.published(self.figures(cases))
            savepoint.rollback()
        small = {name for name, size in truth.items() if 0 < size < SMALL}
        self.assertFalse(small & shown.keys(), "shown as it is")
        known = narrowed(shown, hidden, KNOWN)
        found = {n for n in small if n in known and known[n][0] == known[n][1]}
        self.assertFalse(found)
        if {"followed", "households"} <= shown.keys():
            returned = shown["followed"] - shown["households"]
            self.assertFalse(0 < returned < SMALL)

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(CASE, min_size=1, max_size=30))
    def test_indicators_against_a_slow_reference(self, cases):
        """Counted one by one, in Python, from the same random cases."""
        with self.env.cr.savepoint() as savepoint:
            lines = self.figures(cases)
            found = {
                line.code: (
                    line.numerator,
                    line.denominator,
                    None if line.is_void else line.value,
                )
                for line in lines
            }
            savepoint.rollback()
        for code, (part, base, value) in slow_reference(cases).items():
            with self.subTest(code):
                numerator, denominator, told = found[code]
                self.assertEqual((numerator, denominator), (part, base))
                if value is None:
                    self.assertIsNone(told)
                else:
                    self.assertAlmostEqual(told, value, 2)

    def test_the_attacker_finds_what_is_badly_hidden(self):
        """The solver is one: with the cell alone hidden it computes it."""
        known = narrowed({"followed": 9, "running": 6}, {"closed"}, [KNOWN[0]])
        self.assertEqual(known["closed"], (3, 3))
