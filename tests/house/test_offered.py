"""“Duplicate”, “Delete” and “Archive” stand where they do no harm (S2 15 to 17)."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import DeclicCase

# What may be written again from an older one: nothing in it was said by a household.
COPIED = {"declic.referral", "declic.library.goal", "declic.meeting"}


@tagged("post_install", "-at_install")
class TestOffered(DeclicCase):
    def as_user(self, record, role):
        return record.with_user(self.users[role])

    def test_duplicate_is_not_offered(self):
        """On no list or form of what belongs to one household, or went through states.

        The web client offers it unless the root says no, or refuses “New”."""
        ours = {
            name
            for name, model in self.env.items()
            if name.startswith("declic.")
            and not model._abstract
            and not model._transient
            and {"household_id", "case_id", "state"} & model._fields.keys()
        } - COPIED
        ours.add("declic.household")
        views = self.env["ir.ui.view"].search(
            [("model", "in", list(ours)), ("type", "in", ("list", "form", "kanban"))]
        )
        self.assertGreater(len(views), 20)
        offered = []
        for view in views:
            root = etree.fromstring(view.arch)
            if "0" not in (root.get("create"), root.get("duplicate")):
                offered.append(f"{view.model} {view.type}")
        self.assertFalse(offered)

    def test_duplicate_is_refused(self):
        household = self._household()
        orientation = self._orientation(household)
        for record in (household, orientation):
            with self.assertRaises(UserError):
                self.as_user(record, "counsellor").copy()
        meeting = self.env["declic.meeting"].create({"place": "Salle du test"})
        self.assertEqual(self.as_user(meeting, "counsellor").copy().state, "draft")

    def test_only_a_draft_orientation_is_deleted(self):
        """It leaves the household where it was: no orientation awaits an answer."""
        household = self._household()
        draft = self._orientation(household, send=False)
        self.as_user(draft, "counsellor").unlink()
        self.assertFalse(draft.exists())
        sent = self._orientation(household)
        self.assertEqual(household.proposal_state, "oriented")
        with self.assertRaisesRegex(UserError, sent.reference):
            self.as_user(sent, "counsellor").unlink()
        sent.with_user(self.users["coordinator"]).action_decline(
            self._reason("decline").id
        )
        with self.assertRaises(UserError):
            self.as_user(sent, "counsellor").unlink()
        self.assertTrue(sent.exists())

    def test_a_followed_household_is_not_archived(self):
        case = self._case()
        household = self.as_user(case.household_id, "counsellor")
        with self.assertRaisesRegex(UserError, case.reference):
            household.action_archive()
        other = self._household("AUTRE-TEST")
        self.env["declic.procedure"].create({"household_id": other.id})
        with self.assertRaises(UserError):
            self.as_user(other, "counsellor").action_archive()
        other.procedure_ids.action_end()
        self.as_user(other, "counsellor").action_archive()
        self.assertFalse(other.active)

    def test_a_household_with_a_history_is_not_deleted(self):
        """Not by the pilot either, who may delete one typed by mistake."""
        household = self._household()
        contact = self.env["declic.contact"].create(
            {"household_id": household.id, "result": "no_answer"}
        )
        with self.assertRaises(AccessError):
            self.as_user(household, "counsellor").unlink()
        with self.assertRaises(UserError):
            self.as_user(household, "manager").unlink()
        contact.unlink()
        self.as_user(household, "manager").unlink()
        self.assertFalse(household.exists())

    def test_a_procedure_with_steps_is_not_deleted(self):
        household = self._household()
        kind = self.env["declic.procedure.step.type"].search([], limit=1)
        procedure = self.env["declic.procedure"].create(
            {
                "household_id": household.id,
                "step_ids": [Command.create({"type_id": kind.id, "date": self.today})],
            }
        )
        with self.assertRaises(UserError):
            self.as_user(procedure, "manager").unlink()
        procedure.step_ids.unlink()
        self.as_user(procedure, "manager").unlink()
        self.assertFalse(procedure.exists())
