"""C7: a text that others read is read again where it speaks of health, of justice, or
judges; nothing is refused (S2 32)."""

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, Form, tagged

from ...engine import weighed_words
from ..common import DeclicCase

TYPED = "Le ménage souffre de dépression et d'alcool, il est de MAUVAISE foi."


@tagged("post_install", "-at_install")
class TestWords(BaseCase):
    def test_found(self):
        listed = "dépress, alcool\nmauvaise foi; cure"
        for text, told in (
            (TYPED, ["dépression", "alcool", "MAUVAISE foi"]),
            ("DEPRESSIF; déprime; l’alcool", ["DEPRESSIF", "alcool"]),
            ("Il procure les papiers, la foi mauvaise.", []),
            ("alcool et alcool", ["alcool"]),
            ("", []),
            (None, []),
        ):
            with self.subTest(text=text):
                self.assertEqual(weighed_words.found(text, listed), told)
        self.assertFalse(weighed_words.found(TYPED, ""))


@tagged("post_install", "-at_install")
class TestWeighed(DeclicCase):
    def form(self, record, role):
        return Form(record.with_user(self.users[role]))

    def test_told_while_it_is_typed_and_sent_all_the_same(self):
        orientation = self._orientation(self._household(), send=False)
        form = self.form(orientation, "counsellor")
        self.assertFalse(form.weighed_words)
        form.request = TYPED
        self.assertEqual(form.weighed_words, "dépression, alcool, MAUVAISE foi")
        with self.assertLogs("odoo.addons.declic.models.common.weighed_mixin") as logs:
            form.save()
        told = " ".join(logs.output)
        self.assertIn(f"{orientation._name} {orientation.id}", told)
        for word in TYPED.split():
            self.assertNotIn(f" {word} ", told.replace("declic.orientation", ""))
        orientation.with_user(self.users["counsellor"]).action_send()
        self.assertEqual(orientation.state, "sent")

    def test_the_landlords_own_list(self):
        self.company.declic_weighed_words = "jardin"
        case = self._case()
        notes = self.env["declic.note"].with_user(self.users["counsellor"])
        form = Form(
            notes.with_context(default_case_id=case.id), "declic.declic_note_view_form"
        )
        form.audience, form.text = "both", TYPED
        self.assertFalse(form.weighed_words)
        form.text = "Les jardins sont à l'abandon."
        self.assertEqual(form.weighed_words, "jardins")
        self.assertTrue(form.save())

    def test_both_sides_of_a_point(self):
        point = self.env["declic.review"].create({"case_id": self._case().id})
        theirs = point.with_user(self.users["worker"])
        theirs.action_fill_association_part({"shareable_facts": TYPED})
        self.assertIn("alcool", theirs._weighed())
        with self.assertRaises(AccessError):
            theirs.read(["landlord_opinion"])
        form = self.form(point, "counsellor")
        self.assertIn("dépression", form.weighed_words)
        form.landlord_opinion = "Sorti de prison."
        self.assertIn("prison", form.weighed_words)
        # Recovery reads neither the texts nor what stands in them.
        self.assertNotIn("weighed_words", self.form(point, "recovery")._view["fields"])

    def test_what_a_partner_is_asked(self):
        referral = self.env["declic.referral"].create(
            {
                "case_id": self._case().id,
                "network_id": self.env["declic.network.partner"]
                .create({"name": "CCAS du test"})
                .id,
                "service_id": self._reason("service").id,
            }
        )
        form = self.form(referral, "counsellor")
        form.request = "Une cure de trois semaines."
        self.assertEqual(form.weighed_words, "cure")
