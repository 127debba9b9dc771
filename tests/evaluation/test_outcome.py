"""Housing outcomes in one table: form, figures, sums and masks follow (L1, M3)."""

import importlib.util
import sys
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...engine import (
    distributions,
    facts,
    masking,
    outcomes,
    populations,
    programme_figures,
)
from .test_evaluation import EvaluationCase, set_back
from .test_masking import determined

# A specific solution, as the project sheet of June 2020 lists them.
SPECIFIC = {"transfer", "rehoused", "relay", "shelter", "safety"}
LABEL = LazyTranslate(outcomes.__name__)("Taken in")


def fresh(module):
    """``module`` as it would be made by the tables as they are now."""
    spec = importlib.util.spec_from_file_location(
        f"{module.__name__}_fresh", module.__file__
    )
    made = importlib.util.module_from_spec(spec)
    # Its texts are named after the module that holds them.
    with patch.dict(sys.modules, {spec.name: made}):
        spec.loader.exec_module(made)
    return made


@tagged("post_install", "-at_install")
class TestOutcome(EvaluationCase):
    def test_the_fields_hold_the_table(self):
        labels = {code: str(row.label) for code, row in outcomes.OUTCOMES.items()}
        for model in (
            "declic.case",
            "declic.review",
            "declic.case.fact",
            "declic.closure.check",
        ):
            with self.subTest(model):
                field = self.env[model]._fields["outcome"]
                self.assertEqual(dict(field._description_selection(self.env)), labels)

    def test_what_is_specific(self):
        self.assertEqual(set(outcomes.codes("is_specific")), SPECIFIC)

    def test_a_new_outcome_is_one_line(self):
        cases = self._case() | self._case(self._household("AUTRE-TEST Alix"))
        set_back(self.env, cases[0], state="closed", date_closed=self.today)
        set_back(self.env, cases[1], state="closed", date_closed=self.today)
        set_back(self.env, cases[0], outcome="kin")
        set_back(self.env, cases[1], outcome="ordinary")
        period = (self.today.replace(month=1, day=1), self.today, self.programme.id)
        line = outcomes.Outcome(LABEL, is_specific=True, is_eviction=True)
        before, _measures = programme_figures.compute(self.env.cr, *period)
        self.assertEqual((before["closed"], before["specific"]), (2, 0))
        with patch.dict(outcomes.OUTCOMES, {"kin": line}):
            self.assertIn(("kin", "Taken in"), outcomes.selection())
            tables, sets = fresh(distributions), fresh(populations)
            with patch.multiple(
                programme_figures, distributions=tables, populations=sets
            ):
                sizes, _measures = programme_figures.compute(self.env.cr, *period)
            rows = self.env.execute_query(
                SQL(
                    "SELECT outcome, is_evicted FROM (%s) fact",
                    facts.cases(*period),
                )
            )
        self.assertIs(tables.BY_CODE["outcome"].cells["kin"], LABEL)
        self.assertEqual(sizes["outcome:kin"], 1)
        self.assertEqual(sizes["specific"], 1)
        parts = dict(tables.SUMS)
        for total in ("closed", "specific"):
            self.assertIn("outcome:kin", parts[total])
            self.assertEqual(sum(sizes[part] for part in parts[total]), sizes[total])
        self.assertIn(("kin", True), rows)
        self.assertIn(("ordinary", False), rows)

        # One household of the new kind among enough others: it cannot be told.
        sizes = dict.fromkeys((*sets.POPULATIONS, *sum(parts.values(), ())), 0)
        sizes |= {"outcome:kin": 1, "outcome:relay": 7, "outcome:ordinary": 12}
        sizes |= {"specific": 8, "closed": 20, "followed": 20}
        shown = {"followed", "closed", "specific", *parts["closed"]}
        hidden = masking.masked(sizes, tables.SUMS, shown)
        self.assertIn("outcome:kin", hidden)
        equations = [
            {name for name in (total, *names) if name in hidden}
            for total, names in tables.SUMS
        ]
        self.assertNotIn("outcome:kin", determined(hidden, equations))

    def test_the_share_of_solutions_tells_no_cell(self):
        """“Specific solution: 8” less the cells that are shown was the small one."""
        parts = dict(distributions.SUMS)
        sizes = dict.fromkeys((*populations.POPULATIONS, *sum(parts.values(), ())), 0)
        sizes |= {"outcome:relay": 7, "outcome:safety": 1, "outcome:ordinary": 12}
        sizes |= {"specific": 8, "closed": 20, "followed": 20}
        shown = {"followed", "closed", "specific", *parts["closed"]}
        hidden = masking.masked(sizes, distributions.SUMS, shown)
        self.assertIn("outcome:safety", hidden)
        self.assertTrue({"outcome:relay", "specific"} & hidden)
