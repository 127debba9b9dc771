"""A reason is chosen from its own list, whatever the act (closed lists)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestReason(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case().with_user(cls.users["worker"])
        cls.waiting = cls._orientation(cls._household("AUTRE"), "agreed")
        plan = cls.case.action_start_plan()
        plan.action_add_goal("social", "Ouvrir le courrier")
        answer = cls.waiting.with_user(cls.users["coordinator"])
        member = cls.case.action_add_circle_member(
            {
                "name": "DUPONT",
                "role_id": cls._reason("circle").id,
                "date_from": cls.today,
            }
        )
        aid = cls.case.action_ask_aid(
            {"body_id": cls._reason("aid_body").id, "amount_asked": 100}
        )
        cls.acts = {
            "aid_body": lambda id_: cls.case.action_ask_aid(
                {"body_id": id_, "amount_asked": 100}
            ),
            "aid_refusal": aid.action_refuse,
            "circle": lambda id_: cls.case.action_add_circle_member(
                {"name": "DURAND", "role_id": id_, "date_from": cls.today}
            ),
            "circle_end": member.action_end,
            "complement": answer.action_ask_complement,
            "concern": cls.case.action_report_concern,
            "decline": answer.action_decline,
            "oral": lambda id_: plan.action_agree("oral", "DUPONT", reason_id=id_),
        }

    def test_another_list_is_no_choice(self):
        other = self._reason("relay").id
        gone = self.env["declic.reason"].create({"name": "Ôtée", "kind": "relay"})
        gone.unlink()
        for kind, act in self.acts.items():
            for typed in (None, False, 0, "", "abc", other, gone.id, [1]):
                with (
                    self.subTest(kind, typed=typed),
                    self.assertRaises(UserError) as told,
                ):
                    act(typed)
                self.assertTrue(str(told.exception).endswith("."))

    def test_its_own_list_is(self):
        for kind, act in self.acts.items():
            if kind == "decline":
                continue  # the complement was asked: answered already
            with self.subTest(kind):
                act(self._reason(kind).id)
