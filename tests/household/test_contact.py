from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import DetectionCase
from ..portal.test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestContact(DetectionCase):
    """F1: media, place, who was there, minutes; it counts in the silence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.theirs = cls.case.with_user(cls.users["worker"])

    def test_closed_lists(self):
        present = self._reason("present")
        third = self._reason("circle")
        contact = self.theirs.action_log_contact(
            "third_party",
            "reached",
            25,
            present_ids=present.ids,
            third_party_id=third.id,
        )
        self.assertEqual(contact.sudo().present_ids, present)
        self.assertEqual(contact.sudo().third_party_id, third)
        self.assertEqual(contact.place, "remote")
        self.assertEqual(
            self.theirs.action_log_contact("visit", "no_answer").place, "home"
        )
        elsewhere = self.theirs.action_log_contact(
            "visit", "reached", place="elsewhere"
        )
        self.assertEqual(elsewhere.place, "elsewhere")
        for wrong in (
            {"place": "moon"},
            {"present_ids": self._reason("closing").ids},
            {"third_party_id": self._reason("closing").id},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.theirs.action_log_contact("visit", "reached", **wrong)
        with self.assertRaisesRegex(UserError, "once it took place"):
            self.theirs.action_log_contact(
                "visit", "reached", date=Datetime.add(Datetime.now(), hours=2)
            )
        with self.assertRaises(AccessError):
            self.case.with_user(self.users["colleague"]).action_log_contact(
                "visit", "reached"
            )

    def test_corrected_by_its_author_or_the_pilot(self):
        contact = self.theirs.action_log_contact("visit", "reached", 30).sudo()
        counsellor = contact.with_user(self.users["counsellor"])
        with self.assertRaisesRegex(UserError, "by who logged it"):
            counsellor.minutes = 300
        own = (
            self.env["declic.contact"]
            .with_user(self.users["counsellor"])
            .create(
                {
                    "household_id": self.case.household_id.id,
                    "medium": "phone",
                    "result": "no_answer",
                }
            )
        )
        own.minutes = 5
        self.assertEqual(own.minutes, 5)
        contact.with_user(self.users["manager"]).minutes = 35
        self.assertEqual(contact.minutes, 35)
        with self.assertRaisesRegex(UserError, "stays as it was logged"):
            contact.with_user(self.users["manager"]).user_id = self.users["manager"]

    def test_logged_by_the_landlord_on_the_case(self):
        vals = {
            "household_id": self.case.household_id.id,
            "case_id": self.case.id,
            "medium": "agency",
            "result": "reached",
        }
        Contact = self.env["declic.contact"].with_user(self.users["counsellor"])
        self.assertEqual(Contact.create(vals).place, "agency")
        self.assertEqual(self.case.date_first_contact, self.today)
        self.case._close("other", self._reason("closing"))
        with self.assertRaisesRegex(UserError, "nothing can be added"):
            Contact.create(vals)

    def test_counts_in_the_silence(self):
        """D3 by the association's taps: three attempts, two misses, one kept."""
        household = self.case.household_id
        for _attempt in range(3):
            self.theirs.action_log_contact("visit", "no_answer")
        for _missed in range(2):
            self.theirs.action_log_contact("visit", "missed")
        self.detect()
        self.assertTrue(self.signals(household, "failed_contacts"))
        self.assertTrue(self.signals(household, "missed_appointments"))
        self.theirs.action_log_contact("visit", "excused")
        self.detect()
        self.assertTrue(self.signals(household, "failed_contacts"))
        self.theirs.action_log_contact("visit", "kept", 40)
        self.detect()
        self.assertFalse(self.signals(household, "failed_contacts"))
        self.assertFalse(self.signals(household, "missed_appointments"))


@tagged("post_install", "-at_install")
class TestContactPage(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.path = f"/my/declic/case/{cls.case.id}/contact"

    def test_whole_form(self):
        self.login("worker")
        present = self.env["declic.reason"].search([("kind", "=", "present")], limit=2)
        third = self._reason("circle")
        answer = self.post(
            self.path,
            medium="third_party",
            result="reached",
            minutes="15",
            place="elsewhere",
            present_ids=[str(i) for i in present.ids],
            third_party_id=str(third.id),
        )
        self.assertIn("alert-success", answer.text)
        contact = self.case.contact_ids
        self.assertEqual(contact.present_ids, present)
        self.assertEqual(contact.third_party_id, third)
        self.assertEqual(contact.place, "elsewhere")

    def test_refused_and_given_back(self):
        self.login("worker")
        present = self._reason("present")
        answer = self.post(
            self.path,
            medium="visit",
            result="reached",
            minutes="²",
            place="elsewhere",
            present_ids=[str(present.id)],
        )
        self.assertIn("alert-danger", answer.text)
        self.assertIn('value="²"', answer.text)
        box = answer.text.split(f'id="present_{present.id}"')[1].split("/>")[0]
        self.assertIn("checked", box)
        self.assertFalse(self.case.contact_ids)
        for wrong in ({"present_ids": "x"}, {"third_party_id": "9" * 30}):
            with self.subTest(wrong=wrong):
                answer = self.post(self.path, medium="visit", result="reached", **wrong)
                self.assertIn("alert-success", answer.text)
