"""Papers: type, audience, checklist, file by its direct address (V3)."""

import base64
import io

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DeclicCase
from ..portal.test_portal import PortalCase

PDF = b"%PDF-1.4\n1 0 obj\n<</Marque (MOTFICHIER)>>\nendobj\n%%EOF\n"


def photograph():
    """A JPEG, as a phone takes it."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    return content.getvalue()


@tagged("post_install", "-at_install", "security")
class TestDocument(DeclicCase):
    def add(self, orientation, role="worker", audience="both", file=PDF, kind="other"):
        return orientation.with_user(self.users[role]).action_add_document(
            self.env.ref(f"declic.document_type_{kind}").id,
            audience,
            base64.b64encode(file),
        )

    def test_no_admission_without_the_signed_agreement(self):
        """Sharing was chosen and nothing is signed: the acceptance is refused."""
        orientation = self._orientation(self._household(), "none", send=False)
        orientation.write({"household_position": "agreed", "position_mode": "spoken"})
        orientation.action_send()
        coordinator = orientation.with_user(self.users["coordinator"])
        with self.assertRaises(UserError) as refused:
            coordinator.action_accept(self.users["worker"].id)
        self.assertIn("Signed agreement to share", str(refused.exception))
        self.assertEqual(orientation.state, "sent")
        self.assertFalse(orientation.sudo().case_ids)
        self.add(orientation, "coordinator", kind="consent", file=photograph())
        case = coordinator.action_accept(self.users["worker"].id)
        self.assertEqual(case.sudo().document_ids.type_id.is_consent, True)

    def test_a_signed_form_on_the_orientation_is_enough(self):
        orientation = self._orientation(self._household(), "informed")
        orientation.with_user(self.users["counsellor"]).action_record_position(
            "agreed", "signed", base64.b64encode(photograph())
        )
        case = orientation.with_user(self.users["coordinator"]).action_accept(
            self.users["worker"].id
        )
        self.assertTrue(case)

    def test_without_sharing_no_paper_is_asked(self):
        for position in ("none", "informed", "opposed"):
            orientation = self._orientation(self._household(), position)
            with self.subTest(position=position):
                self.assertTrue(
                    orientation.with_user(self.users["coordinator"]).action_accept(
                        self.users["worker"].id
                    )
                )

    def test_the_checklist_is_data(self):
        kinds = self.env["declic.document.type"]
        case = self._case()
        self.assertFalse(case.missing_documents)
        case.with_user(self.users["worker"]).action_start_assessment()
        self.assertIn("Proof of resources", case.missing_documents)
        self.add(case.orientation_id, kind="resources")
        case.invalidate_recordset()
        self.assertFalse(case.missing_documents)
        new = kinds.with_user(self.users["manager"]).create(
            {"name": "Attestation de test", "stage": "acceptance"}
        )
        case.invalidate_recordset()
        self.assertIn("Attestation de test", case.missing_documents)
        orientation = self._orientation(self._household())
        with self.assertRaises(UserError):
            orientation.with_user(self.users["coordinator"]).action_accept()
        new.active = False
        self.assertTrue(
            orientation.with_user(self.users["coordinator"]).action_accept()
        )

    def test_audiences(self):
        case = self._case()
        ours, theirs = {"worker", "coordinator"}, {"counsellor"}
        landlords = {
            "type_id": self.env.ref("declic.document_type_court").id,
            "file": base64.b64encode(PDF),
            "case_id": case.id,
        }
        documents = self.env["declic.document"].with_user(self.users["counsellor"])
        for document, expected in (
            (self.add(case.orientation_id, audience="both"), ours | theirs),
            (self.add(case.orientation_id, audience="own"), ours),
            (documents.create({**landlords, "audience": "both"}), ours | theirs),
            (documents.create({**landlords, "audience": "own"}), theirs),
        ):
            with self.subTest(side=document.side, audience=document.audience):
                seen = {
                    role
                    for role in (*ours, *theirs, "colleague", "other_worker")
                    if document.with_user(self.users[role])._filtered_access("read")
                }
                self.assertEqual(seen, expected)
                for role in (
                    "recovery",
                    "manager",
                    "psychologist",
                    "reporter",
                    "data_officer",
                ):
                    with self.assertRaises(AccessError):
                        document.with_user(self.users[role]).search([])

    def test_refused_files(self):
        orientation = self._case().orientation_id
        page = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
        picture = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
        for file in (b"", page, picture, b"PK\x03\x04abc", b"MZ" + bytes(40)):
            with self.subTest(file=file[:20]), self.assertRaises(UserError):
                self.add(orientation, file=file)
        with self.assertRaises(UserError):
            self.add(orientation, file=PDF + bytes(10 * 1024 * 1024))
        with self.assertRaises(UserError):
            self.add(orientation, audience="author")
        with self.assertRaises(UserError):
            orientation.with_user(self.users["worker"]).action_add_document(
                999_999, "both", base64.b64encode(PDF)
            )
        with self.assertRaises(UserError):
            self.env["declic.document"].with_user(self.users["counsellor"]).create(
                {
                    "orientation_id": orientation.id,
                    "type_id": self.env.ref("declic.document_type_other").id,
                    "file": base64.b64encode(page),
                }
            )
        self.assertFalse(orientation.document_ids)

    def test_name_tells_the_reference_only(self):
        document = self.add(self._case().orientation_id, file=photograph())
        self.assertRegex(document.filename, r"^[A-Z0-9-]+-\d+\.jpg$")
        with self.assertRaises(AccessError):
            document.with_user(self.users["coordinator"]).action_remove()
        document.action_remove()
        self.assertFalse(document.sudo().exists())

    def test_a_closed_file_keeps_its_papers(self):
        """Nothing is added and nothing taken away once the case is closed."""
        case = self._case()
        values = {
            "type_id": self.env.ref("declic.document_type_other").id,
            "file": base64.b64encode(PDF),
            "case_id": case.id,
            "audience": "both",
        }
        documents = self.env["declic.document"].with_user(self.users["counsellor"])
        removed, kept = documents.create(values), documents.create(values)
        removed.action_remove()
        case._close("ordinary", self._reason("closing"))
        for act in (kept.action_remove, lambda: documents.create(values)):
            with self.assertRaises(UserError) as refused:
                act()
            self.assertIn("is closed", str(refused.exception))
        self.assertEqual(documents.search([("case_id", "=", case.id)]), kept)


@tagged("post_install", "-at_install", "security")
class TestDocumentAddress(PortalCase):
    """The file has the record's rules, also by its direct address."""

    def test_upload_and_addresses(self):
        case = self._case()
        self.login("worker")
        kind = self.env.ref("declic.document_type_letter").id
        path = f"/my/declic/orientation/{case.orientation_id.id}/document"
        page = self.url_open("/my/declic").text
        token = page.split('csrf_token: "')[1].split('"')[0]
        data = {"csrf_token": token, "type_id": kind, "audience": "own"}

        def upload(content, **more):
            return self.url_open(
                path,
                data={**data, **more},
                files={"file": ("Bulletin de Mme Martin.pdf", content)},
            )

        for content in (b"", b"MZ\x90", b"%PDF-" + bytes(11 * 1024 * 1024)):
            answer = upload(content)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("alert-danger", answer.text)
        self.assertFalse(case.document_ids)
        self.assertIn("alert-success", upload(PDF).text)
        document = case.document_ids
        self.assertEqual(document.type_id.id, kind)
        stored = self.env["ir.attachment"].search(
            [("res_model", "=", "declic.document"), ("res_field", "=", "file")]
        )
        self.assertNotIn("Martin", str(stored.mapped("name")))
        addresses = (
            f"/my/declic/document/{document.id}",
            f"/web/content/declic.document/{document.id}/file",
            f"/web/content/{stored.id}",
            f"/web/image/declic.document/{document.id}/file",
        )
        for address in addresses[:2]:
            self.assertIn(b"MOTFICHIER", self.url_open(address).content, address)
        for role in ("colleague", "other_worker", "psychologist", "counsellor"):
            self.login(role)
            for address in addresses:
                with self.subTest(role=role, address=address):
                    answer = self.url_open(address)
                    self.assertNotIn(b"MOTFICHIER", answer.content)
        self.login("counsellor")
        document.audience = "both"
        self.assertIn(b"MOTFICHIER", self.url_open(addresses[1]).content)
