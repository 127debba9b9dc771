"""What was impossible or misleading on the landlord's screens, each with the test that
missed it before it was mended (landlord_found.csv)."""

import csv
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

HERE = Path(__file__).parent


@tagged("post_install", "-at_install")
class TestLandlordFound(BaseCase):
    def test_each_has_a_test_that_stands(self):
        with (HERE / "landlord_found.csv").open() as source:
            rows = list(csv.DictReader(source))
        missing = []
        for row in rows:
            path, _colons, name = row["test"].partition("::")
            file = HERE.parent / path
            stands = file.is_file() and re.search(
                rf"^    def {name}\(", file.read_text(), re.MULTILINE
            )
            # A test file that no folder imports is never played.
            played = (
                f"from . import {file.stem}"
                in (file.parent / "__init__.py").read_text()
            )
            if not (stands and played):
                missing.append(row)
        self.assertFalse(missing)
        numbered = [row["item"] for row in rows if row["item"][:3] in ("S1 ", "S2 ")]
        numbers = {int(re.search(r"\d+", item[3:])[0]) for item in numbered}
        self.assertEqual(numbers, set(range(1, 37)))
        # One line each in the same findings: small things, words and widths.
        self.assertLessEqual({"S3", "§3"}, {row["item"] for row in rows})
