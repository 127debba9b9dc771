"""Whichever term accounting matched a payment with, the plan and the detection count it
alike (docs/decisions.md: Code civil art. 1342-10)."""

from datetime import date

from odoo.tests import tagged

from ..books import BooksCase


@tagged("post_install", "-at_install")
class TestImputation(BooksCase):
    def told(self, home, plan):
        """What both say, and Odoo's own open receivables."""
        plan._refresh_trajectory()
        plan.invalidate_recordset()
        self.detect(home)
        return {
            "arrears": home.overdue,
            "signals": sorted(self.signals(home)),
            "current rent": home.current_rent_missing,
            "plan": (plan.state, plan.outcome, plan.paid, plan.paid_on_plan),
            "late": (plan.plan_late, plan.rent_late),
            "left": plan.remaining,
            "instalments": plan.installment_ids.mapped("state"),
            "Odoo": self.odoo_due(*home._account_partners()),
        }

    def play(self, match, payments):
        """A plan on two terms of three; the third one and the rents stand outside."""
        with self.at("2026-08-10"):
            home = self.household()
            old = [self.rent(home, date(2026, m, 5)) for m in (5, 6, 7)]
            plan = self.env["declic.repayment.plan"].create(
                {
                    "household_id": home.id,
                    "installment_amount": 100,
                    "date_start": date(2026, 8, 10),
                    "date_first": date(2026, 9, 15),
                }
            )
            plan.action_cover_open_lines()
            outside = self.lines(old[2])
            plan.line_ids.filtered(lambda li: li.move_line_id == outside).unlink()
            plan.action_compute_schedule()
            plan.action_activate()
        rents = {}
        for day, amount in payments:
            with self.at(day):
                if day.month not in rents:
                    rents[day.month] = self.rent(home, day.replace(day=5))
                terms = {
                    "covered": self.lines(old[0]),
                    "outside": outside,
                    "rent": self.lines(rents[day.month]),
                    "nothing": self.lines(old[0])[:0],
                }[match]
                payment = self.pay(home, day, amount)
                if terms:
                    self.match(self.lines(payment.move_id), terms)
        with self.at("2026-11-25"):
            return self.told(home, plan)

    def months(self, *amounts):
        return [
            (date(2026, month, 10), amount)
            for month, amount in zip((9, 10, 11), amounts, strict=True)
        ]

    def test_the_match_of_a_payment_decides_nothing(self):
        for kind, payments in {
            "kept": self.months(600, 600, 600),
            "ahead": self.months(600, 750, 600),
            "late": self.months(600, 500, 500),
            "by two transfers": sorted(
                self.months(500, 500, 500) + self.months(100, 100, 100)
            ),
        }.items():
            found = {
                match: self.play(match, payments)
                for match in ("nothing", "covered", "outside", "rent")
            }
            for match, told in found.items():
                with self.subTest(kind=kind, match=match):
                    self.assertEqual(told, found["nothing"])
            told = found["nothing"]
            # By hand: 1 500 € of old rents, three rents of 500 €, 1 000 € covered.
            paid = sum(amount for _day, amount in payments)
            with self.subTest(kind=kind):
                self.assertEqual(told["arrears"], told["Odoo"])
                self.assertEqual(told["arrears"], 3000 - paid)
                self.assertEqual(told["plan"][2:], (paid, paid - 1500))
                # What the plan does not cover is the same in both: one old term.
                self.assertEqual(told["arrears"] - told["left"], 500)
