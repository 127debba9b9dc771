from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..review.test_closing import ClosingCase


@tagged("post_install", "-at_install")
class TestClosureCheck(ClosingCase):
    """L3: six and twelve months after, from the ledger alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closing().action_validate()

    def check(self, months, days=0):
        with freeze_time(self.today + relativedelta(months=months, days=days)):
            with self.enter_registry_test_mode():
                self.env.ref("declic.cron_after").method_direct_trigger()
        return self.case.check_ids

    def test_as_the_day_was(self):
        six = self.today + relativedelta(months=6)
        self._rent(self.household, six - relativedelta(days=20))
        # After the day of the check: they do not count in it.
        self._rent(self.household, six + relativedelta(days=1))
        before = self.env["mail.activity"].search_count([])
        self.assertFalse(self.check(6, -1))
        checks = self.check(6, 4)
        self.assertEqual(checks.months, 6)
        self.assertEqual(checks.date, six)
        self.assertTrue(checks.is_housed)
        self.assertEqual(checks.overdue, 900 + 450)
        self.assertEqual(checks.overdue_months, 4.5)
        self.assertFalse(checks.has_procedure)
        self.assertEqual(self.check(6, 5), checks)
        self.household.lease_end_date = six + relativedelta(months=2)
        procedure = self.env["declic.procedure"].create(
            {"household_id": self.household.id}
        )
        self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": self.env.ref("declic.step_type_ccapex").id,
                "date": six + relativedelta(months=1),
            }
        )
        procedure.activity_ids.unlink()
        twelve = self.check(12).filtered(lambda c: c.months == 12)
        self.assertFalse(twelve.is_housed)
        self.assertTrue(twelve.has_procedure)
        self.assertEqual(self.env["mail.activity"].search_count([]), before)
        # The programme's figures count the year.
        self.assertEqual(self.programme.check_count, 1)
        self.assertEqual(self.programme.housed_rate, 0)
        self.assertEqual(self.programme.arrears_rate, 100)
        with self.assertRaises(AccessError):
            self.as_role(twelve, "manager").write({"is_housed": True})

    def test_of_the_rent_of_its_day(self):
        """900 EUR at 300 EUR a month; the rent rose after the day, before the check."""
        with freeze_time(self.today + relativedelta(months=6, days=2)):
            self.household.rent = 700
        self.assertEqual(self.check(6, 4).overdue_months, 3)

    def test_skipped_after_erasure_asked(self):
        self.household.date_erasure_asked = self.today
        self.assertFalse(self.check(12))

    def test_an_archived_household_has_its_debt(self):
        """B19: gone with four months of debt, its record put away since."""
        for month in range(1, 5):
            self._rent(self.household, self.today + relativedelta(months=month))
        self.household.lease_end_date = self.today + relativedelta(months=5)
        self.household.active = False
        checks = self.check(6)
        self.assertEqual(checks.overdue, 900 + 4 * 450)
        self.assertFalse(checks.is_housed)

    def test_moved_within_the_stock(self):
        """A second record for the new dwelling forces the first one to be archived."""
        self.household.active = False
        self.env["declic.household"].create(
            {
                "partner_id": self.household.partner_id.id,
                "agency_id": self.agency.id,
                "lease_number": "AUTRE-LOGEMENT",
                "lease_date": self.today,
            }
        )
        checks = self.check(6)
        self.assertTrue(checks.is_housed)
        self.assertEqual(checks.overdue, 900)

    def test_running_case_has_none(self):
        other = self._case(self._household("COURT-TEST"))
        self.check(12)
        self.assertFalse(other.check_ids)
