from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2.errors import DivisionByZero, QueryCanceled

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.declic.engine import ledger, watermark

from ..common import DetectionCase, fewest_statements


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
        # Who is replaced leaves his debt with the lease.
        self.assertEqual(second.overdue, 4 * 450)
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
        # Known twice by mistake: what it has is taken away with it.
        stranger.signal_ids.unlink()
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
        self.env["declic.household"]._cron_control()
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

    def test_server_that_is_ill(self):
        """Cut off by the server, no household is at fault: the run says so and ends."""
        self._rent(self._household(), self._months_ago(2))

        def cut_off(cr, _lines_sql, household_ids=None):
            cr.execute("SELECT pg_cancel_backend(pg_backend_pid())")

        with (
            patch.object(ledger, "refresh_months", cut_off),
            mute_logger("odoo.sql_db"),
            self.assertRaises(QueryCanceled),
            self.cr.savepoint(),
        ):
            self.Run._run(full=True)

    def test_log_and_failing_household(self):
        good, bad = self._household("BON-TEST Ana"), self._household("MAUVAIS-TEST Al")
        for household in (good, bad):
            self._rent(household, self._months_ago(2))
        refresh = ledger.refresh_months

        def failing(cr, lines_sql, household_ids=None):
            if bad.id in household_ids:
                cr.execute("SELECT 1 / 0")
            return refresh(cr, lines_sql, household_ids)

        with (
            patch.object(ledger, "refresh_months", failing),
            mute_logger(
                "odoo.sql_db", "odoo.addons.declic.models.detection.detection_run"
            ),
        ):
            run = self.Run._run(full=True)
        self.assertEqual((run.state, run.error_count), ("done", 1))
        self.assertEqual(run.errors, f"{bad.reference}: DivisionByZero")
        self.assertNotIn("MAUVAIS", run.errors)
        # The first night already told the arrears; the months wait for the next.
        self.assertTrue(good.ledger_month_ids)
        self.assertFalse(bad.ledger_month_ids)
        self.assertEqual(run.done_count, run.household_count)
        self.assertGreater(run.opened_count, 0)
        # The one that failed is still marked: the next run takes it again.
        self.Run._run()
        self.assertTrue(bad.ledger_month_ids)

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

    def test_a_run_that_fails_in_sql_frees_the_lock(self):
        """B16: an aborted transaction is left before the lock is given back."""
        run = self.env.registry["declic.detection.run"]

        def fail(self, full):
            self.env.cr.execute("SELECT 1 / 0")

        with (
            self.registry.cursor() as own,
            patch.object(run, "_commit"),
            patch.object(run, "_read_ledgers", fail),
            mute_logger("odoo.sql_db"),
        ):
            env = self.env(cr=own)
            with self.assertRaises(DivisionByZero):
                env["declic.detection.run"]._run()
            with self.registry.cursor() as other:
                lock = "pg_try_advisory_lock(0, hashtext('declic.detection'))"
                other.execute(f"SELECT {lock}")
                self.assertTrue(other.fetchone()[0])
                other.execute(
                    "SELECT pg_advisory_unlock(0, hashtext('declic.detection'))"
                )

    def test_what_the_association_asks_back_is_not_proposed_again(self):
        """B14: an orientation given back for a complement is still under way."""
        household = self._household()
        self._rent(household, self._months_ago(3), 900)
        for _attempt in range(3):
            self.contact(household, "no_answer")
        self.detect()
        self.assertEqual(household.proposal_state, "proposed")
        orientation = self._orientation(household)
        self.detect()
        self.assertNotEqual(household.proposal_state, "proposed")
        orientation.with_user(self.users["coordinator"]).action_ask_complement(
            self._reason("complement").id
        )
        self.assertEqual(orientation.state, "returned")
        self.detect()
        self.assertNotEqual(household.proposal_state, "proposed")

    def test_no_act_on_books_that_are_behind(self):
        """D13: sixty days later, without an entry of the bank."""
        household = self._household()
        self._rent(household, self._months_ago(6))
        self._pay(household, self.today, 100)
        later = self.today + relativedelta(days=60)
        with freeze_time(later):
            # Zero: never too old.
            for days, opened in ((45, False), (90, True), (0, True)):
                with self.subTest(days=days):
                    self.company.declic_stale_days = days
                    self.detect()
                    signal = self.signals(household, "payment_silence")
                    self.assertEqual(bool(signal), opened)
            self.company.declic_stale_days = 45
            for _night in range(2):
                run = self.Run._run(full=True)
            self.assertEqual(run.bank_date, self.today)
            stale = self.env.ref("declic.activity_stale_ledger")
            told = self.env["mail.activity"].search(
                [("activity_type_id", "=", stale.id)]
            )
            self.assertEqual(told.mapped("res_model"), ["declic.detection.run"])
            # The bank's statement comes: the activity is done with.
            self._pay(household, later, 10)
            self.Run._run()
            self.assertFalse(told.exists().filtered("active"))

    def test_run_now(self):
        action = self.Run.with_user(self.users["counsellor"]).action_run_now()
        self.assertEqual(action["res_model"], "declic.detection.run")
        with self.assertRaises(AccessError):
            self.Run.with_user(self.users["reporter"]).action_run_now()

    def test_statements_do_not_grow_with_the_tenants(self):
        self._rent(self._household(), self._months_ago(2))

        def run():
            self.Run._run(full=True)

        few = fewest_statements(self.env, run)
        for number in range(20):
            self._rent(self._household(f"NOMBRE-TEST {number}"), self._months_ago(2))
        self.assertNoMoreStatements(fewest_statements(self.env, run), few)

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
