"""Before an assessment or a plan leaves, its author reads what is sent (T3)."""

import html
import re
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_portal import PortalCase

SENDS = "o_declic_send"


@tagged("post_install", "-at_install")
class TestReadAgain(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.theirs = cls.case.with_user(cls.users["worker"])

    def page(self, answer):
        text = html.unescape(answer.text)
        shown = re.search(r'name="shown" value="(\w+)"', text)
        return text, shown and shown[1]

    def test_plan(self):
        plan = self.theirs.action_start_plan()
        path = f"/my/declic/plan/{plan.id}/propose"
        self.login("worker")
        text, _shown = self.page(self.post(path))
        self.assertIn("alert-danger", text)
        self.assertNotIn(SENDS, text)
        due = {"name": "J'appelle", "actor": "household", "date_due": self.today}
        plan.action_add_goal("social", "Je paie mon loyer", [due])
        text, shown = self.page(self.post(path))
        for word in ("Je paie mon loyer", "J'appelle", SENDS):
            self.assertIn(word, text)
        self.assertEqual(plan.state, "draft")
        # Changed by a colleague after it was read: not sent so.
        with_more = plan.with_user(self.users["coordinator"])
        with_more.action_add_goal("social", "Autre chose")
        text, _shown = self.page(self.post(path, shown=shown))
        self.assertEqual(plan.sudo().state, "draft")
        self.assertIn("alert-danger", text)
        text, shown = self.page(self.url_open(path))
        self.assertIn("Autre chose", text)
        self.post(path, shown=shown)
        self.assertEqual(plan.sudo().state, "proposed")
        # Sent: the page to read again is no more.
        self.assertNotIn(SENDS, self.url_open(path).text)
        self.login("colleague")
        self.assertNotIn("Je paie mon loyer", self.url_open(path).text)

    def test_assessment(self):
        assessment = self.theirs.action_start_assessment()
        page = f"/my/declic/assessment/{assessment.id}"
        self.login("worker")
        text, _shown = self.page(self.post(page, validate="1", fears="Perdre le bail"))
        # Kept, and what is missing is said.
        self.assertIn("Perdre le bail", text)
        self.assertIn("alert-danger", text)
        self.assertNotIn(SENDS, text)
        self.assertEqual(assessment.fears, "Perdre le bail")
        answered = {}
        for line in assessment.line_ids:
            scale = line.domain_id.answer == "scale"
            level = line.domain_id.level_ids[-1 if scale else 0].id
            answered[f"household_{line.id}"] = answered[f"association_{line.id}"] = str(
                level
            )
        text, shown = self.page(self.post(page, validate="1", fears="x", **answered))
        self.assertIn(SENDS, text)
        self.assertEqual(assessment.state, "draft")
        assessment.with_user(self.users["coordinator"]).action_fill({"fears": "y"})
        self.post(f"{page}/validate", shown=shown)
        self.assertEqual(assessment.sudo().state, "draft")
        _text, shown = self.page(self.url_open(f"{page}/validate"))
        self.post(f"{page}/validate", shown=shown)
        self.assertEqual(assessment.sudo().state, "validated")


@tagged("post_install", "-at_install")
class TestClosingUndone(PortalCase):
    def test_begun_by_mistake(self):
        case = self._case()
        self.login("worker")
        page = self.post(f"/my/declic/case/{case.id}/closing")
        closing = case.review_ids.filtered(lambda r: r.review_type == "closing")
        path = f"/my/declic/review/{closing.id}"
        self.assertIn("o_declic_undo", page.text)
        # A colleague, the landlord: not theirs to take back.
        for role in ("coordinator", "counsellor"):
            with self.assertRaises(AccessError):
                closing.with_user(self.users[role]).action_undo()
        # A point is no closing form.
        point = case.review_ids[0].with_user(self.users["worker"])
        with self.assertRaises(UserError):
            point.action_undo()
        with (
            freeze_time(Datetime.now() + timedelta(minutes=11)),
            self.assertRaises(UserError),
        ):
            closing.with_user(self.users["worker"]).action_undo()
        answer = self.post(f"{path}/undo")
        self.assertIn("alert-success", answer.text)
        self.assertFalse(closing.exists())
        self.assertTrue(point.exists())

    def test_sent_it_stays(self):
        case = self._case()
        closing = case.with_user(self.users["worker"]).action_prepare_closing()
        closing.sudo().association_sent_on = Datetime.now()
        with self.assertRaises(UserError):
            closing.action_undo()
        self.assertTrue(closing.exists())
