import base64
import gzip
from itertools import pairwise
from unittest.mock import patch

from odoo.fields import Date
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import format_date

from odoo.addons.declic.demo import landlord


class DemoCase(TransactionCase):
    """The invented landlord: the one of `dev demo` where it was built, else loaded."""

    size = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before_loading()
        # The PDFs are not what is looked at here.
        reports = type(cls.env["ir.actions.report"])
        with patch.object(reports, "_print_sheet", return_value=b"%PDF-"):
            landlord.load(cls.env, **cls.size)
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

    @classmethod
    def before_loading(cls):
        """What a class remembers of the time before."""


class FigureChecks:
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
                    household.overdue, max(residual.get(household.partner_id, 0), 0), 2
                )


@tagged("post_install", "-at_install", "long")
class TestDemoBeside(FigureChecks, DemoCase):
    """A small one, where somebody else's entries and households are already."""

    size = {"households": 12, "months": 6}

    @classmethod
    def before_loading(cls):
        cls.known = cls.books()

    @classmethod
    def books(cls, company=None):
        """What the books hold, but those of ``company``."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "SELECT l.* FROM account_move_line l WHERE l.company_id <> %s ORDER BY id",
            [company.id if company else 0],
        )
        return cls.env.cr.fetchall()

    def test_the_books_of_others_stay(self):
        self.assertTrue(self.known)
        self.assertEqual(self.books(self.company), self.known)

    def test_a_landlord_in_miniature(self):
        self.assertAlmostEqual(len(self.households), 12, delta=3)
        self.assertTrue(self.households.filtered("overdue"))
        self.assertTrue(self.households.case_ids)


class DemoChecks(FigureChecks):
    """What a newcomer and an installer with demo data get."""

    def test_a_journey_at_every_step(self):
        self.assertAlmostEqual(len(self.households), 120, delta=3)
        self.assertTrue(self.households.filtered("overdue"))
        cases = self.env["declic.case"].search([("company_id", "=", self.company.id)])
        self.assertTrue(cases.filtered(lambda c: c.state == "closed"))
        self.assertTrue(cases.filtered(lambda c: c.state != "closed"))

    def test_the_past_is_replayed(self):
        """D9: three ways to choose, and each proposes somebody."""
        today = Date.today()
        wizard = self.env["declic.backtest"].create(
            {
                "date_from": Date.subtract(today, months=12),
                "date_to": Date.subtract(today, months=7),
            }
        )
        wizard.action_replay()
        while wizard.state == "running":
            wizard._go_on(60)
        for line in wizard.line_ids:
            with self.subTest(method=line.method):
                self.assertGreater(line.proposal_count, 0)
                self.assertNotEqual(line.precision_told, "–")
                if line.method != "naive":
                    # The worklist's own rule foresees some, a year of calls behind it.
                    self.assertGreater(line.right_count, 0)

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

    def test_forms_carry_the_days_of_their_story(self):
        """V1: a form validated in March says March, and never the day of loading."""
        today = Date.context_today(self.households)
        files = self.env["declic.frozen.file"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertGreater(len(files), 500)
        days = {file.create_date.date() for file in files}
        self.assertGreater(len(days), 50)
        self.assertLess(min(days).year, today.year)
        marks = (today.isoformat(), format_date(self.env, today, "fr_FR"))
        reviews = self.env["declic.review"].browse(
            files.filtered(lambda f: f.res_model == "declic.review").mapped("res_id")
        )
        held = {review.id: review.date_held for review in reviews}
        for file in files:
            page = gzip.decompress(base64.b64decode(file.page)).decode()
            if file.create_date.date() < today:
                for mark in marks:
                    self.assertNotIn(mark, page, file.name)
            if file.res_model == "declic.review":
                day = held[file.res_id]
                self.assertEqual(file.create_date.date(), day, file.name)
                self.assertIn(format_date(self.env, day, "fr_FR"), page, file.name)

    def test_points_follow_each_other(self):
        """R1: points are held in their order, between the start and the end."""
        cases = self.env["declic.case"].search([("company_id", "=", self.company.id)])
        several = 0
        for case in cases:
            held = case.review_ids.filtered("date_held").sorted("date_due")
            for before, after in pairwise(held):
                self.assertLessEqual(before.date_held, after.date_held, case.reference)
                self.assertLessEqual(before.write_date, after.write_date)
            for review in held:
                self.assertGreaterEqual(review.date_held, case.date_start)
                self.assertLessEqual(
                    review.date_held,
                    case.date_closed or Date.context_today(case),
                )
            several += len(held) > 1
        self.assertGreater(several, 10)

    def test_nobody_was_at_a_missed_visit(self):
        """F1: who was not met was present at nothing."""
        contacts = self.env["declic.contact"].search(
            [("company_id", "=", self.company.id)]
        )
        missed = contacts.filtered(lambda c: c.result in ("missed", "no_answer"))
        self.assertTrue(missed)
        self.assertFalse(missed.present_ids)
        self.assertTrue(contacts.filtered("present_ids"))

    def test_nobodys_health_is_told(self):
        """C4, N1: the landlord is not told of who is sent to a clinic."""
        referrals = self.env["declic.referral"].search(
            [("company_id", "=", self.company.id)]
        )
        care = referrals.filtered(
            lambda r: r.network_id.name.startswith(("CMP ", "CSAPA "))
        )
        self.assertTrue(care)
        self.assertFalse(care.filtered("is_shareable"))
        self.assertTrue((referrals - care).filtered("is_shareable"))

    def test_anonymous_sheets_do_not_contradict_themselves(self):
        """N3: the band of arrears is the account's; facts of debt go with a debt."""
        sheets = self.env["declic.meeting.sheet"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertTrue(sheets)
        debt = self.env.ref("declic.reason_fact_1")
        for sheet in sheets:
            if sheet.case_id.household_id.net_months >= 1:
                self.assertNotEqual(sheet.arrears_band, "none")
            if sheet.arrears_band == "none":
                self.assertNotIn(debt, sheet.fact_ids)

    def test_logins_work(self):
        for _role, login, password in landlord.logins():
            with self.subTest(login=login):
                self.env["res.users"]._login(
                    {"login": login, "password": password, "type": "password"}, {}
                )
