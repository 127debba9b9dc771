"""The balances of a file, entered by accounting's own entry (X3): a draft."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_lease_import import HEADS, ImportCase


@tagged("post_install", "-at_install")
class TestOpeningEntry(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["manager"]
        cls.manager.group_ids |= cls.env.ref("account.group_account_invoice")
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.known = cls._household("LIVRE-TEST Ana")
        cls._rent(cls.known, cls._months_ago(2), 500)
        cls.old_day = cls._months_ago(7)

    def imported(self):
        rows = (
            f"{self.known.lease_number};;;;;;;;;;;;;;;;;800;",
            f"O1;UN;A;;;;;;;400;;;;;;;;1 250,50;{self.old_day:%d/%m/%Y}",
            "O2;DEUX;B;;;;;;;400;;;;;;;;-30;",
            "O3;TROIS;C;;;;;;;400;;;;;;;;0;",
            "O4;QUATRE;D;;;;;;;400;;;;;;;;;",
        )
        found = self.file(*rows, heads=HEADS + ";solde;plus_ancien_impaye")
        self.checked_then_imported(found)
        return found

    def wizard(self, found, user=None):
        return (
            self.env["declic.opening.entry"]
            .with_user(user or self.manager)
            .with_context(lang="fr_FR")
            .create(
                {
                    "import_id": found.id,
                    "journal_id": self.journal.id,
                    "account_id": self.outstanding.id,
                    "date": self.today - timedelta(days=1),
                }
            )
        )

    def entries(self, action):
        return self.env["account.move"].search(action["domain"])

    def test_a_draft_for_the_accountant(self):
        found = self.imported()
        self.assertTrue(found.has_balances)
        wizard = self.wizard(found)
        self.assertEqual(
            (wizard.lease_count, wizard.known_count, wizard.owed, wizard.ahead),
            (2, 1, 1250.5, 30),
        )
        [entry] = self.entries(wizard.action_prepare())
        self.assertEqual((entry.state, entry.create_uid), ("draft", self.manager))
        owing, ahead = self.household("O1"), self.household("O2")
        lines = {line.partner_id: line for line in entry.line_ids}
        self.assertEqual(lines[owing.partner_id].debit, 1250.5)
        self.assertEqual(lines[owing.partner_id].date_maturity, self.old_day)
        self.assertEqual(lines[ahead.partner_id].credit, 30)
        self.assertEqual(lines[self.env["res.partner"]].credit, 1220.5)
        self.assertEqual(
            lines[owing.partner_id].account_id.account_type, "asset_receivable"
        )
        # A draft is no debt yet.
        Run = self.env["declic.detection.run"].with_context(declic_no_commit=True)
        Run._run()
        self.assertEqual(owing.overdue, 0)
        entry.action_post()
        Run._run()
        self.env.invalidate_all()
        self.assertEqual((owing.overdue, ahead.overdue), (1250.5, 0))
        self.assertEqual(owing.oldest_unpaid_date, self.old_day)
        self.assertEqual(self.known.overdue, 500)
        # An opening: neither a rent that fell due, nor a line that no rule knows.
        months = owing.ledger_month_ids
        self.assertEqual((sum(months.mapped("due")), owing.unclassified_count), (0, 0))
        self.assertEqual(sum(months.mapped("other")), 1250.5)

    def test_twice_enters_nothing_twice(self):
        found = self.imported()
        entry = self.entries(self.wizard(found).action_prepare())
        for again in (found, self.imported_again()):
            wizard = self.wizard(again)
            self.assertEqual((wizard.lease_count, wizard.known_count), (0, 3))
            with self.assertRaises(UserError):
                wizard.action_prepare()
        # Thrown away, it can be written anew.
        entry.unlink()
        self.assertEqual(self.wizard(found).lease_count, 2)

    def imported_again(self):
        """The same leases with other rents: a second import."""
        found = self.file(
            f"{self.known.lease_number};800;401",
            "O1;1250,50;401",
            "O2;-30;401",
            heads="id_bail;solde;loyer",
        )
        self.checked_then_imported(found)
        return found

    def test_who_may(self):
        found = self.imported()
        self.manager.group_ids -= self.env.ref("account.group_account_invoice")
        wizard = self.wizard(found, self.env.user).with_user(self.manager)
        with self.assertRaises(AccessError):
            wizard.action_prepare()
        for role in ("counsellor", "recovery", "accountant", "data_officer"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.wizard(found, self.users[role])
