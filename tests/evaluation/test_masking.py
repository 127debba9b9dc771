"""Small cells and what is left of them by subtraction; money split to the cent."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.declic.engine import costs, masking

SIZES = st.lists(
    st.sampled_from((0, 0, 1, 2, 3, 4, 5, 6, 9, 40)), min_size=2, max_size=6
)


def determined(unknown, equations):
    """The unknowns that a set of linear equations leaves no choice for.

    :param equations: list of sets of unknowns, each with a known sum
    """
    names = sorted(unknown)
    rows = [[Fraction(name in equation) for name in names] for equation in equations]
    pivots, used = {}, 0
    for column in range(len(names)):
        found = next((r for r in range(used, len(rows)) if rows[r][column]), None)
        if found is None:
            continue
        rows[used], rows[found] = rows[found], rows[used]
        factor = rows[used][column]
        rows[used] = [value / factor for value in rows[used]]
        for number, row in enumerate(rows):
            if number != used and row[column]:
                rows[number] = [
                    value - row[column] * other
                    for value, other in zip(row, rows[used], strict=True)
                ]
        pivots[used] = column
        used += 1
    return {
        names[column]
        for row, column in pivots.items()
        if sum(1 for value in rows[row] if value) == 1
    }


@tagged("post_install", "-at_install")
class TestMasking(BaseCase):
    @settings(max_examples=300, deadline=None)
    @given(st.lists(SIZES, min_size=1, max_size=3))
    def test_nothing_is_left_by_subtraction(self, tables):
        """Whoever sees what is shown cannot compute one masked small cell."""
        sizes, sums, shown = {}, [], set()
        for number, parts in enumerate(tables):
            names = [f"t{number}c{n}" for n in range(len(parts))]
            sizes.update(zip(names, parts, strict=True))
            sizes[f"t{number}"] = sum(parts)
            sums.append((f"t{number}", tuple(names)))
            shown |= {*names, f"t{number}"}
        hidden = masking.masked(sizes, sums, shown)
        small = {name for name, size in sizes.items() if 0 < size < masking.SMALL}
        self.assertLessEqual(small, hidden)
        equations = [
            {name for name in (total, *parts) if name in hidden}
            for total, parts in sums
        ]
        self.assertFalse(small & determined(hidden, equations))
        for total, parts in sums:
            inside = [name for name in parts if name in hidden]
            if inside and total not in hidden:
                self.assertGreaterEqual(sum(sizes[n] for n in inside), masking.SMALL)

    def test_a_share_masks_its_rest(self):
        """65 of 67 tells that two refused: the share is masked too."""
        sizes = {"accepted": 65, "asked": 67, "rest": 2}
        hidden = masking.masked(
            sizes, [("asked", ("accepted", "rest"))], {"accepted", "asked"}
        )
        self.assertEqual(hidden, {"accepted"})
        sizes = {"accepted": 45, "asked": 67, "rest": 22}
        self.assertFalse(
            masking.masked(
                sizes, [("asked", ("accepted", "rest"))], {"accepted", "asked"}
            )
        )

    @settings(max_examples=300, deadline=None)
    @given(
        st.integers(0, 10**9),
        st.dictionaries(st.integers(1, 10**6), st.integers(0, 10**5), max_size=60),
    )
    def test_split_is_exact(self, cents, minutes):
        """M2: the parts add up to the total, to the cent; none without its time."""
        parts = costs.split(cents / 100, minutes)
        if not sum(minutes.values()):
            self.assertEqual(parts, {})
            return
        self.assertEqual(sum(round(part * 100) for part in parts.values()), cents)
        whole = sum(minutes.values())
        for key, part in parts.items():
            self.assertLess(abs(part * 100 - cents * minutes[key] / whole), 1.01)

    def test_prorated(self):
        yearly = {2025: 36500, 2026: 43500}.__getitem__
        self.assertEqual(
            costs.prorated(yearly, date(2026, 1, 1), date(2026, 12, 31)), 43500
        )
        self.assertAlmostEqual(
            costs.prorated(yearly, date(2025, 12, 31), date(2026, 12, 31)), 43600
        )
