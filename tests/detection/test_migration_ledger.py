"""From 19.0.1.0.0: the procedure's delays and what running plans knew."""

import importlib.util
from datetime import date

from odoo.modules import get_module_path
from odoo.tests import tagged

from ..books import BooksCase


def script(name):
    """A migration script of this version, as Odoo would run it."""
    path = f"{get_module_path('declic')}/migrations/19.0.1.1.0/{name}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@tagged("post_install", "-at_install")
class TestLedgerMigration(BooksCase):
    def test_delays_and_plans(self):
        cr = self.env.cr
        prefect = self.env.ref("declic.step_type_prefect")
        ccapex = self.env.ref("declic.step_type_ccapex")
        prefect.write({"delay": 6, "delay_unit": "week"})
        # Changed by the landlord: left alone.
        ccapex.write({"delay": 3, "is_waiting": False})
        home = self.household()
        procedure = self.env["declic.procedure"].create({"household_id": home.id})
        step = self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": prefect.id,
                "date": "2026-02-17",
            }
        )
        self.assertEqual(step.deadline, date(2026, 3, 31))
        with self.at("2026-11-25"):
            invoice = self.rent(home, date(2026, 9, 5), 900)
            self.credit_note(invoice, date(2026, 10, 5), 250)
            plan = self.plan(home, 65, first=date(2026, 12, 10))
        known = plan.credit_known
        self.assertEqual(list(known.values()), [250])
        aid = self.env["declic.aid.request"].create(
            {
                "household_id": home.id,
                "body_id": self.env.ref("declic.reason_aid_body_1").id,
                "amount_asked": 600,
            }
        )
        aid.action_grant(600)
        aid.action_record_paid()
        age = self.env.ref("declic.signal_rule_debt_age")
        clock = self.env.ref("declic.signal_rule_legal_clock")
        age.for_gone = False
        aid.body_id.payer_words = False
        self.env.flush_all()
        cr.execute(
            "ALTER TABLE declic_repayment_plan"
            " ADD COLUMN IF NOT EXISTS partial_start integer"
        )
        cr.execute(
            "UPDATE declic_repayment_plan SET credit_known = NULL, partial_start ="
            " (SELECT MAX(id) FROM account_partial_reconcile) WHERE id = %s",
            [plan.id],
        )
        cr.execute(
            "UPDATE declic_repayment_plan_line SET balance = NULL, line_mark = NULL"
            " WHERE plan_id = %s",
            [plan.id],
        )
        # One payment, of the amount granted: nothing else was known.
        cr.execute(
            "UPDATE declic_aid_request SET amount_paid = NULL, is_paid_by_hand = FALSE"
            " WHERE id = %s",
            [aid.id],
        )
        self.env.invalidate_all()
        script("post-migrate.py").migrate(cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual((prefect.delay, prefect.delay_unit), (43, "day"))
        self.assertEqual(step.deadline, date(2026, 4, 1))
        self.assertFalse(ccapex.is_waiting)
        self.assertEqual(plan.credit_known, known)
        self.assertEqual(plan.line_ids.balance, 900)
        self.assertGreaterEqual(plan.line_ids.line_mark, plan.line_ids.move_line_id.id)
        self.assertTrue(home.ledger_stale)
        self.assertEqual((aid.state, aid.amount_paid), ("paid", 600))
        self.assertIn("FSL", aid.body_id.payer_words)
        self.assertEqual((age.for_gone, clock.for_gone), (True, False))
        # Nothing is done at an installation.
        script("pre-migrate.py").migrate(cr, None)
        script("post-migrate.py").migrate(cr, None)
