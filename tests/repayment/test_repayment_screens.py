"""The screens of the plans in the real browser; pictures for the manual."""

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from ..browser import WebClient
from ..common import DeclicLandlord
from ..page_visit import DESKTOP, PHONE, Look


@tagged("post_install", "-at_install")
class TestRepaymentScreens(WebClient, DeclicLandlord, Look):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()
        cls.dress_for_the_manual()
        invoicing = cls.env.ref("account.group_account_invoice")
        cls.users["recovery"].group_ids |= invoicing
        cls.users["accountant"].group_ids |= invoicing
        cls.case = cls._case()
        household = cls.case.household_id
        start = cls.today - relativedelta(months=3)
        cls.invoice = cls._rent(household, start - relativedelta(days=40))
        cls._rent(household, start - relativedelta(days=10))
        cls.plan = (
            cls.env["declic.repayment.plan"]
            .with_user(cls.users["recovery"])
            .create(
                {
                    "household_id": household.id,
                    "installment_amount": 90,
                    "date_start": start,
                    "date_first": start + relativedelta(days=10),
                    "tolerance_days": 5,
                }
            )
        )
        cls.plan.action_cover_open_lines()
        cls.plan.action_activate()
        for month, days in ((3, 11), (2, 25)):
            day = cls.today - relativedelta(months=month) + relativedelta(days=days)
            cls._pay(household, day, 90)
        cls._rent(household, cls.today - relativedelta(days=20))
        cls.case.with_user(cls.users["worker"]).action_ask_aid(
            {
                "body_id": cls.env.ref("declic.reason_aid_body_1").id,
                "amount_asked": 600,
                "date_deadline": cls.today + relativedelta(days=15),
            }
        )

    def test_pictures(self):
        form = f"/odoo/declic-repayment-plans/{self.plan.id}"
        lines = "!!document.querySelector('.o_form_view .o_data_row')"
        for name, role, path, heading, ready in (
            ("plan-apurement", "recovery", form, self.plan.display_name, lines),
            (
                "plan-apurement-comptabilite",
                "accountant",
                form,
                self.plan.display_name,
                lines,
            ),
            (
                "facture-bandeau",
                "accountant",
                f"/odoo/customer-invoices/{self.invoice.id}",
                self.invoice.name,
                "!!document.querySelector('.o_form_view .alert-info a, "
                ".o_form_view .alert-info .o_field_widget')",
            ),
            (
                "previsions",
                "accountant",
                "/odoo/declic-repayment-forecast?view_type=graph",
                "Attendu des plans",
                "!!document.querySelector('.o_graph_renderer canvas')",
            ),
        ):
            with self.subTest(page=name):
                login = self.users[role].login
                self.look(path, login, heading, name, sizes=[DESKTOP], ready=ready)

    def test_aids_on_the_phone(self):
        self.look(
            f"/my/declic/case/{self.case.id}/around",
            self.users["worker"].login,
            self.case.reference,
            "aides-telephone",
            sizes=[PHONE],
        )
