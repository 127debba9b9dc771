import io

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common import DeclicLandlord


@tagged("post_install", "-at_install")
class TestReports(DeclicLandlord, HttpCase):
    """Real PDFs: their text, their header, footer and page numbers."""

    forms = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()

    def pdf_text(self, report, record, role="counsellor"):
        """Text of the report's PDF, printed in French by ``role``; and its pages."""
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        content, kind = reports.with_context(
            lang="fr_FR", force_report_rendering=True
        )._render_qweb_pdf(report, record.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages)
        return " ".join(text.split()), len(pages)

    def test_orientation(self):
        household = self._household()
        self._rent(household, self._months_ago(2))
        self._rent(household, self._months_ago(1))
        orientation = self._orientation(household)
        text, pages = self.pdf_text("declic.report_orientation", orientation)
        for word in (
            self.company.name,
            self.association.name,
            orientation.reference,
            "MARTIN-TEST Camille",
            "12 rue des Invisibles",
            "MOTSECRET",
            "900,00",
        ):
            with self.subTest(word=word):
                self.assertIn(word, text)
        self.assertIn(f"Page {pages} / {pages}", text)

        # The frozen ledger: a payment since does not change the printed form.
        self._pay(household, self.today, 900)
        self.env["declic.household"]._run_detection()
        self.assertFalse(household.overdue)
        again, _pages = self.pdf_text("declic.report_orientation", orientation)
        self.assertEqual(again, text)

        # Recovery has its own version (V2): the debt, and nothing of the request.
        theirs, _pages = self.pdf_text(
            "declic.report_orientation", orientation, "recovery"
        )
        self.assertIn("900,00", theirs)
        self.assertNotIn("MOTSECRET", theirs)
        self.assertNotIn(
            orientation.reason_ids[0].with_context(lang="fr_FR").name, theirs
        )
        with self.assertRaises(AccessError):
            self.pdf_text("declic.report_orientation", orientation, "employee")

    def test_closing(self):
        case = self._case()
        worker = self.users["worker"]
        plan = case.with_user(worker).action_start_plan()
        plan.action_add_goal("social", "Je réponds aux courriers")
        plan.action_add_goal("psychological", "MOTINTIME")
        plan.action_propose()
        plan.with_user(self.users["counsellor"]).action_approve()
        action = case.with_user(self.users["counsellor"]).action_close()
        closing = self.env["declic.review"].browse(action["res_id"])
        closing.with_user(worker).action_fill_association_part(
            {
                "association_present": True,
                "association_opinion": "Le lien est rétabli.",
                "household_voice": "agrees",
                "household_comment": "Merci d'être passés.",
                "results": {
                    line.goal_id.id: "reached" for line in closing.goal_result_ids
                },
            }
        )
        theirs = closing.with_user(self.users["counsellor"])
        theirs.write(
            {
                "landlord_present": True,
                "outcome": "ordinary",
                "closing_reason_id": self._reason("closing").id,
            }
        )
        theirs.action_validate()
        text, pages = self.pdf_text("declic.report_review", closing)
        for word in (
            case.reference,
            "Je réponds aux courriers",
            "Le lien est rétabli.",
            "Merci d'être passés.",
        ):
            with self.subTest(word=word):
                self.assertIn(word, text)
        self.assertNotIn("MOTINTIME", text)
        self.assertIn(f"Page 1 / {pages}", text)
