from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestLegalClock(DeclicCase):
    """D7: impayé constitué under dated rules; net rent of the household: 300 €."""

    def constituted(self, today, *terms, payments=()):
        """Date of constitution seen on ``today`` after posting (day, amount) terms."""
        with freeze_time(today):
            household = self._household()
            for day, amount in terms:
                self._rent(household, day, amount)
            for day, amount in payments:
                self._pay(household, day, amount)
            self.env["declic.household"]._run_detection(household.ids)
        return household.arrears_date

    def test_two_net_rents_to_the_cent(self):
        day = date(2026, 3, 5)
        self.assertFalse(self.constituted("2026-04-01", (day, 599.99)))
        self.assertEqual(self.constituted("2026-04-01", (day, 600)), day)
        # The day it falls due, and not the day before.
        self.assertEqual(self.constituted("2026-03-05", (day, 600)), day)
        self.assertFalse(self.constituted("2026-03-04", (day, 600)))

    def test_450_euros_to_the_cent_from_2027(self):
        day = date(2027, 1, 5)
        self.assertFalse(self.constituted("2027-02-01", (day, 450)))
        self.assertEqual(self.constituted("2027-02-01", (day, 450.01)), day)

    def test_three_months_to_the_day_from_2027(self):
        day = date(2027, 1, 31)
        self.assertFalse(self.constituted("2027-04-29", (day, 10)))
        # Three months after 31 January: the last day of April.
        self.assertEqual(self.constituted("2027-04-30", (day, 10)), date(2027, 4, 30))
        # Twenty-eight days in February; a leap year has one more.
        late = date(2026, 11, 30)
        self.assertEqual(self.constituted("2027-03-15", (late, 10)), date(2027, 2, 28))
        leap = date(2027, 11, 30)
        self.assertEqual(self.constituted("2028-03-15", (leap, 10)), date(2028, 2, 29))

    def test_across_the_year_end(self):
        terms = [(date(2026, 11, 5), 250), (date(2026, 12, 5), 250)]
        self.assertFalse(self.constituted("2026-12-31", *terms))
        new_year = date(2027, 1, 1)
        self.assertEqual(self.constituted("2027-01-01", *terms), new_year)
        # Constituted under the former rule, it stays so.
        self.assertEqual(
            self.constituted("2027-02-01", (date(2026, 12, 5), 600)),
            date(2026, 12, 5),
        )
        # Older than three months already when the new rule begins.
        self.assertEqual(
            self.constituted("2027-01-10", (date(2026, 9, 5), 10)), new_year
        )

    def test_paid_in_full_ends_it_and_a_part_does_not(self):
        day = date(2026, 3, 5)
        paid = [(date(2026, 3, 20), 500)]
        self.assertEqual(self.constituted("2026-05-01", (day, 600), payments=paid), day)
        paid = [(date(2026, 3, 20), 600)]
        self.assertFalse(self.constituted("2026-05-01", (day, 600), payments=paid))
        # A new debt starts a new clock.
        self.assertEqual(
            self.constituted(
                "2026-06-01", (day, 600), (date(2026, 5, 5), 700), payments=paid
            ),
            date(2026, 5, 5),
        )

    def test_costs_of_procedure_are_no_rent_debt(self):
        with freeze_time("2026-04-01"):
            household = self._household()
            self._rent(household, date(2026, 3, 5), 599)
            self._rent(household, date(2026, 3, 5), 300, journal=self.fee_journal)
            self.env["declic.household"]._run_detection(household.ids)
        self.assertEqual(household.overdue, 899)
        self.assertFalse(household.arrears_date)

    def test_charges_in_or_out_by_setting(self):
        rule = self.env.ref("declic.arrears_rule_2016")
        rule.include_charges = False  # net rent 250 €
        self.assertEqual(
            self.constituted("2026-04-01", (date(2026, 3, 5), 500)), date(2026, 3, 5)
        )
        with self.assertRaises(ValidationError):
            rule.date_to = "2027-01-01"

    def test_deadlines(self):
        with freeze_time("2026-03-10"):
            household = self._household()
            self._rent(household, date(2026, 3, 5), 600)
            self.env["declic.household"]._run_detection(household.ids)
            self.assertEqual(household.signalling_deadline, date(2026, 5, 5))
            self.assertFalse(household.summons_from)
            procedure = self.env["declic.procedure"].create(
                {"household_id": household.id}
            )
            self.env["declic.procedure.step"].create(
                {
                    "procedure_id": procedure.id,
                    "type_id": self.env.ref("declic.step_type_ccapex").id,
                    "date": "2026-03-31",
                }
            )
        # 31 May 2026 is a Sunday: the delay ends on Monday, the day after is safe.
        self.assertEqual(household.summons_from, date(2026, 6, 2))

    def test_the_rule_of_the_new_year_is_met_by_a_night_without_news(self):
        Run = self.env["declic.detection.run"].with_context(declic_no_commit=True)
        with freeze_time("2026-12-31 20:00:00"):
            household = self._household()
            self._rent(household, date(2026, 12, 5), 500)
            Run._run()
            self.assertFalse(household.arrears_date)
        with freeze_time("2027-01-01 20:00:00"):
            Run._run()
        self.assertEqual(household.arrears_date, date(2027, 1, 1))


