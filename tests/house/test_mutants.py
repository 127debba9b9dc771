"""Tests fail when a right or a guard is taken away (S6).

``python3 dev test --mutants``, whole or by parts; the default suite leaves it out.
"""

import os
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


PARTS = {"all": ALL, "rights": RIGHTS}


@tagged("-standard", "post_install", "-at_install", "declic_mutants")
class TestMutants(BaseCase):
    def test_mutants(self):
        """Nearly all guards and checks, and all of the rest.

        ``DECLIC_MUTANTS`` names the part: "all", "rights" or a kind; then a word that
        stands in the names, then the folders that look, "check:support:support,plan".
        """
        asked = os.environ.get("DECLIC_MUTANTS", "all")
        kind, word, folders = (*asked.split(":"), "", "")[:3]
        kinds = PARTS.get(kind) or {kind: ALL[kind]}
        if kind == "rights":
            looking = MATRICES
        elif folders:
            looking = folders.split(",")
        else:
            looking = (*MATRICES, *FOLDERS)
        hunt = Hunt(kinds, word)
        self.assertTrue(hunt.total, f"no mutant is named by {asked}")
        hunt.run(classes_of(tests, *looking))
        # Past pytest's own capture and Odoo's level of logs.
        sys.stdout.write(f"\n{hunt.told()}\n")
        self.assertFalse(hunt.failures)
        for kind in kinds:
            with self.subTest(kind=kind):
                least = 0.95 if kind in ("guard", "check") else 1
                self.assertGreaterEqual(hunt.share(kind), least)
