import re

from odoo.tests import tagged

from ..browser import BrowserCase
from ..common import DeclicLandlord, fewest_statements


class PortalCase(DeclicLandlord, BrowserCase):
    """Pages of the association, asked for by its users over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()

    def login(self, role):
        login = self.users[role].login
        self.authenticate(login, login)

    def post(self, path, **data):
        page = self.url_open("/my/declic")
        token = re.search(r'csrf_token: "([^"]+)"', page.text).group(1)
        return self.url_open(path, data={"csrf_token": token, **data})


@tagged("post_install", "-at_install")
class TestPortal(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.path = f"/my/declic/case/{cls.case.id}"

    def test_pages_of_ones_own_case(self):
        self.login("worker")
        home = self.url_open("/my/declic")
        self.assertIn(self.case.reference, home.text)
        self.assertIn("MARTIN-TEST", home.text)
        page = self.url_open(self.path)
        self.assertIn("12 rue des Invisibles", page.text)
        title = re.search(r"<title>(.*?)</title>", page.text, re.S).group(1)
        self.assertNotIn("MARTIN", title)
        for review in self.case.review_ids:
            answer = self.url_open(f"/my/declic/review/{review.id}")
            self.assertEqual(answer.status_code, 200)

    def test_not_yours_and_does_not_exist_answer_alike(self):
        for role in ("colleague", "other_worker", "other_coordinator"):
            self.login(role)
            for path in (
                self.path,
                "/my/declic/case/999999",
                f"/my/declic/orientation/{self.case.orientation_id.id}",
                f"/my/declic/review/{self.case.review_ids[0].id}",
                f"{self.path}/contact",
            ):
                with self.subTest(role=role, path=path):
                    answer = self.url_open(path)
                    self.assertTrue(answer.url.endswith("/my/declic"))
                    self.assertNotIn("MARTIN-TEST", answer.text)
                    self.assertNotIn(self.case.reference, answer.text)

    def test_foreign_posts_write_nothing(self):
        self.login("colleague")
        self.post(f"{self.path}/contact", medium="visit", result="reached")
        self.post(f"{self.path}/adhesion", answer="refused")
        self.post(
            f"{self.path}/adhesion",
            answer="refused",
            reason_id=self._reason("refusal").id,
        )
        self.assertFalse(self.case.contact_ids)
        self.assertEqual(self.case.adhesion, "pending")

    def test_outsiders(self):
        answer = self.url_open("/my/declic")
        self.assertIn("/web/login", answer.url)
        for role in ("tenant", "psychologist"):
            self.login(role)
            answer = self.url_open(self.path)
            self.assertNotIn("MARTIN-TEST", answer.text)
            home = "/my/declic/sessions" if role == "psychologist" else "/my(/home)?"
            self.assertTrue(re.search(rf"{home}$", answer.url), answer.url)

    def test_sharing_levels_on_the_page(self):
        self.login("coordinator")
        words = {
            "none": (),
            "informed": ("LEVEL-TEST", "12 rue des Invisibles"),
            "agreed": ("LEVEL-TEST", "12 rue des Invisibles", "MOTSECRET"),
        }
        for position, shown in words.items():
            orientation = self._orientation(self._household("LEVEL-TEST"), position)
            page = self.url_open(f"/my/declic/orientation/{orientation.id}").text
            for word in words["agreed"]:
                with self.subTest(position=position, word=word):
                    self.assertEqual(word in page, word in shown)

    def test_accept_and_decline(self):
        self.login("coordinator")
        orientation = self._orientation(self._household())
        path = f"/my/declic/orientation/{orientation.id}"
        answer = self.post(f"{path}/decline", reason_id="")
        self.assertIn("alert-danger", answer.text)
        self.assertEqual(orientation.state, "sent")
        answer = self.post(
            f"{path}/accept", worker_id=str(self.users["other_worker"].id)
        )
        self.assertIn("alert-danger", answer.text)
        self.assertEqual(orientation.state, "sent")
        self.post(f"{path}/accept", worker_id=str(self.users["colleague"].id))
        self.assertEqual(orientation.state, "accepted")
        self.assertEqual(orientation.sudo().case_ids.worker_id, self.users["colleague"])
        second = self._orientation(self._household())
        self.post(
            f"/my/declic/orientation/{second.id}/decline",
            reason_id=str(self._reason("decline").id),
        )
        self.assertEqual(second.state, "declined")
        self.assertNotIn(second.reference, self.url_open("/my/declic").text)

    def test_contact(self):
        self.login("worker")
        answer = self.post(
            f"{self.path}/contact", medium="visit", result="no_answer", minutes="20"
        )
        self.assertIn("alert-success", answer.text)
        self.assertEqual(self.case.contact_ids.result, "no_answer")
        self.assertEqual(self.case.contact_ids.minutes, 20)
        self.assertEqual(self.case.contact_ids.user_id, self.users["worker"])
        for wrong in (
            {"medium": "pigeon", "result": "reached"},
            {"medium": "visit", "result": "<script>"},
            {"medium": "visit", "result": "reached", "minutes": "beaucoup"},
            {"medium": "visit", "result": "reached", "minutes": "99999"},
            {},
        ):
            with self.subTest(wrong=wrong):
                answer = self.post(f"{self.path}/contact", **wrong)
                self.assertEqual(answer.status_code, 200)
                self.assertIn("alert-danger", answer.text)
        self.assertEqual(len(self.case.contact_ids), 1)

    def test_goal_without_actor_gives_the_text_back(self):
        self.login("worker")
        self.post(f"{self.path}/plan")
        plan = self.case.plan_ids
        answer = self.post(
            f"/my/declic/plan/{plan.id}/goal",
            axis="social",
            name="Je respire",
            action_name="Sortir un peu",
            actor="nobody",
            date_due="2026-99-99",
        )
        self.assertIn("alert-danger", answer.text)
        self.assertIn("Je respire", answer.text)
        self.assertIn("Sortir un peu", answer.text)
        self.assertFalse(self.case.plan_ids.goal_ids)

    def test_review_part(self):
        review = self.case.review_ids[0]
        path = f"/my/declic/review/{review.id}"
        self.login("worker")
        answer = self.post(
            path,
            contact_state="nonsense",
            shareable_facts="Rien ne doit se perdre",
        )
        self.assertIn("alert-danger", answer.text)
        self.assertIn("Rien ne doit se perdre", answer.text)
        self.assertFalse(review.shareable_facts)
        self.post(
            path,
            association_present="1",
            contact_state="in_touch",
            shareable_facts="Visite faite",
            landlord_opinion="Je parle pour le bailleur",
        )
        self.assertTrue(review.association_present)
        self.assertEqual(review.shareable_facts, "Visite faite")
        self.assertFalse(review.landlord_opinion)

    def test_closed_case_takes_nothing(self):
        self.env.flush_all()
        self.case._close("ordinary", self._reason("closing"))
        self.login("worker")
        answer = self.post(f"{self.path}/contact", medium="visit", result="reached")
        self.assertIn("alert-danger", answer.text)
        self.assertFalse(self.case.contact_ids)

    def test_odd_queries(self):
        self.login("worker")
        for query in (
            "sortby=x",
            "filterby=x",
            "search=%25%27",
            "done=x",
            "page=9",
        ):
            with self.subTest(query=query):
                answer = self.url_open(f"/my/declic?{query}")
                self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.url_open("/my/declic/page/99").status_code, 200)

    def test_list_queries_do_not_grow(self):
        self.login("worker")

        def page():
            self.url_open("/my/declic")

        few = fewest_statements(self.env, page)
        for number in range(8):
            self._case(self._household(f"RANG {number}"))
        self.assertNoMoreStatements(fewest_statements(self.env, page), few)


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCase):
    browser_size = "360x740"
    touch_enabled = True

    def test_tour(self):
        orientation = self._orientation(self._household())
        login = self.users["coordinator"].login
        self.start_tour("/my/declic", "declic_portal_tour", login=login)
        case = orientation.sudo().case_ids
        self.assertEqual(case.adhesion, "accepted")
        self.assertEqual(case.plan_ids.state, "proposed")
        review = case.review_ids.filtered("association_present")
        self.assertEqual(review.shareable_facts, "Rendez-vous tenu au domicile.")

    def test_nothing_typed_is_lost(self):
        """O2: the session expires in the middle of a monthly point."""
        case = self._case()
        review = case.review_ids[0]
        address = f"/my/declic/review/{review.id}"
        self.start_tour(address, "declic_draft_tour", login=self.users["worker"].login)
        self.assertEqual(len(review.shareable_facts.strip()), 215)
        self.assertEqual(review.state, "draft")
