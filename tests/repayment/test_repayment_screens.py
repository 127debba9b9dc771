"""The screens of the plans in the real browser; pictures for the manual."""

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

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

    def test_what_the_page_of_accounting_says(self):
        """docs/manuel/comptabilite.md, by calls of accounting."""
        accountant = self.users["accountant"]
        menus = self.env["ir.ui.menu"].with_user(accountant)
        menus = menus.with_context(lang="fr_FR")
        visible = menus.sudo().browse(menus._visible_menu_ids())
        names = visible.filtered(
            lambda menu: (
                menu.parent_id == self.env.ref("account.menu_finance_receivables")
            )
        ).mapped("name")
        self.assertIn("Attendu des plans", names)
        lines = self.env["account.move.line"].with_user(accountant)
        arch = lines.get_view(view_type="search")["arch"]
        [domain] = etree.fromstring(arch).xpath("//filter[@name='declic_covered']")
        covered = lines.search(safe_eval(domain.get("domain")))
        self.assertEqual(covered, self.plan.line_ids.move_line_id)
        theirs = self.plan.with_user(accountant)
        self.assertEqual(
            theirs.covered_open + theirs.uncovered_open,
            self.case.household_id.partner_id.with_company(self.company).credit,
        )
        self.assertTrue(theirs.installment_ids and theirs.event_ids.mapped("date"))
        for model in ("declic.case", "declic.household", "declic.contact"):
            self.assertFalse(self.env[model].with_user(accountant).has_access("read"))
        self.assertFalse(
            self.env["res.config.settings"].with_user(accountant).has_access("create")
        )

    def test_who_sees_the_settings(self):
        """docs/administration.md: who is both."""
        system = self.env.ref("base.group_system")
        pilot = self.env.ref("declic.group_manager")
        user = self.users["employee"]
        for groups, shown in ((system, False), (pilot, None), (system | pilot, True)):
            user.group_ids = self.env.ref("base.group_user") | groups
            settings = self.env["res.config.settings"].with_user(user)
            self.assertEqual(settings.has_access("create"), shown is not None)
            if shown is not None:
                arch = settings.get_view(view_type="form")["arch"]
                self.assertEqual("declic_benefit_journal_ids" in arch, shown)
