from odoo.tests import RecordCapturer, tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestOrientationMail(DeclicCase):
    """An association learns of a new orientation: a reference, to who may answer."""

    def sent(self, orientation, act="action_send"):
        domain = [("message_type", "=", "user_notification")]
        with RecordCapturer(self.env["mail.message"], domain) as captured:
            getattr(orientation, act)()
        return captured.records

    def test_told_to_who_may_accept(self):
        household = self._household("SECRETTE-TEST Lou")
        orientation = self._orientation(household, send=False)
        messages = self.sent(orientation)
        # Not the workers, not the other association.
        self.assertEqual(messages.partner_ids, self.users["coordinator"].partner_id)
        words = f"{messages.subject} {messages.body}"
        self.assertIn(orientation.reference, words)
        self.assertIn(f"/my/declic/orientation/{orientation.id}", words)
        for secret in ("SECRETTE", "Invisibles", "Toulouse", "MOTSECRET"):
            self.assertNotIn(secret, words)
        mails = self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)])
        for mail in mails:
            self.assertNotIn("SECRETTE", mail.body_html)

    def test_told_again_once_completed(self):
        orientation = self._orientation(self._household())
        theirs = orientation.with_user(self.users["coordinator"])
        theirs.action_ask_complement(self._reason("complement").id)
        messages = self.sent(orientation)
        self.assertEqual(messages.partner_ids, self.users["coordinator"].partner_id)

    def test_an_excluded_coordinator_hears_nothing(self):
        household = self._household()
        self.env["declic.lock"].create(
            {
                "household_id": household.id,
                "user_id": self.users["coordinator"].id,
                "reason": "conflict",
            }
        )
        self.assertFalse(self.sent(self._orientation(household, send=False)))

    def test_several_orientations_at_once(self):
        orientations = self._orientation(self._household("UN"), send=False)
        orientations |= self._orientation(self._household("DEUX"), send=False)
        messages = self.sent(orientations)
        self.assertEqual(len(messages), 2)
        self.assertEqual(set(messages.mapped("res_id")), set(orientations.ids))
