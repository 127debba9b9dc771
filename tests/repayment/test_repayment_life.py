"""How a plan is made, changed and ended (K1, K6, K8), and its papers."""

import hashlib
import io
from datetime import date

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.declic.engine import instalments, legal_days

from ..repayment_common import FIRST, SIGNED, RepaymentCase


@tagged("post_install", "-at_install")
class TestSchedule(RepaymentCase):
    def test_duration(self):
        plan = self.plan(
            start=False, amount=0, schedule_mode="duration", installment_count=7
        )
        self.assertEqual(plan.installment_ids.mapped("amount"), [128.57] * 6 + [128.58])
        self.assertEqual(plan.installment_amount, 128.57)

    def test_the_day_of_the_month_is_kept(self):
        rows = instalments.split(500, 100, date(2026, 1, 31), lambda n: round(n, 2))
        self.assertEqual(
            [day for day, _amount in rows],
            [
                date(2026, 2, 2),  # 31 January, a Saturday
                date(2026, 3, 2),  # 28 February, a Saturday
                date(2026, 3, 31),
                date(2026, 4, 30),
                date(2026, 6, 1),  # 31 May, a Sunday
            ],
        )

    def test_on_the_fifth(self):
        """K1: dates on the 5th roll to the next working day."""
        plan = self.plan(start=False, date_first=date(2026, 3, 5))
        days = plan.installment_ids.mapped("date_due")
        self.assertTrue(all(legal_days.is_working_day(day) for day in days))
        # 5 April 2026 is Easter Sunday, the 6th Easter Monday.
        self.assertEqual(days[:2], [date(2026, 3, 5), date(2026, 4, 7)])

    def test_frequency(self):
        plan = self.plan(start=False, frequency="3", amount=300)
        self.assertEqual(
            plan.installment_ids.mapped("date_nominal"),
            [date(2026, 3, 10), date(2026, 6, 10), date(2026, 9, 10)],
        )

    def test_refusals(self):
        for vals, sentence in (
            ({"amount": 0.004}, "more than zero"),
            ({"amount": 20}, "36 at most"),
            ({"lump_sum": 901}, "exceeds the debt"),
            (
                {"schedule_mode": "duration", "installment_count": 300},
                "36 at most",
            ),
            ({"kind": "protocol", "amount": 30}, "24 at most"),
            ({"date_first": date(2030, 3, 10)}, "36 at most"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex((UserError, ValidationError), sentence),
                self.env.cr.savepoint(),
            ):
                self.plan(start=False, **vals)

    def test_longer_with_a_reason(self):
        reason = self._reason("plan_length").id
        plan = self.plan(start=False, amount=20, length_reason_id=reason)
        self.assertEqual(len(plan.installment_ids), 45)
        with self.assertRaisesRegex(UserError, "60 months at most"):
            self.plan(
                start=False,
                amount=10,
                kind="protocol",
                length_reason_id=reason,
            )

    def test_a_tampered_schedule_does_not_start(self):
        plan = self.plan(start=False)
        plan.installment_ids[0].amount = 80
        with self.assertRaisesRegex(UserError, "to the cent"):
            plan.action_activate()
        with self.assertRaises(AccessError):
            plan.installment_ids[0].paid = 90
        with self.assertRaises(AccessError):
            plan.paid = 900

    def test_wizard_from_the_household(self):
        with self.at(SIGNED):
            action = self.household.with_user(
                self.users["recovery"]
            ).action_make_repayment_plan()
            wizard = (
                self.env["declic.repayment.make"]
                .with_user(self.users["recovery"])
                .browse(action["res_id"])
            )
            with Form(wizard) as form:
                form.installment_amount = 100
                self.assertIn("9 instalments", form.summary)
                form.date_first = FIRST
            action = wizard.action_make()
            plan = self.Plan.browse(action["res_id"])
            self.assertEqual(plan.state, "draft")
            self.assertEqual(plan.installment_ids.mapped("amount"), [100.0] * 9)
            plan.action_activate()
            with self.assertRaisesRegex(UserError, "amend it"):
                self.household.action_make_repayment_plan()

    def test_wizard_from_the_invoices(self):
        with self.at(SIGNED):
            action = self.old[0].action_declic_make_plan()
            wizard = self.env["declic.repayment.make"].browse(action["res_id"])
            self.assertEqual(wizard.amount_total, 450)
            wizard.installment_amount = 50
            plan = self.Plan.browse(wizard.action_make()["res_id"])
            self.assertEqual(plan.line_ids.move_line_id.move_id, self.old[0])
            plan.action_activate()
            self.assertWhole(plan)
            self.assertEqual(plan.uncovered_open, 450)

    def test_wizard_refuses(self):
        with self.at(SIGNED):
            other = self._household("VOISIN-TEST Dominique")
            with self.assertRaisesRegex(UserError, "Nothing is due"):
                other.action_make_repayment_plan()
            foreign = self._rent(other, SIGNED)
            with self.assertRaisesRegex(UserError, "one household"):
                (self.old | foreign).action_declic_make_plan()
            self._pay(other, SIGNED, 450, foreign)
            with self.assertRaisesRegex(UserError, "Nothing is open"):
                foreign.action_declic_make_plan()
            lonely = self._rent(other, SIGNED)
            other.active = False
            with self.assertRaisesRegex(UserError, "No household"):
                lonely.action_declic_make_plan()
            action = self.household.action_make_repayment_plan()
            wizard = self.env["declic.repayment.make"].browse(action["res_id"])
            wizard.installment_amount = 50
            # A term of somebody else, slipped in by a remote call.
            wizard.line_ids[0].line_ref = self._receivable(lonely).id
            with self.assertRaisesRegex(UserError, "not open"):
                wizard.action_make()
            wizard.line_ids.is_chosen = False
            with self.assertRaisesRegex(UserError, "Choose the terms"):
                wizard.action_make()

    def test_a_term_is_covered_once(self):
        self.plan()
        other = self.Plan.create(
            {"household_id": self.household.id, "installment_amount": 90}
        )
        with self.assertRaisesRegex(UserError, "covered by PA-"):
            other.action_cover_open_lines()

    def test_another_companys_line(self):
        company = self.env["res.company"].create({"name": "Autre bailleur (test)"})
        foreign = self.old[0].copy()
        plan = self.plan(start=False)
        line = self.terms()[0]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET company_id = %s WHERE id = %s",
            [company.id, line.id],
        )
        line.invalidate_recordset()
        with self.assertRaisesRegex(ValidationError, "another company"):
            plan.line_ids[0].amount = 400
        self.assertTrue(foreign)