@tagged("post_install", "-at_install")
class TestHearing(DeclicCase):
    """D8: the countdown, and whether the whole current rent is paid again."""

    def hearing(self, household, days):
        procedure = self.env["declic.procedure"].create({"household_id": household.id})
        return self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": self.env.ref("declic.step_type_hearing").id,
                "date": self.today + relativedelta(days=days),
            }
        )

    def detect(self):
        self.env["declic.household"]._run_detection()

    def test_resumed(self):
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        term = self.today.replace(day=1)
        self._rent(household, term, 450)
        self.hearing(household, 40)
        self.detect()
        self.assertEqual(household.days_to_hearing, 40)
        self.assertEqual(
            (household.hearing_level, household.current_rent_missing),
            ("missing", 450),
        )
        self.assertEqual(household.next_step, "hearing")
        self._pay(household, self.today, 449.99)
        self.detect()
        self.assertEqual(household.current_rent_missing, 0.01)
        self.assertEqual(household.hearing_level, "missing")
        last = self._pay(household, self.today, 0.01)
        self.detect()
        self.assertEqual(household.hearing_level, "paid")
        self.assertEqual(household.resumed_by_id, last.move_id)
        self.assertEqual(household.overdue, 900)

    def test_it_leads_the_worklist(self):
        households = self.env["declic.household"]
        for days, debt in ((46, 5000), (45, 100), (16, 200), (15, 50)):
            household = self._household()
            self._rent(household, self._months_ago(2), debt)
            self.hearing(household, days)
            households |= household
        self.detect()
        self.assertEqual(households.mapped("urgency"), [2, 1, 1, 0])
        self.assertEqual(
            households.mapped("proposal_state"),
            ["none", "proposed", "proposed", "proposed"],
        )
        order = households.search(
            [("id", "in", households.ids)], order="urgency, overdue desc, id"
        )
        self.assertEqual(
            order, households.browse(households[i].id for i in (3, 2, 1, 0))
        )

    def test_a_case_with_a_hearing_comes_first(self):
        first, second = self._case(), self._case(self._household("SECOND-TEST Ali"))
        self._rent(second.household_id, self._months_ago(1))
        cases = self.env["declic.case"].search([("id", "in", (first | second).ids)])
        self.hearing(first.household_id, 15)
        self.detect()
        self.env.invalidate_all()
        cases = cases.search([("id", "in", cases.ids)], order="urgency, id desc")
        self.assertEqual(cases[0], first)
        self.assertEqual(cases.mapped("urgency"), [0, 2])
