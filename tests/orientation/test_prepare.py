"""O1: who may prepare an orientation, and who sends it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestPrepare(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency.user_ids = [Command.link(cls.users["counsellor"].id)]
        cls.household = cls._household("PREPARE-TEST Ada", lease_number="P-100")

    def prepare(self, role, **values):
        Wizard = self.env["declic.orientation.prepare"].with_user(self.users[role])
        wizard = Wizard.create({"lease": "p-100", "origin": "agency", **values})
        return wizard.action_prepare()

    def test_agency_staff_prepare_and_see_nothing(self):
        self.prepare("reporter")
        draft = self.household.orientation_ids
        self.assertEqual((draft.state, draft.origin), ("draft", "agency"))
        self.assertEqual(draft.referrer_id, self.users["counsellor"])
        self.assertEqual(draft.activity_ids.user_id, self.users["counsellor"])
        with self.assertRaises(AccessError):
            draft.with_user(self.users["reporter"]).read(["state"])
        # The counsellor completes and sends.
        mine = draft.with_user(self.users["counsellor"])
        mine.reason_ids = [Command.set(self._reason("orientation").ids)]
        mine.measure_ids = [Command.create({"measure_id": self._reason("measure").id})]
        mine.action_send()
        self.assertEqual((mine.state, mine.origin), ("sent", "agency"))

    def test_recovery_prepares_and_does_not_send(self):
        self.prepare("recovery", origin="litigation")
        draft = self.household.orientation_ids
        self.assertEqual(draft.origin, "litigation")
        with self.assertRaises(AccessError):
            draft.with_user(self.users["recovery"]).action_send()
        self.assertEqual(draft.state, "draft")

    def test_the_origin_is_said_and_not_proposed(self):
        Wizard = self.env["declic.orientation.prepare"].with_user(
            self.users["reporter"]
        )
        with self.assertRaisesRegex(AssertionError, "origin"), Form(Wizard) as form:
            form.lease = "P-100"
        self.assertNotIn(
            "counsellor", dict(Wizard.fields_get(["origin"])["origin"]["selection"])
        )

    def test_once(self):
        self.prepare("reporter")
        with self.assertRaisesRegex(UserError, "already"):
            self.prepare("recovery")
        with self.assertRaisesRegex(UserError, "No single household"):
            self.prepare("reporter", lease="inconnu")
        for role in ("counsellor", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.prepare(role)

    def test_agency_staff_do_not_learn_who_is_followed(self):
        """The same words whether the household is followed, awaits an answer or is
        unknown to the social file; who sees to it is told, once."""
        told = self.prepare("reporter")
        other = self._household("PREPARE-TEST Bo", lease_number="P-200")
        case = self._case(other)
        known = case.activity_ids
        for _time in range(2):
            self.assertEqual(self.prepare("reporter", lease="P-200"), told)
        self.assertEqual(other.orientation_ids, case.orientation_id)
        asked = case.activity_ids - known
        self.assertEqual(asked.user_id, case.referent_id)
        self.assertEqual(len(asked), 1)
        self.assertEqual(self.prepare("reporter"), told)
        self.assertEqual(len(self.household.orientation_ids), 1)
        # Who reads the orientations is told.
        with self.assertRaisesRegex(UserError, "already"):
            self.prepare("recovery", lease="P-200")
