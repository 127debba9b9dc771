from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.declic.engine import watermark

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestLedger(DeclicCase):
    """The arrears are the ledger's, whatever was reconciled with what."""

    def detect(self):
        return self.env["declic.household"]._run_detection()

    def _three_terms(self):
        return self.env["account.payment.term"].create(
            {
                "name": "Trois échéances",
                "company_id": self.company.id,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": percent, "nb_days": days}
                    )
                    for percent, days in ((33.33, 20), (33.33, 80), (33.34, 110))
                ],
            }
        )

    def test_terms_of_one_invoice_count_apart(self):
        """D1: three terms, only the first one due for forty days."""
        household = self._household()
        invoice = self._rent(
            household,
            self.today - relativedelta(days=60),
            900,
            terms=self._three_terms(),
        )
        self.detect()
        self.assertEqual(household.overdue, 299.97)
        age = (self.today - household.oldest_unpaid_date).days
        self.assertEqual(age, 40)
        # Odoo's own “Overdue” filter looks at the invoice's last term only.
        self.assertGreater(invoice.invoice_date_due, self.today)

        self._pay(household, self.today, 100, invoice)
        self.detect()
        self.assertEqual(household.overdue, 199.97)

    def test_months(self):
        household = self._household()
        first = self._months_ago(2)
        self._rent(household, first)
        self._benefit(household, first, 150)
        self._pay(household, first, 200)
        self._rent(household, self._months_ago(1))
        self._rent(household, self._months_ago(1), 80, journal=self.fee_journal)
        draft = self._rent(household, self._months_ago(1), 1000)
        draft.button_draft()
        self.detect()
        rows = household.ledger_month_ids.sorted("month")
        self.assertRecordValues(
            rows,
            [
                {
                    "month": first.replace(day=1),
                    "due": 450,
                    "fees": 0,
                    "paid": 200,
                    "benefit": 150,
                    "closing_balance": 100,
                    "overdue": 100,
                },
                {
                    "month": self._months_ago(1, 1),
                    "due": 450,
                    "fees": 80,
                    "paid": 0,
                    "benefit": 0,
                    "closing_balance": 630,
                    "overdue": 630,
                },
            ],
        )
        self.assertEqual(household.overdue, 630)
        # The benefit office's money is not the household's own payment.
        self.assertEqual(household.last_payment_date, first)

    def test_second_run_writes_nothing(self):
        household = self._household()
        for month in (5, 4, 3):
            self._rent(household, self._months_ago(month))
        self.detect()
        self.assertFalse(any(self.detect().values()))

    def test_signal_opens_once_and_closes_with_its_cause(self):
        household = self._household()
        for month in (5, 4, 3):
            self._rent(household, self._months_ago(month))
        self.detect()
        self.detect()
        debt = household.signal_ids.filtered(lambda s: s.rule_id.code == "net_months")
        self.assertEqual(len(debt), 1)
        self.assertEqual((debt.value, debt.level), (4.5, "red"))
        self._pay(household, self.today, 1350)
        self.detect()
        self.assertEqual((debt.state, debt.date_closed), ("closed", self.today))

    def test_unreconciled_payment_counts(self):
        household = self._household()
        invoice = self._rent(household, self._months_ago(1))
        payment = self._pay(household, self.today, 450, invoice)
        self.detect()
        self.assertEqual(household.overdue, 0)
        payment.move_id.line_ids.remove_move_reconcile()
        self.detect()
        self.assertEqual(household.overdue, 0)
        payment.move_id._reverse_moves([{"date": self.today}], cancel=True)
        self.detect()
        self.assertEqual(household.overdue, 450)

    def test_every_kind_of_entry(self):
        """Credit notes, opening balances, refunds, lines without follow-up: all count;
        cancelled entries do not."""
        household = self._household()
        invoice = self._rent(household, self._months_ago(2), 500)
        self._receivable(invoice).no_followup = True
        invoice._reverse_moves([{"date": self.today, "invoice_date": self.today}])
        credit = self.env["account.move"].search(
            [("reversed_entry_id", "=", invoice.id)]
        )
        credit.invoice_line_ids.price_unit = 30
        credit.action_post()
        receivable = household.partner_id.with_company(
            self.company
        ).property_account_receivable_id
        opening = self.env["account.move"].create(
            {
                "journal_id": self.benefit_journal.copy({"declic_kind": False}).id,
                "date": self._months_ago(3),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": household.partner_id.id,
                            "debit": 120,
                        }
                    ),
                    Command.create({"account_id": self.outstanding.id, "credit": 120}),
                ],
            }
        )
        opening.action_post()
        self.assertFalse(self._receivable(opening).date_maturity)
        self._rent(household, self._months_ago(1), 70).button_cancel()
        self._pay(household, self._months_ago(1), 50)
        self.detect()
        self.assertEqual(household.overdue, 500 - 30 + 120 - 50)
        self.assertEqual(household.oldest_unpaid_date, self._months_ago(3))
        self.assertFalse(watermark.drifted(self.env.cr, self.today))

    def test_other_company_and_other_tenant_do_not_count(self):
        household = self._household()
        other = self._household("VOISIN-TEST Dominique")
        self._rent(other, self._months_ago(2))
        self.detect()
        self.assertEqual(household.overdue, 0)
        self.assertEqual(other.overdue, 450)

    def test_co_holder_counts_once(self):
        """O5: the arrears of two co-holders are those of one ledger."""
        household = self._household()
        second = self.env["res.partner"].create({"name": "COTITULAIRE-TEST Alex"})
        self.env["declic.household.member"].create(
            {
                "household_id": household.id,
                "partner_id": second.id,
                "role": "co_holder",
            }
        )
        invoice = self._rent(household, self._months_ago(1))
        self.detect()
        self.assertEqual(household.overdue, 450)
        # What the second one pays from his own account counts as well.
        self.assertEqual(household._holders(), household.partner_id | second)
        household.partner_id, second = second, household.partner_id
        household.member_ids.partner_id = second
        self.detect()
        self.assertEqual(household.overdue, 450)
        self.assertTrue(invoice)

    def test_odoos_own_demonstration_data(self):
        """Households attached to Odoo's own customers show what its residuals hold."""
        company = self.env.ref("base.main_company")
        lines = (
            self.env["account.move.line"]
            .with_context(allowed_company_ids=company.ids)
            .search(
                [
                    ("company_id", "=", company.id),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("partner_id", "!=", False),
                ]
            )
        )
        self.assertTrue(lines, "the database carries Odoo's demonstration data")
        households = (
            self.env["declic.household"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                [
                    {"partner_id": partner.id, "company_id": company.id}
                    for partner in lines.partner_id
                ]
            )
        )
        self.detect()
        with_arrears = 0
        for household in households:
            own = lines.filtered(
                lambda line, who=household.partner_id: line.partner_id == who
            )
            not_due = sum(
                line.balance
                for line in own
                if (line.balance > 0 and (line.date_maturity or line.date) > self.today)
                or (line.balance < 0 and line.date > self.today)
            )
            expected = max(sum(own.mapped("amount_residual")) - not_due, 0)
            with self.subTest(household=household.reference):
                self.assertAlmostEqual(household.overdue, expected, 2)
            with_arrears += bool(household.overdue)
        self.assertTrue(with_arrears)

        # And the journey's first steps run on one of them.
        household = households.filtered("overdue")[0]
        signal = household.signal_ids.create(
            {"household_id": household.id, "manual_kind": "mail_piling"}
        )
        self.assertEqual(household.proposal_state, "proposed")
        self.assertEqual(signal.axis, "silence")
        programme = self.env["declic.programme"].create(
            {
                "name": "Programme",
                "company_id": company.id,
                "date_from": self.today,
                "date_to": self.today,
                "association_ids": [Command.set(self.association.ids)],
            }
        )
        orientation = self.env["declic.orientation"].create(
            {
                "household_id": household.id,
                "programme_id": programme.id,
                "association_id": self.association.id,
                "reason_ids": [Command.set(self._reason("orientation").ids)],
                "measure_ids": [
                    Command.create({"measure_id": self._reason("measure").id})
                ],
            }
        )
        orientation.action_send()
        self.assertEqual(orientation.snapshot_id.overdue, household.overdue)
        self.assertEqual(household.proposal_state, "oriented")
