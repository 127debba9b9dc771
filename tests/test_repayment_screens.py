"""The screens of the plans in the real browser; pictures for the manual."""

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged

from .common import DeclicLandlord
from .pictures import Pictures


@tagged("post_install", "-at_install")
class TestRepaymentScreens(Pictures, DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.env["ir.asset"].create(
            {
                "name": "dfsg",
                "bundle": "web.assets_backend",
                "directive": "remove",
                "path": "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
            }
        )
        invoicing = cls.env.ref("account.group_account_invoice")
        for user in cls.users.values():
            user.password = user.login
            user.lang = "fr_FR"
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
        self.picture(
            "plan-apurement",
            form,
            "test_recovery",
            ready="!!document.querySelector('.o_form_view .o_data_row')",
        )
        self.picture(
            "plan-apurement-comptabilite",
            form,
            "test_accountant",
            ready="!!document.querySelector('.o_form_view .o_data_row')",
        )
        self.picture(
            "facture-bandeau",
            f"/odoo/customer-invoices/{self.invoice.id}",
            "test_accountant",
            ready="!!document.querySelector('.o_form_view .alert-info a, "
            ".o_form_view .alert-info .o_field_widget')",
        )
        self.picture(
            "previsions",
            "/odoo/declic-repayment-forecast?view_type=graph",
            "test_accountant",
            ready="!!document.querySelector('.o_graph_renderer canvas')",
        )
        self.picture(
            "aides-telephone",
            f"/my/declic/case/{self.case.id}",
            "test_worker",
            "360x740",
        )
