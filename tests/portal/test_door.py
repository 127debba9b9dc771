"""At the door: the association assesses, plans, has the household sign; the landlord
approves. And the pictures of it for the manual."""

import io

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..browser import WebClient
from ..page_visit import DESKTOP, Look
from .test_portal import PortalCase


class DoorCase(WebClient, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No server answers wkhtmltopdf while a request holds the test's cursor.
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
        cls.prepare_web_client()


@tagged("post_install", "-at_install")
class TestDoorTour(DoorCase):
    browser_size = "360x740"
    touch_enabled = True

    def test_tour(self):
        case = self._case()
        worker = self.users["worker"]
        self.start_tour(
            f"/my/declic/case/{case.id}", "declic_door_tour", login=worker.login
        )
        assessment = case.assessment_ids
        self.assertEqual(assessment.state, "validated")
        self.assertEqual(assessment.repayment_capacity, 45.5)
        first = assessment.line_ids.sorted("sequence")[:1]
        self.assertEqual(first.household_words, "Je n'ouvre plus mon courrier.")
        self.assertTrue(first.is_critical)
        plan = case.plan_ids
        self.assertEqual(plan.state, "proposed")
        self.assertEqual(len(plan.goal_ids), 2)
        self.assertEqual(plan.agreement_channel, "screen")
        self.assertTrue(plan.agreement_signature)
        # The author of a plan is refused, the landlord's counsellor approves.
        with self.assertRaises(AccessError):
            plan.with_user(worker).action_approve()
        # The approval freezes two PDFs; Odoo's tests refuse what else the page asks for
        # while wkhtmltopdf runs.
        self.http_request_allow_all = True
        self.browser_size = "1366x900"
        self.start_tour(
            f"/odoo/declic-plans/{plan.id}",
            "declic_approve_tour",
            login=self.users["counsellor"].login,
        )
        self.assertEqual(plan.state, "approved")
        self.assertEqual(plan.approver_id, self.users["counsellor"])
        self.assertEqual(plan.agreement_channel, "screen")


@tagged("post_install", "-at_install")
class TestPictures(Look, DoorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dress_for_the_manual()
        cls.case = cls._case(cls._household("Camille Fontanel"))
        worker = cls.users["worker"]
        case = cls.case.with_user(worker)
        assessment = case.action_start_assessment()
        lines = {}
        for rank, line in enumerate(assessment.sudo().line_ids):
            levels = line.domain_id.level_ids
            scale = line.domain_id.answer == "scale"
            lines[line.id] = {
                "household_level_id": levels[(rank * 2 + 1) % 5 if scale else 0].id,
                "association_level_id": levels[(rank + 1) % 5 if scale else 0].id,
                "household_words": "Je n'y arrive plus toute seule."
                if not rank
                else "",
                "target_value": 4 if scale else 0,
            }
        assessment.action_fill({"lines": lines, "repayment_capacity": 45})
        assessment.action_validate()
        cls.plan = case.action_start_plan()
        goals = cls.env["declic.library.goal"]
        for axis, count in (
            ("social", 2),
            ("psychological", 1),
            ("educational", 1),
            ("environmental", 2),
        ):
            for goal in goals.search([("axis", "=", axis)], limit=count):
                cls.plan.action_add_from_library(goal.id)
        for domain in cls.plan._bare_domains():
            goal = goals.search([("domain_id", "=", domain.id)], limit=1)
            cls.plan.action_add_from_library(goal.id)
        cls.plan.action_propose()
        cls.plan.with_user(cls.users["counsellor"]).action_approve()

    def test_pages(self):
        worker, counsellor = self.users["worker"].login, self.users["counsellor"].login
        plan = f"/my/declic/plan/{self.plan.id}"
        number = self.case.reference
        self.look(
            plan,
            worker,
            f"Plan · {number}",
            "plan-ordinateur",
            "plan-telephone",
        )
        assessment = self.case.assessment_ids
        again = self.case.with_user(self.users["worker"]).action_start_assessment()
        self.look(
            f"/my/declic/assessment/{again.id}",
            worker,
            f"Diagnostic 2 · {number}",
            "diagnostic-suivant-telephone",
        )
        self.look(
            f"/my/declic/assessment/{assessment.id}",
            worker,
            f"Diagnostic 1 · {number}",
            "diagnostic-telephone",
        )
        self.look(
            f"/odoo/declic-plans/{self.plan.id}",
            counsellor,
            self.plan.display_name,
            "plan-bailleur",
            sizes=[DESKTOP],
            ready="!!document.querySelector('.o_form_view .o_declic_axis')",
        )

    def test_sheet(self):
        """The household's sheet, as it is printed: two pages at most."""
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["worker"])
            .with_context(lang="fr_FR", force_report_rendering=True)
            ._render_qweb_pdf("declic.report_sheet", self.case.ids)
        )
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertLessEqual(len(pages), 2)
        self.keep_pdf("fiche-menage", content)
