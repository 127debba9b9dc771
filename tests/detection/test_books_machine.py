"""Random acts of accounting on two leases: the module and Odoo never disagree."""

import os
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from odoo.tests import tagged

from odoo.addons.declic.engine import watermark

from ..books import BooksCase
from ..books_acts import Books
from ..books_reference import TODAY, Reference

FIGURES = """
    SELECT id, overdue, net_months, oldest_unpaid_date, last_payment_date, trend,
           last_term_date, current_rent_missing, current_rent_paid, benefit_pending,
           punctual_terms, partial_terms, reject_date, unallocated, unclassified_count,
           default_date, arrears_date, debt_level, silence_level, proposal_state
      FROM declic_household WHERE id IN %s ORDER BY id
"""
MONTHS = """
    SELECT household_id, month, due, paid, benefit, fees, other, closing_balance
      FROM declic_ledger_month WHERE household_id IN %s ORDER BY 1, 2
"""
SIGNALS = """
    SELECT household_id, rule_id, level, value, date_since FROM declic_signal
     WHERE state = 'open' AND household_id IN %s ORDER BY 1, 2
"""
# Acts that no other act needs before it: their order is nobody's business.
SWAPPED = st.lists(
    st.tuples(
        st.sampled_from(("bill", "receive", "roommate", "office", "debit", "fund")),
        st.integers(0, 200),
        st.sampled_from((100, 499.99, 500, 750)),
    ),
    min_size=2,
    max_size=6,
)


def examples(count):
    """More of them where DECLIC_EXAMPLES says so, for a long run."""
    return int(os.environ.get("DECLIC_EXAMPLES") or count)


@tagged("post_install", "-at_install")
class TestBooksMachine(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loss = cls.env["account.account"].create(
            {"name": "Pertes", "code": "654999", "account_type": "expense"}
        )
        # Books that are behind decide nothing (D13): another rule, tested elsewhere.
        cls.company.declic_stale_days = 0

    def open_books(self):
        self.homes = (self.household(), self.household())
        self.roommate = self.partner("ESSAI Colocataire")
        self.member = self.env["declic.household.member"].create(
            {
                "household_id": self.homes[0].id,
                "partner_id": self.roommate.id,
                "role": "co_holder",
            }
        )
        # A lease of the roommate's own, that stays.
        self.env["declic.household.member"].create(
            {
                "household_id": self.homes[1].id,
                "partner_id": self.roommate.id,
                "role": "co_holder",
                "date_from": "1990-01-01",
            }
        )
        self.payers = (
            self.homes[0].partner_id,
            self.homes[1].partner_id,
            self.roommate,
            self.fund,
        )
        self.three = self.env["account.payment.term"].create(
            {
                "name": "Trois fois",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": v, "nb_days": d})
                    for v, d in ((33.33, 0), (33.33, 30), (33.34, 60))
                ],
            }
        )
        self.env["declic.household"]._run_detection([h.id for h in self.homes])
        self.mark = watermark.read_mark(self.env.cr)

    def everybody(self):
        return (
            self.homes[0]._account_partners()
            | self.homes[1]._account_partners()
            | self.roommate
            | self.fund
        )

    def written(self):
        ids = tuple(home.id for home in self.homes)
        found = []
        for query in (FIGURES, MONTHS, SIGNALS):
            self.env.cr.execute(query, [ids])
            found.append(self.env.cr.fetchall())
        return found

    def night(self):
        """A night that knows only what the watermark tells writes what reading all the
        ledgers would."""
        Household = self.env["declic.household"]
        ids = [home.id for home in self.homes]
        self.env.flush_all()
        moved = watermark.moved(self.env.cr, self.mark, TODAY, TODAY)
        if night := [number for number in ids if number in moved]:
            Household._refresh_ledger(night)
        # Signals and levels are looked at every night for everybody.
        Household._refresh_signals(ids)
        found = self.written()
        Household._run_detection(ids)
        self.assertEqual(self.written(), found)
        # One transaction stamps all its writes alike: what this night has seen must be
        # older than the acts that follow.
        self.env.cr.execute(
            "UPDATE account_move_line SET write_date = write_date - interval '1 day',"
            " create_date = create_date - interval '1 day' WHERE write_date >= %s",
            [self.mark],
        )
        self.env.invalidate_all()

    def agree(self):
        """Night and rebuild, module and Odoo, detection and plan say the same."""
        self.night()
        for home in self.homes:
            slow = Reference(self, home)
            self.assertEqual(home.overdue, slow.arrears())
            self.assertEqual(home.overdue, slow.open_due())
            for plan in home.repayment_plan_ids._running():
                self.agree_on(plan, slow)

    def agree_on(self, plan, slow):
        plan._refresh_trajectory()
        plan.invalidate_recordset()
        self.assertAlmostEqual(plan.covered_open + plan.uncovered_open, slow.open(), 2)
        if plan not in plan.household_id.repayment_plan_ids._running():
            return
        corrected, shortened, paid, remaining = slow.plan(plan)
        said = (
            plan.reduced_correction,
            plan.reduced - plan.reduced_correction,
            plan.paid,
            plan.remaining,
        )
        for ours, theirs in zip(
            said, (corrected, shortened, max(paid, 0), remaining), strict=True
        ):
            self.assertAlmostEqual(ours, theirs, 2, (said, slow.plan(plan)))
        # What is left of the plan, and what it does not cover, are the same ledger:
        # apart from money that the plan counts and accounting did not match with
        # covered terms, or the other way round.
        elsewhere = slow.matched_elsewhere(plan)
        self.assertAlmostEqual(
            plan.remaining + plan.uncovered_open + elsewhere, slow.open(), 2
        )

    def test_random_acts(self):
        with self.at(TODAY):
            Books.case = self
            run_state_machine_as_test(
                Books,
                settings=settings(
                    max_examples=examples(6),
                    stateful_step_count=12,
                    deadline=None,
                    # A failure tells its acts; making them fewer takes minutes.
                    phases=(Phase.explicit, Phase.generate),
                    derandomize="DECLIC_EXAMPLES" not in os.environ,
                    suppress_health_check=list(HealthCheck),
                ),
            )

    def post(self, act):
        kind, days, amount = act
        home, day = self.homes[0], TODAY - timedelta(days=days)
        if kind == "bill":
            self.rent(home, day, amount)
        elif kind == "office":
            self.benefit(home, day, amount)
        elif kind == "debit":
            self.statement(day, -amount, home.partner_id, "REJET")
        else:
            who = {"receive": home.partner_id, "roommate": self.roommate}
            self.statement(day, amount, who.get(kind, self.fund))

    def test_the_order_of_what_can_be_swapped(self):
        def play(acts):
            self.env.cr.execute("SAVEPOINT books")
            self.open_books()
            self.rent(self.homes[0], TODAY - timedelta(days=220), 700)
            plan = self.plan(
                self.homes[0], 50, TODAY - timedelta(days=210), first=TODAY
            )
            for act in acts:
                self.post(act)
            self.detect(*self.homes)
            plan._refresh_trajectory()
            self.env.flush_all()
            # Without the ids, which differ from one play to the next.
            found = [[row[1:] for row in rows] for rows in self.written()]
            found.append((plan.state, plan.paid, plan.remaining, plan.outcome))
            self.env.cr.execute("ROLLBACK TO SAVEPOINT books")
            self.env.invalidate_all(flush=False)
            self.env.cr.clear()
            return found

        @settings(
            max_examples=examples(5),
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(SWAPPED)
        def check(acts):
            self.assertEqual(play(acts), play(acts[::-1]), acts)

        with self.at(TODAY):
            check()
