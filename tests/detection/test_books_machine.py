"""Random acts of accounting on two leases: the module and Odoo never disagree."""

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from odoo.tests import tagged

from odoo.addons.declic.engine import watermark

from ..books import BooksCase

TODAY = date(2026, 11, 25)
DAYS = st.integers(0, 200).map(lambda days: TODAY - timedelta(days=days))
AMOUNTS = st.sampled_from((0.01, 100, 499.99, 500, 750))
NUMBER = st.integers(0, 30)
WHICH = st.booleans()


def reference(case, household):
    """The arrears of a household, line by line in plain Python.

    Its lines are those of its holders while they hold the lease; what is matched with
    another lease's line, or nobody's, follows the match.
    """
    home, other = case.homes
    Line = case.env["account.move.line"]

    def owner(line):
        if line.partner_id == case.roommate:
            left = case.member.date_to
            return home if not left or line.date <= left else other
        for one in case.homes:
            if line.partner_id in (
                one.partner_id
                | one.member_ids.filtered(lambda m: m.role == "holder").partner_id
            ):
                return one
        return None

    total = 0
    for line in Line.search(
        [
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("company_id", "=", case.company.id),
        ]
    ):
        if owner(line) != household:
            continue
        day = (line.date_maturity or line.date) if line.balance > 0 else line.date
        if day <= TODAY:
            total += line.balance
        for partial in line.matched_credit_ids:
            credit = partial.credit_move_id
            if credit.parent_state == "posted" and owner(credit) != household:
                total -= partial.amount
        for partial in line.matched_debit_ids:
            debit = partial.debit_move_id
            if debit.parent_state == "posted" and owner(debit) != household:
                total += partial.amount
    return max(round(total, 2), 0)


