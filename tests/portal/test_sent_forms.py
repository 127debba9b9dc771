"""Sent forms: read-only, “sent” to the landlord, given back on request (T3)."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DeclicCase
from .test_portal import PortalCase


class SentCase:
    # What the landlord's validation asks of the association's part.
    said = {"contact_state": "in_touch", "household_voice": "agrees"}

    def sent(self, kind):
        """A form of the case that the association has sent."""
        case = self.case.with_user(self.users["worker"])
        if kind == "review":
            review = self.case.review_ids[0].with_user(self.users["worker"])
            review.action_fill_association_part(self.said)
            review.action_send_association_part()
            return review
        if kind == "plan":
            plan = case.action_start_plan()
            plan.action_add_goal("social", "Je paie mon loyer")
            plan.action_propose()
            return plan
        assessment = case.action_start_assessment()
        assessment.action_fill(
            {
                "lines": {
                    line.id: {"household_level_id": best, "association_level_id": best}
                    for line in assessment.line_ids
                    for best in line.domain_id.level_ids[
                        # A need is said or not: unsaid comes first.
                        -1 if line.domain_id.answer == "scale" else 0
                    ].ids
                }
            }
        )
        assessment.action_validate()
        return assessment

    def change(self, form):
        """What its author would do to change the form."""
        if form._name == "declic.review":
            form.action_fill_association_part({"shareable_facts": "Autre"})
        elif form._name == "declic.plan":
            form.action_add_goal("social", "Autre")
        else:
            form.action_fill({"fears": "Autre"})


@tagged("post_install", "-at_install")
class TestSentForms(SentCase, DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.reason = cls._reason("correction")

    def test_every_form_is_known(self):
        """What is a form is sent, given back on request, and raises a concern."""
        mixin = self.env.registry["declic.form.mixin"]
        forms = {
            name
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract
        }
        self.assertEqual(forms, {"declic.assessment", "declic.plan", "declic.review"})
        requests = self.env["declic.correction.request"]
        self.assertEqual(
            {name for name, _label in requests._fields["form_model"].selection}, forms
        )
        origins = dict(self.env["declic.concern"]._fields["origin"].selection)
        for kind in ("assessment", "plan", "review"):
            form = self.sent(kind)
            with self.subTest(kind):
                self.assertEqual(form.handover, "sent")
                opened = form.action_raise_concern()["context"]
                self.assertEqual(opened["default_case_id"], self.case.id)
                self.assertEqual(opened["default_origin"], kind)
                self.assertIn(kind, origins)

    def test_read_only_asked_for_and_given_back(self):
        for kind in ("assessment", "plan", "review"):
            with self.subTest(kind=kind):
                form = self.sent(kind)
                theirs = form.with_user(self.users["counsellor"])
                self.assertEqual(theirs.handover, "sent")
                with self.assertRaises(UserError):
                    self.change(form)
                request = form.action_ask_correction(self.reason.id)
                with self.assertRaises(UserError):
                    form.action_ask_correction(self.reason.id)
                with self.assertRaises(UserError):
                    self.change(form)
                activity = self.case.activity_ids.filtered(
                    lambda a: a.user_id == self.case.referent_id
                )
                self.assertEqual(len(activity), 1)
                self.assertNotIn("MARTIN", str(activity.mapped("summary")))
                activity.unlink()
                form.invalidate_recordset()
                self.assertEqual(theirs.handover, "asked")
                for role in ("worker", "coordinator"):
                    with self.assertRaises((AccessError, UserError)[1]):
                        request.with_user(self.users[role]).action_grant()
                answered = request.with_user(self.users["counsellor"])
                answered.action_grant()
                self.assertEqual(answered.answered_by_id, self.users["counsellor"])
                form.invalidate_recordset()
                self.assertEqual(theirs.handover, "writing")
                self.change(form)
                with self.assertRaises(UserError):
                    answered.action_grant()

    def test_refused_stays_as_sent(self):
        form = self.sent("review")
        request = form.action_ask_correction(self.reason.id)
        request.with_user(self.users["counsellor"]).action_refuse()
        with self.assertRaises(UserError):
            self.change(form)
        form.invalidate_recordset()
        self.assertEqual(form.handover, "sent")

    def test_who_may_ask(self):
        form = self.sent("review")
        for role in ("colleague", "other_worker", "psychologist"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                form.with_user(self.users[role]).action_ask_correction(self.reason.id)
        for reason in (0, 999_999, self._reason("decline").id):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                form.action_ask_correction(reason)
        with self.assertRaises(AccessError):
            self.env["declic.correction.request"].with_user(
                self.users["worker"]
            ).create({"case_id": self.case.id})

    def test_not_sent_or_too_late(self):
        review = self.case.review_ids[0].with_user(self.users["worker"])
        with self.assertRaises(UserError):
            review.action_ask_correction(self.reason.id)
        plan = self.sent("plan")
        plan.with_user(self.users["counsellor"]).action_approve()
        with self.assertRaises(UserError):
            plan.action_ask_correction(self.reason.id)
        first = self.sent("assessment")
        self.sent("assessment")
        with self.assertRaises(UserError):
            first.action_ask_correction(self.reason.id)

    def test_only_the_association_sends_its_part(self):
        review = self.case.review_ids[0]
        with self.assertRaises(AccessError):
            review.with_user(self.users["counsellor"]).write(
                {"association_sent_on": "2026-01-01 00:00:00"}
            )
        with self.assertRaises(UserError):
            review.with_user(self.users["worker"]).action_send_association_part()
        form = self.sent("review")
        request = form.action_ask_correction(self.reason.id).sudo()
        with self.assertRaises(AccessError):
            request.with_user(self.users["counsellor"]).write({"form_id": 1})
        with self.assertRaises(AccessError):
            request.with_user(self.users["counsellor"]).write({"state": "granted"})


@tagged("post_install", "-at_install")
class TestSentPages(SentCase, PortalCase):
    def test_pages(self):
        self.case = self._case()
        self.login("worker")
        reason = str(self._reason("correction").id)
        for kind in ("assessment", "plan", "review"):
            form = self.sent(kind)
            path = f"/my/declic/correction/{kind}/{form.id}"
            with self.subTest(kind=kind):
                page = self.url_open(f"/my/declic/{kind}/{form.id}").text
                self.assertIn(path, page)
                answer = self.post(path, reason_id="")
                self.assertIn("alert-danger", answer.text)
                answer = self.post(path, reason_id=reason)
                self.assertIn("alert-success", answer.text)
                self.assertNotIn(path, answer.text)
        self.assertEqual(len(self.case.correction_ids), 3)

    def test_review_page_sends(self):
        self.case = self._case()
        review = self.case.review_ids[0]
        path = f"/my/declic/review/{review.id}"
        self.login("worker")
        # What the landlord's validation would refuse is not sent.
        answer = self.post(path, send="1", shareable_facts="Visite faite")
        self.assertTrue(answer.url.split("?")[0].endswith(f"{path}/send"))
        self.assertIn("alert-danger", answer.text)
        self.assertNotIn('name="shown"', answer.text)
        self.assertIn("alert-danger", self.post(f"{path}/send").text)
        self.assertFalse(review.association_sent_on)
        answer = self.post(path, send="1", **self.said, shareable_facts="Visite faite")
        [shown] = re.findall(r'name="shown" value="([^"]+)"', answer.text)
        # Nor what somebody changed since it was read.
        review.with_user(self.users["coordinator"]).action_fill_association_part(
            {"association_opinion": "Il avance."}
        )
        answer = self.post(f"{path}/send", shown=shown)
        self.assertIn("alert-danger", answer.text)
        self.assertFalse(review.association_sent_on)
        answer = self.url_open(f"{path}/send")
        [shown] = re.findall(r'name="shown" value="([^"]+)"', answer.text)
        answer = self.post(f"{path}/send", shown=shown)
        self.assertIn("o_declic_next", answer.text)
        self.assertIn("alert-success", answer.text)
        self.assertTrue(review.association_sent_on)
        self.assertRegex(answer.text, r'<fieldset[^>]* disabled="')
        answer = self.post(path, shareable_facts="Autre chose")
        self.assertIn("alert-danger", answer.text)
        self.assertEqual(review.shareable_facts, "Visite faite")
