"""The household's sheet and its link (P6)."""

import hashlib
import io
import re
from datetime import timedelta

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..portal.test_portal import PortalCase
from .test_plan import IMAGE


class SheetCase(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
        cls.case = cls._case()
        cls.plan = cls.case.with_user(cls.users["worker"]).action_start_plan()
        cls.plan.action_add_goal(
            "social",
            "Je paie mon loyer",
            [
                {
                    "name": "Je vire 90 €",
                    "actor": "household",
                    "date_due": cls.today + timedelta(days=9),
                },
                {
                    "name": "L'association appelle la CAF",
                    "actor": "association",
                    "date_due": cls.today + timedelta(days=9),
                },
            ],
        )
        review = cls.case.review_ids[:1]
        review.with_user(cls.users["counsellor"]).landlord_opinion = "MOTBAILLEUR"
        review.with_user(cls.users["worker"]).action_fill_association_part(
            {"shareable_facts": "MOTFAITS"}
        )

    def link(self, role="worker"):
        url = self.case.with_user(self.users[role]).action_share_sheet()
        return re.sub(r"^https?://[^/]+", "", url)


@tagged("post_install", "-at_install")
class TestSheet(SheetCase):
    def test_two_pages_without_an_internal_word(self):
        household = self.case.household_id
        self._rent(household, self._months_ago(5), 900)
        repayment = self.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 90}
        )
        repayment.action_cover_open_lines()
        repayment.action_activate()
        goals = self.env["declic.library.goal"].search([], limit=8)
        for goal in goals:
            self.plan.action_add_from_library(goal.id)
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["worker"])
            .with_context(lang="fr_FR", force_report_rendering=True)
            ._render_qweb_pdf("declic.report_sheet", self.case.ids)
        )
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text().split()) for page in pages)
        self.assertLessEqual(len(pages), 2)
        for word in ("MARTIN-TEST", "Je paie mon loyer", "Je vire 90 €", "90,00"):
            with self.subTest(word=word):
                self.assertIn(word, text)
        for word in (
            "MOTBAILLEUR",
            "MOTFAITS",
            "MOTSECRET",
            self.case.reference,
            "impayé",
        ):
            with self.subTest(word=word):
                self.assertNotIn(word, text)

    def test_the_landlord_does_not_print_it(self):
        for role in ("counsellor", "manager", "recovery", "colleague"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(
                    self.users[role]
                )._render_qweb_html("declic.report_sheet", self.case.ids)

    def test_open_actions_only(self):
        action = self.plan.goal_ids.action_ids.filtered(
            lambda a: a.actor == "household"
        )
        self.assertEqual(len(self.case._sheet()["mine"]), 1)
        self.assertEqual(len(self.case._sheet()["others"]), 1)
        self.plan.action_propose()
        self.plan.with_user(self.users["counsellor"]).action_approve()
        action.action_done()
        self.assertFalse(self.case._sheet()["mine"])

    def test_the_next_date_is_one_with_the_household(self):
        """A monthly point is held without it: its sheet does not promise that day."""
        self.env["declic.review"].create(
            {"case_id": self.case.id, "date_due": self.today + timedelta(days=3)}
        )
        review = self.case.review_ids.filtered(lambda r: r.review_type == "month3")
        self.assertGreater(review.date_due, self.today + timedelta(days=3))
        self.assertEqual(self.case._sheet()["next"], review.date_due)


@tagged("post_install", "-at_install")
class TestLink(SheetCase):
    def test_opens_the_sheet_and_nothing_else(self):
        path = self.link()
        token = path.rsplit("/", 1)[1]
        # 128 bits at least, in base64 of six bits a sign; stored as a hash only.
        self.assertGreaterEqual(len(token) * 6, 128)
        link = self.case.sheet_link_ids
        self.assertNotEqual(link.sudo().token_hash, token)
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Je vire 90 €", page.text)
        for word in ("MOTBAILLEUR", "MOTFAITS", "MOTSECRET", self.case.reference):
            with self.subTest(word=word):
                self.assertNotIn(word, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        link.invalidate_recordset()
        self.assertEqual(link.open_count, 1)
        home = self.url_open("/my/declic")
        self.assertNotIn(self.case.reference, home.text)
        self.assertIn("/web/login", home.url)

    def test_every_other_one_gets_the_same_page(self):
        gone = self.url_open("/declic/fiche/devine")
        self.assertEqual(gone.status_code, 404)

        def neutral(page):
            self.assertEqual(page.status_code, 404)
            body = [
                re.search(r"<main.*?</main>", answer.text, re.S).group(0)
                for answer in (page, gone)
            ]
            self.assertEqual(*body)

        revoked, expired, other = self.link(), self.link(), self.link()
        links = self.case.sheet_link_ids.sorted("id")
        links[0].with_user(self.users["worker"]).action_revoke()
        neutral(self.url_open(revoked))
        links[1].date_expiry = Datetime.now() - timedelta(seconds=1)
        neutral(self.url_open(expired))
        neutral(self.url_open(f"/declic/fiche/{self.case.id}"))
        neutral(self.url_open(f"/declic/fiche/{links[2].sudo().token_hash}"))
        neutral(self.url_open(f"{other}x"))
        neutral(self.url_open("/declic/fiche/%00%ff'\"<b>"))
        neutral(self.url_open("/declic/fiche/" + "a" * 3000))
        self.assertEqual(self.url_open(other).status_code, 200)
        self.case._close("ordinary", self._reason("closing"))
        neutral(self.url_open(other))

    def test_expires_after_the_days_of_the_settings(self):
        self.company.declic_link_days = 3
        self.link()
        link = self.case.sheet_link_ids
        self.assertTrue(link.is_running)
        with freeze_time(Datetime.now() + timedelta(days=3, minutes=1)):
            link.invalidate_recordset()
            self.assertFalse(link.is_running)

    def test_who_makes_and_revokes(self):
        self.link("coordinator")
        link = self.case.sheet_link_ids
        self.assertEqual(link.user_id, self.users["coordinator"])
        for role in ("colleague", "other_worker", "tenant", "recovery", "counsellor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.link(role)
            if role == "counsellor":
                continue
            with self.subTest(role=role), self.assertRaises(AccessError):
                link.with_user(self.users[role]).action_revoke()
        for role in ("worker", "counsellor", "manager"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                link.with_user(self.users[role]).read(["token_hash"])
        with self.assertRaises(AccessError):
            self.env["declic.sheet.link"].with_user(self.users["manager"]).search(
                [("token_hash", "like", "a")]
            )
        link.with_user(self.users["counsellor"]).action_revoke()
        with self.assertRaises(UserError):
            link.with_user(self.users["worker"]).action_revoke()

    def sign(self, path, shown=None, **params):
        shown = shown or self.plan._content_sha256()
        return self.make_jsonrpc_request(f"{path}/sign/{shown}", params)

    def test_signed_by_the_link(self):
        path = self.link()
        for wrong in (
            {"name": "Camille"},
            {"name": "Camille", "signature": "pas du base64"},
            {"name": "Camille", "signature": ["a"]},
            {"name": {"a": 1}, "signature": IMAGE},
            {"signature": IMAGE},
        ):
            with self.subTest(wrong=wrong):
                self.assertIn("error", self.sign(path, **wrong))
        self.assertIn(
            "error", self.sign("/declic/fiche/devine", name="C", signature=IMAGE)
        )
        self.assertFalse(self.plan.agreement_channel)
        answer = self.sign(path, name="Camille Martin", signature=IMAGE)
        self.assertEqual(answer["redirect_url"], path)
        plan = self.plan.sudo()
        plan.invalidate_recordset()
        self.assertEqual(plan.agreement_channel, "remote")
        self.assertTrue(plan.agreement_hash)
        self.assertNotIn("signature_form", self.url_open(path).text)

    def test_the_approved_plan_prints_the_same_bytes(self):
        """P3: also after the next version was approved."""
        self.plan.action_propose()
        self.plan.with_user(self.users["counsellor"]).action_approve()
        self.login("worker")
        path = f"/my/declic/plan/{self.plan.id}/pdf"
        first = self.url_open(path)
        self.assertEqual(first.headers["Content-Type"], "application/pdf")
        self.assertEqual(
            hashlib.sha256(first.content).hexdigest(),
            self.plan.sudo()._frozen("association").sha256,
        )
        second = self.case.with_user(self.users["worker"]).action_start_plan()
        second.goal_ids.action_rewrite("Autrement dit")
        second.action_propose()
        second.with_user(self.users["counsellor"]).action_approve()
        self.assertEqual(self.url_open(path).content, first.content)
        # The landlord has its own file, and not this one.
        self.login("counsellor")
        for file in self.plan.sudo().frozen_ids:
            file._bytes()
            answer = self.url_open(f"/web/content/declic.frozen.file/{file.id}/content")
            status = 200 if file.audience == "landlord" else 404
            self.assertEqual(answer.status_code, status, file.audience)

    def test_page_of_the_worker_shows_it_once(self):
        self.login("worker")
        answer = self.post(f"/my/declic/plan/{self.plan.id}/link")
        self.assertIn("/declic/fiche/", answer.text)
        self.assertNotIn("fiche", answer.url)
        page = self.url_open(f"/my/declic/plan/{self.plan.id}")
        self.assertNotIn("/declic/fiche/", page.text)
        link = self.case.sheet_link_ids
        self.post(f"/my/declic/link/{link.id}/revoke")
        link.invalidate_recordset()
        self.assertTrue(link.date_revoked)
