"""Acts of the manual in the web client, their clicks counted by the tours.

Four others are counted beside what they are about: a contact (3) and a point and a plan
(4 each) in test_case_screen, an orientation (6) in test_counsellor_tour.
"""

from datetime import timedelta

from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from ..browser import BrowserCase, WebClient
from ..common import DeclicLandlord


@tagged("post_install", "-at_install")
class TestClicks(WebClient, DeclicLandlord, BrowserCase):
    browser_size = "1366x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()
        cls.env["declic.reason"].create({"name": "Motif du test", "kind": "dismiss"})

    def propose(self):
        household = self._household("CLICS-TEST Camille")
        for month in (4, 3, 2, 1):
            self._rent(household, self._months_ago(month))
        for _attempt in range(3):
            self.env["declic.contact"].create(
                {
                    "household_id": household.id,
                    "medium": "visit",
                    "result": "no_answer",
                }
            )
        household._run_detection(household.ids)
        self.assertEqual(household.proposal_state, "proposed")
        return household

    def tour(self, path, name, role="counsellor"):
        self.start_tour(f"/odoo/{path}", name, login=self.users[role].login)

    def test_set_aside(self):
        household = self.propose()
        self.tour("declic-worklist", "declic_aside_tour")
        self.assertEqual(household.proposal_state, "watched")
        self.assertEqual(household.dismissed_until, self.today + timedelta(days=30))

    def test_result_of_an_appointment(self):
        appointment = self.env["declic.appointment"].create(
            {
                "case_id": self._case().id,
                "start": Datetime.now() + timedelta(hours=1),
                "minutes": 45,
                "channel": "visit",
            }
        )
        self.env.cr.execute(
            "UPDATE declic_appointment SET start = start - interval '1 day',"
            " stop = stop - interval '1 day' WHERE id = %s",
            [appointment.id],
        )
        self.env.invalidate_all()
        self.tour("declic-day-results", "declic_result_tour")
        self.assertEqual(appointment.state, "kept")
        self.assertEqual(appointment.contact_ids.minutes, 45)

    def test_acknowledge_a_concern(self):
        case = self._case()
        concern = case.with_user(self.users["worker"]).action_report_concern(
            self._reason("concern").id, "Faits"
        )
        self.tour("declic-day", "declic_acknowledge_tour")
        self.assertEqual(concern.sudo().acknowledged_by_id, self.users["counsellor"])

    def test_signal_to_the_payer(self):
        household = self.propose()
        self.assertEqual(household.next_step, "signal")
        self.tour("declic-worklist", "declic_signal_tour", "recovery")
        [step] = household.procedure_ids.step_ids
        self.assertEqual(step.type_id, self.env.ref("declic.step_type_signalled"))
        self.assertEqual(step.date, self.today)
        self.assertNotEqual(household.next_step, "signal")

    def test_repayment_plan(self):
        household = self.propose()
        self.tour("declic-worklist", "declic_make_plan_tour", "recovery")
        plan = household.repayment_plan_ids
        self.assertEqual((plan.state, plan.installment_amount), ("active", 90))

    def test_give_to_a_colleague(self):
        household = self.propose()
        heir = new_test_user(
            self.env,
            "test_heir",
            name="Successeur",
            groups="declic.group_counsellor",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.tour("declic-worklist", "declic_give_tour")
        todo = household.activity_search(["mail.mail_activity_data_todo"])
        self.assertEqual(todo.user_id, heir)
