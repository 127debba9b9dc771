from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import DeclicCase

LINES = (
    ("Loyer principal", 400),
    ("Provision pour charges", 80),
    ("Réduction de loyer de solidarité", -30),
)


@tagged("post_install", "-at_install")
class TestHouseholdProposal(DeclicCase):
    """Households that accounting knows: the oracle is what was billed by hand here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The other tests' journals stay out: a journal of this test's own rents.
        cls.rents = cls.sale_journal.copy({"code": "LTEST"})
        cls.rents.write({"name": "Loyers du test", "declic_kind": "rent"})
        cls.tenant = cls._tenant("VIGIER-TEST Lise", ref="L-0042")

    @classmethod
    def _tenant(cls, name, **vals):
        return cls.env["res.partner"].create({"name": name, **vals})

    @classmethod
    def _bill(cls, partner, months=1, lines=LINES, journal=None):
        """A posted invoice of ``lines`` (label, EUR), dated so many months ago."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "journal_id": (journal or cls.rents).id,
                "invoice_date": cls._months_ago(months),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "quantity": 1,
                            "price_unit": amount,
                            "account_id": cls.income.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for name, amount in lines
                ],
            }
        )
        move.action_post()
        return move

    def _wizard(self, **vals):
        return (
            self.env["declic.household.proposal"]
            .with_user(self.users["manager"])
            .create(vals)
        )

    def _create_all(self, **vals):
        """Press the button; the households that came."""
        before = self.env["declic.household"].search([("company_id", "!=", False)])
        self._wizard(**vals).action_create()
        after = self.env["declic.household"].search([("company_id", "!=", False)])
        return after - before

    def test_what_the_last_term_says(self):
        self._household("AUTRE-TEST Marc")
        self._bill(self.tenant, 2, lines=(("Loyer", 300),))
        self._bill(self.tenant, 1)
        household = self._create_all()
        self.assertEqual(household.partner_id, self.tenant)
        self.assertEqual(household.company_id, self.company)
        self.assertEqual(household.lease_number, "L-0042")
        self.assertEqual(household.rent, 400)
        self.assertEqual(household.charges, 80)
        self.assertEqual(household.rent_reduction, 30)
        self.assertFalse(household.benefit_status)
        self.assertTrue(household.ledger_stale)

    def test_one_line_of_both_is_rent(self):
        self._bill(self.tenant, lines=(("Loyer et charges", 450),))
        household = self._create_all()
        self.assertEqual((household.rent, household.charges), (450, 0))

    def test_benefit_of_the_last_month(self):
        self._bill(self.tenant, 1)
        probe = self.env["declic.household"].new({"partner_id": self.tenant.id})
        self._benefit(probe, self._months_ago(2), 190)
        self._benefit(probe, self._months_ago(1), 210)
        household = self._create_all()
        self.assertEqual(household.housing_benefit, 210)
        self.assertEqual(household.benefit_status, "landlord")
        # Hand calculation: 400 + 80 - 30 - 210.
        self.assertEqual(household.net_rent, 240)

    def test_regularisation_and_deposit_are_no_rent(self):
        self._bill(self.tenant, 2)
        self._bill(self.tenant, 1, lines=(("Régularisation de charges 2025", 900),))
        self._bill(self.tenant, 1, lines=(("Dépôt de garantie", 800),))
        self.assertEqual(self._create_all().rent, 400)

    def test_terms_billed_by_an_entry(self):
        receivable = self.tenant.property_account_receivable_id
        move = self.env["account.move"].create(
            {
                "journal_id": self.rents.id,
                "date": self._months_ago(1),
                "line_ids": [
                    Command.create(
                        {
                            "name": "Loyers",
                            "account_id": account.id,
                            "partner_id": partner,
                            "balance": amount,
                        }
                    )
                    for account, partner, amount in (
                        (receivable, self.tenant.id, 512.34),
                        (self.income, False, -512.34),
                    )
                ],
            }
        )
        move.action_post()
        household = self._create_all()
        self.assertEqual(household.partner_id, self.tenant)
        self.assertEqual((household.rent, household.charges), (512.34, 0))

    def test_twice_creates_nobody(self):
        self._bill(self.tenant)
        self.assertEqual(len(self._create_all()), 1)
        again = self._wizard()
        self.assertEqual((again.known_count, again.new_count), (1, 0))
        with self.assertRaisesRegex(UserError, "Nobody is left to create"):
            again.action_create()

    def test_who_is_no_household_of_his_own(self):
        """A co-holder, an archived household, a firm and its contact are left out."""
        first = self._household("PREMIER-TEST Ana")
        self.env["declic.household.member"].create(
            {
                "household_id": first.id,
                "partner_id": self.tenant.id,
                "role": "co_holder",
            }
        )
        gone = self._household("DEUXIEME-TEST Bob")
        gone.active = False
        firm = self._tenant("Garage Test", is_company=True)
        contact = self._tenant("Contact Test", parent_id=firm.id)
        for partner in (self.tenant, gone.partner_id, firm, contact):
            self._bill(partner)
        wizard = self._wizard()
        self.assertEqual(wizard.billed_count, 3)
        self.assertEqual(wizard.known_count, 2)
        self.assertEqual(wizard.firm_count, 1)
        self.assertEqual(wizard.new_count, 0)

    def test_only_posted_terms_of_the_journals_of_rents(self):
        self._bill(self.tenant, journal=self.sale_journal)
        self._bill(self.tenant).button_draft()
        old = self._tenant("ANCIEN-TEST Zoé")
        self._bill(old, 5)
        self.assertEqual(self._wizard().new_count, 0)
        # Without a journal of that kind, all sales journals but those of costs.
        self.rents.declic_kind = False
        self._bill(old, journal=self.fee_journal)
        self.assertIn("Quittancement", self._wizard().journals)
        self.assertNotIn("Frais", self._wizard().journals)
        self.assertIn(self.tenant, self._create_all().partner_id)
        self.assertFalse(
            self.env["declic.household"].search([("partner_id", "=", old.id)])
        )

    def test_reference_that_two_bear_is_no_lease_number(self):
        self._tenant("HOMONYME-TEST", ref="L-0042")
        self._bill(self.tenant)
        self.assertFalse(self._create_all().lease_number)

    def test_reference_not_asked_for(self):
        self._bill(self.tenant)
        self.assertFalse(self._create_all(lease_from_ref=False).lease_number)

    def test_former_tenants_when_asked_for(self):
        self._bill(self.tenant)
        gone = self._tenant("PARTIE-TEST Inès")
        last = self._bill(gone, 6)
        paid = self._tenant("SOLDEE-TEST Ida")
        probe = self.env["declic.household"].new({"partner_id": paid.id})
        self._pay(probe, self._months_ago(5), 450, self._bill(paid, 6))
        self.assertEqual(self._wizard().former_count, 1)
        came = self._create_all()
        self.assertEqual(came.partner_id, self.tenant)
        came = self._create_all(with_former=True)
        household = came.filtered(lambda h: h.partner_id == gone)
        self.assertEqual(household.lease_end_date.month, last.date.month)
        self.assertGreater(household.lease_end_date, last.date)

    def test_accounting_is_not_touched(self):
        move = self._bill(self.tenant)
        self.env.flush_all()

        def rows():
            self.env.cr.execute(
                "SELECT l.*, e.* FROM account_move_line l"
                " JOIN account_move e ON e.id = l.move_id"
                " WHERE e.id = %s ORDER BY l.id",
                [move.id],
            )
            return self.env.cr.fetchall()

        before = rows()
        self._create_all()
        self.env.flush_all()
        self.assertEqual(rows(), before)

    def test_pilot_only(self):
        for role in ("counsellor", "recovery", "worker"):
            with self.assertRaises(AccessError):
                self.env["declic.household.proposal"].with_user(
                    self.users[role]
                ).create({})

    def test_what_is_found_agrees_with_the_ledger(self):
        """The debt of a proposed household is Odoo's own open residual."""
        move = self._bill(self.tenant, 2)
        household = self._create_all()
        self.env["declic.household"]._run_detection(household.ids)
        self.assertEqual(household.overdue, move.amount_residual)

    def test_a_file_instead(self):
        """For leases that accounting does not know: the import, which a pilot has."""
        action = self._wizard().action_import()
        model = self.env[action["res_model"]].with_user(self.users["manager"])
        self.assertTrue(model.has_access("create"))