@tagged("post_install", "-at_install")
class TestLife(RepaymentCase):
    def test_every_forbidden_edge(self):
        edges = self.Plan._transitions
        states = dict(self.Plan._states())
        for start in states:
            for end in states:
                if end in edges.get(start, ()):
                    continue
                plan = self.Plan.create(
                    {"household_id": self.household.id, "installment_amount": 90}
                )
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE declic_repayment_plan SET state = %s WHERE id = %s",
                    [start, plan.id],
                )
                plan.invalidate_recordset()
                with (
                    self.subTest(start=start, end=end),
                    self.assertRaises(UserError),
                ):
                    plan._set_state(end)
                self.env.cr.execute(
                    "DELETE FROM declic_repayment_plan WHERE id = %s", [plan.id]
                )
                self.env.invalidate_all()

    def test_started_once(self):
        plan = self.plan()
        with self.assertRaisesRegex(UserError, "started already"):
            plan.action_activate()

    def test_who_when_and_why(self):
        plan = self.plan().with_user(self.users["recovery"])
        with self.at(date(2026, 3, 12)):
            with self.assertRaisesRegex(UserError, "Say why"):
                plan.action_suspend("because")
            plan.action_suspend("over_indebtedness")
        event = plan.event_ids.sorted("id")[-1]
        self.assertEqual(event.user_id, self.users["recovery"])
        self.assertEqual(event.reason, "over_indebtedness")
        self.assertEqual(event.date.date(), date(2026, 3, 12))
        self.assertIn("Over-indebtedness", event.name)

    def test_suspended_and_taken_up_again(self):
        # Books that are behind tell nobody (D13): another rule, tested elsewhere.
        self.company.declic_stale_days = 0
        plan = self.plan()
        self.statement(FIRST, 90)
        with self.at(date(2026, 4, 1)):
            plan.action_suspend("judgment")
        for day in (date(2026, 4, 21), date(2026, 5, 21), date(2026, 6, 21)):
            self.night(day)
        self.assertEqual(plan.state, "suspended")
        self.assertNotIn("missed", self.kinds(plan))
        self.assertEqual((plan.expected, plan.plan_late), (90, 0))
        with self.at(date(2026, 6, 22)):
            plan.action_continue("judgment")
        self.assertEqual(plan.state, "active")
        days = plan.installment_ids.sorted("date_due").mapped("date_due")
        self.assertEqual(days[:3], [FIRST, date(2026, 7, 10), date(2026, 8, 10)])
        self.assertEqual(plan.date_last, days[-1])
        self.assertIn("3 months", self.said(plan, "continued")[0])
        self.night(date(2026, 7, 21))
        self.assertEqual(self.kinds(plan).count("missed"), 1)

    def test_amended_version_keeps_the_first(self):
        plan = self.plan()
        self.register(self.old, FIRST, 90)
        with self.at(date(2026, 3, 12)):
            version = plan.with_user(self.users["recovery"]).action_amend()
            with self.assertRaisesRegex(UserError, "being prepared"):
                plan.action_amend()
            self.assertEqual((version.version, version.previous_id), (2, plan))
            self.assertEqual(version.amount_total, 810)
            version.installment_amount = 45
            version.action_compute_schedule()
            self.assertEqual(plan.state, "active")
            version.action_activate()
        self.assertEqual((plan.state, version.state), ("replaced", "active"))
        self.assertEqual(plan.installment_ids.mapped("amount"), [90.0] * 10)
        self.assertIn("replaced", self.kinds(plan))
        self.assertWhole(version)
        with self.assertRaises(AccessError):
            version.with_user(self.users["recovery"]).previous_id = False

    def test_ended_by_a_person_stays_so(self):
        plan = self.plan()
        with self.at(FIRST):
            plan.action_break("notice")
        self.statement(FIRST, 900)
        self.night(date(2026, 3, 11))
        self.assertEqual(plan.state, "broken")

    def test_the_benefit_office_checks_every_six_months(self):
        with self.assertRaisesRegex(UserError, "date of the approval"):
            self.plan(kind="payer")
        plan = self.Plan.search([("household_id", "=", self.household.id)])
        plan.with_user(self.users["recovery"]).date_approved = date(2026, 2, 27)
        with self.at(SIGNED):
            plan.action_activate()
        self.assertEqual(plan.date_next_check, date(2026, 8, 27))
        activity = plan.activity_search(["declic.activity_plan_check"])
        self.assertEqual(activity.date_deadline, date(2026, 8, 27))
        with self.at(date(2026, 8, 28)):
            plan.with_user(self.users["recovery"]).action_record_check()
        self.assertEqual(plan.date_next_check, date(2027, 2, 28))
        self.assertEqual(len(plan.activity_search(["declic.activity_plan_check"])), 1)
        self.assertIn("checked", self.kinds(plan))

    def test_protocol_makes_the_rent_an_indemnity(self):
        plan = self.plan(kind="protocol", amount=50, date_approved=SIGNED)
        before = self.old[0].with_user(self.users["accountant"])
        after = self.rent(date(2026, 4, 1)).with_user(self.users["accountant"])
        self.assertFalse(before.declic_is_indemnity)
        self.assertTrue(after.declic_is_indemnity)
        reports = self.env["ir.actions.report"].with_context(lang="en_US")
        html, _kind = reports._render_qweb_html("account.report_invoice", after.ids)
        self.assertIn("Indemnité d", html.decode())
        with self.at(date(2026, 4, 2)):
            plan.action_cancel("protocol")
        after.invalidate_recordset()
        self.assertFalse(after.declic_is_indemnity)


