"""Unsaved text, forms sent twice, forms changed meanwhile (O2, X1), over HTTP."""

import json
from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..detection.test_migration_ledger import script
from .test_portal import PortalCase


@tagged("post_install", "-at_install", "security")
class TestDraft(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.review = cls.case.review_ids[0]
        cls.key = f"review-{cls.review.id}"

    def call(self, act, **params):
        return self.make_jsonrpc_request(f"/my/declic/draft/{act}", params)

    def keep(self, text="MOTBROUILLON", once="page-of-one-device"):
        return self.call(
            "keep",
            key=self.key,
            texts={"shareable_facts": text},
            bases={"shareable_facts": ""},
            once=once,
        )

    def kept(self):
        """What the page of the form is given back, or None."""
        return self.call("open", keys=[self.key])["drafts"].get(self.key)

    def test_given_back_on_another_device(self):
        self.login("worker")
        self.keep()
        self.login("worker")
        draft = self.kept()
        self.assertEqual(draft["texts"], {"shareable_facts": "MOTBROUILLON"})
        self.assertEqual(draft["bases"], {"shareable_facts": ""})
        self.assertFalse(self.review.shareable_facts)

    def test_own_eyes_only(self):
        self.login("worker")
        self.keep()
        draft = self.env["declic.draft"].search([])
        self.assertEqual(draft.user_id, self.users["worker"])
        self.case._assign(self.users["colleague"], "substitute", self.today)
        for role in ("coordinator", "colleague"):
            self.login(role)
            self.assertIsNone(self.kept())
            self.assertFalse(draft.with_user(self.users[role]).search([]))
            with self.assertRaises(AccessError):
                draft.with_user(self.users[role]).read(["content"])
        for role in ("counsellor", "manager", "data_officer", "recovery"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                draft.with_user(self.users[role]).search([])
        admin = draft.with_user(self.env.ref("base.user_admin"))
        with self.assertRaises(AccessError):
            admin.read(["content"])

    def test_in_no_figure(self):
        self.login("worker")
        counted = ("declic.note", "declic.contact", "declic.review", "declic.plan")
        before = [self.env[name].search_count([]) for name in counted]
        self.keep()
        after = [self.env[name].search_count([]) for name in counted]
        self.assertEqual(before, after)
        pointing = [
            name
            for name, model in self.env.registry.items()
            for field in model._fields.values()
            if field.comodel_name == "declic.draft"
        ]
        self.assertFalse(pointing)

    def test_gone_once_saved_emptied_or_given_up(self):
        self.login("worker")
        drafts = self.env["declic.draft"]
        self.keep()
        self.save("page-of-one-device")
        self.assertFalse(drafts.search([]))
        # What the script was still sending when the form was saved comes too late.
        self.keep()
        self.assertIsNone(self.kept())
        self.assertFalse(drafts.search([]))
        self.keep(once="page-of-the-fifth")
        self.keep(" ", "page-of-the-fifth")
        self.assertFalse(drafts.search([]))
        self.keep(once="page-of-the-fifth")
        self.call("forget", key=self.key)
        self.assertFalse(drafts.search([]))

    def save(self, once, **posted):
        return self.post(
            f"/my/declic/review/{self.review.id}",
            shareable_facts="Visite faite",
            declic_version=f"{self.key}-",
            declic_once=once,
            **posted,
        )

    def test_what_was_typed_elsewhere_outlives_a_saved_form(self):
        """On the phone a text, on the desk another is saved: the phone's is kept until
        its author has seen it."""
        self.login("worker")
        self.keep(once="page-on-the-telephone")
        self.save("page-on-the-desk-first")
        self.assertEqual(self.kept()["texts"], {"shareable_facts": "MOTBROUILLON"})
        self.save("page-on-the-desk-again", declic_seen="x,page-on-the-telephone")
        self.assertIsNone(self.kept())

    def test_which_forms_were_received(self):
        """Only one's own; a device asks before it gives a text back."""
        self.login("worker")
        once = "page-1-of-the-worker"
        self.save(once)
        asked = [once, "page-2-of-the-worker", {"a": 1}, None]
        self.assertEqual(self.call("open", sent=asked)["received"], [once])
        self.login("coordinator")
        self.assertEqual(self.call("open", sent=asked)["received"], [])

    def test_purged_after_the_days_of_the_settings(self):
        self.login("worker")
        self.keep()
        drafts = self.env["declic.draft"]
        self.company.declic_draft_days = 3
        drafts._gc_drafts()
        self.assertTrue(drafts.search([]))
        with freeze_time(Datetime.now() + timedelta(days=3, hours=1)):
            drafts._gc_drafts()
        self.assertFalse(drafts.search([]))

    def test_refused(self):
        self.login("worker")
        other = self._case(self._household("AUTRE-TEST Lou"))
        other._assign(self.users["colleague"], "worker")
        foreign = f"review-{other.review_ids[0].id}"
        for act, params in (
            ("keep", {"key": foreign, "texts": {"a": "b"}}),
            ("open", {"keys": [foreign]}),
            ("open", {"keys": ["review-999999"]}),
            ("open", {"keys": ["consent-1"]}),
            ("open", {"keys": ["x" * 5000]}),
            ("open", {"keys": [{"a": 1}]}),
            ("keep", {"key": self.key, "texts": {"a": "b"}, "bases": ["a"]}),
            ("keep", {"key": self.key, "texts": {"a": "b"}, "bases": {"a": 1}}),
            ("keep", {"key": self.key, "texts": {"a": "b"}, "once": {"a": 1}}),
            ("keep", {"key": self.key, "texts": ["a"]}),
            ("keep", {"key": self.key, "texts": {"a": {"b": 1}}}),
            ("keep", {"key": self.key, "texts": {"a": "x" * 300_000}}),
            ("forget", {"key": foreign}),
        ):
            with self.subTest(act=act, params=str(params)[:60]):
                self.assertIn("error", self.call(act, **params))
        self.assertFalse(self.env["declic.draft"].search([]))
        for params in ({}, {"keys": 3, "sent": {"a": 1}}, {"sent": [3, {"a": 1}]}):
            self.assertEqual(
                self.call("open", **params), {"drafts": {}, "received": []}
            )

    def test_typed_before_the_upgrade(self):
        self.login("worker")
        self.keep()
        drafts = self.env["declic.draft"].search([])
        drafts.content = json.dumps({"shareable_facts": "Vu à l’école"})
        self.env.flush_all()
        for _time in range(2):
            script("post-drafts.py").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        given = self.kept()
        self.assertEqual(given["texts"], {"shareable_facts": "Vu à l’école"})
        self.assertEqual(given["bases"], {})
        self.assertTrue(given["once"])


@tagged("post_install", "-at_install")
class TestOnce(PortalCase):
    def test_the_same_form_twice_is_done_once(self):
        case = self._case()
        self.login("worker")
        path = f"/my/declic/case/{case.id}/contact"
        once = "1732550000000-abcdef-once"
        sent = {"medium": "visit", "result": "no_answer"}
        for _time in range(2):
            answer = self.post(path, declic_once=once, **sent)
            self.assertIn("alert-success", answer.text)
        self.assertEqual(len(case.contact_ids), 1)
        # Refused forms may be sent again: nothing was done.
        answer = self.post(path, declic_once="b" * 20, medium="visit", result="x")
        self.assertIn("alert-danger", answer.text)
        self.post(path, declic_once="b" * 20, **sent)
        self.assertEqual(len(case.contact_ids), 2)
        self.post(path, declic_once="<script>", **sent)
        self.assertEqual(len(case.contact_ids), 3)


@tagged("post_install", "-at_install")
class TestConflict(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        worker = cls.case.with_user(cls.users["worker"])
        cls.assessment = worker.action_start_assessment()
        cls.path = f"/my/declic/assessment/{cls.assessment.id}"

    def opened(self, key, path=None):
        """What the script posts along with a form that was opened now."""
        page = html.fromstring(self.url_open(path or self.path).text)
        (form,) = page.xpath(
            f"//form[@data-declic-draft='{self.users['worker'].id}-{key}']"
        )
        return f"{key}-{form.get('data-declic-version')}"

    def test_both_versions_and_nothing_overwritten(self):
        self.login("worker")
        key = f"assessment-{self.assessment.id}"
        version = self.opened(key)
        coordinator = self.assessment.with_user(self.users["coordinator"])
        coordinator.action_fill({"fears": "Perdre le bail"})
        answer = self.post(self.path, fears="Ne plus dormir", declic_version=version)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("o_declic_conflict", answer.text)
        self.assertIn("Perdre le bail", answer.text)
        self.assertIn("Ne plus dormir", answer.text)
        self.assertEqual(self.assessment.sudo().fears, "Perdre le bail")
        # Having seen both, the author decides.
        self.post(self.path, fears="Les deux", declic_version=self.opened(key))
        self.assertEqual(self.assessment.sudo().fears, "Les deux")

    def test_what_somebody_else_owns_is_no_conflict(self):
        self.login("worker")
        version = self.opened(f"assessment-{self.assessment.id}")
        line = self.assessment.sudo().line_ids.filtered(
            lambda line: line.domain_id.is_landlord_visible
        )[:1]
        line.with_user(
            self.users["counsellor"]
        ).landlord_level_id = line.domain_id.level_ids[:1]
        self.post(self.path, fears="Ne plus dormir", declic_version=version)
        self.assertEqual(self.assessment.sudo().fears, "Ne plus dormir")

    def test_same_words_on_both_sides(self):
        self.login("worker")
        version = self.opened(f"assessment-{self.assessment.id}")
        self.assessment.action_fill({"fears": "Pareil"})
        answer = self.post(self.path, fears="Pareil", declic_version=version)
        self.assertIn("alert-success", answer.text)

    def test_review_goal_and_budget(self):
        self.login("worker")
        plan = self.case.with_user(self.users["worker"]).action_start_plan()
        goal = plan.action_add_goal("social", "Je paie mon loyer")
        budget = self.assessment.budget_ids
        item = self.env["declic.budget.item"].search([], limit=1)
        review = self.case.review_ids[0].with_user(self.users["worker"])
        for form, page, path, typed, change in (
            (
                goal,
                f"/my/declic/plan/{plan.id}",
                f"/my/declic/goal/{goal.id}/rewrite",
                {"name": "Je téléphone"},
                lambda: goal.action_rewrite("Je paie tout"),
            ),
            (
                budget,
                f"{self.path}/budget",
                f"{self.path}/budget",
                {f"item_{item.id}": "100", "person_14_count": "1", "child_count": "0"},
                lambda: budget.action_fill(
                    {
                        "amounts": {item.id: 900.0},
                        "person_14_count": 1,
                        "child_count": 0,
                    }
                ),
            ),
            (
                review,
                f"/my/declic/review/{review.id}",
                f"/my/declic/review/{review.id}",
                {"shareable_facts": "Vu lundi"},
                lambda: review.action_fill_association_part(
                    {"shareable_facts": "Vu mardi"}
                ),
            ),
        ):
            key = f"{form._name.removeprefix('declic.')}-{form.id}"
            with self.subTest(key=key):
                version = self.opened(key, page)
                change()
                answer = self.post(path, declic_version=version, **typed)
                self.assertIn("o_declic_conflict", answer.text)
        self.assertEqual(goal.sudo().name, "Je paie tout")
        self.assertEqual(budget.sudo().line_ids.amount, 900)
        self.assertEqual(review.sudo().shareable_facts, "Vu mardi")
