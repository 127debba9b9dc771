from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import tagged

from ..common import DeclicCase

MODELS = (
    "declic.household",
    "declic.orientation",
    "declic.case",
    "declic.plan",
    "declic.plan.goal",
    "declic.contact",
    "declic.review",
    "declic.assignment",
)


@tagged("post_install", "-at_install", "security")
class TestAccessEnd(DeclicCase):
    """T4: access ends by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        worker = cls.case.with_user(cls.users["worker"])
        worker.action_log_contact("visit", "reached", 30)
        worker.action_start_plan().action_add_goal("social", "Je paie mon loyer")

    def seen(self, role):
        """Names of the models of which the role sees a record."""
        return {
            name
            for name in MODELS
            if self.env[name].with_user(self.users[role]).search_count([])
        }

    def test_thirty_days_after_closure_the_closing_form_alone(self):
        self.case.action_close()
        closing = self.case.review_ids.filtered(lambda r: r.review_type == "closing")
        closing.with_user(self.users["worker"]).action_fill_association_part(
            {
                "association_present": True,
                "results": {
                    line.goal_id.id: "reached" for line in closing.goal_result_ids
                },
                "association_opinion": "Le lien tient.",
            }
        )
        closing.with_user(self.users["counsellor"]).write(
            {
                "landlord_present": True,
                "outcome": "ordinary",
                "closing_reason_id": self._reason("closing").id,
            }
        )
        closing.with_user(self.users["counsellor"]).action_validate()
        self.assertEqual(self.case.state, "closed")
        with freeze_time(self.today + relativedelta(days=30)):
            self.assertEqual(self.seen("worker"), set(MODELS))
        with freeze_time(self.today + relativedelta(days=31)):
            for role in ("worker", "coordinator"):
                self.assertEqual(self.seen(role), {"declic.review"})
                review = self.env["declic.review"].with_user(self.users[role])
                self.assertEqual(review.search([]), closing)
                self.assertEqual(
                    review.search([]).association_opinion, "Le lien tient."
                )
            for role in ("colleague", "other_worker"):
                self.assertFalse(self.seen(role))

    def test_end_of_the_agreement(self):
        partner = self.programme.partner_ids.filtered(
            lambda p: p.association_id == self.association
        )
        partner.date_to = self.today
        self.env["declic.assignment"]._cron_end_access()
        self.assertEqual(self.seen("worker"), set(MODELS))
        partner.date_to = self.today - relativedelta(days=1)
        self.env["declic.assignment"]._cron_end_access()
        self.env["declic.assignment"]._cron_end_access()
        self.assertFalse(self.seen("worker"))
        self.assertFalse(self.seen("coordinator"))

    def test_sleeping_account(self):
        worker, colleague = self.users["worker"], self.users["colleague"]
        self.company.declic_sleep_days = 90
        colleague.with_user(colleague)._update_last_login()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users SET create_date = %s WHERE id = ANY(%s)",
            [self.today - relativedelta(days=91), [worker.id, colleague.id]],
        )
        self.env.invalidate_all()
        self.env["declic.assignment"]._cron_end_access()
        self.assertFalse(worker.active)
        self.assertTrue(colleague.active)
        self.assertFalse(
            self.case.assignment_ids.filtered(
                lambda a: a.user_id == worker and not a.date_to
            )
        )
        self.assertTrue(self.users["coordinator"].active)
