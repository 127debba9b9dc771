"""Every page and state of the portal, looked at on a phone and a desktop: axe-core
without a serious finding, French, and no page wider than the screen (Q1, Q2)."""

from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from ..browser import WebClient
from ..page_visit import DESKTOP, PHONE, Look
from .test_portal import PortalCase

LONG = "anticonstitutionnellement" * 12


@tagged("post_install", "-at_install")
class TestEveryPage(WebClient, Look, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dress_for_the_manual()
        cls.case = cls._case(cls._household(f"Camille {LONG[:60]}"))
        cls.number = cls.case.reference
        theirs = cls.case.with_user(cls.users["worker"])
        cls.assessment = theirs.action_start_assessment()
        cls.plan = theirs.action_start_plan()
        due = {"name": LONG, "actor": "household", "date_due": cls.today}
        cls.plan.action_add_goal("social", LONG, [due])
        for audience in ("both", "own"):
            theirs.action_add_note(f"Vu à la porte. {LONG}", audience)
        theirs.action_log_contact("visit", "no_answer", 20)
        theirs.action_ask_aid(
            {
                "body_id": cls._reason("aid_body").id,
                "amount_asked": 300,
                "date_deadline": False,
            }
        )
        cls.meeting = theirs.action_plan_appointment(
            Datetime.now() + timedelta(days=2), "visit", channel="visit"
        )
        cls.taken_back = theirs.action_plan_appointment(
            Datetime.now() + timedelta(days=3), "visit", channel="visit"
        )
        cls.taken_back.action_told()
        cls.taken_back.action_cancel()
        cls.concern = cls.case.with_user(cls.users["counsellor"]).action_report_concern(
            cls._reason("concern").id, LONG
        )
        cls.hidden = cls._case(cls._household("Cachée"), position="none")
        cls.closed = cls._case(cls._household("Dominique Close"))
        cls.closed._close("ordinary", cls._reason("closing"))
        cls.waiting = cls._orientation(cls._household("Sacha Attend"), "informed")

    def look_at(self, role, path, heading):
        with self.subTest(role=role, path=path):
            self.look(path, self.users[role].login, heading, sizes=(PHONE,))

    def test_pages_of_a_case(self):
        path = f"/my/declic/case/{self.case.id}"
        for part in ("", "/plan", "/points", "/notes", "/documents", "/around"):
            self.look_at("worker", f"{path}{part}", self.number)
        self.look_at("worker", f"{path}/contacts", self.number)
        self.look_at("worker", f"/my/declic/case/{self.hidden.id}", "D-")
        self.look_at("worker", f"/my/declic/case/{self.closed.id}", "D-")

    def test_forms(self):
        path = f"/my/declic/case/{self.case.id}"
        for form in ("adhesion", "aid", "channel", "note", "referral", "circle/add"):
            self.look_at("worker", f"{path}/{form}", self.number)
        for form in ("contact?medium=visit", "appointment", "concern"):
            self.look_at("worker", f"{path}/{form}", self.number)
        orientation = f"/my/declic/orientation/{self.case.orientation_id.id}"
        for form in ("position", "document"):
            self.look_at("worker", f"{orientation}/{form}", self.number)
        self.look_at("worker", f"/my/declic/case/{self.closed.id}/note", "D-")

    def test_records(self):
        review = self.case.review_ids[0].id
        for path in (
            f"appointment/{self.meeting.id}",
            f"appointment/{self.taken_back.id}",
            f"concern/{self.concern.id}",
            f"plan/{self.plan.id}",
            f"assessment/{self.assessment.id}",
            f"assessment/{self.assessment.id}/budget",
            f"plan/{self.plan.id}/propose",
            f"review/{review}",
        ):
            self.look_at("worker", f"/my/declic/{path}", self.number)

    def test_lists_and_roles(self):
        for role, path, heading in (
            ("worker", "/my/declic", "Mes ménages"),
            ("worker", "/my/declic?search=zzz", "Mes ménages"),
            ("worker", "/my/declic?filterby=closed", "Mes ménages"),
            ("colleague", "/my/declic", "Mes ménages"),
            ("coordinator", "/my/declic", "Mes ménages"),
            ("worker", "/my/declic/calendar", "Mes rendez-vous dans mon agenda"),
            ("coordinator", "/my/declic/team", "Qui accompagne qui"),
            ("coordinator", "/my/declic/team/supervision", "Supervision"),
            (
                "coordinator",
                f"/my/declic/team?worker={self.users['worker'].id}",
                "Qui accompagne qui",
            ),
            (
                "coordinator",
                f"/my/declic/orientation/{self.waiting.id}",
                self.waiting.reference,
            ),
            ("psychologist", "/my/declic/sessions", "Séances anonymes"),
        ):
            self.look_at(role, path, heading)

    def test_refused_states(self):
        """What the page says when something is missing."""
        for role, path, heading in (
            ("worker", f"assessment/{self.assessment.id}/validate", self.number),
            ("coordinator", "team/preview", "Qui accompagne qui"),
        ):
            with self.subTest(path=path):
                self.look(
                    f"/my/declic/{path}",
                    self.users[role].login,
                    heading,
                    sizes=(PHONE, DESKTOP),
                    refused=True,
                )

    def test_preview_of_a_hand_over(self):
        colleague = self.users["colleague"].id
        self.look(
            f"/my/declic/team/preview?case_ids={self.case.id}&user_ids={colleague}",
            self.users["coordinator"].login,
            "Avant de confier",
            sizes=(PHONE, DESKTOP),
        )

    def test_without_a_second_factor(self):
        """Files are shut: the page says what to do, to who has no code yet."""
        self.case.programme_id.requires_second_factor = True
        for path in ("/my/declic", "/my", "/my/security"):
            with self.subTest(path=path):
                self.look(path, self.users["worker"].login, "", sizes=(PHONE, DESKTOP))

    def test_desktop(self):
        case = f"/my/declic/case/{self.case.id}"
        review = self.case.review_ids[0].id
        for role, path in (
            ("worker", "/my/declic"),
            ("worker", case),
            ("worker", f"{case}/contact"),
            ("worker", f"{case}/around"),
            ("worker", f"/my/declic/review/{review}"),
            ("coordinator", "/my/declic/team"),
        ):
            with self.subTest(path=path):
                self.look(path, self.users[role].login, "", sizes=(DESKTOP,))

    def test_large_enough_for_a_thumb(self):
        """16 px of text in what one types in (iOS enlarges below), 24 px of target."""
        for path in (
            f"/my/declic/case/{self.case.id}/contact?medium=visit",
            f"/my/declic/case/{self.case.id}/concern",
            f"/my/declic/case/{self.case.id}/referral",
        ):
            self.browser_size = PHONE
            with self.subTest(path=path):
                self.browser_js(
                    path,
                    """
                    for (const node of document.querySelectorAll("details")) {
                        node.open = true;
                    }
                    const place = document.querySelector(".o_declic");
                    for (const node of place.querySelectorAll(
                        "input:not([type=hidden]), select, textarea, button, .btn"
                    )) {
                        const box = node.getBoundingClientRect();
                        if (!box.width || node.matches(".btn-check")) continue;
                        const size = parseFloat(getComputedStyle(node).fontSize);
                        if (size < 16) throw new Error(`${node.outerHTML}: ${size} px`);
                        if (Math.min(box.width, box.height) < 24) {
                            throw new Error(`${node.outerHTML}: ${box.height} px`);
                        }
                    }
                    console.log("test successful");
                    """,
                    "document.readyState === 'complete'",
                    login=self.users["worker"].login,
                )
