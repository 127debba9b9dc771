"""The case in short pages, each form at its own address, ten minutes to undo."""

import base64
import html
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_portal import PortalCase

FORMS = ("adhesion", "aid", "channel", "note", "referral", "circle/add")
PARTS = ("", "/plan", "/points", "/notes", "/documents", "/around", "/contacts")


@tagged("post_install", "-at_install")
class TestCasePages(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.theirs = cls.case.with_user(cls.users["worker"])
        cls.path = f"/my/declic/case/{cls.case.id}"

    def page(self, path):
        return html.unescape(self.url_open(path).text)

    def test_each_page_says_whose_it_is(self):
        review = self.case.review_ids[0]
        appointment = self.theirs.action_plan_appointment(
            Datetime.now() + timedelta(days=2), "visit", channel="visit"
        )
        plan = self.theirs.action_start_plan()
        assessment = self.theirs.action_start_assessment()
        orientation = f"/my/declic/orientation/{self.case.orientation_id.id}"
        addresses = [
            *(f"{self.path}{part}" for part in PARTS),
            *(f"{self.path}/{form}" for form in FORMS),
            f"{self.path}/contact",
            f"{self.path}/appointment",
            f"{self.path}/concern",
            f"{orientation}/position",
            f"{orientation}/document",
            f"/my/declic/review/{review.id}",
            f"/my/declic/appointment/{appointment.id}",
            f"/my/declic/plan/{plan.id}",
            f"/my/declic/assessment/{assessment.id}",
            f"/my/declic/assessment/{assessment.id}/budget",
        ]
        self.login("worker")
        for address in addresses:
            with self.subTest(address=address):
                answer = self.url_open(address)
                self.assertTrue(answer.url.endswith(address))
                heading = answer.text.split("<h1", 1)[1].split("</h1>")[0]
                self.assertIn("MARTIN-TEST", heading)
                # The window's title stands in the history of a shared computer.
                title = answer.text.split("<title>", 1)[1].split("</title>")[0]
                self.assertNotIn("MARTIN", title)
        # Where the level does not allow it, the reference alone.
        hidden = self._case(self._household("CACHÉE-TEST Lou"), position="none")
        for part in PARTS:
            page = self.page(f"/my/declic/case/{hidden.id}{part}")
            with self.subTest(part=part):
                self.assertIn(hidden.reference, page)
                self.assertNotIn("CACHÉE", page)
        self.login("colleague")
        for address in addresses:
            with self.subTest(foreign=address):
                self.assertNotIn("MARTIN-TEST", self.page(address))

    def test_all_is_one_touch_away(self):
        for number in range(14):
            self.theirs.action_add_note(f"Note numéro {number}.", "own")
            self.theirs.action_log_contact("phone", "no_answer", number + 1)
        self.login("worker")
        few = self.page(f"{self.path}/notes")
        self.assertEqual(few.count("Note numéro"), 10)
        self.assertIn(f"{self.path}/notes?all=1", few)
        self.assertEqual(self.page(f"{self.path}/notes?all=1").count("Note numéro"), 14)
        act = self.page(self.path)
        self.assertEqual(act.count(" min\n") or act.count(" min"), 5)
        self.assertIn(f"{self.path}/contacts", act)
        self.assertEqual(self.page(f"{self.path}/contacts").count(" min"), 14)

    def test_all_papers_are_one_touch_away(self):
        """The last ten documents and validated forms; each list leads to all of its."""
        kind = self.env.ref("declic.document_type_benefit").id
        pdf = base64.b64encode(b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF")
        for _number in range(12):
            self.case.orientation_id.with_user(
                self.users["worker"]
            ).action_add_document(kind, "both", pdf)
        self.login("worker")
        few = self.page(f"{self.path}/documents")
        self.assertEqual(few.count("o_declic_file"), 10)
        self.assertIn(f'href="{self.path}/documents?all=1"', few)
        self.assertIn("12 documents", few)
        # The newest first: what one has just added is on the page.
        newest = self.case.orientation_id.document_ids.sorted("id")[-1:]
        self.assertIn(f"/my/declic/document/{newest.id}", few)
        whole = self.page(f"{self.path}/documents?all=1")
        self.assertEqual(whole.count("o_declic_file"), 12)
        self.assertNotIn("all=1", whole)
        # On the orientation's page too, where one may have brought them.
        page = self.page(f"/my/declic/orientation/{self.case.orientation_id.id}")
        self.assertEqual(page.count("o_declic_file"), 12)

    def test_back_to_where_one_was(self):
        self.login("worker")
        for path, typed, page in (
            ("note", {"text": "Vu", "audience": "own"}, "/notes"),
            ("adhesion", {"answer": "accepted"}, ""),
            (
                "aid",
                {
                    "body_id": self._reason("aid_body").id,
                    "aid_amount": "300",
                    "date_deadline": "",
                },
                "/around",
            ),
            (
                "circle",
                {
                    "circle_name": "Dr Test",
                    "role_id": self._reason("circle").id,
                    "date_from": str(self.today),
                },
                "/around",
            ),
        ):
            with self.subTest(form=path):
                answer = self.post(f"{self.path}/{path}", **typed)
                self.assertIn("alert-success", answer.text)
                self.assertRegex(
                    answer.url, rf"/case/{self.case.id}{page}\?done=\w+(#\w+)?$"
                )

    def test_refused_on_the_page_of_the_form(self):
        """What was typed stands there, the form is open, and nothing else is."""
        self.login("worker")
        for path, typed, kept in (
            ("note", {"text": "Mot gardé", "audience": "x"}, "Mot gardé"),
            ("aid", {"aid_amount": "beaucoup"}, "beaucoup"),
            ("circle", {"circle_name": "Dr Gardé", "role_id": "0"}, "Dr Gardé"),
        ):
            answer = self.post(f"{self.path}/{path}", **typed)
            with self.subTest(form=path):
                self.assertIn("alert-danger", answer.text)
                self.assertIn(kept, html.unescape(answer.text))
                self.assertNotIn("o_declic_parts", answer.text)

    def test_contact_undone(self):
        self.login("worker")
        self.post(f"{self.path}/contact", medium="visit", result="reached")
        contact = self.case.contact_ids
        self.assertEqual(self.case.date_first_contact, self.today)
        address = f"/my/declic/contact/{contact.id}/undo"
        self.assertIn(address, self.page(self.path))
        for role in ("coordinator", "colleague"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                contact.with_user(self.users[role]).action_undo()
        self.login("coordinator")
        self.assertNotIn(address, self.page(self.path))
        self.post(address)
        self.assertTrue(contact.exists())
        self.login("worker")
        answer = self.post(address)
        self.assertIn("alert-success", answer.text)
        self.assertFalse(contact.exists())
        self.assertFalse(self.case.date_first_contact)

    def test_not_after_ten_minutes(self):
        self.theirs.action_log_contact("visit", "reached")
        contact = self.case.contact_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE declic_contact SET create_date = create_date - interval '11 min'"
            " WHERE id = %s",
            [contact.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Ten minutes"):
            contact.with_user(self.users["worker"]).action_undo()
        self.login("worker")
        self.assertNotIn("/undo", self.page(self.path))

    def test_undone_with_its_appointment(self):
        appointment = self.theirs.action_plan_appointment(
            Datetime.now() + timedelta(days=2), "visit", channel="visit"
        )
        appointment.action_record_result("excused")
        contact = self.case.contact_ids
        self.assertEqual(contact.appointment_id, appointment.sudo())
        contact.with_user(self.users["worker"]).action_undo()
        self.assertEqual(appointment.state, "planned")
        self.assertTrue(appointment.sudo().event_id.active)
        self.assertFalse(self.case.contact_ids)

    def test_position_has_a_page_and_leads_back(self):
        case = self._case(self._household("PORTE-TEST Lou"), position="informed")
        address = f"/my/declic/orientation/{case.orientation_id.id}/position"
        self.login("worker")
        page = self.page(address)
        self.assertEqual(page.count('name="position"'), 2)
        refused = self.post(address, position="agreed", mode="signed")
        self.assertIn("alert-danger", refused.text)
        self.assertIn('name="position"', refused.text)
        self.assertRegex(refused.text, r'value="signed"[^>]*selected')
        answer = self.post(address, position="agreed", mode="spoken")
        self.assertRegex(answer.url, rf"/case/{case.id}\?done=position_agreed")
        self.assertIn("alert-success", answer.text)


@tagged("post_install", "-at_install")
class TestRefused(PortalCase):
    """A refused form says so in its title, leads to the box, and has the focus."""

    browser_size = "360x740"
    touch_enabled = True

    def test_title_and_link(self):
        case = self._case()
        path = f"/my/declic/case/{case.id}"
        self.env["declic.network.partner"].create({"name": "CMP (test)"})
        orientation = self._orientation(self._household("REFUS-TEST Lou"))
        answer = f"/my/declic/orientation/{orientation.id}"
        self.login("coordinator")
        for address, typed, box in (
            (f"{path}/note", {"text": " ", "audience": "own"}, "declic_note_text"),
            (f"{path}/aid", {"aid_amount": ""}, "declic_aid_amount"),
            (f"{path}/concern", {"facts": "Vu"}, "declic_kinds"),
            (f"{path}/referral", {"network_id": ""}, "declic_network"),
            (
                f"{path}/contact",
                {"medium": "visit", "result": "reached", "minutes": "long"},
                "declic_minutes",
            ),
            (f"{answer}/accept", {"worker_id": ""}, "declic_worker"),
            (f"{answer}/decline", {"reason_id": ""}, "declic_reason"),
            (f"{answer}/complement", {"reason_id": ""}, "declic_complement"),
        ):
            page = html.unescape(self.post(address, **typed).text)
            with self.subTest(address=address):
                title = page.split("<title>", 1)[1].split("</title>")[0]
                self.assertTrue(title.startswith("Erreur : "), title)
                self.assertIn(f'href="#{box}"', page)
                self.assertIn(f'id="{box}"', page)
        # What is asked for is not refused.
        for address in (f"{path}/note", path):
            title = self.url_open(address).text.split("<title>", 1)[1]
            self.assertFalse(title.startswith("Erreur"))

    def test_focus_and_open_block(self):
        orientation = self._orientation(self._household("REFUS-TEST Lou"))
        self.start_tour(
            f"/my/declic/orientation/{orientation.id}",
            "declic_refused_tour",
            login=self.users["coordinator"].login,
        )
        self.assertEqual(orientation.state, "sent")
