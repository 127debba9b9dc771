"""A4: the occupancy history by its right names, and as far back as the ledger goes."""

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from ..portal.test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestCaseHistory(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.household = cls.case.household_id
        cls.old = cls.today - relativedelta(months=40)

    def told(self, role="counsellor", is_whole=False):
        events = self.case.with_user(self.users[role])._history(is_whole)
        return [(e["date"], e["kind"], e["label"], e["amount"]) for e in events]

    def test_by_their_right_names(self):
        """A direct debit that came back and a reminder: neither is a term."""
        day = self._months_ago(3)
        self._rent(self.household, day, 450)
        payment = self._pay(self.household, self._months_ago(2), 450)
        back = payment.move_id._reverse_moves(
            [{"date": self._months_ago(1)}], cancel=True
        )
        self.assertEqual(back.state, "posted")
        procedure = self.env["declic.procedure"].create(
            {"household_id": self.household.id}
        )
        reminder = self.env.ref("declic.step_type_reminder")
        self.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": reminder.id,
                "date": self._months_ago(1, day=20),
            }
        )
        told = self.told()
        kinds = {kind: (label, amount) for _day, kind, label, amount in told}
        natures = dict(self.env["declic.ledger.line"]._fields["nature"].selection)
        self.assertEqual(kinds["returned"], (natures["returned"], 450))
        self.assertEqual(kinds["reminder"], (reminder.name, None))
        # One term was billed, and one alone is told.
        self.assertEqual(
            [(day, amount) for day, kind, _l, amount in told if kind == "invoice"],
            [(self._months_ago(3), 450)],
        )

    def test_older_on_demand(self):
        self._rent(self.household, self.old, 333)
        self._rent(self.household, self._months_ago(2), 450)
        for role in ("counsellor", "worker"):
            with self.subTest(role):
                self.assertNotIn(333, [row[3] for row in self.told(role)])
                whole = self.told(role, is_whole=True)
                self.assertIn(333, [row[3] for row in whole])
                self.assertIn(450, [row[3] for row in whole])
        # On both screens: the window's button, and the link of the page.
        case = self.case.with_user(self.users["counsellor"])
        self.assertNotIn("333", case.history_html)
        action = case.with_context(declic_history_whole=True).action_open_history()
        self.assertIn("333", case.with_context(**action["context"]).history_html)
        self.login("worker")
        page = f"/my/declic/case/{self.case.id}/around"
        self.assertNotIn("333,00", self.url_open(page).text)
        self.assertIn("?all=1#declic_history_title", self.url_open(page).text)
        self.assertIn("333,00", self.url_open(f"{page}?all=1").text)
        # Whoever is not told the amounts is told none by asking for more.
        self.household.consent_ids.action_withdraw()
        self.assertFalse([row for row in self.told("worker", True) if row[3]])
