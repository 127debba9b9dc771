"""One support and one repayment plan on a lease, however its number was typed."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import DeclicCase
from ..detection.test_migration_ledger import script


@tagged("post_install", "-at_install")
class TestLease(DeclicCase):
    def test_numbers_are_compared_without_spaces_case_and_accents(self):
        case = self._case(self._household(lease_number="B 1002-é7"))
        for typed in ("b1002-E7", "B1002-É7 ", "b 10 02-e7"):
            twin = self._household("JUMEAU-TEST Alix", lease_number=typed)
            with self.subTest(typed), self.assertRaises(RedirectWarning) as refused:
                self._orientation(twin)
            self.assertEqual(refused.exception.args[1]["res_id"], case.id)
            twin.lease_number = False
        self._orientation(self._household(lease_number="B10027"))

    def test_a_number_that_many_bear_is_no_lease(self):
        households = [
            self._household(f"AUCUN-TEST {n}", lease_number="à venir") for n in range(5)
        ]
        for household in households[:2]:
            self._case(household)

    def test_a_lease_that_is_oriented_already(self):
        first = self._orientation(self._household(lease_number="C77"))
        twin = self._household("JUMEAU-TEST Alix", lease_number="c 77")
        with self.assertRaises(RedirectWarning) as refused:
            self._orientation(twin)
        self.assertEqual(refused.exception.args[1]["res_id"], first.id)
        first.action_withdraw()
        self._orientation(twin)

    def test_the_association_is_told_nothing_of_the_other_one(self):
        """O4: the lease was corrected after both were sent."""
        case = self._case(self._household(lease_number="C78"))
        twin = self._household("JUMEAU-TEST Alix", lease_number="D11")
        orientation = self._orientation(twin, association=self.other_association)
        twin.lease_number = "c78"
        with self.assertRaises(UserError) as refused:
            orientation.with_user(self.users["other_coordinator"]).action_accept(
                self.users["other_worker"].id
            )
        self.assertIn("look at this orientation", str(refused.exception))
        self.assertNotIn(case.reference, str(refused.exception))
        self.assertEqual(orientation.state, "sent")
        case._close("ordinary", self._reason("closing"))
        self.assertTrue(
            orientation.with_user(self.users["other_coordinator"]).action_accept(
                self.users["other_worker"].id
            )
        )

    def test_the_database_holds_it(self):
        """Two open supports whose leases become one by a correction."""
        first = self._case(self._household(lease_number="E1-5"))
        second = self._case(
            self._household("JUMEAU-TEST Alix", lease_number="E1-6"), "none"
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            second.household_id.lease_number = "e1-5"
            self.env.flush_all()
        first._close("ordinary", self._reason("closing"))
        second.household_id.lease_number = "e1-5"
        self.env.flush_all()

    def test_migration(self):
        """Twins of a former version: the first keeps the lease, both go on."""
        first = self._case(self._household(lease_number="F1-5"))
        second = self._case(self._household("JUMEAU-TEST Alix", lease_number="F1-6"))
        self.env.flush_all()
        cr = self.env.cr
        index = "declic_case_one_of_a_lease"
        cr.execute(f"DROP INDEX {index}")
        second.household_id.lease_number = "F1-5"
        self.env.flush_all()
        script("post-leases.py").migrate(cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(first.lease_key, "F1-5")
        self.assertFalse(second.lease_key)
        cr.execute(
            f"CREATE UNIQUE INDEX {index} ON declic_case (company_id, lease_key)"
            " WHERE state <> 'closed'"
        )
