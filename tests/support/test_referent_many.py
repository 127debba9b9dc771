"""U4: several households given to one person at once, refusals told row by row."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, new_test_user, tagged

from ..common import DeclicCase, fewest_statements


@tagged("post_install", "-at_install")
class TestReferentMany(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.heir = new_test_user(
            cls.env,
            "test_heir",
            groups="declic.group_counsellor",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.mine = cls.users["counsellor"]
        cls.case = cls._case(cls._household("CONFIE-TEST suivi"))
        cls.sent = cls._orientation(cls._household("CONFIE-TEST orienté"))
        cls.bare = cls._household("CONFIE-TEST à examiner")
        cls.locked = cls._case(cls._household("CONFIE-TEST exclu")).household_id
        cls.env["declic.lock"].create(
            {
                "household_id": cls.locked.id,
                "user_id": cls.heir.id,
                "reason": "relative",
            }
        )
        cls.meeting = (
            cls.env["declic.appointment"]
            .with_user(cls.mine)
            .create(
                {"case_id": cls.case.id, "start": Datetime.add(Datetime.now(), days=3)}
            )
        )
        cls.all = cls.case.household_id | cls.sent.household_id | cls.bare | cls.locked

    def dialog(self, records, user, **values):
        """As the list opens it, filled in as on the screen."""
        form = Form(
            self.env["declic.referent.many"]
            .with_user(user)
            .with_context(active_model=records._name, active_ids=records.ids)
        )
        for name, value in values.items():
            form[name] = value
        return form.save()

    def told(self, many):
        return {
            line.household_id.sudo(): (line.result, line.obstacle or "")
            for line in many.line_ids
        }

    def examined_by(self, household):
        todo = household.activity_search(["mail.mail_activity_data_todo"])
        return todo.user_id

    def test_to_a_colleague(self):
        self.bare.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.mine.id
        )
        many = self.dialog(self.all, self.mine, user_id=self.heir)
        before = self.told(many)
        self.assertEqual(before[self.bare], (False, ""))
        self.assertIn("somebody else", before[self.locked][1])
        many.action_give()
        told = self.told(many)
        self.assertEqual([told[h][0] for h in self.all], ["given"] * 3 + ["left"])
        self.assertIn("somebody else", told[self.locked][1])
        self.assertEqual(self.case.referent_id, self.heir)
        self.assertEqual(self.meeting.user_id, self.heir)
        self.assertEqual((self.sent.referrer_id, self.sent.state), (self.heir, "sent"))
        self.assertEqual(self.examined_by(self.bare), self.heir)
        self.assertFalse(self.examined_by(self.case.household_id))
        self.assertFalse(self.examined_by(self.sent.household_id))
        self.assertEqual(self.locked.case_ids.referent_id, self.mine)
        with self.assertRaisesRegex(UserError, "already"):
            many.action_give()

    def test_a_colleagues_households_are_the_pilots_to_give(self):
        many = self.dialog(self.all - self.locked, self.heir, user_id=self.heir)
        many.action_give()
        told = self.told(many)
        self.assertEqual(told[self.bare][0], "given")
        for household in (self.case.household_id, self.sent.household_id):
            self.assertEqual(told[household][0], "left")
            self.assertIn("pilot", told[household][1])
        self.assertEqual(self.case.referent_id, self.mine)
        # The pilot, who reads nothing of the social file, gives all of it (L14).
        pilot = self.users["manager"]
        self.assertFalse(pilot.has_group("declic.group_counsellor"))
        with self.assertRaises(AccessError):
            self.case.with_user(pilot).read(["note_ids"])
        many = self.dialog(self.all - self.locked, pilot, user_id=self.mine)
        many.action_give()
        told = self.told(many)
        # The case and the orientation are this person's already.
        for household in (self.case.household_id, self.sent.household_id):
            self.assertEqual(told[household][0], "left")
        self.assertEqual(self.examined_by(self.bare), self.mine)
        many = self.dialog(self.all - self.locked, pilot, user_id=self.heir)
        many.action_give()
        self.assertEqual({one for one, _why in self.told(many).values()}, {"given"})
        self.assertEqual(self.case.referent_id, self.heir)
        self.assertEqual(self.meeting.user_id, self.heir)
        self.assertEqual(self.sent.referrer_id, self.heir)
        colleague = self.users["colleague"]
        many = self.dialog(self.case, pilot, role="association", user_id=colleague)
        many.action_give()
        self.assertEqual(self.case.worker_id, colleague)

    def test_to_a_worker_of_the_association(self):
        elsewhere = self._orientation(
            self._household("CONFIE-TEST ailleurs"),
            association=self.other_association,
        )
        coordinator = elsewhere.with_user(self.users["other_coordinator"])
        other = coordinator.action_accept(self.users["other_worker"].id).sudo()
        chosen = self.all | other.household_id
        colleague = self.users["colleague"]
        many = self.dialog(chosen, self.mine, role="association", user_id=colleague)
        many.action_give()
        told = self.told(many)
        self.assertEqual(told[self.case.household_id], ("given", ""))
        self.assertIn("No association", told[self.bare][1])
        self.assertIn("No association", told[self.sent.household_id][1])
        self.assertIn("Another association", told[other.household_id][1])
        self.assertEqual(self.case.worker_id, colleague)
        with self.assertRaises(AccessError):
            self.case.with_user(self.users["worker"]).read(["state"])
        self.assertNotEqual(other.worker_id, colleague)

    def test_what_changed_meanwhile_is_looked_at_again(self):
        both = self.bare | self.case.household_id
        many = self.dialog(both, self.mine, user_id=self.heir)
        self.env["declic.lock"].create(
            {
                "household_id": self.bare.id,
                "user_id": self.heir.id,
                "reason": "relative",
            }
        )
        many.action_give()
        told = self.told(many)
        self.assertEqual(told[self.bare][0], "left")
        self.assertEqual(told[self.case.household_id][0], "given")

    def test_who_may(self):
        for role in ("recovery", "reporter", "worker"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["declic.referent.many"].with_user(self.users[role]).create({})
        many = self.dialog(self.bare, self.mine, user_id=self.heir)
        many.user_id = self.users["recovery"]
        with self.assertRaisesRegex(UserError, "who takes"):
            many.action_give()
        hidden = self.env["declic.referent.many"].with_user(self.heir)
        with self.assertRaises(AccessError):
            hidden.with_context(
                active_model="declic.household", active_ids=self.locked.ids
            ).create({})

    def test_as_many_statements_for_many_as_for_few(self):
        def read(households):
            many = self.dialog(households, self.mine, user_id=self.heir)
            return fewest_statements(
                self.env, lambda: many.line_ids._compute_obstacle()
            )

        few = read(self.all)
        crowd = self.all
        for number in range(5):
            crowd |= self._household(f"CONFIE-TEST foule {number}")
        self.assertNoMoreStatements(read(crowd), few)
