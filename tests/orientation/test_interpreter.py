"""Q2: the interpreter's language is asked at the orientation, shown on appointments."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestInterpreter(DeclicCase):
    def appointment(self, case):
        return self.env["declic.appointment"].create(
            {"case_id": case.id, "start": Datetime.add(Datetime.now(), days=3)}
        )

    def test_asked_and_shown(self):
        language = self.env.ref("declic.reason_language_16")
        household = self._household("LANGUE-TEST")
        orientation = self._orientation(household, send=False)
        orientation.with_user(self.users["counsellor"]).interpreter_id = language
        self.assertEqual(household.interpreter_id, language)
        orientation.action_send()
        case = orientation.with_user(self.users["coordinator"]).action_accept(
            self.users["worker"].id
        )
        meeting = self.appointment(case)
        for role in ("worker", "counsellor"):
            seen = meeting.with_user(self.users[role])
            self.assertEqual(seen.interpreter, language.name)

    def test_not_at_the_anonymous_level(self):
        household = self._household("LANGUE-TEST")
        household.interpreter_id = self.env.ref("declic.reason_language_16")
        meeting = self.appointment(self._case(household, "none"))
        self.assertFalse(meeting.with_user(self.users["worker"]).interpreter)
        self.assertTrue(meeting.with_user(self.users["counsellor"]).interpreter)

    def test_who_says_it(self):
        case = self._case()
        household = case.household_id
        theirs = household.with_user(self.users["worker"])
        language = self._reason("language")
        with self.assertRaises(AccessError):
            household.with_user(self.users["recovery"]).interpreter_id = language
        with self.assertRaises(UserError):
            theirs.action_record_safe_contact(
                "visit", interpreter_id=self._reason("closing").id
            )
        theirs.action_record_safe_contact("visit", interpreter_id=language.id)
        self.assertEqual(household.interpreter_id, language)
        theirs.action_record_safe_contact("visit")
        self.assertEqual(household.interpreter_id, language)
        theirs.action_record_safe_contact("visit", interpreter_id=0)
        self.assertFalse(household.interpreter_id)
