"""Frozen forms and their versions by reader (V1, V2): text taken from the real PDFs."""

import hashlib
import io
from unittest.mock import patch

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.declic.models.common.frozen_file import AUDIENCES

from ..common import DeclicLandlord

READERS = {"landlord": "counsellor", "recovery": "recovery", "association": "worker"}
# Where each part of a form is read from.
PARTS = {
    "declic.review": {
        "facts": "shareable_facts",
        "association_opinion": "association_opinion",
        "landlord_opinion": "shared_opinion",
        "recovery_opinion": "recovery_opinion",
        "voice": "household_voice",
        "comment": "household_comment",
        "decision": "decision",
        "outcome": "outcome",
        "ledger": "snapshot_id",
    },
    "declic.orientation.content": {
        "reasons": "reason_ids",
        "domains": "domain_ids",
        "request": "request",
        "ledger": "snapshot_id",
        "procedure": "procedure_stage_id",
        "attempts": "attempt_count",
    },
    "declic.assessment": {"narratives": "fears", "capacity": "repayment_capacity"},
}


def read_pdf(content):
    """(text, pages) of a PDF."""
    pages = PdfReader(io.BytesIO(content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return " ".join(text.split()), pages


class DocumentCase(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        # Our reports need no script: the second that each print waits is saved.
        cls.env["ir.config_parameter"].set_param("report.print_delay", "0")
        for user in cls.users.values():
            user.password = user.login
        cls.household = cls._household(
            "NOMSECRET Camille",
            lease_number="BAILSECRET7",
            dwelling="LOGSECRET7",
            household_type="couple_children",
        )
        other = cls.env["res.partner"].create({"name": "CONJOINTSECRET Sacha"})
        member = cls.env["declic.household.member"].create(
            {
                "household_id": cls.household.id,
                "role": "co_holder",
                "partner_id": other.id,
            }
        )
        # Each adult agrees to be named (O5).
        cls.env["declic.consent"].create(
            {
                "household_id": cls.household.id,
                "member_id": member.id,
                "association_ids": cls.association.ids,
                "evidence": "spoken",
                "witness_role": "counsellor",
            }
        )
        cls.household.partner_id.write(
            {"street": "9 rue RUESECRET", "email": "mailsecret@exemple.fr"}
        )
        cls._rent(cls.household, cls._months_ago(2))
        cls.case = cls._case(cls.household)
        cls.worker = cls.users["worker"]
        plan = cls.case.with_user(cls.worker).action_start_plan()
        plan.action_add_goal("social", "MOTBUT je paie mon loyer")
        plan.action_add_goal("psychological", "MOTINTIME")
        plan.action_propose()
        plan.with_user(cls.users["counsellor"]).action_approve()

    @classmethod
    def _review(cls, review_type="closing", text=""):
        counsellor = cls.users["counsellor"]
        review = cls.case.review_ids.filtered(
            lambda r: r.review_type == review_type and r.state == "draft"
        )[:1] or cls.env["declic.review"].create(
            {"case_id": cls.case.id, "review_type": review_type}
        )
        review._fill_goals()
        review.with_user(cls.worker).action_fill_association_part(
            {
                "association_present": True,
                "contact_state": "in_touch",
                "shareable_facts": f"MOTFAITS {text}",
                "association_opinion": f"MOTASSO {text}",
                "household_voice": "agrees",
                "household_comment": f"MOTMENAGE {text}",
                "results": {
                    line.goal_id.id: "reached" for line in review.goal_result_ids
                },
            }
        )
        review.with_user(cls.users["recovery"]).recovery_opinion = "MOTRECOUV"
        end = (
            {"outcome": "ordinary", "closing_reason_id": cls._reason("closing").id}
            if review_type == "closing"
            else {"decision": "continue"}
        )
        review.with_user(counsellor).write(
            {
                "landlord_present": True,
                "landlord_opinion": f"MOTBAILLEUR {text}",
                **end,
            }
        )
        review.with_user(counsellor).action_validate()
        return review.with_env(cls.env)

    def texts(self, record):
        """Text of each reader's frozen PDF of ``record``."""
        return {file.audience: read_pdf(file._bytes())[0] for file in record.frozen_ids}

    def check(self, texts, expected, secrets):
        """Each audience reads the words it should, and no other of them."""
        self.assertEqual(set(texts), set(expected))
        for audience, words in expected.items():
            for word in secrets:
                with self.subTest(audience=audience, word=word):
                    if word in words:
                        self.assertIn(word, texts[audience])
                    else:
                        self.assertNotIn(word, texts[audience])


@tagged("post_install", "-at_install", "security")
class TestVersions(DocumentCase):
    forms = True

    def identity(self):
        return {"NOMSECRET", self.case.reference}

    def test_review(self):
        """V2: of one form, each reader's version holds what is its reader's."""
        review = self._review("month3")
        identity = self.identity()
        opinions = {"MOTASSO", "MOTBAILLEUR"}
        words = {"MOTFAITS", "MOTMENAGE", "MOTBUT"}
        self.check(
            self.texts(review),
            {
                "landlord": identity | opinions | words | {"MOTRECOUV"},
                "association": identity | opinions | words | {"MOTINTIME"},
                "household": identity | words | {"MOTINTIME"},
                "recovery": identity | {"MOTRECOUV"},
                "funder": set(),
            },
            identity
            | opinions
            | words
            | {"MOTRECOUV", "MOTINTIME", "CONJOINTSECRET", "RUESECRET", "BAILSECRET7"}
            | {"mailsecret", "LOGSECRET7", self.household.reference},
        )

    def test_closing(self):
        closing = self._review("closing")
        texts = self.texts(closing)
        self.assertEqual(set(texts), {audience for audience, _name in AUDIENCES})
        for audience in ("household", "recovery", "funder"):
            self.assertNotIn("MOTASSO", texts[audience])
        self.assertNotIn("NOMSECRET", texts["funder"])
        self.assertNotIn(self.case.reference, texts["funder"])
        self.assertNotIn("MOTINTIME", texts["landlord"])

    def test_monthly_point_stays_between_the_partners(self):
        texts = self.texts(self._review("monthly"))
        self.assertEqual(set(texts), {"landlord", "association", "recovery"})
        self.assertNotIn("MOTFAITS", texts["recovery"])

    def test_orientation(self):
        orientation = self.case.orientation_id
        identity = {"NOMSECRET", "RUESECRET", "BAILSECRET7", orientation.reference}
        identity |= {"CONJOINTSECRET", self.household.reference}
        reason = orientation.reason_ids[0].with_context(lang=self._lang()).name
        everything = identity | {"MOTSECRET", reason}
        self.check(
            self.texts(orientation),
            {
                "landlord": everything,
                "association": everything,
                "household": everything,
                "recovery": identity,
                "funder": {reason},
            },
            everything | {"mailsecret", "LOGSECRET7"},
        )

    def _lang(self):
        return self.company.partner_id.lang or self.env.lang

    def test_follow_up_sheet(self):
        """The domains, words and budget that the household did not share stay away."""
        case = self.case.with_user(self.worker)
        assessment = case.action_start_assessment()
        lines = {}
        for line in assessment.sudo().line_ids:
            level = line.domain_id.level_ids[-1]
            kept = "" if line.domain_id.is_landlord_visible else "MOTGARDE"
            lines[line.id] = {
                "household_level_id": level.id,
                "association_level_id": level.id,
                "household_words": f"MOTDIT{kept}",
            }
        item = self.env["declic.budget.item"].search([], limit=1)
        assessment.budget_ids.action_fill(
            {
                "amounts": {item.id: 987.65},
                "person_14_count": 2,
                "child_count": 0,
                "is_shared": False,
            }
        )
        assessment.action_fill(
            {"lines": lines, "fears": "MOTCRAINTE", "repayment_capacity": 54}
        )
        assessment.action_validate()
        texts = self.texts(assessment.sudo())
        for audience in ("association", "household"):
            for word in (
                "MOTDITMOTGARDE",
                "MOTCRAINTE",
                "987",
                "MOTINTIME",
                "NOMSECRET",
            ):
                with self.subTest(audience=audience, word=word):
                    self.assertIn(word, texts[audience])
        self.assertIn("MOTDIT", texts["landlord"])
        for word in ("MOTGARDE", "MOTCRAINTE", "987", "MOTINTIME"):
            self.assertNotIn(word, texts["landlord"])
        self.assertIn("54", texts["recovery"])
        for audience in ("recovery", "funder"):
            for word in ("MOTDIT", "MOTBUT", "987", "MOTCRAINTE"):
                self.assertNotIn(word, texts[audience])
        self.assertNotIn("NOMSECRET", texts["funder"])

    def test_no_version_goes_beyond_the_field_rights(self):
        """The table of versions narrows the field rights, and never widens them."""
        tables = {
            "declic.review": self.env["declic.review"]._audiences,
            "declic.orientation.content": self.env["declic.orientation"]._audiences,
            "declic.assessment": self.env["declic.assessment"]._audiences,
        }
        for name, parts in PARTS.items():
            for audience, role in READERS.items():
                model = self.env[name].with_user(self.users[role])
                for part in tables[name][audience] & parts.keys():
                    field = model._fields[parts[part]]
                    with self.subTest(model=name, audience=audience, part=part):
                        if not model.has_access("read"):
                            # Recovery reads one figure of the assessment elsewhere.
                            self.assertEqual((name, part), (name, "capacity"))
                            continue
                        self.assertTrue(model._has_field_access(field, "read"))

    def test_who_opens_which_file(self):
        """The file follows the record and its audience, also by its address."""
        review = self._review("closing")
        expected = {
            "counsellor": {"landlord"},
            "recovery": {"recovery"},
            "manager": {"recovery", "funder"},
            "worker": {"association", "household"},
            "coordinator": {"association", "household"},
            "colleague": set(),
            "other_worker": set(),
            "psychologist": set(),
            "data_officer": set(),
            "employee": set(),
        }
        for role, audiences in expected.items():
            login = self.users[role].login
            self.authenticate(login, login)
            for file in review.frozen_ids:
                file._bytes()
                allowed = file.audience in audiences
                theirs = file.with_user(self.users[role])
                with self.subTest(role=role, audience=file.audience):
                    self.assertEqual(theirs.has_access("read"), allowed)
                    answer = self.url_open(
                        f"/web/content/declic.frozen.file/{file.id}/content"
                    )
                    self.assertEqual(answer.status_code == 200, allowed)
                    portal = self.url_open(f"/my/declic/file/{file.id}")
                    is_pdf = portal.headers["Content-Type"] == "application/pdf"
                    self.assertEqual(is_pdf, allowed)
                    if not allowed:
                        with self.assertRaises(AccessError):
                            theirs._bytes()

    def test_the_closing_form_outlives_the_access(self):
        """T4: thirty days after, the association keeps the closing form alone."""
        self._review("month3")
        closing = self._review("closing")
        self.case.assignment_ids.write({"date_to": self.today, "keeps_closing": True})
        self.env.flush_all()
        self.env.cr.execute("UPDATE declic_assignment SET date_to = date_to - 1")
        self.env.invalidate_all()
        files = self.env["declic.frozen.file"].with_user(self.worker).search([])
        self.assertEqual(set(files.mapped("res_id")), {closing.id})
        self.assertEqual(set(files.mapped("res_model")), {"declic.review"})


@tagged("post_install", "-at_install")
class TestFrozen(DocumentCase):
    forms = True

    def printed(self, record, role="counsellor"):
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        content, _kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(record._frozen_report, record.ids)
        return content

    def test_same_bytes_after_the_data_changed(self):
        """V1: what was validated is printed the same ever after."""
        orientation = self.case.orientation_id
        review = self._review("month3")
        # Changed before the first print: the page was frozen by the validation.
        self.household.partner_id.name = "RENOMME Camille"
        self._pay(self.household, self.today, 100)
        for record in (orientation, review):
            first = self.printed(record)
            self.assertIn("NOMSECRET", read_pdf(first)[0])
            self.assertNotIn("RENOMME", read_pdf(first)[0])
            self.household.partner_id.name = "ENCORE Camille"
            self.assertEqual(self.printed(record), first)
            file = record._frozen("landlord")
            self.assertEqual(file.sha256, hashlib.sha256(first).hexdigest())
            self.assertTrue(file.sudo()._is_intact())
            for values in ({"content": False}, {"sha256": "0"}, {"audience": "funder"}):
                with self.subTest(**values), self.assertRaises(UserError):
                    file.sudo().write(values)

    def test_cron_prints_what_was_frozen(self):
        review = self._review("month3")
        self.assertFalse(any(review.frozen_ids.mapped("sha256")))
        cron = type(self.env["ir.cron"])
        # A test cannot commit; the slices themselves are what is looked at.
        with patch.object(cron, "_commit_progress", return_value=1) as commit:
            self.env["declic.frozen.file"]._cron_print()
            self.assertGreaterEqual(commit.call_count, len(review.frozen_ids))
            self.assertEqual(commit.call_args.kwargs, {"remaining": 0})
            self.assertTrue(all(review.frozen_ids.mapped("sha256")))
            before = review.frozen_ids.mapped("sha256")
            commit.reset_mock()
            self.env["declic.frozen.file"]._cron_print()
            commit.assert_not_called()
        self.assertEqual(review.frozen_ids.mapped("sha256"), before)

    def test_sent_again_is_frozen_again(self):
        orientation = self._orientation(self._household("AUTRE-TEST"))
        reason = self._reason("complement")
        orientation.with_user(self.users["coordinator"]).action_ask_complement(
            reason.id
        )
        orientation.request = "Précision"
        orientation.action_send()
        files = orientation.frozen_ids.filtered(lambda f: f.audience == "landlord")
        self.assertEqual(len(files), 2)
        self.assertIn("Précision", read_pdf(self.printed(orientation))[0])

    def test_a_draft_is_printed_as_it_stands(self):
        review = self.case.review_ids.filtered(lambda r: r.review_type == "month6")
        self.assertFalse(review.frozen_ids)
        self.assertIn("NOMSECRET", read_pdf(self.printed(review))[0])

    def test_long_texts_and_large_households(self):
        """V1: 3 000 characters and twelve persons: nothing runs over, under 2 MB."""
        for number in range(11):
            partner = self.env["res.partner"].create({"name": f"Personne {number}"})
            self.env["declic.household.member"].create(
                {
                    "household_id": self.household.id,
                    "role": "co_holder" if number < 6 else "child",
                    "partner_id": partner.id if number < 6 else False,
                }
            )
        words = "mot " * 745 + "FINDUTEXTE"
        solid = "W" * 2900 + "FINDUMOT"
        orientation = self._orientation(self.household, send=False)
        self.case._close("other", self._reason("closing"))
        orientation.request = "mot " * 120 + "FINREQUETE"
        orientation.action_send()
        case, type(self).case = self.case, self._case(self._household("LONG-TEST"))
        review = self._review("month3", text=words)
        type(self).case = case
        solid_review = self._solid(solid)
        for record, ends in (
            (orientation, ["FINREQUETE", "Personne 5"]),
            (review, ["FINDUTEXTE"]),
            (solid_review, ["FINDUMOT"]),
        ):
            for file in record.frozen_ids.filtered(
                lambda f: f.audience in ("landlord", "association", "household")
            ):
                content = file._bytes()
                text, pages = read_pdf(content)
                with self.subTest(file=file.name, audience=file.audience):
                    self.assertLess(len(content), 2 * 1024 * 1024)
                    for end in ends:
                        self.assertIn(
                            end, text.replace(" ", "") if end == "FINDUMOT" else text
                        )
                    width = float(pages[0].mediabox.width)
                    self.assertAlmostEqual(width, 595, delta=1)
                    self.assertLess(self.widest(pages), width)

    def _solid(self, text):
        case, type(self).case = self.case, self._case(self._household("BLOC-TEST"))
        review = self._review("month3", text=text)
        type(self).case = case
        return review

    def widest(self, pages):
        """The rightmost start of a piece of text, in points."""
        found = [0]

        def visit(text, matrix, text_matrix, font, size):
            if text.strip():
                x = text_matrix[4] * matrix[0] + matrix[4]
                found.append(x + len(text.strip()) * (size or 10) * matrix[0] * 0.3)

        for page in pages:
            page.extract_text(visitor_text=visit)
        return max(found)

    def test_blank_forms(self):
        """V1: the six tools, empty, each on its own page."""
        reports = self.env["ir.actions.report"].with_user(self.users["counsellor"])
        content, _kind = reports.with_context(
            lang="fr_FR", force_report_rendering=True
        )._render_qweb_pdf("declic.report_blank", self.programme.ids)
        text, pages = read_pdf(content)
        told = self.programme.with_context(lang="fr_FR")
        titles = [title for title, _rows in told._blank_forms()]
        self.assertEqual(len(titles), 6)
        for title in titles:
            self.assertIn(title, text)
        self.assertGreaterEqual(len(pages), 6)
        for word in ("NOMSECRET", "MOTSECRET", self.case.reference):
            self.assertNotIn(word, text)

    def test_letters(self):
        reports = self.env["ir.actions.report"].with_user(self.users["counsellor"])

        def letter(name):
            content, _kind = reports.with_context(
                lang="fr_FR", force_report_rendering=True
            )._render_qweb_pdf(name, self.case.ids)
            return read_pdf(content)

        self.assertTrue(self.case._has_letter("plan"))
        self.assertFalse(self.case._has_letter("end"))
        text, pages = letter("declic.report_letter_plan")
        self.assertEqual(len(pages), 1)
        for word in (
            "NOMSECRET",
            "RUESECRET",
            self.case.reference,
            self.association.name,
        ):
            self.assertIn(word, text)
        self.assertTrue(self.case._has_letter("worker"))
        text, pages = letter("declic.report_letter_worker")
        self.assertEqual(len(pages), 1)
        self.assertIn(self.case.worker_id.name, text)
        for word in ("MOTASSO", "MOTBUT", "450,00", "impay"):
            self.assertNotIn(word, text)
        self._review("closing")
        self.assertFalse(self.case._has_letter("worker"))
        self.assertTrue(self.case._has_letter("end"))
        text, pages = letter("declic.report_letter_end")
        self.assertEqual(len(pages), 1)
        # Others may open the mail: no word of debt, goal or opinion.
        for word in ("MOTASSO", "MOTBUT", "450,00", "impay"):
            self.assertNotIn(word, text)

    def test_portal(self):
        self._review("month3")
        login = self.worker.login
        self.authenticate(login, login)
        page = self.url_open(f"/my/declic/case/{self.case.id}/documents").text
        files = self.env["declic.frozen.file"].with_user(self.worker)
        mine = files.search([("case_id", "=", self.case.id)])
        self.assertEqual(set(mine.mapped("audience")), {"association", "household"})
        for file in mine:
            self.assertIn(f"/my/declic/file/{file.id}", page)
        for path in ("letter/plan", "../../blank"):
            answer = self.url_open(f"/my/declic/case/{self.case.id}/{path}")
            with self.subTest(path=path):
                self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        ended = self.url_open(f"/my/declic/case/{self.case.id}/letter/end")
        self.assertNotEqual(ended.headers["Content-Type"], "application/pdf")
        for role in ("colleague", "tenant"):
            login = self.users[role].login
            self.authenticate(login, login)
            answer = self.url_open(f"/my/declic/case/{self.case.id}/letter/plan")
            self.assertNotIn("NOMSECRET", answer.text)
