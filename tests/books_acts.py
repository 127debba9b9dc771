"""The acts of accounting that the random machine draws from."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from .books_reference import TODAY

DAYS = st.integers(0, 200).map(lambda days: TODAY - timedelta(days=days))
AMOUNTS = st.sampled_from((0.01, 100, 499.99, 500, 750))
NUMBER = st.integers(0, 30)
WHICH = st.booleans()


class Books(RuleBasedStateMachine):
    """Two leases, a roommate who has been on both, a fund that pays for them."""

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

    # What is drawn from

    def lines(self):
        return self.case.env["account.move.line"].search(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("partner_id", "in", self.case.everybody().ids),
                ("company_id", "=", self.case.company.id),
                ("reconciled", "=", False),
                ("parent_state", "!=", "cancel"),
            ],
            order="id",
        )

    def moves(self, state, *domain):
        return self.case.env["account.move"].search(
            [
                ("line_ids.partner_id", "in", self.case.everybody().ids),
                ("state", "=", state),
                ("company_id", "=", self.case.company.id),
                *domain,
            ],
            order="id",
        )

    def invoices(self, *domain):
        return self.moves("posted", ("move_type", "=", "out_invoice"), *domain)

    def pick(self, records, number):
        return records[number % len(records)] if records else records

    # Bills and money

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH, terms=WHICH)
    def bill(self, day, amount, which, terms):
        self.case.rent(
            self.case.homes[which],
            day,
            amount,
            terms=self.case.three if terms else None,
        )

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH)
    def bill_in_draft(self, day, amount, which):
        self.case.rent(self.case.homes[which], day, amount, post=False)

    @rule(day=DAYS, amount=AMOUNTS, who=st.integers(0, 4))
    def receive(self, day, amount, who):
        """Tenant, co-holder, third party, or nobody known."""
        self.case.statement(day, amount, (*self.case.payers, None)[who])

    @rule(day=DAYS, amount=AMOUNTS, number=NUMBER)
    def receive_and_match(self, day, amount, number):
        debit = self.pick(self.lines().filtered(lambda li: li.balance > 0), number)
        if debit and debit.parent_state == "posted":
            self.case.pay(debit.partner_id, day, amount, match=debit.move_id)

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH)
    def office(self, day, amount, which):
        self.case.benefit(self.case.homes[which], day, amount)

    @rule(day=DAYS, amount=AMOUNTS)
    def office_on_its_own_account(self, day, amount):
        self.case.entry(
            day,
            (self.case.outstanding, None, amount, 0),
            (None, self.case.fund, 0, amount),
            ref="APL",
            journal=self.case.benefit_journal,
        )

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH)
    def office_takes_back(self, day, amount, which):
        self.case.benefit(self.case.homes[which], day, -amount)

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH)
    def unknown_debit(self, day, amount, which):
        self.case.statement(day, -amount, self.case.homes[which].partner_id, "PRLV")

    @rule(number=NUMBER)
    def reject(self, number):
        """A payment comes back, matched with what it undoes."""
        credit = self.pick(
            self.lines().filtered(
                lambda li: (
                    li.balance < 0
                    and li.parent_state == "posted"
                    and li.journal_id == self.case.bank_journal
                )
            ),
            number,
        )
        if credit:
            back = self.case.statement(
                credit.date, credit.amount_residual, credit.partner_id, "REJET"
            )
            self.case.match(credit, back)

    @rule(number=NUMBER, day=DAYS)
    def refund(self, number, day):
        """What a tenant has too much is paid back to him."""
        credit = self.pick(
            self.lines().filtered(
                lambda li: li.balance < 0 and li.parent_state == "posted"
            ),
            number,
        )
        if credit:
            self.case.pay(
                credit.partner_id,
                max(day, credit.date),
                -credit.amount_residual,
                match=credit.move_id,
                kind="outbound",
            )

    # Matching

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

    # Corrections

    @rule(number=NUMBER, cancel=WHICH)
    def draft(self, number, cancel):
        move = self.pick(self.moves("posted"), number)
        if move:
            move.button_draft()
            if cancel:
                move.button_cancel()

    @rule(number=NUMBER)
    def post_again(self, number):
        move = self.pick(self.moves("draft"), number)
        if move:
            move.action_post()

    @rule(number=NUMBER, day=DAYS, amount=st.sampled_from((None, 100)))
    def credit(self, number, day, amount):
        move = self.pick(self.invoices(("payment_state", "!=", "reversed")), number)
        if move:
            self.case.credit_note(move, max(day, move.date), amount)

    @rule(number=NUMBER, day=DAYS, post=WHICH)
    def credit_and_bill_again(self, number, day, post):
        move = self.pick(self.invoices(("payment_state", "=", "not_paid")), number)
        if move:
            new = self.case.bill_again(move, max(day, move.date))
            if post:
                new.action_post()

    @rule(number=NUMBER, day=DAYS)
    def write_off(self, number, day):
        """An entry that gives up what is left of a term."""
        debit = self.pick(
            self.lines().filtered(
                lambda li: li.balance > 0 and li.parent_state == "posted"
            ),
            number,
        )
        if debit:
            given = self.case.entry(
                max(day, debit.date),
                (None, debit.partner_id, 0, debit.amount_residual),
                (self.case.loss, None, debit.amount_residual, 0),
            )
            self.case.match(debit, given)

    @rule(number=NUMBER, day=DAYS, kept=WHICH)
    def pay_with_write_off(self, number, day, kept):
        """Half of an invoice is paid; the wizard keeps the rest open or gives it up."""
        open_ones = ("payment_state", "in", ("not_paid", "partial"))
        move = self.pick(self.invoices(open_ones, ("amount_residual", ">=", 1)), number)
        if move:
            self.case.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create(
                {
                    "payment_date": max(day, move.date),
                    "amount": round(move.amount_residual / 2, 2),
                    "journal_id": self.case.bank_journal.id,
                    "payment_difference_handling": "open" if kept else "reconcile",
                    "writeoff_account_id": self.case.loss.id,
                }
            )._create_payments()

    @rule(day=DAYS, amount=AMOUNTS, which=WHICH)
    def move_debt(self, day, amount, which):
        one, two = self.case.homes[which], self.case.homes[not which]
        self.case.entry(
            day,
            (None, one.partner_id, amount, 0),
            (None, two.partner_id, 0, amount),
        )

    # Holders

    @rule(day=DAYS)
    def roommate_comes(self, day):
        self.case.member.write({"date_from": day, "date_to": False})

    @rule(day=DAYS)
    def roommate_leaves(self, day):
        self.case.member.write({"date_from": False, "date_to": day})

    @rule()
    def roommate_is_back(self):
        self.case.member.write({"date_from": False, "date_to": False})

    @rule(which=WHICH)
    def replace_holder(self, which):
        self.case.homes[which].partner_id = self.case.partner("ESSAI Nouveau")

    # Plans

    @rule(amount=st.sampled_from((50, 100)), which=WHICH)
    def make_plan(self, amount, which):
        home = self.case.homes[which]
        home.repayment_plan_ids._running().action_cancel("mistake")
        self.start(
            self.case.env["declic.repayment.plan"].create(
                {
                    "household_id": home.id,
                    "installment_amount": amount,
                    "date_start": TODAY,
                    "date_first": TODAY + timedelta(days=20),
                }
            )
        )

    @rule(which=WHICH)
    def amend_plan(self, which):
        running = self.case.homes[which].repayment_plan_ids._running()
        if running:
            self.start(running.action_amend())

    @rule(which=WHICH)
    def suspend_or_continue(self, which):
        running = self.case.homes[which].repayment_plan_ids._running()
        if running.state == "suspended":
            running.action_continue("household")
        elif running:
            running.action_suspend("household")

    def start(self, plan):
        """Cover what is open and start, where the plan is of reasonable length."""
        if plan._open_at():
            plan.action_cover_open_lines()
            if sum(plan.line_ids.mapped("amount")) < 1500:
                plan.action_activate()
                return
        plan.unlink()

    @invariant()
    def they_agree(self):
        self.case.agree()
