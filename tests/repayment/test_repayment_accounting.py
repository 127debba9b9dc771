"""What accounting sees of a plan, and the hold on its reminders (K7, D5)."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.repayment.dunning_hold_mixin import HOLDS
from ..repayment_common import FIRST, SIGNED, RepaymentCase


@tagged("post_install", "-at_install")
class TestWhatAccountingSees(RepaymentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.users["accountant"]
        cls.accountant.group_ids |= cls.env.ref("account.group_account_invoice")

    def test_banner_on_the_invoice_and_the_partner(self):
        plan = self.plan()
        for record in (self.old[0], self.partner):
            seen = record.with_user(self.accountant)
            with self.subTest(model=record._name):
                self.assertEqual(seen.declic_repayment_plan_id, plan)
                self.assertEqual(seen.declic_plan_state, "active")
                self.assertEqual(seen.declic_plan_next_date, FIRST)
                self.assertTrue(seen.declic_is_held)
                arch = seen.get_view(view_type="form")["arch"]
                for name in (
                    "declic_repayment_plan_id",
                    "declic_plan_state",
                    "declic_plan_next_date",
                    "declic_is_held",
                ):
                    self.assertIn(f'name="{name}"', arch)
        with self.at(FIRST):
            plan.action_cancel("mistake")
        self.old.invalidate_recordset()
        self.partner.invalidate_recordset()
        for record in (self.old[0], self.partner):
            seen = record.with_user(self.accountant)
            self.assertFalse(seen.declic_repayment_plan_id)
            self.assertFalse(seen.declic_is_held)

    def test_the_co_holder_shows_the_plan_too(self):
        people = self.env["res.partner"].create(
            [
                {"name": name, "company_id": self.company.id}
                for name in (
                    "COTITULAIRE-TEST Zoé",
                    "PARTIE-TEST Ana",
                    "ENFANT-TEST Lou",
                )
            ]
        )
        with_us, left, child = people
        for partner, vals in (
            (with_us, {"role": "co_holder"}),
            (left, {"role": "co_holder", "date_to": "2020-01-01"}),
            (child, {"role": "adult"}),
        ):
            self.env["declic.household.member"].create(
                {"household_id": self.household.id, "partner_id": partner.id, **vals}
            )
        plan = self.plan()
        seen = people.with_user(self.accountant)
        self.assertEqual(
            [bool(one.declic_repayment_plan_id) for one in seen], [True, False, False]
        )
        self.assertEqual(seen[0].declic_repayment_plan_id, plan)
        self.assertEqual(seen[0].declic_plan_next_date, FIRST)

    def test_filter_of_the_journal_items(self):
        self.plan()
        lines = self.env["account.move.line"].with_user(self.accountant)
        arch = lines.get_view(
            self.env.ref("account.view_account_move_line_filter").id, "search"
        )["arch"]
        self.assertIn("declic_covered", arch)
        domain = [("declic_plan_line_ids.plan_id.state", "in", ("active", "suspended"))]
        self.assertEqual(lines.search(domain), self.terms().with_user(self.accountant))

    def test_money_and_dates_and_nothing_of_the_social_file(self):
        case = self._case(self.household)
        plan = self.plan()
        seen = plan.with_user(self.accountant)
        form = seen.get_view(view_type="form")["arch"]
        self.assertNotIn("household_id", form)
        self.assertNotIn("floor_reason_id", form)
        spec = {
            "reference": {},
            "partner_id": {"fields": {"display_name": {}}},
            "amount_total": {},
            "installment_ids": {"fields": {"date_due": {}, "paid": {}}},
            "event_ids": {"fields": {"name": {}}},
            "line_ids": {"fields": {"move_id": {}, "residual": {}}},
            "chart_html": {},
        }
        [row] = seen.web_read(spec)
        self.assertEqual(row["amount_total"], 900)
        self.assertTrue(row["installment_ids"])
        for model in (
            "declic.case",
            "declic.household",
            "declic.aid.request",
            "declic.assessment",
            "declic.contact",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.accountant).search([])
        for name in ("floor_reason_id", "length_reason_id"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                seen.read([name])
        with self.assertRaises(AccessError):
            seen.household_id.read(["name"])
        with self.assertRaises(AccessError):
            self.terms().with_user(self.accountant).read(["declic_hold_case_id"])
        for act in (
            lambda: seen.action_cancel("mistake"),
            lambda: seen.action_suspend("judgment"),
            lambda: seen.write({"user_id": self.accountant.id}),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertTrue(case)

    def test_forecast_by_month(self):
        self.plan()
        with self.at(SIGNED):
            groups = (
                self.env["declic.repayment.forecast"]
                .with_user(self.accountant)
                ._read_group([("partner_id", "=", self.partner.id)], [], ["amount:sum"])
            )
        self.assertEqual(groups[0][0], 900)
        for view in ("pivot", "graph"):
            arch = (
                self.env["declic.repayment.forecast"]
                .with_user(self.accountant)
                .get_view(view_type=view)["arch"]
            )
            self.assertIn('interval="month"', arch)

    def test_screens_take_a_bounded_number_of_queries(self):
        """The list of the plans does not query by row."""
        self.plan()
        plans = self.Plan.with_user(self.users["recovery"])
        spec = {
            "reference": {},
            "partner_id": {"fields": {"display_name": {}}},
            "next_due_date": {},
            "remaining": {},
            "covered_open": {},
            "state": {},
        }

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plans.web_search_read([("company_id", "=", self.company.id)], spec)
            return self.env.cr.sql_log_count - before

        count()
        alone = count()
        for _number in range(5):
            self.household = self._household()
            self._rent(self.household, date(2026, 2, 5), 900)
            self.plan()
        self.assertLessEqual(count(), alone + 2)


@tagged("post_install", "-at_install")
class TestHold(RepaymentCase):
    """D5: what Déclic holds it gives back, and what accounting decided stays."""

    def flags(self, moves=None):
        return self._receivable(moves or self.old).sorted("id").mapped("no_followup")

    def test_a_plan_holds_its_terms_and_gives_them_back(self):
        plan = self.plan()
        later = self.rent(date(2026, 4, 5))
        self.assertEqual(self.flags(), [True, True])
        self.assertEqual(self.flags(later), [False])
        self.assertEqual(plan.held_count, 2)
        with self.at(FIRST):
            plan.action_cancel("mistake")
        self.assertEqual(self.flags(), [False, False])

    def test_held_by_the_support_and_the_plan(self):
        with self.at(FIRST):
            case = self._case(self.household)
            plan = self.plan()
            new = self._rent(self.household, FIRST)
            self.assertEqual(self.flags(new), [True])
            case._close("ordinary", self._reason("closing"))
            self.assertEqual(self.flags(), [True, True])
            self.assertEqual(self.flags(new), [False])
            plan.action_cancel("mistake")
            self.assertEqual(self.flags(), [False, False])

    def test_what_accounting_excluded_stays_excluded(self):
        self.terms()[0].with_user(self.env.user).no_followup = True
        case = self._case(self.household)
        plan = self.plan()
        plan.action_cancel("mistake")
        case._close("ordinary", self._reason("closing"))
        self.assertEqual(self.flags(), [True, False])

    def test_toggled_by_hand_during_the_hold(self):
        case = self._case(self.household)
        first, second = self.terms()
        # Accounting wants its reminder; later acts of Déclic leave it alone.
        first.no_followup = False
        # And takes the other one back to exclude it itself.
        second.no_followup = False
        second.no_followup = True
        plan = self.plan()
        self.assertEqual(self.flags(), [False, True])
        plan.action_cancel("mistake")
        case._close("ordinary", self._reason("closing"))
        self.assertEqual(self.flags(), [False, True])

    def test_no_flag_passes_for_the_module(self):
        """A context that a client sends makes nobody's act the module's."""
        case = self._case(self.household)
        first = self.terms()[0]
        first.with_context(declic_hold=True, declic_key=True).no_followup = False
        plan = self.plan()
        self.assertEqual(self.flags(), [False, True])
        plan.action_cancel("mistake")
        case._close("ordinary", self._reason("closing"))
        self.assertEqual(self.flags(), [False, False])

    def test_every_holder_is_known(self):
        mixin = self.env.registry["declic.hold.mixin"]
        holders = {
            model._hold_field: name
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract
        }
        self.assertEqual(set(holders), set(HOLDS))
        for field, model in holders.items():
            line = self.env["account.move.line"]
            self.assertEqual(line._fields[field].comodel_name, model)

    def test_toggled_on_the_invoice(self):
        plan = self.plan()
        self.old[0].no_followup = False
        plan.action_cancel("mistake")
        self.assertEqual(self.flags(), [False, False])
        self.old[0].no_followup = True
        self.env["declic.case"]._cron_release()
        self.assertEqual(self.flags(), [True, False])

    def test_end_date_of_the_support(self):
        case = self._case(self.household)
        self.assertEqual(self.flags(), [True, True])
        case.date_end = date(2026, 1, 1)
        self.env["declic.case"]._cron_release()
        self.assertEqual(self.flags(), [False, False])
        # Posted after the end: not held.
        self.assertEqual(self.flags(self._rent(self.household, self.today)), [False])
