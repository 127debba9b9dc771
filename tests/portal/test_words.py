"""No word is lost at the door: what somebody typed and what a colleague, an expired
session, a dead network or a handover does to it meanwhile. In the real browser."""

import re
from pathlib import Path

from lxml import etree

from odoo.tests import tagged

from ..walk import Walk
from .test_portal import PortalCase

FACTS, OPINION = "#declic_facts", "#declic_opinion"
SAVE = "button[name='save']"
NOTE = "textarea[name='text']"
SAVE_NOTE = "form[action$='/note'] button[type='submit']"
GIVEN_BACK = "!!document.querySelector('.o_declic_draft:not(.d-none)')"
SAID = "document.querySelector('.o_declic_said')?.innerText"
SENT = f"/est envoyé/.test({SAID}) && {SAID}"


class WordsCase(Walk, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.path = f"/my/declic/case/{cls.case.id}"
        cls.note = f"{cls.path}/note"
        cls.review = cls.case.review_ids[0]
        cls.point = f"/my/declic/review/{cls.review.id}"
        cls.users["worker"].lang = "fr_FR"

    def coordinator_saves(self, walker, **values):
        with walker.meanwhile():
            review = self.review.with_user(self.users["coordinator"])
            review.action_fill_association_part(values)


@tagged("post_install", "-at_install")
class TestDraftsByField(WordsCase):
    def test_a_draft_never_covers_what_a_colleague_saved(self):
        """B1: both are shown, and a field nobody touched keeps what was saved."""

        def steps(walker):
            walker.fill(FACTS, "Vu lundi sur le palier.")
            walker.goto("/my/declic")
            self.coordinator_saves(
                walker,
                shareable_facts="Vue mardi au bureau.",
                association_opinion="Il avance.",
            )
            walker.goto(self.point)
            self.assertEqual(walker.value(FACTS), "Vue mardi au bureau.")
            self.assertEqual(walker.value(OPINION), "Il avance.")
            self.assertIn("Vu lundi sur le palier.", walker.text())
            walker.tap(".o_declic_other button")
            both = "Vue mardi au bureau.\nVu lundi sur le palier."
            self.assertEqual(walker.value(FACTS), both)
            walker.submit(SAVE)
            self.assertIn("Votre partie est enregistrée", walker.text())
            self.assertNotIn("declic-draft", walker.stored())

        self.walk(self.point, "worker", steps)
        self.assertEqual(
            self.review.shareable_facts,
            "Vue mardi au bureau.\nVu lundi sur le palier.",
        )
        self.assertEqual(self.review.association_opinion, "Il avance.")

    def test_where_nobody_saved_it_stands_in_its_field(self):
        def steps(walker):
            walker.fill(FACTS, "Vu lundi sur le palier.")
            walker.reload()
            walker.wait(GIVEN_BACK)
            self.assertEqual(walker.value(FACTS), "Vu lundi sur le palier.")
            self.assertEqual(walker.value(OPINION), "")

        self.walk(self.point, "worker", steps)

    def test_after_a_conflict_and_a_reload_too(self):
        """B1: the conflict page shows both; reloaded, it does not choose either."""

        def steps(walker):
            walker.fill(FACTS, "Vu lundi.")
            self.coordinator_saves(walker, shareable_facts="Vue mardi.")
            walker.submit(SAVE)
            self.assertIn("Vue mardi.", walker.text())
            walker.goto(self.point)
            self.assertEqual(walker.value(FACTS), "Vue mardi.")
            self.assertIn("Vu lundi.", walker.text())

        self.walk(self.point, "worker", steps)
        self.assertEqual(self.review.shareable_facts, "Vue mardi.")

    def test_shown_beside_it_stays_until_it_is_added(self):
        """Saving the form settles what is in it, not what stands beside (chaos, seed
        4008)."""
        beside = "document.querySelector('.o_declic_other')?.innerText || ''"

        def steps(walker):
            walker.fill(FACTS, "Vu lundi sur le palier.")
            walker.goto("/my/declic")
            self.coordinator_saves(walker, shareable_facts="Vue mardi au bureau.")
            walker.goto(self.point)
            self.assertIn("Vu lundi sur le palier.", walker.js(beside))
            walker.fill(FACTS, "Vue mardi au bureau. Et mercredi.")
            walker.submit(SAVE)
            self.assertIn("Votre partie est enregistrée", walker.text())
            walker.goto(self.point)
            self.assertIn("Vu lundi sur le palier.", walker.js(beside))
            walker.tap(".o_declic_other button")
            walker.submit(SAVE)
            walker.goto(self.point)
            self.assertFalse(walker.js(beside))
            self.assertNotIn("declic-draft", walker.stored())

        self.walk(self.point, "worker", steps)
        self.assertEqual(
            self.review.shareable_facts,
            "Vue mardi au bureau. Et mercredi.\nVu lundi sur le palier.",
        )

    def test_a_saved_note_is_not_given_back(self):
        """B2: saved, and the box is empty: nobody saves it twice."""

        def steps(walker):
            walker.fill(NOTE, "Elle a rappelé la CAF.")
            walker.submit(SAVE_NOTE)
            self.assertIn("La note est enregistrée", walker.text())
            walker.goto(self.note)
            self.assertEqual(walker.value(NOTE), "")
            self.assertFalse(walker.js(GIVEN_BACK))
            self.assertNotIn("declic-draft", walker.stored())

        self.walk(self.note, "worker", steps)
        self.assertEqual(len(self.case.note_ids), 1)

    def test_a_word_without_an_end_stays_on_the_screen(self):
        """B21: an address that was pasted does not widen the page."""
        long = "https://exemple.fr/" + "dossier" * 60
        plan = self.case.with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", long[:200])

        def steps(walker):
            walker.fill(NOTE, long)
            walker.submit(SAVE_NOTE)
            for path in (f"{self.path}/notes", f"/my/declic/plan/{plan.id}"):
                walker.goto(path)
                walker.js(
                    "document.querySelectorAll('details').forEach(d => d.open = 1)"
                )
                width = walker.js("document.documentElement.scrollWidth")
                self.assertLessEqual(width, 360, path)

        self.walk(self.note, "worker", steps)

    def test_amounts_with_a_comma_are_saved_once(self):
        """B2: 45,50 is 45.50; nothing says that it was not saved."""
        assessment = self.case.with_user(self.users["worker"]).action_start_assessment()
        item = self.env["declic.budget.item"].search([], limit=1)
        field = f"#item_{item.id}"

        def steps(walker):
            walker.fill(field, "45,50")
            walker.submit("button[name='save_budget']")
            self.assertFalse(walker.js(GIVEN_BACK))
            self.assertNotIn("declic-draft", walker.stored())

        path = f"/my/declic/assessment/{assessment.id}/budget"
        self.walk(path, "worker", steps)
        self.assertEqual(assessment.sudo().budget_ids.line_ids.amount, 45.5)

    def test_back_to_a_note_that_was_saved(self):
        """The browser itself would put the saved words back into their box, and the
        next touch save them once more (chaos, seed 3046)."""

        def steps(walker):
            for note in ("Elle a rappelé la CAF.", "Le dossier est complet."):
                self.assertEqual(walker.value(NOTE), "")
                walker.fill(NOTE, note)
                walker.submit(SAVE_NOTE)
                walker.back()
            self.assertEqual(walker.value(NOTE), "")
            # Typed and not saved: it is given back, by us.
            walker.fill(NOTE, "Pas encore enregistrée.")
            walker.goto("/my/declic")
            walker.back()
            walker.wait(GIVEN_BACK)
            self.assertEqual(walker.value(NOTE), "Pas encore enregistrée.")

        self.walk(self.note, "worker", steps)
        self.assertEqual(len(self.case.note_ids), 2)

    def test_the_browser_gives_nothing_back(self):
        """Each form whose words we keep: two memories would contradict each other."""
        views = Path(__file__).parents[2] / "views"
        forms = [
            form
            for path in views.glob("portal/*.xml")
            for form in etree.parse(str(path)).iter("form")
            if form.get("t-attf-data-declic-draft")
        ]
        self.assertGreater(len(forms), 10)
        for form in forms:
            with self.subTest(form=form.get("t-attf-action")):
                self.assertEqual(form.get("autocomplete"), "off")

    def test_typed_while_the_form_is_under_way(self):
        def steps(walker):
            walker.fill(NOTE, "Première phrase.")
            walker._left(
                lambda: (
                    walker.js(
                        f"""document.querySelector("{SAVE_NOTE}").form
                        .addEventListener("formdata", () => setTimeout(() => {{
                            const area = document.querySelector("{NOTE}");
                            area.value = "Première phrase. Et la seconde.";
                            area.dispatchEvent(
                                new InputEvent("input", {{ bubbles: true }})
                            );
                        }}, 0))"""
                    ),
                    walker.tap(SAVE_NOTE),
                )
            )
            walker.goto(self.note)
            walker.wait(GIVEN_BACK)
            self.assertIn("Et la seconde.", walker.text())

        self.walk(self.note, "worker", steps)
        self.assertEqual(self.case.note_ids.mapped("text"), ["Première phrase."])


@tagged("post_install", "-at_install")
class TestSend(WordsCase):
    def test_what_was_typed_last_is_sent(self):
        """B5: saved, read again, sent; then who acts next."""

        def steps(walker):
            walker.tap("#contact_in_touch")
            if walker.js("!!document.querySelector('#voice_agrees')"):
                walker.tap("#voice_agrees")
            walker.fill(FACTS, "La dernière phrase.")
            walker.submit("button[name='send']")
            self.assertIn("La dernière phrase.", walker.text())
            walker.submit(".o_declic_send")
            self.assertIn("La suite", walker.text())
            self.assertEqual(walker.value(FACTS), "La dernière phrase.")

        self.walk(self.point, "worker", steps)
        self.assertEqual(self.review.shareable_facts, "La dernière phrase.")
        self.assertTrue(self.review.association_sent_on)

    def test_a_plan_is_not_sent_with_a_sentence_left_beside(self):
        plan = self.case.with_user(self.users["worker"]).action_start_plan()
        goal = plan.action_add_goal("social", "Je paie mon loyer")
        field = f"#rewrite_{goal.id}"

        def steps(walker):
            walker.fill(field, "J'appelle la CAF")
            walker.tap(".o_declic_propose")
            walker.wait(SAID)
            self.assertEqual(walker.value(field), "J'appelle la CAF")
            walker.fill(field, "Je paie mon loyer")
            walker.submit(".o_declic_propose")
            self.assertIn("Je paie mon loyer", walker.text())
            walker.submit(".o_declic_send")

        self.walk(f"/my/declic/plan/{plan.id}", "worker", steps)
        self.assertEqual(plan.sudo().state, "proposed")


@tagged("post_install", "-at_install")
class TestSessions(WordsCase):
    def test_a_session_renewed_in_another_tab(self):
        """B4a: the token is the one of now, not of when the page was opened."""

        def steps(walker):
            walker.fill(NOTE, "Dite avant la nouvelle session.")
            walker.session("worker")
            walker.submit(SAVE_NOTE)
            self.assertIn("La note est enregistrée", walker.text())

        self.walk(self.note, "worker", steps)
        self.assertEqual(self.case.note_ids.text, "Dite avant la nouvelle session.")

    def test_without_a_session_the_page_stays(self):
        """B4b: it says so in French, keeps the text, and saves after the login."""

        def steps(walker):
            walker.fill(NOTE, "Dite sans session.")
            walker.session(None)
            walker.tap(SAVE_NOTE)
            said = walker.wait(SAID)
            self.assertIn("Vous n'êtes plus connecté", said.replace("’", "'"))
            self.assertEqual(walker.value(NOTE), "Dite sans session.")
            walker.session("worker")
            walker.submit(SAVE_NOTE)
            self.assertIn("La note est enregistrée", walker.text())

        self.walk(self.note, "worker", steps)
        self.assertEqual(self.case.note_ids.text, "Dite sans session.")

    def test_somebody_else_logged_in_meanwhile(self):
        """The text of one is never saved in the name of another."""

        def steps(walker):
            walker.fill(NOTE, "De Anne.")
            walker.session("coordinator")
            walker.tap(SAVE_NOTE)
            walker.wait(SAID)
            self.assertEqual(walker.value(NOTE), "De Anne.")

        self.walk(self.note, "worker", steps)
        self.assertFalse(self.case.note_ids)

    def test_back_then_save_again(self):
        """B6: what is saved after Back is saved, and both results are there."""
        results = ("no_answer", "reached")

        def steps(walker):
            for result in results:
                walker.submit(f"button[name='result'][value='{result}']")
                self.assertIn("Le contact est enregistré", walker.text())
                walker.back()

        self.walk(f"{self.path}/contact?medium=visit", "worker", steps)
        self.assertEqual(sorted(self.case.contact_ids.mapped("result")), list(results))

    def test_kept_whole_in_the_browser_and_shown_again(self):
        """B6, where the browser keeps the page as it was left: a fresh token."""

        def steps(walker):
            once = walker.value("input[name='declic_once']")
            walker.js(
                "window.dispatchEvent("
                "new PageTransitionEvent('pageshow', {persisted: true}))"
            )
            walker.wait(
                "document.querySelector(\"input[name='declic_once']\").value"
                f" !== '{once}'"
            )

        self.walk(f"{self.path}/contact?medium=visit", "worker", steps)

    def test_no_page_is_kept_by_the_browser(self):
        """B19: Back after the logout shows no household."""
        self.login("worker")
        for path in ("/my/declic", self.path, self.point):
            answer = self.url_open(path)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_logout_leaves_no_text_on_the_device(self):
        """B19: the server keeps it, and gives it back after the next login."""

        def steps(walker):
            walker.fill(NOTE, "Violences : ne pas appeler.")
            self.assertIn("Violences", walker.stored())
            walker.tap("a[href^='/web/session/logout']")
            walker.wait("!location.pathname.startsWith('/my/declic')")
            walker.wait("document.readyState === 'complete'")
            self.assertNotIn("Violences", walker.stored())
            walker.session("worker")
            walker.goto(self.note)
            walker.wait(GIVEN_BACK)
            self.assertEqual(walker.value(NOTE), "Violences : ne pas appeler.")

        self.walk(self.note, "worker", steps)

    def test_handed_over_while_typing(self):
        """B18: the text stands on the page, whatever is still open to its author."""

        def steps(walker):
            walker.fill(NOTE, "Dite au moment de passer la main.")
            with walker.meanwhile():
                self.case._assign(self.users["colleague"], "worker")
            walker.submit(SAVE_NOTE)
            self.assertIn("Dite au moment de passer la main.", walker.text())
            self.assertIn("votre texte est ici", walker.text())
            self.assertNotIn(self.case.reference, walker.text())

        self.walk(self.note, "worker", steps)
        self.assertFalse(self.case.note_ids)


@tagged("post_install", "-at_install")
class TestNetwork(WordsCase):
    def test_the_device_speaks_french(self):
        """B16: what the browser shows without a network, read there."""

        def steps(walker):
            with walker.without():
                walker.tap("button[name='result'][value='no_answer']")
                said = walker.wait(SAID)
                self.assertIn("Pas de réseau", said)
                self.assertNotIn("network", said)
                # Tapped again, it waits once.
                walker.tap("button[name='result'][value='no_answer']")
                walker.js("new Promise((done) => setTimeout(done, 500))")
            walker.js("window.dispatchEvent(new Event('online'))")
            said = walker.wait(SENT)
            self.assertIn("est envoyé", said)

        self.walk(f"{self.path}/contact?medium=visit", "worker", steps)
        self.assertEqual(self.case.contact_ids.result, "no_answer")

    def test_a_server_error_leaves_it_in_the_outbox(self):
        """B17: a proxy that answers 502 has refused nothing."""

        def steps(walker):
            with walker.without():
                walker.tap("button[name='result'][value='no_answer']")
                walker.wait(SAID)
            walker.failing = (f"{self.path}/contact",)
            walker.js("window.dispatchEvent(new Event('online'))")
            end = f"POST {self.path}/contact"
            for _time in range(100):
                if end in [" ".join(sent) for sent in walker.sent]:
                    break
                walker.js("new Promise((done) => setTimeout(done, 50))")
            walker.js("new Promise((done) => setTimeout(done, 500))")
            self.assertIn("no_answer", walker.stored())
            self.assertIn("Pas de réseau", walker.js(SAID))
            walker.failing = ()
            walker.js("window.dispatchEvent(new Event('online'))")
            walker.wait(SENT)
            self.assertNotIn("no_answer", walker.stored())

        self.walk(f"{self.path}/contact?medium=visit", "worker", steps)
        self.assertEqual(self.case.contact_ids.mapped("result"), ["no_answer"])

    def test_its_buttons_work_before_the_scripts_are_there(self):
        """On a slow network the lazy scripts take a minute: the tap is not lost, and
        two are one."""
        self.login("worker")
        path = f"{self.path}/contact?medium=visit"
        page = self.url_open(path).text
        [form] = re.findall(r"<form[^>]*contact[^>]*>.*?</form>", page, re.S)
        # What holds taps back until Odoo's scripts are in is not on the page.
        self.assertNotIn("web.assets_frontend_", page)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form))
        for _tap in range(2):
            answer = self.url_open(
                path, data={**hidden, "medium": "visit", "result": "no_answer"}
            )
            self.assertIn("alert-success", answer.text)
        self.assertEqual(len(self.case.contact_ids), 1)
        # Each page has a token of its own.
        again = self.url_open(path).text
        self.assertNotIn(hidden["declic_once"], again)

    def test_two_taps_are_one(self):
        def steps(walker):
            walker.submit("button[name='result'][value='no_answer']", times=2)

        self.walk(f"{self.path}/contact?medium=visit", "worker", steps)
        self.assertEqual(len(self.case.contact_ids), 1)
