"""The rhythm lived in a real browser, and the pictures of it for the manual."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from ..page_visit import DESKTOP, Look
from ..portal.test_door import DoorCase


@tagged("post_install", "-at_install")
class TestRhythmTour(DoorCase):
    browser_size = "360x740"
    touch_enabled = True

    def test_tours(self):
        household = self._household()
        household.safe_channel = "letter"
        self._rent(household, self._months_ago(2))
        case = self._case(household)
        self._pay(household, self.today, 120)
        self.env["declic.household"]._run_detection()
        point = self.env["declic.review"].create(
            {"case_id": case.id, "review_type": "monthly"}
        )
        worker = self.users["worker"].login
        self.start_tour("/my/declic", "declic_rhythm_tour", login=worker)
        self.assertEqual(case.contact_ids.result, "excused")
        self.assertEqual(case.appointment_ids.state, "excused")
        concern = case.concern_ids
        self.assertEqual(concern.facts, "Il parle de ne plus se lever.")
        self.assertTrue(point.association_present)
        self.assertEqual(point.contact_state, "irregular")

        counsellor = self.users["counsellor"].login
        self.browser_size = "1366x900"
        self.touch_enabled = False
        self.start_tour(
            f"/odoo/declic-concerns/{concern.id}",
            "declic_point_tour",
            login=counsellor,
        )
        self.assertEqual(concern.acknowledged_by_id, self.users["counsellor"])
        self.start_tour(
            f"/odoo/declic-reviews/{point.id}", "declic_suspend_tour", login=counsellor
        )
        self.assertEqual((point.state, point.decision), ("validated", "suspend"))
        self.assertEqual(household.litigation_until, point.decision_until)

        self.browser_size = "360x740"
        self.touch_enabled = True
        self.start_tour(
            f"/my/declic/case/{case.id}", "declic_closing_tour", login=worker
        )
        closing = case.review_ids.filtered(lambda r: r.review_type == "closing")
        self.assertEqual((closing.outcome, closing.satisfaction), ("plan", "4"))


@tagged("post_install", "-at_install")
class TestRhythmPictures(Look, DoorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dress_for_the_manual()
        household = cls._household("Camille Fontanel")
        for month in (4, 3, 2):
            cls._rent(household, cls._months_ago(month))
        cls.case = cls._case(household)
        cls._rent(household, cls.today)
        cls._pay(household, cls.today, 300)
        cls._benefit(household, cls.today, 150)
        cls.env["declic.household"]._run_detection()
        worker = cls.users["worker"]
        case = cls.case.with_user(worker)
        case.action_log_contact("visit", "no_answer", 20)
        case.action_log_contact("visit", "reached", 60)
        for value, months in ((1, 0), (3, 3)):
            cls._assess(case, value, months)
        plan = case.action_start_plan()
        plan.action_add_goal(
            "social",
            "J'ouvre mon courrier avec quelqu'un",
            [
                {
                    "name": "Trier le courrier en retard",
                    "actor": "household",
                    "date_due": cls.today - relativedelta(days=3),
                },
                {
                    "name": "Demander l'échéancier à l'agence",
                    "actor": "landlord",
                    "date_due": cls.today + relativedelta(days=9),
                },
            ],
        )
        for domain in plan._bare_domains():
            goal = cls.env["declic.library.goal"].search(
                [("domain_id", "=", domain.id)], limit=1
            )
            plan.action_add_from_library(goal.id)
        plan.action_propose()
        plan.with_user(cls.users["counsellor"]).action_approve()
        cls.point = cls.env["declic.review"].create(
            {"case_id": cls.case.id, "review_type": "monthly"}
        )
        cls.point.with_user(worker).action_fill_association_part(
            {
                "association_present": True,
                "contact_state": "in_touch",
                "shareable_facts": "Deux visites, le courrier est ouvert ensemble.",
                "association_opinion": "Poursuivre au même rythme.",
            }
        )
        cls.appointment = case.action_plan_appointment(
            Datetime.now().replace(minute=0, second=0, microsecond=0)
            + timedelta(days=6),
            "visit",
            channel="letter",
        )

    @classmethod
    def _assess(cls, case, value, months):
        assessment = case.action_start_assessment()
        lines = {}
        for number, line in enumerate(assessment.sudo().line_ids):
            levels = line.domain_id.level_ids
            level = levels[min(value + number % 2, len(levels) - 1)]
            lines[line.id] = {
                "household_level_id": level.id,
                "association_level_id": level.id,
            }
        assessment.action_fill({"lines": lines})
        assessment.action_validate()
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE declic_assessment SET date = date + %s * interval '1 month'"
            " WHERE id = %s",
            [months, assessment.id],
        )
        cls.env.invalidate_all()

    def test_phone(self):
        worker = self.users["worker"].login
        case, number = self.case, self.case.reference
        closing = case.with_user(self.users["worker"]).action_prepare_closing()
        review = case.review_ids.filtered(lambda r: r.review_type == "month3")
        for name, path, heading in (
            ("menage", f"case/{case.id}", number),
            ("contact", f"case/{case.id}/contact", "Noter un contact"),
            ("rendez-vous", f"case/{case.id}/appointment", "Fixer un rendez-vous"),
            (
                "rendez-vous-resultat",
                f"appointment/{self.appointment.id}",
                f"Rendez-vous · {number}",
            ),
            ("inquietude", f"case/{case.id}/concern", "Inquiétude grave"),
            ("point-mensuel", f"review/{self.point.id}", f"Point mensuel · {number}"),
            ("bilan", f"review/{review.id}", f"Bilan à 3 mois · {number}"),
            ("cloture", f"review/{closing.id}", f"Fiche de clôture · {number}"),
        ):
            with self.subTest(page=name):
                self.look(f"/my/declic/{path}", worker, heading, f"{name}-telephone")

    def test_desktop(self):
        counsellor = self.users["counsellor"].login
        form = "!!document.querySelector('.o_form_view')"
        progress = (
            f"{form} && (document.querySelector('a[name=plan]').click() || "
            "!!document.querySelector('.o_declic_progress svg'))"
        )
        for name, address, record, ready in (
            ("point-mensuel", "reviews", self.point, form),
            ("rendez-vous", "appointments", self.appointment, form),
            ("progression", "cases", self.case, progress),
        ):
            with self.subTest(page=name):
                self.look(
                    f"/odoo/declic-{address}/{record.id}",
                    counsellor,
                    record.with_context(lang="fr_FR").display_name,
                    f"{name}-bailleur",
                    sizes=[DESKTOP],
                    ready=ready,
                )

    def test_letter(self):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["worker"])
            .with_context(lang="fr_FR", force_report_rendering=True)
            ._render_qweb_pdf("declic.report_invitation", self.appointment.ids)
        )
        self.keep_pdf("invitation", content)
        self.assertGreater(len(content), 1000)
        self.case.review_ids.filtered(lambda r: r.review_type == "month3").with_user(
            self.users["worker"]
        ).action_fill_association_part(
            {
                "association_present": True,
                "household_voice": "agrees",
                "household_comment": "Je me sens moins seule.",
                "association_opinion": "Le lien tient.",
            }
        )
        self.keep_pdf("point", self.point.with_context(lang="fr_FR")._render_pdf())
