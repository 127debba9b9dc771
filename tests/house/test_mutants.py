"""Tests fail when a right or a guard is taken away (S6).

``python3 dev test --mutants``; the default suite leaves it out.
"""

import sys

from odoo.tests import BaseCase, tagged

from odoo.addons.declic import tests

from .mutants.hunt import Hunt, classes_of
from .mutants.kinds import ALL, RIGHTS

MATRICES = ("access.test_access", "access.test_record_matrix")
FOLDERS = (
    "access",
    "privacy",
    "portal",
    "orientation",
    "support",
    "plan",
    "review",
    "network",
    "household",
    "repayment",
    "evaluation",
    "detection",
    "house",
)


@tagged("-standard", "post_install", "-at_install", "declic_mutants")
class TestMutants(BaseCase):
    def hunted(self, kinds, *modules):
        hunt = Hunt(kinds)
        hunt.run(classes_of(tests, *modules))
        # Past pytest's own capture and Odoo's level of logs.
        sys.stdout.write(f"\n{hunt.told()}\n")
        self.assertFalse(hunt.failures)
        return hunt

    def test_rights(self):
        """Rules, rows, field rights and lists of the portal: all of them."""
        hunt = self.hunted(RIGHTS, *MATRICES)
        for kind in RIGHTS:
            with self.subTest(kind=kind):
                self.assertEqual(hunt.share(kind), 1)

    def test_all(self):
        """With the conditions of the rules, the guards and the checks."""
        hunt = self.hunted(ALL, *MATRICES, *FOLDERS)
        for kind in ALL:
            with self.subTest(kind=kind):
                least = 0.95 if kind in ("guard", "check") else 1
                self.assertGreaterEqual(hunt.share(kind), least)
