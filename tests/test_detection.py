from unittest.mock import patch

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.declic.engine import ledger, watermark

from .common import DeclicCase


class DetectionCase(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Run = cls.env["declic.detection.run"].with_context(declic_no_commit=True)

    def detect(self):
        return self.env["declic.household"]._run_detection()

    def signals(self, household, code):
        return household.signal_ids.filtered(
            lambda s: s.rule_id.code == code and s.state == "open"
        )

    def contact(self, household, result, medium="phone", days=0):
        return self.env["declic.contact"].create(
            {
                "household_id": household.id,
                "medium": medium,
                "result": result,
                "date": self.today - relativedelta(days=days),
            }
        )


@tagged("post_install", "-at_install")
class TestRules(DetectionCase):
    def test_two_net_rents_and_sixty_days_after_awaited_benefit(self):
        """D2, with both sides of each threshold."""
        rule = self.env.ref("declic.signal_rule_net_months")
        rule.write({"amber": 2, "red": 4, "min_age_days": 60})

        def fires(amount, age, benefit=0):
            # Net rent 300 €; 150 € of benefit are announced for the last term.
            household = self._household()
            self._rent(household, self.today - relativedelta(days=age), amount)
            if benefit:
                self._benefit(household, self.today, benefit)
            self.detect()
            return bool(self.signals(household, "net_months"))

        self.assertTrue(fires(600, 70))
        self.assertFalse(fires(599.99, 70))
        self.assertTrue(fires(900, 60))
        self.assertFalse(fires(900, 59))
        # A term of this month or the last: its benefit is deducted until it is there.
        rule.min_age_days = 0
        household = self._household()
        term = self.today - relativedelta(days=20)
        self._rent(household, term, 749.99)
        self.detect()
        self.assertEqual(household.benefit_pending, 150)
        self.assertFalse(self.signals(household, "net_months"))
        rule.deduct_benefit = False
        self.detect()
        self.assertTrue(self.signals(household, "net_months"))
        # A term of fewer than fifteen days is no arrears yet.
        fresh = self._household()
        self._rent(fresh, self.today - relativedelta(days=14), 750)
        self.detect()
        self.assertFalse(self.signals(fresh, "net_months"))
        rule.grace_days = 14
        self.detect()
        self.assertTrue(self.signals(fresh, "net_months"))

    def test_one_signal_per_lease_that_closes_itself(self):
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        self.detect()
        self.detect()
        signal = self.signals(household, "net_months")
        self.assertEqual(len(signal), 1)
        self._pay(household, self.today, 900)
        self.detect()
        self.assertEqual((signal.state, signal.date_closed), ("closed", self.today))
        self.assertEqual(signal.value, 3)

    def test_unreachable_without_arrears(self):
        """D3."""
        household = self._household()
        for days in (29, 15):
            self.contact(household, "no_answer", days=days)
        self.detect()
        self.assertFalse(self.signals(household, "failed_contacts"))
        self.contact(household, "no_answer", days=1)
        self.detect()
        self.assertTrue(self.signals(household, "failed_contacts"))
        self.assertEqual(household.overdue, 0)
        self.contact(household, "missed", "office", days=3)
        self.contact(household, "missed", "office", days=2)
        self.detect()
        self.assertTrue(self.signals(household, "missed_appointments"))
        self.contact(household, "kept", "office")
        self.detect()
        self.assertFalse(self.signals(household, "failed_contacts"))
        self.assertFalse(self.signals(household, "missed_appointments"))
        # Asked to have tried two ways, three calls are not enough.
        self.env.ref("declic.signal_rule_failed_contacts").min_media = 2
        other = self._household()
        for days in (3, 2, 1):
            self.contact(other, "no_answer", days=days)
        self.detect()
        self.assertFalse(self.signals(other, "failed_contacts"))
        self.contact(other, "no_answer", "visit")
        self.detect()
        self.assertTrue(self.signals(other, "failed_contacts"))

    def test_habits(self):
        household = self._household(housing_benefit=0)
        for month in range(14, 0, -1):
            self._rent(household, self._months_ago(month))
            self._pay(household, self._months_ago(month, 10), 450)
        last = self.today - relativedelta(days=15)
        self._rent(household, last)
        self.detect()
        self.assertTrue(self.signals(household, "first_miss"))
        self._pay(household, self.today, 450)
        self.detect()
        self.assertFalse(self.signals(household, "first_miss"))

        partial = self._household(housing_benefit=0)
        for month in (3, 2, 1):
            self._rent(partial, self._months_ago(month))
            self._pay(partial, self._months_ago(month, 10), 404 if month > 2 else 406)
        self.detect()
        self.assertEqual(partial.partial_terms, 1)
        self._pay(partial, self._months_ago(2, 11), -0 or 1)
        self.detect()
        self.assertFalse(self.signals(partial, "partial_payments"))

    def test_rejected_debits(self):
        household = self._household()
        self._rent(household, self._months_ago(2))
        for days in (20, 10):
            payment = self._pay(
                household, self.today - relativedelta(days=days + 5), 450
            )
            payment.move_id._reverse_moves(
                [{"date": self.today - relativedelta(days=days)}], cancel=True
            )
        self.detect()
        signal = self.signals(household, "rejected_debits")
        self.assertEqual((signal.value, signal.level), (2, "red"))
        # The payments never were: the debt is the term's.
        self.assertEqual(household.overdue, 450)
        self.assertEqual(household.oldest_unpaid_date, self._months_ago(2))

    def test_benefit_and_charges(self):
        household = self._household()
        for month in range(6, 0, -1):
            self._rent(household, self._months_ago(month))
            if month > 1:
                self._benefit(household, self._months_ago(month), 150)
            self._pay(household, self._months_ago(month, 8), 300)
        self._rent(household, self.today.replace(day=1), 450 + 150)
        self.detect()
        self.assertEqual(self.signals(household, "benefit_drop").value, 100)
        self.assertEqual(self.signals(household, "charge_shock").value, 0.5)

    def test_mutes(self):
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        self.detect()
        self.assertTrue(household.signal_ids.filtered(lambda s: s.state == "open"))
        household.with_user(self.users["recovery"]).write(
            {"debt_hold_reason": "disputed", "debt_hold_until": self.today}
        )
        self.detect()
        self.assertEqual(household.debt_level, "green")
        household.debt_hold_until = self.today - relativedelta(days=1)
        self.detect()
        self.assertEqual(household.debt_level, "red")

    def test_kept_plan_mutes(self):
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        plan = (
            self.env["declic.repayment.plan"]
            .with_user(self.users["recovery"])
            .create(
                {
                    "household_id": household.id,
                    "installment_amount": 90,
                    "date_first": self.today + relativedelta(days=20),
                }
            )
        )
        plan.action_cover_open_lines()
        plan.action_activate()
        self.assertEqual(plan.outcome, "both")
        self.detect()
        self.assertEqual(household.debt_level, "green")

    def test_preview(self):
        """Thresholds tell how many households they touch before they are saved."""
        for amount in (400, 700, 1000):
            self._rent(self._household(), self._months_ago(3), amount)
        self.detect()
        rule = self.env.ref("declic.signal_rule_net_months")
        typed = rule.with_user(self.users["manager"]).new(origin=rule)
        before = (typed.open_count, typed.gained_count, typed.lost_count)
        self.assertEqual(before[1:], (0, 0))
        self.assertGreaterEqual(before[0], 3)
        typed.amber = typed.red = 2.5
        self.assertEqual((typed.open_count, typed.gained_count), (before[0], 0))
        self.assertGreaterEqual(typed.lost_count, 2)
        self.assertEqual(rule.amber, 1)

    def test_explanation(self):
        """D4: no row without a reason, in French, with the figures that fired."""
        household = self._household(housing_benefit=0, rent=250)
        for month in (4, 3):
            self._rent(household, self._months_ago(month), 360)
        for _attempt in range(3):
            self.contact(household, "no_answer", days=5)
        self.contact(household, "reached", days=41)
        self.detect()
        told = household.with_context(lang="fr_FR").explanation
        self.assertEqual(household.proposal_state, "proposed")
        self.assertIn("2,4 mois de loyer net dus", told)
        self.assertIn("3 tentatives sans réponse", told)
        self.assertIn("dernier contact il y a 41 jours", told)
        rows = self.env["declic.household"].search(
            [("proposal_state", "=", "proposed")]
        )
        self.assertTrue(all(rows.mapped("explanation")))
        self.assertTrue(all(rows.mapped("next_step")))

    def test_dismissal_needs_reason_and_date(self):
        household = self._household()
        dismiss = {"household_ids": [Command.set(household.ids)]}
        for missing in ("reason_id", "date_until"):
            vals = {
                **dismiss,
                "reason_id": self._reason("dismiss").id,
                "date_until": self.today + relativedelta(days=1),
            }
            del vals[missing]
            with self.subTest(missing=missing), mute_logger("odoo.sql_db"):
                with self.assertRaises(psycopg2.IntegrityError):
                    self.env["declic.household.dismiss"].create(vals)


@tagged("post_install", "-at_install")
class TestRun(DetectionCase):
    def figures(self):
        """The tables a run writes, without their technical columns."""
        self.env.flush_all()
        tables = {}
        for name, query in {
            "months": "SELECT household_id, month, due, fees, paid, benefit,"
            " closing_balance, overdue FROM declic_ledger_month ORDER BY 1, 2",
            "signals": "SELECT household_id, rule_id, value, level, date_since, state"
            " FROM declic_signal ORDER BY 1, 2, 6",
            "households": "SELECT id, overdue, net_months, oldest_unpaid_date, trend,"
            " last_payment_date, last_term_date, current_rent_missing, arrears_date,"
            " punctual_terms, partial_terms, debt_level, silence_level, proposal_state"
            " FROM declic_household ORDER BY 1",
        }.items():
            self.env.cr.execute(query)
            tables[name] = self.env.cr.fetchall()
        return tables

    def assert_as_full(self):
        """What the incremental run wrote is what a full one would write."""
        incremental = self.figures()
        self.Run._run(full=True)
        for name, rows in self.figures().items():
            self.assertEqual(incremental[name], rows, name)

    def test_incremental_equals_full(self):
        first, second, third = (self._household(f"TEST-{n}") for n in "ABC")
        for household in (first, second, third):
            for month in (4, 3, 2):
                self._rent(household, self._months_ago(month))
        self.Run._run()
        night = self.Run._run()
        self.assertEqual(
            (night.month_count, night.figure_count, night.opened_count), (0, 0, 0)
        )
        self.assertEqual(night.updated_count + night.closed_count, 0)
        # A payment, and an entry dated back.
        self._pay(first, self.today, 100)
        self._rent(second, self._months_ago(6))
        self.Run._run()
        self.assertEqual(second.oldest_unpaid_date, self._months_ago(6))
        self.assert_as_full()

        # A reset to draft, then the deletion of the draft before any night.
        invoice = self._rent(third, self._months_ago(1))
        self.Run._run()
        self.assertEqual(third.overdue, 4 * 450)
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self.Run._run()
        self.assertEqual(third.overdue, 3 * 450)
        self.assert_as_full()

        # A change of holder, and of the lease.
        second.partner_id = self.env["res.partner"].create(
            {"name": "REPRENEUR-TEST Lou", "company_id": self.company.id}
        )
        first.rent = 200
        self.Run._run()
        self.assertEqual(second.overdue, 0)
        self.assertEqual(first.net_months, 12.5)
        self.assert_as_full()

    def test_merged_partner(self):
        household = self._household()
        self._rent(household, self._months_ago(2))
        double = household.partner_id.copy({"name": household.name})
        stranger = self._household("AUTRE-TEST Max")
        paid = self._rent(stranger, self._months_ago(3), 70)
        self.Run._run()
        stranger.active = False
        self.Run._run()
        merged = stranger.partner_id | household.partner_id | double
        stranger.unlink()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            merged.ids, household.partner_id
        )
        self.assertEqual(paid.partner_id, household.partner_id)
        self.Run._run()
        self.assertEqual(household.overdue, 520)
        self.assert_as_full()

    def test_raw_sql_is_caught_by_the_residuals(self):
        household = self._household()
        invoice = self._rent(household, self._months_ago(2))
        self.Run._run()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE move_id = %s",
            [invoice.id],
        )
        drifted = watermark.drifted(self.env.cr, self.today)
        self.assertEqual(drifted, household.ids)
        self.Run._run()
        self.assertEqual(household.overdue, 0)

    def test_a_term_not_due_moves_nothing(self):
        household = self._household()
        self._rent(household, self._months_ago(2))
        self.Run._run()
        self.env.flush_all()
        # A test is one transaction: what went before is made older than the mark.
        self.env.cr.execute(
            "UPDATE account_move_line SET write_date = write_date - interval '1 day',"
            " create_date = create_date - interval '1 day' WHERE partner_id = %s",
            [household.partner_id.id],
        )
        self._rent(household, self.today + relativedelta(days=10))
        self.env.flush_all()
        # Written after the mark, but not due: no ledger is read for it.
        moved = watermark.moved(self.env.cr, self.env.cr.now(), self.today, self.today)
        self.assertNotIn(household.id, moved)
        self.assertIn(
            household.id,
            watermark.moved(
                self.env.cr,
                self.env.cr.now(),
                self.today,
                self.today + relativedelta(days=10),
            ),
        )

    def test_log_and_failing_household(self):
        good, bad = self._household("BON-TEST Ana"), self._household("MAUVAIS-TEST Al")
        for household in (good, bad):
            self._rent(household, self._months_ago(2))
        refresh = ledger.refresh_months

        def failing(cr, day, household_ids=None):
            if bad.id in household_ids:
                cr.execute("SELECT 1 / 0")
            return refresh(cr, day, household_ids)

        with (
            patch.object(ledger, "refresh_months", failing),
            mute_logger("odoo.sql_db", "odoo.addons.declic.models.detection_run"),
        ):
            run = self.Run._run(full=True)
        self.assertEqual((run.state, run.error_count), ("done", 1))
        self.assertEqual(run.errors, f"{bad.reference}: DivisionByZero")
        self.assertNotIn("MAUVAIS", run.errors)
        self.assertEqual((good.overdue, bad.overdue), (450, 0))
        self.assertEqual(run.done_count, run.household_count)
        self.assertGreater(run.opened_count, 0)
        # The one that failed is still marked: the next run takes it again.
        self.Run._run()
        self.assertEqual(bad.overdue, 450)

    def test_one_at_a_time(self):
        running = self.Run.create(
            {"date_start": "2026-01-01 02:00:00", "day": self.today}
        )
        with self.registry.cursor() as other:
            other.execute("SELECT pg_advisory_lock(0, hashtext('declic.detection'))")
            with self.assertRaisesRegex(UserError, "has been running since"):
                self.Run._run()
            with self.assertRaisesRegex(UserError, "has been running since"):
                self.Run.with_user(self.users["counsellor"]).action_run_now()
            other.execute("SELECT pg_advisory_unlock(0, hashtext('declic.detection'))")
        # The process that held the lock is gone: its run was interrupted.
        self.assertEqual(self.Run._run().state, "done")
        self.assertEqual(running.state, "interrupted")

    def test_run_now(self):
        action = self.Run.with_user(self.users["counsellor"]).action_run_now()
        self.assertEqual(action["res_model"], "declic.detection.run")
        with self.assertRaises(AccessError):
            self.Run.with_user(self.users["reporter"]).action_run_now()

    def test_statements_do_not_grow_with_the_tenants(self):
        self._rent(self._household(), self._months_ago(2))
        self.Run._run(full=True)
        self.env.cr.execute("SELECT 1")
        before = self.env.cr.sql_log_count
        self.Run._run(full=True)
        few = self.env.cr.sql_log_count - before
        for number in range(20):
            self._rent(self._household(f"NOMBRE-TEST {number}"), self._months_ago(2))
        self.Run._run(full=True)
        before = self.env.cr.sql_log_count
        self.Run._run(full=True)
        self.assertEqual(self.env.cr.sql_log_count - before, few)

    def test_who_is_newly_proposed_gets_one_activity(self):
        counsellor = self.users["counsellor"]
        self.agency.user_ids = counsellor
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        for _attempt in range(3):
            self.contact(household, "no_answer")
        self.detect()
        self.assertTrue(household.to_notify)
        with patch.object(self.env.registry["ir.cron"], "_commit_progress"):
            self.env["declic.household"]._cron_notify()
            self.env["declic.household"]._cron_notify()
        self.assertEqual(household.activity_ids.user_id, counsellor)
        self.assertEqual(len(household.activity_ids), 1)
        self.assertNotIn("MARTIN", household.activity_ids.summary)
        self.detect()
        self.assertFalse(household.to_notify)


