"""What a reading of the whole house found (B…) and what an audit of the features found
(D…), each beside the test that would miss its mend: findings.csv. The features, each
beside the tests that show its statement: features.csv."""

import ast
import csv
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

TESTS = Path(__file__).parent.parent
# The findings of the way without holes and of what leaked; the others are of other
# stages.
WANTED = {
    *(f"B{number}" for number in (*range(3, 16), *range(18, 24))),
    *(f"D{number}" for number in (*range(9, 34), 37)),
    # The probe for leaks; L11 is what `dev test --uninstall` compares.
    *(f"L{number}" for number in range(1, 25) if number != 11),
}


# Wider than what is built: no issue asked for them yet.
NOT_BUILT = {"K9", "K10", "K11", "K12", "K13"}


def rows(name):
    """The rows of a table beside this file, dicts by their headers."""
    with (Path(__file__).parent / name).open(encoding="utf-8") as source:
        return list(csv.DictReader(source, delimiter=";"))


@tagged("post_install", "-at_install")
class TestFindings(BaseCase):
    def assertIsTest(self, named):
        """``named`` is file::function of a test that is there."""
        path, _sign, name = named.partition("::")
        tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
        functions = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
        }
        self.assertTrue(name.startswith("test_"))
        self.assertIn(name, functions)

    def test_each_has_its_test(self):
        found = set()
        for row in rows("findings.csv"):
            with self.subTest(row["finding"], test=row["test"]):
                self.assertIsTest(row["test"])
                self.assertTrue(row["what"])
            found.add(row["finding"])
        self.assertEqual(found, WANTED)

    def test_each_feature_has_its_tests(self):
        text = (TESTS.parent / "docs" / "features.md").read_text(encoding="utf-8")
        known = re.findall(r"^＋?\*\*([A-Z]\d+) — ", text, re.MULTILINE)
        told = rows("features.csv")
        self.assertEqual([row["feature"] for row in told], known)
        for row in told:
            with self.subTest(row["feature"]):
                named = row["tests"].split()
                self.assertEqual(not named, row["feature"] in NOT_BUILT)
                for one in named:
                    self.assertIsTest(one)
