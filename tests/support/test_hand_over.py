"""T7: a colleague of the landlord leaves."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestHandOver(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls.users["counsellor"]
        cls.heirs = [
            new_test_user(
                cls.env,
                f"test_heir_{n}",
                groups="declic.group_counsellor",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for n in range(2)
        ]
        cls.cases = cls.env["declic.case"]
        for number in range(3):
            cls.cases |= cls._case(cls._household(f"RELAIS-TEST {number}"))
        cls.sent = cls._orientation(cls._household("RELAIS-TEST envoi"))
        cls.meeting = (
            cls.env["declic.appointment"]
            .with_user(cls.leaver)
            .create(
                {
                    "case_id": cls.cases[0].id,
                    "start": Datetime.add(Datetime.now(), days=3),
                }
            )
        )
        for record in (*cls.cases, cls.sent):
            record.activity_schedule(
                "mail.mail_activity_data_todo", user_id=cls.leaver.id
            )

    def wizard(self, to, role="manager", **values):
        return (
            self.env["declic.hand.over"]
            .with_user(self.users[role])
            .create({"from_id": self.leaver.id, "to_id": to.id, **values})
        )

    def theirs(self, user):
        """What is of a user, by hand."""
        cases = self.cases.filtered(lambda c: c.referent_id == user)
        activities = self.env["mail.activity"].search(
            [
                ("user_id", "=", user.id),
                ("res_model", "in", ("declic.case", "declic.orientation")),
                ("res_id", "in", self.cases.ids + self.sent.ids),
            ]
        )
        return (
            len(cases),
            len(self.sent.filtered(lambda o: o.referrer_id == user)),
            len(self.meeting.filtered(lambda a: a.user_id == user)),
            len(activities),
        )

    def test_all_of_it(self):
        wizard = self.wizard(self.heirs[0])
        self.assertEqual(wizard.case_ids, self.cases)
        for number in ("3", "1", "4"):
            self.assertIn(number, wizard.preview)
        action = wizard.action_hand_over()
        self.assertEqual(self.theirs(self.leaver), (0, 0, 0, 0))
        self.assertEqual(self.theirs(self.heirs[0]), (3, 1, 1, 4))
        self.assertEqual(action["res_id"], wizard.id)
        opened = wizard.action_open_supports()
        self.assertEqual(self.env["declic.case"].search(opened["domain"]), self.cases)
        self.assertEqual(self.sent.state, "sent")
        for record in (*self.cases, self.sent):
            self.assertIn(
                self.heirs[0].name,
                " ".join(map(str, record.message_ids.mapped("body"))),
            )
        # Calendars follow.
        self.assertIn(self.heirs[0].partner_id, self.meeting.event_id.partner_ids)

    def test_report_and_letters(self):
        """One report lists all, by references; a letter for whom may be written to."""
        silent = self.cases[1].household_id
        silent.do_not_write = True
        wizard = self.wizard(self.heirs[0])
        self.assertFalse(wizard.report)
        with self.assertRaisesRegex(UserError, "no letter"):
            wizard.action_print()
        wizard.action_hand_over()
        lines = wizard.report.splitlines()
        self.assertEqual(len(lines), 4)
        for case, meetings in zip(self.cases, (1, 0, 0), strict=True):
            [line] = [one for one in lines if case.reference in one]
            self.assertIn(f"appointments {meetings}, activities 1", line)
            self.assertEqual("letter ready" in line, case.household_id != silent)
        self.assertNotIn("RELAIS-TEST", wizard.report)
        printed = wizard.action_print()
        letters = self.cases.filtered(lambda c: c.household_id != silent)
        self.assertEqual(set(printed["context"]["active_ids"]), set(letters.ids))
        page, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["manager"])
            ._render_qweb_html("declic.report_letter_referent", letters.ids)
        )
        text = page.decode()
        self.assertIn(self.heirs[0].name, text)
        self.assertIn(self.company.name, text)
        self.assertIn("RELAIS-TEST 0", text)
        for word in ("rrears", "debt", "MOTSECRET", self.leaver.name):
            self.assertNotIn(word, text)
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_hand_over()
        with self.assertRaises(UserError):
            self.env["ir.actions.report"].with_user(
                self.users["manager"]
            )._render_qweb_html("declic.report_letter_referent", self.cases.ids)

    def test_in_shares(self):
        first = self.wizard(self.heirs[0], case_ids=[Command.set(self.cases[:1].ids)])
        first.action_hand_over()
        self.assertEqual(self.theirs(self.heirs[0]), (1, 0, 1, 1))
        self.wizard(self.heirs[1]).action_hand_over()
        self.assertEqual(self.theirs(self.heirs[1]), (2, 1, 0, 3))
        self.assertEqual(self.theirs(self.leaver), (0, 0, 0, 0))

    def test_half_of_it_never_happens(self):
        self.env["declic.lock"].create(
            {
                "household_id": self.cases[2].household_id.id,
                "user_id": self.heirs[0].id,
                "reason": "relative",
            }
        )
        before = self.theirs(self.leaver)
        with self.assertRaisesRegex(UserError, "in shares"):
            self.wizard(self.heirs[0]).action_hand_over()
        self.assertEqual(self.theirs(self.leaver), before)
        self.wizard(
            self.heirs[0], case_ids=[Command.set(self.cases[:2].ids)]
        ).action_hand_over()
        self.assertEqual(self.theirs(self.heirs[0])[0], 2)

    def test_who_and_to_whom(self):
        for role in ("counsellor", "recovery"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.wizard(self.heirs[0], role)
        with self.assertRaisesRegex(UserError, "social counsellor"):
            self.wizard(self.users["recovery"]).action_hand_over()
        with self.assertRaisesRegex(UserError, "Nothing"):
            self.env["declic.hand.over"].with_user(self.users["manager"]).create(
                {"from_id": self.heirs[1].id, "to_id": self.heirs[0].id}
            ).action_hand_over()

    def test_of_this_colleague_alone(self):
        """What is named beside is another's, and stays so."""
        stray = self._case(self._household("RELAIS-TEST autre"))
        stray.referent_id = self.users["manager"]
        wizard = self.wizard(
            self.heirs[0], case_ids=[Command.set((self.cases[0] | stray).ids)]
        )
        wizard.action_hand_over()
        self.assertEqual(self.cases[0].referent_id, self.heirs[0])
        self.assertEqual(stray.referent_id, self.users["manager"])

    def test_to_nobody_of_another_landlord(self):
        elsewhere = self.env["res.company"].create({"name": "Autre bailleur"})
        stranger = new_test_user(
            self.env,
            "test_stranger",
            groups="declic.group_counsellor",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        with self.assertRaisesRegex(UserError, "of this landlord"):
            self.wizard(stranger).action_hand_over()
        self.assertEqual(self.cases.referent_id, self.leaver)
