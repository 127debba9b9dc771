"""What a night without the control finds after each act of accounting (D3)."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command, Date
from odoo.tests import tagged

from ..books import BooksCase

FIGURES = """
    SELECT id, overdue, net_months, oldest_unpaid_date, last_payment_date,
           current_rent_missing, benefit_pending, trend, default_date, arrears_date
      FROM declic_household WHERE company_id = %s AND active ORDER BY id
"""
MONTHS = """
    SELECT m.household_id, m.month, m.due, m.paid, m.benefit, m.fees, m.overdue,
           m.closing_balance
      FROM declic_ledger_month m JOIN declic_household h ON h.id = m.household_id
     WHERE h.company_id = %s AND h.active ORDER BY 1, 2
"""


@tagged("post_install", "-at_install")
class TestNights(BooksCase):
    def setUp(self):
        super().setUp()
        self.Run = self.env["declic.detection.run"].with_context(declic_no_commit=True)

    def written(self):
        found = []
        for query in (FIGURES, MONTHS):
            self.env.cr.execute(query, [self.company.id])
            found.append(self.env.cr.fetchall())
        return found

    def night(self, act, moved):
        """A night after ``act`` reads ``moved`` ledgers and writes what reading all of
        them would write."""
        with self.subTest(act=act):
            self.env.flush_all()
            run = self.Run._run()
            if moved is not None:
                self.assertEqual(run.household_count, moved)
            found = self.written()
            # Read again from the first line on, with nothing marked.
            self.env["declic.household"]._run_detection()
            self.assertEqual(found, self.written())
            # One transaction stamps all its writes alike: what this night has seen must
            # be older than the acts that follow.
            self.env.cr.execute(
                "UPDATE account_move_line SET"
                " write_date = write_date - interval '1 day',"
                " create_date = create_date - interval '1 day'"
            )
            self.env.invalidate_all()

    @freeze_time("2026-11-25")
    def test_a_line_that_goes_to_another_lease(self):
        """Who leaves a lease takes his later lines to the other one he holds: the night
        reads both."""
        one, two = self.household(), self.household()
        both = self.partner("ESSAI Colocataire")
        Member = self.env["declic.household.member"]
        role = {"partner_id": both.id, "role": "co_holder"}
        member = Member.create({"household_id": one.id, **role})
        Member.create({"household_id": two.id, "date_from": "1990-01-01", **role})
        self.rent(one, date(2026, 9, 5), partner=both)
        self.night("first night", None)
        self.assertEqual((one.overdue, two.overdue), (500, 0))
        member.date_to = "2026-08-31"
        self.night("he leaves", 2)
        self.assertEqual((one.overdue, two.overdue), (0, 500))
        member.date_to = False
        self.night("he is back", 2)
        self.assertEqual((one.overdue, two.overdue), (500, 0))
        member.unlink()
        self.night("he never was there", 2)
        self.assertEqual((one.overdue, two.overdue), (0, 500))
        two.active = False
        self.night("his own lease is archived", None)

    @freeze_time("2026-11-25")
    def test_each_act_is_found(self):
        homes = [self.household(self.partner(f"ESSAI Nuit {n}")) for n in range(8)]
        rents = {
            home: [self.rent(home, date(2026, month, 5)) for month in (9, 10, 11)]
            for home in homes
        }
        paid = {home: self.pay(home, date(2026, 11, 12), 300) for home in homes}
        self.night("the first night", None)
        self.night("nothing", 0)

        payment = paid[homes[0]]
        payment.action_draft()
        payment.partner_id = homes[1].partner_id
        payment.action_post()
        self.night("a payment given to another tenant", 2)

        invoice = rents[homes[2]][0]
        invoice.button_draft()
        invoice.partner_id = homes[3].partner_id
        invoice.action_post()
        self.night("an invoice given to another tenant", 2)

        paid[homes[4]].action_draft()
        paid[homes[4]].action_cancel()
        self.night("a payment cancelled", 1)
        paid[homes[5]].action_draft()
        paid[homes[5]].unlink()
        self.night("a payment deleted", 1)
        self.credit_note(rents[homes[6]][0], date(2026, 9, 20))
        self.night("a credit note dated back", 1)
        self.lines(rents[homes[7]][2]).date_maturity = "2027-03-01"
        self.night("a due date put off", 1)

        member = self.env["declic.household.member"].create(
            {
                "household_id": homes[0].id,
                "partner_id": homes[1].partner_id.id,
                "role": "co_holder",
            }
        )
        self.night("a co-holder", 2)
        member.role = "adult"
        self.night("who is none", 2)
        member.role = "co_holder"
        member.unlink()
        self.night("who is gone", 2)

        line = self.statement(date(2026, 11, 20), 77, homes[0].partner_id)
        self.night("a bank line", 1)
        self.lines(line.move_id).partner_id = homes[1].partner_id
        self.night("of somebody else", 2)

        doubtful = self.env["account.account"].create(
            {
                "name": "Locataires douteux ESSAI",
                "code": "416990",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": [Command.link(self.company.id)],
            }
        )
        who = homes[2].partner_id
        self.entry(date(2026, 11, 21), (doubtful, who, 500, 0), (None, who, 0, 500))
        self.night("a debt moved to the doubtful ones", 1)
        doubtful.account_type = "asset_current"
        self.night("an account that is no receivable any more", None)

        homes[5].partner_id = self.partner("ESSAI Nuit remplaçant")
        self.night("a holder replaced", 1)
        homes[6].active = False
        self.night("a household archived", 0)
        homes[6].active = True
        self.night("and taken back", 1)
        self.benefit(homes[7], date(2026, 11, 18), 100)
        self.night("a benefit", 1)
        self.benefit_journal.declic_kind = False
        self.night("whose journal is none of the benefit's", None)
        self.assertEqual(
            homes[7].last_payment_date, Date.to_date("2026-11-18"), "now a payment"
        )
        self.benefit_journal.declic_kind = "benefit"
        self.night("and is again", None)
        self.assertEqual(homes[7].last_payment_date, Date.to_date("2026-11-12"))