class Books(RuleBasedStateMachine):
    case = None

    def __init__(self):
        super().__init__()
        self.case.env.flush_all()
        self.case.env.cr.execute("SAVEPOINT books")
        self.case.open_books()

    def teardown(self):
        self.case.env.flush_all()
        self.case.env.cr.execute("ROLLBACK TO SAVEPOINT books")
        self.case.env.invalidate_all(flush=False)
        self.case.env.cr.clear()

    def lines(self, number=None, household=None, **how):
        partners = self.case.everybody()
        domain = [
            ("account_id.account_type", "=", "asset_receivable"),
            ("partner_id", "in", partners.ids),
            ("company_id", "=", self.case.company.id),
            ("reconciled", "=", False),
        ]
        return self.case.env["account.move.line"].search(domain, order="id")

    def pick(self, records, number):
        return records[number % len(records)] if records else records

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH, terms=WHICH)
    def bill(self, day, amount, which, terms):
        self.case.rent(
            self.case.homes[which],
            day,
            amount,
            terms=self.case.three if terms else None,
        )

    @rule(day=DAYS, amount=AMOUNTS, who=st.integers(0, 3))
    def receive(self, day, amount, who):
        self.case.statement(day, amount, (*self.case.payers, None)[who])

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH)
    def reject_or_refund(self, day, amount, which):
        self.case.statement(day, -amount, self.case.homes[which].partner_id, "REJET")

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH)
    def office(self, day, amount, which):
        self.case.benefit(self.case.homes[which], day, amount)

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH)
    def move_debt(self, day, amount, which):
        one, two = self.case.homes[which], self.case.homes[not which]
        self.case.entry(
            day,
            (None, one.partner_id, amount, 0),
            (None, two.partner_id, 0, amount),
        )

    @rule(one=NUMBER, two=NUMBER)
    def match(self, one, two):
        lines = self.lines()
        debit = self.pick(lines.filtered(lambda li: li.balance > 0), one)
        credit = self.pick(lines.filtered(lambda li: li.balance < 0), two)
        if debit and credit and debit.account_id == credit.account_id:
            (debit | credit).reconcile()

    @rule(number=NUMBER)
    def unmatch(self, number):
        partials = self.case.env["account.partial.reconcile"].search(
            [("debit_move_id.partner_id", "in", self.case.everybody().ids)], order="id"
        )
        partial = self.pick(partials, number)
        if partial:
            partial.debit_move_id.remove_move_reconcile()

    @rule(number=NUMBER, cancel=WHICH)
    def draft(self, number, cancel):
        moves = self.case.env["account.move"].search(
            [
                ("line_ids.partner_id", "in", self.case.everybody().ids),
                ("state", "=", "posted"),
                ("company_id", "=", self.case.company.id),
            ],
            order="id",
        )
        move = self.pick(moves, number)
        if move:
            move.button_draft()
            if cancel:
                move.button_cancel()

    @rule(number=NUMBER)
    def post_again(self, number):
        moves = self.case.env["account.move"].search(
            [
                ("line_ids.partner_id", "in", self.case.everybody().ids),
                ("state", "=", "draft"),
                ("company_id", "=", self.case.company.id),
            ],
            order="id",
        )
        move = self.pick(moves, number)
        if move:
            move.action_post()

    @rule(number=NUMBER, day=DAYS)
    def credit(self, number, day):
        moves = self.case.env["account.move"].search(
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("partner_id", "in", self.case.everybody().ids),
                ("payment_state", "!=", "reversed"),
            ],
            order="id",
        )
        move = self.pick(moves, number)
        if move:
            self.case.credit_note(move, max(day, move.date))

    @rule(day=DAYS)
    def roommate_leaves(self, day):
        self.case.member.date_to = day

    @rule()
    def roommate_is_back(self):
        self.case.member.date_to = False

    @rule(which=WHICH)
    def replace_holder(self, which):
        self.case.homes[which].partner_id = self.case.partner("ESSAI Nouveau")

    @rule(amount=st.sampled_from((50, 100)), which=WHICH)
    def make_plan(self, amount, which):
        home = self.case.homes[which]
        home.repayment_plan_ids._running().action_cancel("mistake")
        plan = self.case.env["declic.repayment.plan"].create(
            {
                "household_id": home.id,
                "installment_amount": amount,
                "date_start": TODAY,
                "date_first": TODAY + timedelta(days=20),
            }
        )
        if plan._open_at():
            plan.action_cover_open_lines()
            if sum(plan.line_ids.mapped("amount")) < 1500:
                plan.action_activate()

    @invariant()
    def they_agree(self):
        self.case.agree()


@tagged("post_install", "-at_install")
class TestBooksMachine(BooksCase):
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
        self.payers = (self.homes[0].partner_id, self.roommate, self.fund)
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

    def agree(self):
        """Night and rebuild, module and Odoo, detection and plan say the same."""
        Household = self.env["declic.household"]
        self.env.flush_all()
        Household._cron_control()
        self.env.flush_all()
        moved = watermark.moved(self.env.cr, self.mark, TODAY, TODAY)
        night = [h.id for h in self.homes if h.id in moved]
        if night:
            Household._run_detection(night)
        names = ("overdue", "oldest_unpaid_date", "last_payment_date", "default_date")
        incremental = [h.read(names)[0] for h in self.homes]
        Household._run_detection([h.id for h in self.homes])
        self.assertEqual([h.read(names)[0] for h in self.homes], incremental)
        for home in self.homes:
            self.assertEqual(home.overdue, reference(self, home))
            for plan in home.repayment_plan_ids._running():
                plan._refresh_trajectory()
                plan.invalidate_recordset()
                total = sum(home._open_receivable_lines().mapped("amount_residual"))
                self.assertAlmostEqual(plan.receivable_open, total, 2)
                self.assertGreaterEqual(plan.remaining, 0)
                self.assertLessEqual(plan.remaining, plan.amount_total)

    def test_random_acts(self):
        with self.at(TODAY):
            Books.case = self
            run_state_machine_as_test(
                Books,
                settings=settings(
                    max_examples=6,
                    stateful_step_count=12,
                    deadline=None,
                    derandomize=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
