"""Notes by audience (C4): who reads what, whatever the path."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DeclicCase

READERS = (
    "worker",
    "coordinator",
    "colleague",
    "other_worker",
    "psychologist",
    "counsellor",
    "manager",
    "recovery",
    "reporter",
    "data_officer",
)


@tagged("post_install", "-at_install", "security")
class TestNote(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()

    def note(self, role, audience, text="MOTCLINIQUE"):
        case = self.case.with_user(self.users[role])
        if role in ("worker", "coordinator"):
            return case.action_add_note(text, audience).sudo()
        return case.env["declic.note"].create(
            {"case_id": case.id, "audience": audience, "text": text}
        )

    def readers(self, note):
        """Roles that find the note, by a search and by its id alike."""
        self.env.invalidate_all()
        found = set()
        for role in READERS:
            theirs = note.with_user(self.users[role])
            try:
                searched = bool(theirs.search([("id", "=", note.id)]))
            except AccessError:
                searched = False
            self.assertEqual(searched, bool(theirs._filtered_access("read")), role)
            if searched:
                found.add(role)
            else:
                with self.assertRaises(AccessError):
                    theirs.read(["text"])
        return found

    def test_audiences(self):
        ours = {"worker", "coordinator"}
        theirs = {"counsellor"}
        for role, audience, expected in (
            ("worker", "both", ours | theirs),
            ("worker", "own", ours),
            ("worker", "author", {"worker"}),
            ("counsellor", "both", ours | theirs),
            ("counsellor", "own", theirs),
            ("counsellor", "author", {"counsellor"}),
        ):
            with self.subTest(role=role, audience=audience):
                self.assertEqual(self.readers(self.note(role, audience)), expected)

    def test_not_even_an_administrator(self):
        note = self.note("worker", "author")
        admin = self.env.ref("base.user_admin")
        self.assertTrue(admin.has_group("base.group_system"))
        self.assertTrue(admin.has_group("declic.group_manager"))
        # Nor as a counsellor, who reads the others of the association.
        admin.group_ids += self.env.ref("declic.group_counsellor")
        theirs = note.with_user(admin).with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertFalse(theirs.search([("id", "=", note.id)]))
        with self.assertRaises(AccessError):
            theirs.read(["text"])
        # Refused for want of the permission to export, else of the right to read.
        with self.assertRaises(UserError):
            theirs.export_data(["text"])

    def test_landlords_words_wait_for_the_agreement(self):
        """C8: what the landlord writes for both says more than the anonymous level."""
        note = self.note("counsellor", "both")
        self.assertIn("worker", self.readers(note))
        self.case.orientation_id.household_position = "opposed"
        self.assertNotIn("worker", self.readers(note))
        self.assertIn("worker", self.readers(self.note("worker", "own")))

    def test_leaves_no_trace_elsewhere(self):
        """C4, S2: not in the chatter, not in a mail, not in a tracking value."""
        messages = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.note("worker", "own").with_user(self.users["worker"]).action_remove()
        self.note("worker", "both")
        self.env.flush_all()
        new = self.env["mail.message"].search([("id", ">", messages or 0)])
        for message in new:
            self.assertNotIn("MOTCLINIQUE", str(message.body))
        self.assertFalse(new.tracking_value_ids)
        self.assertFalse(
            self.env["ir.attachment"].search([("index_content", "like", "MOTCLINIQUE")])
        )
        self.assertNotIn("message_ids", self.env["declic.note"]._fields)

    def test_attachment_follows_the_note(self):
        note = self.note("worker", "author")
        attachment = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"x", "res_model": note._name, "res_id": note.id}
        )
        with self.assertRaises(AccessError):
            attachment.with_user(self.users["manager"]).read(["raw"])

    def test_is_not_changed_and_its_author_takes_it_away(self):
        note = self.note("worker", "both")
        for role in ("worker", "counsellor", "manager"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                note.with_user(self.users[role]).write({"text": "autre"})
        for role in ("coordinator", "counsellor", "manager", "colleague"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                note.with_user(self.users[role]).action_remove()
        note.with_user(self.users["worker"]).action_remove()
        self.assertFalse(note.exists())

    def test_nobody_writes_in_anothers_name(self):
        note = (
            self.env["declic.note"]
            .with_user(self.users["counsellor"])
            .create(
                {
                    "case_id": self.case.id,
                    "audience": "own",
                    "text": "x",
                    "side": "association",
                    "author_id": self.users["worker"].id,
                    "association_id": self.other_association.id,
                }
            )
        )
        self.assertEqual(note.author_id, self.users["counsellor"])
        self.assertEqual(note.side, "landlord")
        self.assertEqual(note.association_id, self.association)

    def test_refused(self):
        case = self.case.with_user(self.users["worker"])
        for text, audience in (
            ("", "both"),
            ("  ", "both"),
            ("x", "all"),
            ("x", None),
            ("x" * 10_001, "own"),
        ):
            with self.subTest(audience=audience), self.assertRaises(UserError):
                case.action_add_note(text, audience)
        self.case._close("ordinary", self._reason("closing"))
        for role in ("worker", "counsellor"):
            with self.subTest(role=role), self.assertRaises(UserError):
                self.note(role, "both")
        self.assertFalse(self.case.note_ids)
