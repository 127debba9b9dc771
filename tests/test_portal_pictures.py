"""Pictures of the portal's pages, desktop and phone, for the manual."""

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .pictures import Pictures
from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalPictures(Pictures, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = {
            "worker": "Anne Lacoste",
            "colleague": "Marc Duprat",
            "coordinator": "Hélène Roux",
            "counsellor": "Sophie Marty",
            "psychologist": "Léa Montané",
        }
        for role, name in names.items():
            cls.users[role].write({"name": name, "lang": "fr_FR"})
        cls.company.name = "SA HLM Les Terrasses"
        cls.association.name = "Association Le Palier"
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

    def both(self, name, path, role):
        """On a telephone and on a desktop; the one of ``name`` is kept."""
        login = self.users[role].login
        for end, size in (("telephone", "360x740"), ("ordinateur", "1366x900")):
            self.picture(name if name.endswith(end) else "", path, login, size)

    def test_pages(self):
        case = f"/my/declic/case/{self.case.id}"
        review = self.case.review_ids[0].with_user(self.users["worker"])
        self.both("portail-journee-telephone", "/my/declic", "worker")
        self.both("portail-accompagnement-telephone", case, "worker")
        self.both("portail-equipe-ordinateur", "/my/declic/team", "coordinator")
        self.both("portail-seances-telephone", "/my/declic/sessions", "psychologist")
        self.both(
            "portail-orientation-telephone",
            f"/my/declic/orientation/{self.waiting.id}",
            "coordinator",
        )
        review.action_fill_association_part({"contact_state": "in_touch"})
        review.action_send_association_part()
        self.both(
            "portail-transmis-telephone", f"/my/declic/review/{review.id}", "worker"
        )
        self.both(
            "",
            f"/my/declic/correction/review/{review.id}",
            "worker",
        )
