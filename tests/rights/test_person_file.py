"""The person's file (C5): each of its words is there, none of a co-tenant's."""

import base64
import io
import json

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..access.test_record_matrix import RecordCase
from .test_request import RequestCase

# Real users of the landlord, whose own rights are the oracle.
ROLES = ("counsellor", "recovery", "manager", "accountant")
# What nobody types, and what is told elsewhere or is not the person's.
SKIPPED = {
    "declic.assignment",
    "declic.case.fact",
    "declic.disclosure",
    "declic.frozen.file",
    "declic.rights.passage",
    "declic.rights.request",
    "declic.sheet.link",
}
NAMES = {"mimetype", "ledger_print", "search_text", "lease_key", "name", "city"}
NAMES |= {"message_ref", "link_hash", "pdf_sha256", "token_hash"}
NAMES |= {"content_sha256"}


@tagged("post_install", "-at_install")
class TestPersonFile(RequestCase, RecordCase):
    prints = True

    @classmethod
    def setUpClass(cls):
        # Two files, not one of each kind.
        super(RecordCase, cls).setUpClass()
        cls.file = cls._withheld()
        cls.household = cls.file["declic.household"]
        cls.other = cls.env["declic.household.member"].create(
            {
                "household_id": cls.household.id,
                "role": "co_holder",
                "partner_id": cls.env["res.partner"]
                .create({"name": "ZQXAUTRE Yves", "phone": "ZQXTEL"})
                .id,
            }
        )
        cls.consent = cls.env["declic.consent"].create(
            {
                "household_id": cls.household.id,
                "member_id": cls.other.id,
                "association_ids": cls.association.ids,
                "witness_role": "counsellor",
            }
        )
        case = cls.file["declic.case"].with_user(cls.users["counsellor"])
        note = cls.env["declic.note"].with_user(cls.users["worker"])
        cls.both = cls.file["declic.case"].with_user(cls.users["worker"])
        cls.both = cls.both.action_add_note("Vu à la porte ZQXPORTE", "both")
        cls.about = case.action_add_note("Zqxautre a dit ZQXCONFIDENCE", "own")
        cls.self_only = case.action_add_note("ZQXPOURMOI", "author")
        cls.theirs = note.browse(cls.file["declic.note"].id)
        body = "ZQXMESSAGE"
        cls.household.message_post(
            body=body, message_type="comment", subtype_xmlid="mail.mt_note"
        )
        cls._rent(cls.household, cls._months_ago(2))

    def mark(self):
        """Write a word of its own in each text of the file.

        :return: dict of word to (model, id, field)
        """
        self.env.flush_all()
        marks = {}
        for name, records in self.file.items():
            if name in SKIPPED or not records:
                continue
            for field in records._fields.values():
                if (
                    not field.store
                    or not field.column_type
                    or field.type not in ("char", "text", "html")
                    or field.translate
                    or field.name in NAMES
                    or field.name in ("reference", "notice_version")
                    or (name == "declic.household" and field.related)
                ):
                    continue
                for record in records:
                    word = f"ZQX{len(marks):04}MOT"
                    self.env.cr.execute(
                        SQL(
                            "UPDATE %s SET %s = %s WHERE id = %s",
                            SQL.identifier(records._table),
                            SQL.identifier(field.name),
                            word,
                            record.id,
                        )
                    )
                    marks[word] = (name, record.id, field.name)
        self.env.invalidate_all()
        return marks

    def is_read(self, name, res_id, field):
        """Whether somebody of the landlord's staff reads it, by Odoo's own answer."""
        for role in ROLES:
            record = self.env[name].with_user(self.users[role]).browse(res_id)
            try:
                if record.read([field]):
                    return True
            except AccessError:
                continue
        return False

    def texts(self, request):
        """(text of the PDF, text of the JSON) that the officer was given."""
        own = request.with_user(self.users["data_officer"])
        own = own.with_context(bin_size=False)
        pdf = PdfReader(io.BytesIO(base64.b64decode(own.file_pdf)))
        told = "\n".join(page.extract_text() for page in pdf.pages)
        return told, base64.b64decode(own.file_json).decode()

    def test_words(self):
        marks = self.mark()
        self.assertGreater(len(marks), 25)
        request = self.request(self.household)
        request.action_gather()
        # Nothing leaves before the review.
        with self.assertRaises(UserError):
            request.action_make_file()
        request.action_whole()
        about = request.passage_ids.filtered(lambda p: "ZQXCONFIDENCE" in p.text)
        self.assertEqual((about.why, about.decision), ("adult", False))
        with self.assertRaises(UserError):
            request.action_make_file()
        request.passage_ids.filtered(lambda p: not p.decision).decision = "whole"
        about.decision = "part"
        self.assertNotIn("autre", about.part.lower())
        about.part = "Quelqu'un a dit quelque chose."
        request.action_make_file()
        pdf, told = self.texts(request)
        read = {word for word, key in marks.items() if self.is_read(*key)}
        self.assertGreater(len(read), 12)
        self.assertGreater(len(marks) - len(read), 3)
        for text in (pdf, told):
            found = {word for word in marks if word in text}
            self.assertEqual(
                sorted(marks[word] for word in found ^ read),
                [],
            )
            for word in ("ZQXPORTE", "ZQXMESSAGE", "Quelqu'un a dit"):
                self.assertIn(word, text)
            # Of the co-tenant, of a colleague for himself, of the association alone.
            for word in ("ZQXAUTRE", "ZQXTEL", "ZQXCONFIDENCE", "ZQXPOURMOI"):
                self.assertNotIn(word, text)
            self.assertNotIn("Entre nous", text)
        self.assertEqual(request.own_note_count, 1)
        # Left out is left out, under whichever name it stands elsewhere.
        again = self.request(self.household)
        again.action_gather()
        again.passage_ids.decision = "out"
        again.action_make_file()
        for text in self.texts(again):
            found = {marks[word] for word in marks if word in text}
            # What a list or the lease says is no passage.
            self.assertEqual(
                {field for _model, _id, field in found}, {"dwelling", "lease_number"}
            )
            for word in ("ZQXPORTE", "ZQXMESSAGE", "ZQXCONFIDENCE"):
                self.assertNotIn(word, text)

    def test_what_is_told_beside(self):
        """Consents, disclosures, readers, the account: once each, of this person."""
        log = self.env["declic.read.log"].sudo()
        self.env.flush_all()
        for hour in ("09", "10"):
            self.env.cr.execute(
                SQL(
                    """INSERT INTO declic_read_log
                    (user_id, household_id, company_id, reference, hour, path)
                    VALUES (%s, %s, %s, %s, %s, 'screen')""",
                    self.users["counsellor"].id,
                    self.household.id,
                    self.company.id,
                    self.household.reference,
                    f"2026-11-03 {hour}:00:00",
                )
            )
        log.invalidate_model()
        self.household.partner_id.lang = "fr_FR"
        request = self.request(self.household)
        request.action_gather()
        request.passage_ids.decision = "out"
        request.action_make_file()
        pdf, told = self.texts(request)
        # On paper as people write a day and a language, in JSON as machines do.
        for code in ("fr_FR", "2026-11-03", str(self.today)):
            self.assertNotIn(code, f"{pdf} {request.handed_over}")
        data = json.loads(told)
        [row] = [r for r in data["readers"] if r["date"] == "2026-11-03"]
        self.assertEqual(row["hours"], 2)
        self.assertNotIn(self.users["counsellor"].name, told)
        disclosed = self.env["declic.disclosure"].search(
            [("household_id", "=", self.household.id)]
        )
        self.assertTrue(disclosed)
        told_outside = [r["recipient"] for r in data["received"]]
        for one in disclosed:
            self.assertIn(one.recipient, told_outside)
        self.assertIn(self.association.name, told_outside)
        amounts = [(e["debit"], e["credit"]) for e in data["entries"]]
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.household.partner_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ],
            order="date, id",
        )
        self.assertEqual(amounts, [(line.debit, line.credit) for line in lines])
        sections = {one["model"]: one["records"] for one in data["sections"]}
        # The holder's agreement, not the co-tenant's.
        self.assertEqual(
            len(sections["declic.consent"]),
            len(self.household.consent_ids.filtered(lambda c: not c.member_id)),
        )
        self.assertFalse([r for one in sections.values() for r in one if r["passages"]])

    def test_the_other_adult(self):
        """The co-tenant's own file: its consent, not the holder's contact."""
        self.household.partner_id.phone = "ZQXTELTITULAIRE"
        request = self.request(self.household, person_name="Yves Zqxautre")
        self.assertEqual(request.sudo().member_id, self.other)
        request.action_gather()
        request.passage_ids.decision = "whole"
        request.action_make_file()
        _pdf, told = self.texts(request)
        data = json.loads(told)
        self.assertIn("ZQXAUTRE", told)
        self.assertIn("ZQXTEL", told)
        self.assertNotIn("ZQXTELTITULAIRE", told)
        self.assertNotIn(self.household.partner_id.name, told)
        [section] = [s for s in data["sections"] if s["model"] == "declic.consent"]
        self.assertEqual(len(section["records"]), 1)

    def test_who_is_not_on_the_lease(self):
        """An adult who owes nothing is told nothing of the debt and the support."""
        adult = self.adult(self.household, "ZQXHEBERGE Ana", "adult")
        case = self.file["declic.case"].with_user(self.users["counsellor"])
        case.action_add_note("Zqxheberge Ana est passée ZQXPASSEE", "own")
        request = self.request(self.household, person_name="Ana Zqxheberge")
        self.assertEqual(request.sudo().member_id, adult)
        request.action_gather()
        request.passage_ids.decision = "whole"
        request.action_make_file()
        _pdf, told = self.texts(request)
        data = json.loads(told)
        self.assertIn("ZQXPASSEE", told)
        self.assertNotIn("ZQXPORTE", told)
        self.assertFalse(data["entries"])
        self.assertEqual(
            {s["model"] for s in data["sections"]},
            {"declic.household.member", "declic.note"},
        )

    def test_what_is_written_meanwhile_is_looked_at(self):
        request = self.request(self.household)
        request.action_gather()
        request.passage_ids.decision = "whole"
        case = self.file["declic.case"].with_user(self.users["counsellor"])
        case.action_add_note("ZQXNOUVEAU", "own")
        with self.assertRaises(UserError):
            request.action_make_file()
        request.action_gather()
        waiting = request.passage_ids.filtered(lambda p: not p.decision)
        self.assertEqual(waiting.mapped("text"), ["ZQXNOUVEAU"])
        waiting.decision = "whole"
        request.action_make_file()
        self.assertIn("ZQXNOUVEAU", self.texts(request)[1])

    def test_nothing_is_released_before(self):
        request = self.request(self.household)
        request.write({"answer": "granted"})
        with self.assertRaises(UserError):
            request.action_answer()
        request.action_gather()
        reports = self.env["ir.actions.report"].with_user(self.users["data_officer"])
        with self.assertRaises(UserError):
            reports._render_qweb_html("declic.report_rights_file", request.ids)
        passage = request.passage_ids[:1]
        for values in (
            {"text": "autre"},
            {"why": False},
            {"res_id": 1},
        ):
            with self.assertRaises(AccessError):
                passage.write(values)
        with self.assertRaises(AccessError):
            request.write({"file_json": "e30="})
        for role in ("counsellor", "manager", "worker"):
            with self.assertRaises(AccessError):
                passage.with_user(self.users[role]).read(["text"])
        request.passage_ids.decision = "whole"
        request.action_make_file()
        request.action_answer()
        self.assertFalse(request.passage_ids)
        self.assertIn("SHA-256", request.handed_over)
        # What was handed over is what the register keeps.
        self.assertIn("ZQXPORTE", self.texts(request)[1])

    def test_kinds_that_have_no_file(self):
        for vals in ({"kind": "erasure"}, {"kind": "rectification"}):
            with self.assertRaises(UserError):
                self.request(self.household, **vals).action_gather()
        with self.assertRaises(UserError):
            self.request(person_name="Personne").action_gather()
