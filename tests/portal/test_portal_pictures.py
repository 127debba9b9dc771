"""Looking at the portal's pages, on a telephone and on a desktop (Q2)."""

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from ..page_visit import Look
from ..plan.test_sheet import SheetCase
from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalPictures(Look, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dress_for_the_manual()
        late = cls.today - relativedelta(days=3)
        cls.case = cls._case(cls._household("Camille Fontanel"))
        cls.case.review_ids[0].date_due = late
        second = cls._case(cls._household("Sacha Verdier"))
        second.date_contact_due = cls.today + relativedelta(days=2)
        theirs = cls.case.with_user(cls.users["worker"])
        theirs.action_log_contact("visit", "no_answer", 25)
        theirs.action_log_contact("visit", "reached", 40)
        theirs.action_record_adhesion("accepted")
        theirs.action_start_assessment()
        theirs.action_add_note(
            "Boîte aux lettres vidée ensemble : neuf courriers à ouvrir.", "both"
        )
        theirs.action_add_note("Penser à rappeler avant jeudi.", "author")
        theirs.orientation_id.action_add_document(
            cls.env.ref("declic.document_type_benefit").id,
            "both",
            b"JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagolJUVPRgo=",
        )
        sessions = cls.env["declic.clinical.session"].with_user(
            cls.users["psychologist"]
        )
        for month, count in ((0, 3), (1, 7), (2, 5)):
            sessions.action_record(
                cls.today - relativedelta(months=month), count, count * 1.25
            )
        cls.waiting = cls._orientation(cls._household("Dominique Astier"), "informed")

    def look_as(self, role, path, heading, *names):
        self.look(path, self.users[role].login, heading, *names)

    def test_pages(self):
        case, number = f"/my/declic/case/{self.case.id}", self.case.reference
        review = self.case.review_ids[0].with_user(self.users["worker"])
        waiting = f"/my/declic/orientation/{self.waiting.id}"
        self.look_as("worker", "/my/declic", "Mes ménages", "portail-journee-telephone")
        self.look_as("worker", case, number, "portail-accompagnement-telephone")
        self.look_as(
            "coordinator",
            "/my/declic/team",
            "Qui accompagne qui",
            "portail-equipe-ordinateur",
        )
        self.look_as(
            "psychologist",
            "/my/declic/sessions",
            "Séances anonymes",
            "portail-seances-telephone",
        )
        self.look_as(
            "coordinator",
            waiting,
            self.waiting.reference,
            "portail-orientation-telephone",
        )
        review.action_fill_association_part(
            {"contact_state": "in_touch", "household_voice": "agrees"}
        )
        review.action_send_association_part()
        self.look_as(
            "worker",
            f"/my/declic/review/{review.id}",
            f"Bilan à 6 mois · {number}",
            "portail-transmis-telephone",
        )
        self.look_as(
            "worker",
            f"/my/declic/correction/review/{review.id}",
            f"Demande de correction · {number}",
        )


@tagged("post_install", "-at_install")
class TestOtherPages(Look, SheetCase):
    """What is in no picture of the manual."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dress_for_the_manual()
        worker = cls.case.with_user(cls.users["worker"])
        cls.assessment = worker.action_start_assessment()

    def test_of_the_worker(self):
        for path, heading in {
            "/my": "Odoo",
            f"/my/declic/assessment/{self.assessment.id}/budget": "Fiche budget · ",
            f"/my/declic/plan/{self.plan.id}/agreement": "L'accord du ménage · ",
        }.items():
            with self.subTest(path=path):
                self.look(path, self.users["worker"].login, heading)

    def test_the_scripts_speak_french(self):
        """What a script says without the server: a phone without a network."""
        answer = self.url_open("/website/translations?lang=fr_FR").json()
        ours = answer["modules"]["declic"]["messages"]
        french = " ".join(message["string"] for message in ours)
        for words in ("Effacer la signature", "c'est gardé sur votre téléphone"):
            self.assertIn(words, french)

    def test_of_the_household(self):
        """Without an account: the sheet, and what a wrong or old link shows."""
        self.look(self.link(), None, "Mon plan")
        self.look("/declic/fiche/devine", None, "Ce lien n'est pas valable", status=404)

    def test_a_finding_would_be_found(self):
        """The look can fail: an answer whose question was lost, English, an error."""
        login = self.users["psychologist"].login
        view = self.env.ref("declic.portal_sessions")
        whole = view.arch
        view.arch = whole.replace('for="declic_hours"', 'for="declic_lost"')
        with self.assertRaisesRegex(AssertionError, '"label"'):
            self.look("/my/declic/sessions", login, "Séances anonymes")
        view.arch = whole.replace("<h1", "<h1 title='Done'", 1)
        with self.assertRaisesRegex(AssertionError, "Done"):
            self.look("/my/declic/sessions", login, "Séances anonymes")
        with self.assertRaisesRegex(AssertionError, "404 != 200"):
            self.look("/declic/fiche/devine", None, "Ce lien n'est pas valable")
        # Not theirs: sent home, as the page that does not exist.
        with self.assertRaisesRegex(AssertionError, "/my/declic"):
            self.look(f"/my/declic/case/{self.case.id}", login, self.case.reference)
