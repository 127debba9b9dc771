"""Social plan: axes, actions, versions, approval, agreement, library (P1–P5)."""

import base64
import hashlib

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import picture
from .test_assessment import AssessmentCase

# Something drawn by hand, or photographed.
IMAGE = picture()


class PlanCase(AssessmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No server listens here: the PDF is made without its style sheets.
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")

    def plan(self, role="worker"):
        return self.case.with_user(self.users[role]).action_start_plan()

    def goal(self, plan, name="Je paie mon loyer", axis="social", domain=None):
        return plan.action_add_goal(
            axis,
            name,
            [{"name": "Je vire 90 €", "actor": "household", "date_due": self.today}],
            domain and domain.id,
        )

    def approve(self, plan, role="counsellor"):
        plan.action_propose()
        plan.with_user(self.users[role]).action_approve()


@tagged("post_install", "-at_install")
class TestPlan(PlanCase):
    prints = True

    def test_a_critical_domain_needs_a_goal(self):
        """P1: refused, and the domain is named."""
        assessment = self.start()
        self.fill(assessment, {self.housing: (2, 4), self.family: (3, 1)})
        plan = self.plan()
        self.goal(plan, domain=self.housing)
        with self.assertRaises(UserError) as refused:
            plan.action_propose()
        self.assertIn(self.family.name, str(refused.exception))
        self.assertNotIn(self.housing.name, str(refused.exception))
        self.assertEqual(plan.state, "draft")
        self.goal(plan, "J'aide mes enfants", "educational", self.family)
        plan.action_propose()
        self.assertEqual(plan.state, "proposed")

    def test_the_landlord_does_not_learn_the_critical_domain(self):
        """P1: the check holds whoever proposes; which domain it is stays unsaid."""
        assessment = self.start()
        self.fill(assessment, {self.family: (1, 1)})
        plan = self.plan("counsellor")
        self.goal(plan)
        self.assertFalse(plan._bare_domains())
        with self.assertRaises(UserError) as refused:
            plan.action_propose()
        self.assertIn("critical", str(refused.exception))
        self.assertNotIn(self.family.name, str(refused.exception))
        mine = plan.with_user(self.users["worker"])
        self.goal(mine, "J'aide mes enfants", "educational", self.family)
        plan.action_propose()
        self.assertEqual(plan.state, "proposed")

    def test_checked_again_at_the_approval(self):
        """P1: the assessment was filled in after the plan had been proposed."""
        assessment = self.start()
        plan = self.plan()
        self.goal(plan)
        plan.action_propose()
        self.fill(assessment, {self.family: (1, 1)})
        counsellor = plan.with_user(self.users["counsellor"])
        with self.assertRaisesRegex(UserError, "critical"):
            counsellor.action_approve()
        self.assertEqual(plan.state, "proposed")

    def test_the_next_version_keeps_what_was_done(self):
        """B8: done is done, with its day; what was dropped does not come back."""
        first = self.plan()
        for name in ("Je paie mon loyer", "Je demande l'APL", "Je vois l'assistante"):
            self.goal(first, name)
        self.approve(first)
        done = first.goal_ids[0].action_ids
        with freeze_time(f"{self.today - relativedelta(days=1)} 10:00:00"):
            done.action_done()
        review = self.case.review_ids.filtered(lambda r: r.review_type == "month3")
        review._fill_goals()
        review.goal_result_ids[1].result = "dropped"
        review._set_state("validated", date_held=self.today)
        second = self.plan().sudo()
        self.assertEqual(
            second.goal_ids.mapped("name"),
            ["Je paie mon loyer", "Je vois l'assistante"],
        )
        copied = second.goal_ids[0].action_ids
        self.assertEqual(
            (copied.state, copied.date_done),
            ("done", self.today - relativedelta(days=1)),
        )
        self.assertEqual(second.goal_ids[1].action_ids.state, "open")

    def test_each_goal_stands_once_on_the_reviews(self):
        """B9: the plan is adjusted between the preparation and the review."""
        first = self.plan()
        for name in ("Je paie mon loyer", "Je demande l'APL"):
            self.goal(first, name)
        self.approve(first)
        closing = self.case.action_prepare_closing()
        lines = closing.goal_result_ids
        self.assertEqual(len(lines), 2)
        lines[0].result = "reached"
        second = self.plan()
        second.goal_ids[0].action_rewrite("Je paie le loyer et 90 €")
        second.goal_ids[1].action_remove()
        self.goal(second, "Je range l'entrée", "environmental")
        self.approve(second)
        self.assertEqual(
            [(r.goal_id.name, r.result) for r in closing.goal_result_ids],
            [("Je paie le loyer et 90 €", "reached"), ("Je range l'entrée", "open")],
        )

    def test_a_need_of_health_calls_for_a_goal(self):
        assessment = self.start()
        health = self.env.ref("declic.domain_health")
        self.fill(assessment, {health: (1, 0)})
        self.assertTrue(self.line(assessment, health).is_critical)
        self.assertFalse(self.line(assessment, health).is_gap)

    def test_an_action_needs_an_actor_and_a_date(self):
        """P2."""
        goal = self.goal(self.plan())
        for wrong in (
            ("", "household", self.today),
            ("Appeler", "nobody", self.today),
            ("Appeler", "household", None),
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                goal.action_add_action(*wrong)
        for missing in ("actor", "date_due"):
            values = {
                "goal_id": goal.id,
                "name": "Appeler",
                "actor": "landlord",
                "date_due": self.today,
            }
            values.pop(missing)
            with (
                self.subTest(missing=missing),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env["declic.plan.action"].create(values)
        self.assertTrue(goal.action_add_action("Appeler", "landlord", self.today))

    def test_overdue_actions_come_to_the_monthly_point(self):
        plan = self.plan()
        goal = self.goal(plan)
        self.approve(plan)
        point = self.env["declic.review"].create({"case_id": self.case.id})
        self.assertFalse(point.late_action_ids)
        with freeze_time(self.today + relativedelta(days=1)):
            point.invalidate_recordset()
            seen = point.with_user(self.users["counsellor"]).late_action_ids
            self.assertEqual(seen.ids, goal.sudo().action_ids.ids)
        goal.action_ids.action_done()
        with freeze_time(self.today + relativedelta(days=1)):
            point.invalidate_recordset()
            self.assertFalse(point.late_action_ids)

    def test_wording_is_changed_in_a_draft_only(self):
        plan = self.plan()
        goal = self.goal(plan)
        goal.action_rewrite("Je paie mon loyer le 5")
        self.assertEqual(goal.name, "Je paie mon loyer le 5")
        with self.assertRaises(UserError):
            goal.action_rewrite("  ")
        spare = self.goal(plan, "À retirer")
        spare.action_ids.action_remove()
        spare.action_remove()
        self.assertEqual(plan.goal_ids, goal)
        plan.action_propose()
        for act in (
            lambda: goal.action_rewrite("Trop tard"),
            goal.action_remove,
            goal.action_ids.action_remove,
            lambda: goal.action_add_action("Trop tard", "household", self.today),
        ):
            with self.assertRaises(UserError):
                act()
        self.assertEqual(plan.goal_ids.name, "Je paie mon loyer le 5")

    def test_the_author_cannot_approve(self):
        """P3; the exception of the settings is logged."""
        counsellor = self.users["counsellor"]
        plan = self.plan("counsellor")
        self.goal(plan)
        plan.action_propose()
        self.assertFalse(plan.can_approve)
        with self.assertRaises(AccessError):
            plan.action_approve()
        self.company.declic_self_approval = True
        plan.invalidate_recordset()
        self.assertTrue(plan.can_approve)
        known = self.case.message_ids
        plan.with_user(counsellor).action_approve()
        self.assertTrue(plan.is_self_approved)
        logged = self.case.message_ids - known
        self.assertIn(plan.display_name, str(logged.mapped("body")))

    def test_the_next_version_keeps_the_former(self):
        """P3: read only, printable with the same bytes."""
        first = self.plan()
        goal = self.goal(first)
        self.goal(first, "MOTINTIME", "psychological")
        self.approve(first)
        files = first.sudo().frozen_ids
        self.assertEqual(
            set(files.mapped("audience")), {"association", "household", "landlord"}
        )
        before = {file: file._bytes() for file in files}
        for file, content in before.items():
            self.assertEqual(hashlib.sha256(content).hexdigest(), file.sha256)
        second = self.plan()
        self.assertEqual((second.version, second.state), (2, "draft"))
        second.goal_ids[:1].action_rewrite("Autrement dit")
        self.approve(second)
        self.assertEqual(first.state, "replaced")
        self.assertEqual(goal.name, "Je paie mon loyer")
        self.assertEqual(first.sudo().frozen_ids, files)
        self.assertEqual({file: file._bytes() for file in files}, before)
        with self.assertRaises(UserError):
            goal.sudo().name = "Réécrit"
        with self.assertRaises(UserError):
            files[0].content = base64.b64encode(b"autre")
        action = first.with_user(self.users["counsellor"]).action_print()
        mine = files.filtered(lambda f: f.audience == "landlord")
        self.assertIn(f"declic.frozen.file/{mine.id}/content", action["url"])
        self.assertNotIn("MARTIN", action["url"])

    def test_each_reader_has_its_own_file(self):
        import io

        from pypdf import PdfReader

        plan = self.plan()
        self.goal(plan)
        self.goal(plan, "MOTINTIME", "psychological")
        self.approve(plan)

        def text(content):
            pages = PdfReader(io.BytesIO(content)).pages
            return " ".join(page.extract_text() for page in pages)

        files = {file.audience: file for file in plan.sudo().frozen_ids}
        for audience, file in files.items():
            with self.subTest(audience=audience):
                self.assertIn("Je paie mon loyer", text(file._bytes()))
                told = audience != "landlord"
                self.assertEqual("MOTINTIME" in text(file._bytes()), told)
                for role in ("counsellor", "worker", "recovery"):
                    self.assertEqual(
                        file.with_user(self.users[role]).has_access("read"),
                        role == ("worker" if told else "counsellor"),
                    )
        own = plan.with_user(self.users["worker"])._association_pdf()
        self.assertIn("MOTINTIME", text(own))

    def test_one_screen(self):
        """P1: the four axes with goals and actions, no form to open."""
        plan = self.plan()
        self.goal(plan)
        self.goal(plan, "Je range", "environmental")
        plan.action_propose()
        html = plan.with_user(self.users["counsellor"]).axes_html
        for word in ("Je paie mon loyer", "Je vire 90 €", "Je range"):
            self.assertIn(word, html)
        self.assertEqual(html.count("o_declic_axis"), 4)


@tagged("post_install", "-at_install")
class TestLibrary(PlanCase):
    """P5."""

    def test_the_text_may_be_edited_and_uses_are_counted(self):
        chosen = self.env["declic.library.goal"].search([], limit=1)
        used = chosen.usage_count
        plan = self.plan()
        goal = plan.action_add_from_library(chosen.id)
        self.assertEqual(goal.name, chosen.name)
        self.assertEqual(len(goal.action_ids), len(chosen.action_ids))
        delays = {
            fields_date: delay
            for fields_date, delay in zip(
                sorted(goal.action_ids.mapped("date_due")),
                sorted(chosen.action_ids.mapped("delay_days")),
                strict=True,
            )
        }
        for date, delay in delays.items():
            self.assertEqual(date, self.today + relativedelta(days=delay))
        goal.action_rewrite("Je le dis autrement")
        self.assertNotEqual(chosen.name, "Je le dis autrement")
        chosen.invalidate_recordset()
        self.assertEqual(chosen.usage_count, used + 1)
        self.assertEqual(set(chosen.action_ids.mapped("usage_count")), {used + 1})
        # The next version takes it over: nobody chose it again.
        goal.action_ids.filtered(lambda a: a.actor != "household")[:1].action_remove()
        plan.action_propose()
        plan.with_user(self.users["counsellor"]).action_approve()
        self.case.with_user(self.users["worker"]).action_start_plan()
        chosen.invalidate_recordset()
        chosen.action_ids.invalidate_recordset()
        self.assertEqual(chosen.usage_count, used + 1)
        self.assertEqual(max(chosen.action_ids.mapped("usage_count")), used + 1)
        with self.assertRaises(UserError):
            chosen.unlink()
        with self.assertRaises(UserError):
            plan.action_add_from_library(0)

    def test_in_the_households_language(self):
        """A landlord wrote one in English: who uses English is offered it first."""
        goals = self.env["declic.library.goal"]
        english = self.env["res.lang"]._activate_lang("en_US")
        last = goals.search([], order="sequence desc, id desc", limit=1)
        mine = goals.create(
            {
                "axis": "social",
                "sequence": last.sequence + 1,
                "name": "I pay my rent",
                "lang_id": english.id,
            }
        )
        partner = self.case.household_id.partner_id
        theirs = goals.with_user(self.users["worker"])
        for lang, is_first in (("en_US", True), ("fr_FR", False)):
            partner.lang = lang
            offered = theirs._offered(self.case.household_id)
            with self.subTest(lang):
                self.assertEqual(offered[:1].sudo() == mine, is_first)
                self.assertEqual(len(offered), goals.search_count([]))
        goal = self.plan().action_add_from_library(mine.id)
        self.assertEqual(goal.name, "I pay my rent")

    def test_a_good_one(self):
        """Sixty goals at least, on the four axes, said in the first person."""
        goals = self.env["declic.library.goal"].search([])
        self.assertGreaterEqual(len(goals), 60)
        for axis in ("social", "psychological", "educational", "environmental"):
            own = goals.filtered(lambda g, axis=axis: g.axis == axis)
            self.assertGreaterEqual(len(own), 12, axis)
        for goal in goals:
            with self.subTest(goal=goal.name):
                self.assertRegex(goal.name, r"^(Je |J'|Mes |Mon |Ma |Nous |Avec )")
                self.assertTrue(goal.action_ids)
                self.assertIn("household", goal.action_ids.mapped("actor"))


@tagged("post_install", "-at_install")
class TestAgreement(PlanCase):
    """P4."""

    def test_proofs(self):
        plan = self.plan()
        with self.assertRaises(UserError):
            plan.action_agree("screen", "Camille", signature=IMAGE)
        self.goal(plan)
        reason = self._reason("oral")
        for wrong in (
            {"channel": "screen", "name": "Camille"},
            {"channel": "paper", "name": "Camille"},
            {"channel": "oral", "name": "Camille"},
            {"channel": "oral", "name": "Camille", "reason_id": self.end().id},
            {"channel": "screen", "name": " ", "signature": IMAGE},
            {"channel": "pigeon", "name": "Camille", "signature": IMAGE},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                plan.action_agree(**wrong)
        self.assertFalse(plan.agreement_channel)
        plan.action_agree("oral", "Camille Martin", reason_id=reason.id)
        self.assertEqual(plan.sudo().agreement_reason_id, reason)
        self.assertFalse(plan.sudo().agreement_scan)
        plan.action_agree("screen", "Camille Martin", signature=IMAGE)
        whole = plan.sudo()
        self.assertTrue(whole.agreement_signature)
        self.assertEqual(whole.agreement_name, "Camille Martin")
        self.assertEqual(
            hashlib.sha256(base64.b64decode(whole.agreement_id.pdf)).hexdigest(),
            whole.agreement_hash,
        )
        # What was said stays beside what was signed, and nothing is signed over.
        self.assertEqual(
            whole.agreement_ids.sorted("id").mapped("channel"), ["oral", "screen"]
        )
        for later in (
            {"channel": "oral", "reason_id": reason.id},
            {"channel": "paper", "scan": IMAGE},
            {"channel": "screen", "signature": IMAGE},
        ):
            with self.subTest(later=later), self.assertRaises(UserError):
                plan.action_agree(name="Quelqu'un d'autre", **later)
        self.assertEqual(whole.agreement_name, "Camille Martin")

    def end(self):
        return self._reason("circle_end")

    def test_nobody_signs_by_writing(self):
        plan = self.plan("counsellor")
        self.goal(plan)
        for role in ("worker", "colleague"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                plan.with_user(self.users[role]).write({"agreement_channel": "screen"})
        for vals in (
            {"agreement_channel": "screen"},
            {"agreement_name": "Camille"},
            {"agreement_ids": [Command.create({"channel": "screen", "name": "C"})]},
            {"author_id": self.users["manager"].id},
            {"approver_id": self.users["manager"].id},
            {"frozen_ids": [Command.create({"name": "x", "audience": "landlord"})]},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                plan.with_user(self.users["counsellor"]).write(vals)
        with self.assertRaises(AccessError):
            plan.with_user(self.users["colleague"]).action_agree(
                "screen", "Camille", signature=IMAGE
            )

    def test_a_later_change_voids_it(self):
        plan = self.plan()
        goal = self.goal(plan)
        changes = {
            "reworded": lambda: goal.action_rewrite("Autrement"),
            "action added": lambda: goal.action_add_action(
                "Je téléphone", "household", self.today
            ),
            "action removed": lambda: goal.action_ids[:1].action_remove(),
            "goal added": lambda: self.goal(plan, "Un autre"),
        }
        for name, change in changes.items():
            with self.subTest(name=name):
                plan.action_agree("screen", "Camille", signature=IMAGE)
                self.assertFalse(plan.agreement_voided_on)
                change()
                self.assertFalse(plan.agreement_channel)
                self.assertFalse(plan.sudo().agreement_hash)
                self.assertTrue(plan.agreement_voided_on)
        plan.action_agree("screen", "Camille", signature=IMAGE)
        self.assertFalse(plan.agreement_voided_on)

    def test_progress_and_approval_keep_it(self):
        plan = self.plan()
        goal = self.goal(plan)
        plan.action_agree("screen", "Camille", signature=IMAGE)
        self.approve(plan)
        goal.action_ids.action_done()
        self.assertEqual(plan.agreement_channel, "screen")
        second = self.plan()
        self.assertFalse(second.agreement_channel)
        with self.assertRaises(UserError):
            self.approve(second)
            plan.action_agree("screen", "Camille", signature=IMAGE)

    def test_changed_by_the_landlord_too(self):
        plan = self.plan("counsellor")
        goal = self.goal(plan)
        plan.with_user(self.users["worker"]).action_agree(
            "screen", "Camille", signature=IMAGE
        )
        goal.with_user(self.users["counsellor"]).name = "Par l'écran du bailleur"
        self.assertFalse(plan.agreement_channel)
        self.assertTrue(plan.agreement_voided_on)
        plan.goal_ids = [Command.clear()]