@tagged("post_install", "-at_install")
class TestBacktest(DetectionCase):
    """D9."""

    def test_replay(self):
        # Each month one term more; silent from the second one on.
        slipping = self._household(housing_benefit=0)
        for month in range(12, 7, -1):
            self._rent(slipping, self._months_ago(month), 240)
        for month in (10, 10, 10):
            self.env["declic.contact"].create(
                {
                    "household_id": slipping.id,
                    "medium": "phone",
                    "result": "no_answer",
                    "date": self._months_ago(month, 20),
                }
            )
        # In debt to the naive rule's taste only once the law knows it too.
        sudden = self._household("SOUDAIN-TEST Lea", housing_benefit=0)
        self._rent(sudden, self._months_ago(9), 2000)
        self.detect()
        before = self.env["declic.signal"].search_count([])

        def replay():
            wizard = (
                self.env["declic.backtest"]
                .with_user(self.users["manager"])
                .create(
                    {
                        "date_from": self._months_ago(12),
                        "date_to": self._months_ago(7),
                        "capacity": 2,
                    }
                )
            )
            wizard.action_replay()
            return wizard.line_ids.read(
                [
                    "method",
                    "proposal_count",
                    "right_count",
                    "event_count",
                    "foreseen_count",
                    "recall",
                    "lead_days",
                ]
            )

        first, second = replay(), replay()
        for row in first + second:
            del row["id"]
        self.assertEqual(first, second)
        rules, naive = first
        self.assertEqual((rules["method"], naive["method"]), ("rules", "naive"))
        self.assertEqual((rules["proposal_count"], rules["right_count"]), (1, 1))
        self.assertEqual((rules["event_count"], rules["foreseen_count"]), (2, 1))
        self.assertEqual(rules["recall"], 0.5)
        # Proposed at the end of the month in which the third call failed.
        self.assertGreater(rules["lead_days"], 0)
        self.assertEqual(naive["foreseen_count"], 0)
        self.assertEqual(self.env["declic.signal"].search_count([]), before)

    def test_later_entries_do_not_count(self):
        household = self._household(housing_benefit=0)
        self._rent(household, self._months_ago(12), 500)
        self._pay(household, self._months_ago(3), 500)
        wizard = self.env["declic.backtest"].create(
            {"date_from": self._months_ago(12), "date_to": self._months_ago(7)}
        )
        wizard.action_replay()
        line = wizard.line_ids[0]
        self.assertEqual(line.proposal_count, 0)
        wizard.date_to = self.today + relativedelta(days=1)
        with self.assertRaises(UserError):
            wizard.action_replay()
        with self.assertRaises(AccessError):
            self.env["declic.backtest"].with_user(self.users["counsellor"]).create({})


@tagged("post_install", "-at_install")
class TestWorklistScreen(DetectionCase):
    def page(self, user):
        """The statements that the worklist's page of this user needs."""
        self.env.invalidate_all()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        answer = (
            self.env["declic.household"]
            .with_user(user)
            .web_search_read(
                [("proposal_state", "=", "proposed")],
                {
                    name: {}
                    for name in (
                        "reference",
                        "name",
                        "overdue",
                        "explanation",
                        "next_step",
                        "hearing_date",
                        "hearing_level",
                    )
                },
                order="urgency, overdue desc, id",
                limit=80,
            )
        )
        return answer["length"], self.env.cr.sql_log_count - before

    def test_statements_do_not_grow_with_the_rows(self):
        def propose(count):
            for _number in range(count):
                household = self._household()
                self._rent(household, self._months_ago(3), 900)
                for _attempt in range(3):
                    self.contact(household, "no_answer")
            self.detect()

        user = self.users["counsellor"]
        propose(2)
        self.page(user)
        rows, few = self.page(user)
        propose(8)
        more_rows, many = self.page(user)
        self.assertEqual(more_rows - rows, 8)
        self.assertEqual(many, few)
