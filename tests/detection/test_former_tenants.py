"""D15: former tenants and the deceased have a list and rules of their own."""

from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.declic.engine import after_closure

from ..books import BooksCase


@tagged("post_install", "-at_install")
class TestFormerTenants(BooksCase):
    def setUp(self):
        super().setUp()
        with self.at("2026-11-25"):
            self.home = self.household(housing_benefit=100, benefit_status="landlord")
            for month in range(4, 11):
                self.rent(self.home, date(2026, month, 5))
            for _try in range(3):
                self.env["declic.contact"].create(
                    {
                        "household_id": self.home.id,
                        "medium": "phone",
                        "result": "no_answer",
                        "date": "2026-11-20",
                    }
                )
            self.detect(self.home)

    def stands(self, tenancy, state):
        self.assertEqual(
            (self.home.tenancy, self.home.proposal_state), (tenancy, state)
        )

    def hearing(self, day):
        procedure = self.env["declic.procedure"].create({"household_id": self.home.id})
        self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": self.env.ref("declic.step_type_hearing").id,
                "date": day,
            }
        )

    def test_who_left_has_a_list_of_its_own(self):
        home = self.home
        with self.at("2026-11-25"):
            self.assertEqual(
                (home.tenancy, home.proposal_state), ("tenant", "proposed")
            )
            self.assertIn("legal_clock", self.signals(home))
            self.assertEqual(home.next_step, "signal")
            # The day on which the lease ends is still one of a tenant.
            home.lease_end_date = "2026-11-25"
            self.assertEqual(
                (home.tenancy, home.proposal_state), ("tenant", "proposed")
            )
            self.hearing("2026-12-05")
        with self.at("2026-11-26"):
            # A night: time alone moves it.
            self.env["declic.household"]._refresh_signals()
            self.env.invalidate_all()
            self.stands("former", "left")
            self.assertEqual(home.urgency, 2)
            # No benefit office and no eviction; the debt and its age stay.
            self.assertFalse(home.signalling_deadline)
            self.assertFalse(home.signalling_is_late)
            self.assertFalse(home.hearing_level)
            self.assertNotIn("legal_clock", self.signals(home))
            self.assertNotIn("net_months", self.signals(home))
            self.assertIn("debt_age", self.signals(home))
            self.assertEqual(home.overdue, 3500)
            self.assertTrue(home.explanation.startswith("left on 25/11/2026"))
            self.assertNotIn("hearing", home.explanation)
            self.assertEqual(home.next_step, "address")
            home.last_address = "2 rue d'ailleurs, 69000 Essai"
            self.assertEqual(home.next_step, "settle")
            action = self.env.ref("declic.declic_household_action_left")
            self.assertEqual(action.domain, '[("proposal_state", "=", "left")]')
            # Set aside like the others, and back when it comes up again.
            home.dismissed_until = "2026-12-10"
            home._refresh_levels()
            self.assertEqual(home.proposal_state, "watched")
        with self.at("2026-12-10"):
            home._refresh_levels()
            self.assertEqual(home.proposal_state, "left")
            # Paid in full: on no list.
            self.pay(home, date(2026, 12, 10), 3500)
            self.detect(home)
            self.assertEqual(home.proposal_state, "none")

    def test_typed_by_mistake(self):
        with self.at("2026-11-25"):
            self.home.lease_end_date = "2026-10-31"
            self.assertEqual(self.home.proposal_state, "left")
            self.home.lease_end_date = False
            self.detect(self.home)
            self.assertEqual(
                (self.home.tenancy, self.home.proposal_state), ("tenant", "proposed")
            )
            self.assertIn("legal_clock", self.signals(self.home))

    def test_no_reminder_to_who_died(self):
        home = self.home
        with self.at("2026-11-25"):
            lines = home._open_receivable_lines()
            by_hand = lines[0]
            by_hand.no_followup = True
            self.assertFalse(any(lines[1:].mapped("no_followup")))
            with self.assertRaisesRegex(ValidationError, "past"):
                home.date_death = "2026-11-26"
            home.date_death = "2026-11-20"
            self.stands("estate", "left")
            self.assertEqual(home.next_step, "heirs")
            self.assertTrue(home.explanation.startswith("deceased on 20/11/2026"))
            self.assertTrue(all(lines.mapped("no_followup")))
            # What is billed after the death as well.
            later = self.lines(self.rent(home, date(2026, 11, 24)))
            self.assertTrue(later.no_followup)
            for channel in ("letter", "email", "phone", "sms"):
                with self.assertRaisesRegex(UserError, "heirs or the notary"):
                    home._check_channel(channel)
            home._check_channel("visit")
            self.assertEqual(home._invitation_channel(), "visit")
            # A mistake: accounting's own decision stays, the rest is given back.
            home.date_death = False
            self.assertTrue(by_hand.no_followup)
            self.assertFalse(any((lines[1:] | later).mapped("no_followup")))
            home._check_channel("letter")

    def test_the_lease_goes_on_with_the_co_holder(self):
        home = self.home
        with self.at("2026-11-25"):
            member = self.env["declic.household.member"].create(
                {
                    "household_id": home.id,
                    "partner_id": self.partner("ESSAI Conjoint").id,
                    "role": "co_holder",
                }
            )
            home.date_death = "2026-11-20"
            self.assertEqual(
                (home.tenancy, home.proposal_state), ("tenant", "proposed")
            )
            # The account is in the name of who died: nothing is sent there.
            self.assertTrue(all(home._open_receivable_lines().mapped("no_followup")))
            with self.assertRaises(UserError):
                home._check_channel("letter")
            # The survivor left as well.
            member.date_to = "2026-11-22"
            self.env.flush_all()
            self.env["declic.household"]._refresh_signals()
            home.invalidate_recordset()
            self.stands("estate", "left")

    def test_the_survivor_becomes_the_holder(self):
        home = self.home
        with self.at("2026-11-25"):
            home.date_death = "2026-11-20"
            home.write(
                {"partner_id": self.partner("ESSAI Veuve").id, "date_death": False}
            )
            self.detect(home)
            # Her own terms are reminded again, the former ones stay in the ledger.
            self.assertEqual((home.tenancy, home.overdue), ("tenant", 3500))
            self.assertFalse(any(home._open_receivable_lines().mapped("no_followup")))

    def test_the_debt_left_still_counts(self):
        """The figures of the programme know the debt of who left."""
        with self.at("2026-11-25"):
            self.home.lease_end_date = "2026-10-31"
            found = after_closure.states(
                self.env.cr,
                [(1, self.home.id, date(2026, 1, 1), date(2026, 11, 25))],
            )[1]
            self.assertEqual((found["overdue"], found["is_housed"]), (3500, False))
