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

    def test_net_of_the_benefit_that_comes_the_day_after(self):
        """By hand (S1, 10): term of 385 due on the 5th, benefit of 210 on the 6th, 175
        to pay. One unpaid month is one net rent, not 385; two are two."""

        def constituted(today, months):
            with freeze_time(today):
                household = self._household(
                    rent=385, charges=0, housing_benefit=210, benefit_status="landlord"
                )
                for month in months:
                    self._rent(household, date(2026, month, 5), 385)
                    if today > f"2026-{month:02}-05":
                        self._benefit(household, date(2026, month, 6), 210)
                self.env["declic.household"]._run_detection(household.ids)
            return household.arrears_date

        self.assertFalse(constituted("2026-03-05", [3]))
        self.assertFalse(constituted("2026-03-20", [3]))
        self.assertTrue(constituted("2026-04-20", [3, 4]))

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

    def test_the_household_resumed_it_and_not_the_benefit_office(self):
        """The benefit that comes a day later makes up the sum; who resumed is told."""
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        term = self.today.replace(day=1)
        self._rent(household, term, 450)
        self.hearing(household, 40)
        own = self._pay(household, term, 300)
        self._benefit(household, self.today, 150)
        self.detect()
        self.assertEqual(household.hearing_level, "paid")
        self.assertEqual(household.resumed_by_id, own.move_id)

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


@tagged("post_install", "-at_install")
class TestSignalling(DeclicCase):
    """D4, D7: the deadline to signal to the payer, until it is recorded."""

    def setUp(self):
        super().setUp()
        with freeze_time("2026-03-10"):
            self.household = self._household()
            self._rent(self.household, date(2026, 3, 5), 600)
            self.detect()

    def detect(self):
        self.env["declic.household"]._run_detection(self.household.ids)

    def procedure(self, *steps):
        procedure = self.env["declic.procedure"].create(
            {"household_id": self.household.id}
        )
        for code, day in steps:
            self.env["declic.procedure.step"].create(
                {
                    "procedure_id": procedure.id,
                    "type_id": self.env.ref(f"declic.step_type_{code}").id,
                    "date": day,
                }
            )
        return procedure

    def told(self, day):
        """The next step and the first reason, as they are read on ``day``."""
        with freeze_time(day):
            self.detect()
            self.household.invalidate_recordset()
            home = self.household
            return (
                home.next_step,
                home.signalling_is_late,
                (home.explanation or "").split(",")[0],
            )

    def test_a_deadline_that_passed_stays_until_it_is_recorded(self):
        self.assertEqual(self.household.signalling_deadline, date(2026, 5, 5))
        self.assertEqual(self.told("2026-05-05")[1], False)
        step, late, first = self.told("2026-05-06")
        self.assertEqual((step, late), ("signal", True))
        self.assertIn("not signalled to the payer", first)
        self.assertIn("1 days late", self.household.explanation)
        # Four months later it is still the first thing to do, though a hearing that
        # is far and other reasons stand beside it.
        self.procedure(("hearing", "2026-12-20"))
        step, late, first = self.told("2026-09-20")
        self.assertEqual((step, late), ("signal", True))
        self.assertIn("not signalled to the payer", first)
        self.assertIn("hearing on", self.household.explanation)
        # The association follows the household: it is the landlord's to do.
        with freeze_time("2026-09-20"):
            self._case(self.household)
        self.assertEqual(self.told("2026-09-21")[0], "signal")
        self.assertEqual(self.household.proposal_state, "followed")

    def test_recorded(self):
        self.procedure(("signalled", "2026-06-01"))
        step, late, first = self.told("2026-06-02")
        self.assertFalse(late)
        self.assertNotEqual(step, "signal")
        self.assertNotIn("signalled", first)
        self.assertEqual(self.household.signalled_date, date(2026, 6, 1))

    def test_a_closed_procedure_answers_for_nothing_new(self):
        procedure = self.procedure(
            ("signalled", "2026-03-20"), ("ccapex", "2026-03-31")
        )
        self.assertFalse(self.told("2026-05-20")[1])
        with freeze_time("2026-05-21"):
            procedure.action_end()
        step, late, _first = self.told("2026-05-22")
        self.assertEqual((step, late), ("signal", True))
        self.assertFalse(self.household.signalled_date)
        self.assertFalse(self.household.summons_from)

    def test_what_was_signalled_of_a_debt_that_was_paid(self):
        self.procedure(("signalled", "2026-03-20"))
        with freeze_time("2026-04-01"):
            self._pay(self.household, date(2026, 4, 1), 600)
            self.detect()
            self._rent(self.household, date(2026, 6, 5), 600)
        self.assertFalse(self.told("2026-06-10")[1])
        self.assertFalse(self.household.signalled_date)
        step, late, _first = self.told("2026-08-06")
        self.assertEqual((step, late), ("signal", True))

    def test_one_debt_has_one_age(self):
        """Paid first-in-first-out, the oldest term is younger than the debt: both are
        told by their names, in one sentence."""
        for month in (4, 5, 6):
            with freeze_time(f"2026-{month:02}-20"):
                self._rent(self.household, date(2026, month, 5), 600)
                self._pay(self.household, date(2026, month, 20), 450)
        self.told("2026-09-20")
        home = self.household
        self.assertEqual(home.default_date, date(2026, 3, 5))
        self.assertEqual(home.oldest_unpaid_date, date(2026, 5, 5))
        signal = home.signal_ids.filtered(lambda s: s.rule_id.code == "debt_age")
        with freeze_time("2026-09-20"):
            signal.invalidate_recordset()
            self.assertRegex(
                signal.explanation,
                "in debt since 05/03/2026, oldest unpaid term 05/05/2026",
            )
