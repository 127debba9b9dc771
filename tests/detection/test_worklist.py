from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged

from ..common import DeclicCase, DetectionCase, fewest_statements


@tagged("post_install", "-at_install")
class TestWorklist(DeclicCase):
    def proposed(self):
        household = self._household()
        for month in (4, 3):
            self._rent(household, self._months_ago(month))
        for _attempt in range(3):
            self.env["declic.contact"].create(
                {
                    "household_id": household.id,
                    "medium": "phone",
                    "result": "no_answer",
                }
            )
        self.env["declic.household"]._run_detection()
        return household

    def test_debt_alone_or_silence_alone_is_not_proposed(self):
        household = self.proposed()
        self.assertEqual(household.proposal_state, "proposed")
        debtor = self._household()
        self._rent(debtor, self._months_ago(3), 2000)
        self.env["declic.household"]._run_detection()
        self.assertEqual(debtor.debt_level, "red")
        self.assertEqual(debtor.proposal_state, "none")
        # One honoured contact resets the silence.
        self.env["declic.contact"].create(
            {"household_id": household.id, "medium": "visit", "result": "reached"}
        )
        self.env["declic.household"]._run_detection()
        self.assertEqual(household.silence_level, "green")
        self.assertEqual(household.proposal_state, "none")

    def test_in_debt_and_not_silent_is_recoverys(self):
        debtor = self._household()
        self._rent(debtor, self._months_ago(1), 1000)
        fine = self._household()
        self.env["declic.household"]._run_detection()
        self.assertEqual((debtor.debt_level, debtor.proposal_state), ("red", "none"))
        self.assertEqual((debtor.next_step, fine.next_step), ("recovery", "none"))

    def test_set_aside(self):
        household = self.proposed()
        wizard = (
            self.env["declic.household.dismiss"]
            .with_user(self.users["counsellor"])
            .create(
                {
                    "household_ids": [Command.set(household.ids)],
                    "reason_id": self._reason("dismiss").id,
                    "date_until": self.today,
                }
            )
        )
        with self.assertRaisesRegex(Exception, "must be in the future"):
            wizard.action_dismiss()
        wizard.date_until = self.today + relativedelta(days=1)
        wizard.action_dismiss()
        self.assertEqual(household.proposal_state, "watched")
        self.env["declic.household"]._run_detection()
        self.assertEqual(household.proposal_state, "watched")

    def test_reporter(self):
        household = self._household()
        report = (
            self.env["declic.signal.report"]
            .with_user(self.users["reporter"])
            .create({"lease": household.lease_number, "manual_kind": "mail_piling"})
        )
        report.action_report()
        self.assertEqual(household.proposal_state, "proposed")
        self.assertEqual(household.signal_ids.create_uid, self.users["reporter"])


@tagged("post_install", "-at_install")
class TestWorklistScreen(DetectionCase):
    def page(self):
        """The worklist's first page of the counsellor: how many rows it has."""
        households = self.env["declic.household"].with_user(self.users["counsellor"])
        columns = ("reference", "name", "overdue", "year", "reasons", "last_try")
        answer = households.web_search_read(
            [("proposal_state", "=", "proposed")],
            {name: {} for name in (*columns, "next_step", "hearing_level")},
            order="urgency, overdue desc, id",
            limit=80,
        )
        return answer["length"]

    def test_statements_do_not_grow_with_the_rows(self):
        def propose(count):
            for _number in range(count):
                household = self._household()
                self._rent(household, self._months_ago(3), 900)
                for _attempt in range(3):
                    self.contact(household, "no_answer")
            self.detect()

        propose(2)
        rows, few = self.page(), fewest_statements(self.env, self.page)
        propose(8)
        self.assertEqual(self.page() - rows, 8)
        self.assertNoMoreStatements(fewest_statements(self.env, self.page), few)
