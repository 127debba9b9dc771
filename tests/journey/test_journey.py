from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestJourney(DeclicCase):
    """The whole journey, each step by the user who would do it; beside each step the
    neighbour who must not."""

    def as_role(self, record, role):
        return record.with_user(self.users[role])

    def test_journey(self):
        # Ledger: four months unpaid, then silence.
        household = self._household()
        invoices = [self._rent(household, self._months_ago(n)) for n in range(7, 0, -1)]
        for invoice in invoices[:3]:
            self._pay(household, invoice.invoice_date, 450, invoice)
        for _attempt in range(3):
            self.env["declic.contact"].with_user(self.users["counsellor"]).create(
                {
                    "household_id": household.id,
                    "medium": "phone",
                    "result": "no_answer",
                }
            )
        # Detection.
        self.env["declic.household"]._run_detection()
        self.assertEqual(household.overdue, 4 * 450)
        self.assertEqual(household.net_months, 6)
        self.assertEqual(household.oldest_unpaid_date, invoices[3].invoice_date)
        self.assertEqual(household.proposal_state, "proposed")
        explanation = household.with_context(lang="fr_FR").explanation
        self.assertIn("5,5 mois de loyer net", explanation)
        self.assertIn("3 tentatives sans réponse", explanation)

        # Orientation by the counsellor; not by recovery, not without a measure.
        with self.assertRaises(AccessError):
            self.env["declic.orientation"].with_user(self.users["recovery"]).create(
                {
                    "household_id": household.id,
                    "programme_id": self.programme.id,
                    "association_id": self.association.id,
                }
            )
        orientation = self._orientation(household, "informed", send=False)
        orientation.measure_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "measure already tried"):
            orientation.action_send()
        orientation.measure_ids = [
            Command.create({"measure_id": self._reason("measure").id})
        ]
        orientation.action_send()
        self.assertEqual(orientation.snapshot_id.overdue, 1800)
        self.assertEqual(household.proposal_state, "oriented")
        with self.assertRaises(UserError):
            orientation.request = "Trop tard"

        # A later payment does not change the form.
        self._pay(household, self.today, 100)
        self.env["declic.household"]._run_detection()
        self.assertEqual(household.overdue, 1700)
        self.assertEqual(orientation.snapshot_id.overdue, 1800)

        # Acceptance by the association; the other one does not even see it.
        self.assertFalse(
            self.env["declic.orientation"]
            .with_user(self.users["other_coordinator"])
            .search([])
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
            self.as_role(orientation, "other_coordinator").action_accept()
        with self.assertRaises(UserError):
            self.as_role(orientation, "coordinator").action_accept(
                self.users["other_worker"].id
            )
        case = self.as_role(orientation, "coordinator").action_accept(
            self.users["worker"].id
        )
        self.assertEqual(case.state, "contact")
        with self.assertRaisesRegex(UserError, "cannot become"):
            self.as_role(orientation, "coordinator").action_decline(
                self._reason("decline").id
            )

        # Contact and adhesion by the worker; nothing by his colleague.
        mine = self.as_role(case, "worker")
        mine.action_log_contact("visit", "no_answer", 20)
        mine.action_log_contact("visit", "reached", 60)
        self.assertEqual(case.sudo().date_first_contact, self.today)
        with self.assertRaises(AccessError):
            self.as_role(case, "colleague").action_log_contact("visit", "reached")
        mine.action_record_adhesion("accepted")
        self.assertEqual(case.state, "assessment")
        mine.orientation_id.action_record_position("agreed", "spoken")

        # Plan by the worker, approved by the landlord and never by its author.
        plan = mine.action_start_plan()
        with self.assertRaisesRegex(UserError, "at least one goal"):
            plan.action_propose()
        month = Date.add(self.today, months=1)
        plan.action_add_goal(
            "social",
            "Je reprends contact avec mon bailleur",
            [
                {
                    "name": "Appeler l'agence",
                    "actor": "household",
                    "date_due": month,
                }
            ],
        )
        plan.action_add_goal("psychological", "Je dors mieux")
        plan.action_propose()
        with self.assertRaisesRegex(AccessError, "cannot approve"):
            plan.action_approve()
        with self.assertRaises(AccessError):
            self.as_role(plan, "recovery").action_approve()
        self.as_role(plan, "counsellor").action_approve()
        self.assertEqual(plan.sudo().state, "approved")
        self.assertEqual(case.sudo().state, "followed")
        # The association keeps its psychological goal to itself.
        seen = self.env["declic.plan.goal"].with_user(self.users["counsellor"])
        self.assertEqual(seen.search([("plan_id", "=", plan.id)]).axis, "social")

        # Monthly point, made once by the cron, closed with both sides only.
        case.sudo().date_start = self.today - relativedelta(months=4)
        self.env["declic.review"]._cron_create_monthly()
        self.env["declic.review"]._cron_create_monthly()
        point = case.sudo().review_ids.filtered(lambda r: r.review_type == "monthly")
        self.assertEqual(len(point), 1)
        theirs = self.as_role(point, "counsellor")
        theirs.write({"landlord_present": True, "decision": "continue"})
        with self.assertRaisesRegex(UserError, "Both sides"):
            theirs.action_validate()
        with self.assertRaises(AccessError):
            theirs.association_present = True
        self.as_role(point, "worker").action_fill_association_part(
            {"association_present": True, "contact_state": "in_touch"}
        )
        theirs.action_validate()
        self.assertEqual(point.snapshot_id.overdue, 1700)
        with self.assertRaises(UserError):
            self.as_role(point, "worker").action_fill_association_part(
                {"shareable_facts": "Trop tard"}
            )

        # Three-month review: needs the household's voice.
        review = case.sudo().review_ids.filtered(lambda r: r.review_type == "month3")
        theirs = self.as_role(review, "counsellor")
        theirs.write({"landlord_present": True, "decision": "continue"})
        self.as_role(review, "worker").action_fill_association_part(
            {"association_present": True}
        )
        with self.assertRaisesRegex(UserError, "what the household says"):
            theirs.action_validate()
        self.as_role(review, "worker").action_fill_association_part(
            {"household_voice": "agrees", "household_comment": "Ça va mieux."}
        )
        theirs.action_validate()

        # Repayment plan by recovery, kept by real payments.
        repayment = (
            self.env["declic.repayment.plan"]
            .with_user(self.users["recovery"])
            .create(
                {
                    "household_id": household.id,
                    "installment_amount": 600,
                    "date_start": self._months_ago(1, 20),
                    "date_first": self.today,
                }
            )
        )
        with self.assertRaises(AccessError):
            repayment.with_user(self.users["counsellor"]).write(
                {"installment_amount": 1}
            )
        repayment.action_cover_open_lines()
        self.assertEqual(
            repayment.installment_ids.mapped("amount"), [600.0, 600.0, 600.0]
        )
        repayment.action_activate()
        with self.assertRaises(UserError):
            repayment.installment_amount = 10
        self._pay(household, self.today, 1700, self.env["account.move"])
        self.env["declic.repayment.plan"]._cron_refresh()
        self.assertEqual(repayment.state, "kept")
        self.env["declic.repayment.plan"]._cron_refresh()
        self.assertEqual(repayment.state, "kept")

        # Closure with an outcome: each goal answered, both sides present.
        action = self.as_role(case, "counsellor").action_close()
        closing = self.env["declic.review"].browse(action["res_id"])
        theirs = self.as_role(closing, "counsellor")
        theirs.write(
            {
                "landlord_present": True,
                "outcome": "ordinary",
                "closing_reason_id": self._reason("closing").id,
            }
        )
        self.as_role(closing, "worker").action_fill_association_part(
            {"association_present": True}
        )
        with self.assertRaisesRegex(UserError, "each goal a result"):
            theirs.action_validate()
        self.as_role(closing, "worker").action_fill_association_part(
            {
                "results": {
                    line.goal_id.id: "reached" for line in closing.goal_result_ids
                }
            }
        )
        theirs.action_validate()
        self.assertEqual(case.sudo().state, "closed")
        self.assertEqual(case.sudo().outcome, "ordinary")
        with self.assertRaises(UserError):
            mine.action_log_contact("visit", "reached")
        self.env["declic.household"]._run_detection()
        self.assertEqual(household.proposal_state, "none")
        self.assertEqual(household.overdue, 0)
        # Access ends thirty days later, by itself.
        self.assertEqual(
            set(case.sudo().assignment_ids.mapped("date_to")),
            {Date.add(self.today, days=30)},
        )