@tagged("post_install", "-at_install")
class TestPapers(RepaymentCase):
    prints = True

    def text(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def printed(self, plan, role):
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        content, _kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf("declic.report_repayment_plan", plan.ids)
        return content

    def test_the_plan_is_frozen_once_it_is_printed(self):
        plan = self.plan()
        self.assertFalse(plan.frozen_ids)
        action = plan.with_user(self.users["recovery"]).action_print()
        self.assertEqual(action["report_name"], "declic.report_repayment_plan")
        first = self.printed(plan, "recovery")
        self.assertEqual(plan.pdf_hash, hashlib.sha256(first).hexdigest())
        text = self.text(first)
        for word in ("MARTIN-TEST", plan.reference, "900", "90", "10/03/2026"):
            self.assertIn(word, text)
        self.register(self.old, FIRST, 90)
        self.partner.name = "RENOMME Camille"
        plan.with_user(self.users["recovery"]).action_print()
        self.assertEqual(len(plan.frozen_ids), 1)
        # Whoever reads the plan reads its one version, whatever files they may open.
        for role in ("recovery", "counsellor", "manager", "accountant"):
            with self.subTest(role=role):
                self.assertEqual(self.printed(plan, role), first)
        with self.assertRaises(AccessError):
            self.printed(plan, "employee")
        self.assertNotIn("MARTIN", plan.frozen_ids.name)

    def test_a_draft_is_printed_as_it_stands(self):
        plan = self.plan(start=False)
        plan.with_user(self.users["recovery"]).action_print()
        self.assertFalse(plan.frozen_ids)
        self.assertIn("MARTIN-TEST", self.text(self.printed(plan, "recovery")))

    def test_letter(self):
        plan = self.plan()
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["recovery"])
            .with_context(lang="fr_FR", force_report_rendering=True)
            ._render_qweb_pdf("declic.report_repayment_letter", plan.ids)
        )
        text = self.text(content)
        for word in ("12 rue des Invisibles", plan.reference, "90,00"):
            self.assertIn(word, text)

    def test_chart_tells_the_same_in_words(self):
        plan = self.plan()
        self.statement(FIRST, 40)
        with self.at(date(2026, 4, 15)):
            plan.action_refresh()
            chart = plan.with_user(self.users["accountant"]).chart_html
        self.assertIn("<svg", chart)
        self.assertIn('role="img"', chart)
        # 860 left where 720 were expected.
        for word in ("860,00", "720,00", "140,00"):
            self.assertIn(word, chart)

    def test_chart_is_read_where_nothing_can_be_written(self):
        """On a replica, a form opens without a statement that writes."""
        plan = self.plan()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            self.assertIn("<svg", plan.with_user(self.users["accountant"]).chart_html)
            savepoint.rollback()
