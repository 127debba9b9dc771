"""Who changed which field (S2): what the test did is what the log says, no word."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestChangeLog(DeclicCase):
    def changes(self, household):
        """(role, model, field, before, after) in the order of the acts."""
        roles = {user: role for role, user in self.users.items()}
        found = self.env["declic.change.log"].search(
            [
                ("household_id", "=", household.id),
                ("user_id", "in", [user.id for user in roles]),
            ],
            order="id",
        )
        return [
            (roles[o.user_id], o.res_model, o.field_name, o.before, o.after)
            for o in found
        ]

    def test_what_was_done(self):
        household = self._household(rent=400)
        own = household.with_user(self.users["counsellor"])
        own.write({"safe_channel": "phone", "do_not_call": False})
        own.write({"dwelling": "ZQXPORTE 12"})
        own.write({"dwelling": "ZQXPORTE 12"})
        told = self.changes(household)
        self.assertEqual(
            told,
            [
                ("counsellor", household._name, "safe_channel", "letter", "phone"),
                ("counsellor", household._name, "dwelling", False, False),
            ],
        )

    def test_it_is_told_in_words(self):
        """The officer reads the words of the screens, no code, no other unit."""
        household = self._household(rent=400)
        own = household.with_user(self.users["counsellor"])
        own.write({"safe_channel": "phone", "do_not_call": True})
        own.write({"dwelling": "ZQXPORTE 12"})
        logs = self.env["declic.change.log"]
        logs.create(
            {
                "user_id": self.users["counsellor"].id,
                "household_id": household.id,
                "res_model": "declic.procedure.step",
                "res_id": 1,
                "field_name": "date",
                "before": "2026-11-09",
            }
        )
        rows = logs.search([("household_id", "=", household.id)])
        officer = rows.with_user(self.users["data_officer"])
        french = officer.with_context(lang="fr_FR")
        told = {o.field_name: (o.before_told, o.after_told) for o in french}
        channels = household.with_context(lang="fr_FR").fields_get(["safe_channel"])
        channels = dict(channels["safe_channel"]["selection"])
        self.assertEqual(told["safe_channel"], (channels["letter"], channels["phone"]))
        self.assertEqual(told["do_not_call"], ("Non", "Oui"))
        self.assertEqual(told["date"], ("09/11/2026", ""))
        [words] = officer.filtered(lambda o: o.field_name == "dwelling")
        self.assertEqual((words.before_told, words.after_told), (False, "changed"))

    def test_the_association_and_what_it_keeps(self):
        case = self._case()
        before = len(self.changes(case.household_id))
        worker = self.users["worker"]
        assessment = case.with_user(worker).action_start_assessment()
        assessment.action_fill({"fears": "ZQXPEUR", "constraints": "ZQXFREIN"})
        told = self.changes(case.household_id)[before:]
        mine = [one for one in told if one[1] == "declic.assessment"]
        self.assertLessEqual(
            {
                ("worker", "declic.assessment", "fears", False, False),
                ("worker", "declic.assessment", "constraints", False, False),
            },
            set(mine),
        )
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT COUNT(*) FROM declic_change_log t WHERE t::text LIKE '%ZQX%'"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_what_was_refused_was_not_changed(self):
        household = self._household()
        own = household.with_user(self.users["recovery"])
        with self.assertRaises(UserError), self.cr.savepoint():
            own.write({"do_not_call": True})
        self.assertEqual(self.changes(household), [])

    def test_who_sees_it(self):
        household = self._household()
        household.with_user(self.users["counsellor"]).write({"do_not_call": True})
        rows = self.env["declic.change.log"].search(
            [("household_id", "=", household.id)]
        )
        officer = rows.with_user(self.users["data_officer"])
        self.assertEqual(officer.reference, household.reference)
        self.assertTrue(officer.field_label)
        for act in (officer.unlink, lambda: officer.write({"after": "x"})):
            with self.assertRaises(AccessError):
                act()
        for role in ("counsellor", "manager", "worker", "recovery"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                rows.with_user(self.users[role]).read(["field_name"])
