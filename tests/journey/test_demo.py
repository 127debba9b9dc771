from unittest.mock import patch

from odoo.tests import TransactionCase

from odoo.addons.declic.demo import landlord


class DemoCase(TransactionCase):
    """The invented landlord, loaded once: it takes a minute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The PDFs are not what is looked at here.
        reports = type(cls.env["ir.actions.report"])
        with patch.object(reports, "_print_sheet", return_value=b"%PDF-"):
            landlord.load(cls.env)
        cls.env["declic.household"]._run_detection()
        # Beside the landlord of the other tests.
        cls.programme = cls.env["declic.programme"].search([], order="id desc", limit=1)
        cls.company = cls.programme.company_id
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.programme = cls.programme.with_env(cls.env)
        cls.households = cls.env["declic.household"].search(
            [("company_id", "=", cls.company.id)]
        )


class DemoChecks:
    """What a newcomer and an installer with demo data get."""

    def test_a_journey_at_every_step(self):
        self.assertAlmostEqual(len(self.households), 120, delta=3)
        self.assertTrue(self.households.filtered("overdue"))
        cases = self.env["declic.case"].search([("company_id", "=", self.company.id)])
        self.assertTrue(cases.filtered(lambda c: c.state == "closed"))
        self.assertTrue(cases.filtered(lambda c: c.state != "closed"))

    def test_the_rhythm_is_alive(self):
        """Appointments in several states, a point missed, litigation suspended, checks
        after closures: no screen of the follow-up is empty."""
        ours = [("company_id", "=", self.company.id)]
        appointments = self.env["declic.appointment"].search(ours)
        self.assertLessEqual({"planned", "kept"}, set(appointments.mapped("state")))
        reviews = self.env["declic.review"].search(ours)
        self.assertLessEqual(
            {"draft", "validated", "incomplete"}, set(reviews.mapped("state"))
        )
        self.assertTrue(self.households.filtered("is_litigation_suspended"))
        self.assertTrue(self.env["declic.closure.check"].search(ours))
        points = [p for row in self.programme._progress_rows() for p in row["points"]]
        self.assertTrue([p for p in points if p["value"]])

    def test_figures_are_the_ledgers(self):
        """D1: the arrears of all households equal Odoo's own residuals, to the cent."""
        today = (
            self.env["declic.household"]
            ._fields["date_proposed"]
            .context_today(self.households)
        )
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "in", self.households.partner_id.ids),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
            ]
        )
        residual = {}
        for line in lines:
            later = line.date_maturity if line.balance > 0 else line.date
            if later <= today:
                residual.setdefault(line.partner_id, 0)
                residual[line.partner_id] += line.amount_residual
        for household in self.households:
            with self.subTest(household=household.reference):
                self.assertAlmostEqual(
                    household.overdue, max(residual[household.partner_id], 0), 2
                )

    def test_logins_work(self):
        for _role, login, password in landlord.logins():
            with self.subTest(login=login):
                self.env["res.users"]._login(
                    {"login": login, "password": password, "type": "password"}, {}
                )
