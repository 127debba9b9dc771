"""What a reading of the whole house found (B…) and what an audit of the features found
(D…), each beside the test that would miss its mend: findings.csv."""

import ast
import csv
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


@tagged("post_install", "-at_install")
class TestFindings(BaseCase):
    def rows(self):
        with (Path(__file__).parent / "findings.csv").open(encoding="utf-8") as source:
            return list(csv.DictReader(source, delimiter=";"))

    def test_each_has_its_test(self):
        found = set()
        for row in self.rows():
            path, _sign, name = row["test"].partition("::")
            with self.subTest(row["finding"], test=row["test"]):
                tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
                names = {
                    node.name
                    for node in ast.walk(tree)
                    if isinstance(node, ast.FunctionDef)
                }
                self.assertTrue(name.startswith("test_"))
                self.assertIn(name, names)
                self.assertTrue(row["what"])
            found.add(row["finding"])
        self.assertEqual(found, WANTED)
