"""Pages that send or hand over, each with another tab, Back, without a network, with a
session of now and with two taps: no word lost, nothing twice, French."""

from odoo.tests import tagged

from ..walk import Walk
from .test_portal import PortalCase
from .test_words import FACTS, NOTE, SAID, SAVE_NOTE, WordsCase

ERROR = "document.querySelector('.o_declic_error')?.innerText || ''"
BACK_ONLINE = "window.dispatchEvent(new Event('online'))"


class TriedCase(Walk, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("worker", "coordinator"):
            cls.users[role].lang = "fr_FR"

    def where(self, walker):
        return walker.js("location.pathname")

    def refused_without_network(self, walker, button):
        """Nothing waits on the device: what it answers is read here or nowhere."""
        with walker.without():
            walker.tap(button)
            said = walker.wait(SAID)
            self.assertIn("Pas de réseau", said)
            self.assertIn("rien n'a été fait", said.replace("’", "'"))
            self.assertNotIn("declic-outbox", walker.stored())


@tagged("post_install", "-at_install")
class TestHandOverTried(TriedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls._case()
        for number in range(2):
            cls.cases |= cls._case(cls._household(f"CONFIÉ-TEST {number}"))
        asked = "&".join(f"case_ids={case.id}" for case in cls.cases)
        cls.colleague = cls.users["colleague"]
        cls.preview = (
            f"/my/declic/team/preview?{asked}&user_ids={cls.colleague.id}"
            f"&leaving={cls.users['worker'].id}"
        )
        cls.button = ".o_declic_hand_over"

    def test_another_tab_gave_one_to_somebody_else(self):
        coordinator = self.users["coordinator"]

        def steps(walker):
            with walker.meanwhile():
                self.cases[0].with_user(coordinator).action_assign(
                    coordinator.id, "worker"
                )
            walker.submit(self.button)
            said = walker.js(ERROR)
            self.assertIn(self.cases[0].reference, said)
            self.assertIn("entre-temps", said)
            with walker.meanwhile():
                self.assertEqual(self.cases[0].worker_id, coordinator)
                self.assertEqual(self.cases[1:].worker_id, self.users["worker"])
            # Looked at again, and confirmed.
            self.assertIn(coordinator.name, walker.text())
            walker.submit(self.button)
            self.assertIn("Confiés à l'instant", walker.text().replace("’", "'"))

        self.walk(self.preview, "coordinator", steps)
        self.assertEqual(self.cases.worker_id, self.colleague)

    def test_network_session_two_taps_and_back(self):
        def steps(walker):
            self.refused_without_network(walker, self.button)
            walker.session("coordinator")
            walker.submit(self.button, times=2)
            for case in self.cases:
                self.assertIn(case.reference, walker.text())
                letter = f"/my/declic/case/{case.id}/letter/worker"
                self.assertTrue(
                    walker.js(f"!!document.querySelector('a[href=\"{letter}\"]')")
                )
            walker.back()
            # The page of now: nothing is proposed to who has them already.
            self.assertFalse(walker.js(f"!!document.querySelector('{self.button}')"))

        self.walk(self.preview, "coordinator", steps)
        self.assertEqual(self.cases.worker_id, self.colleague)
        for case in self.cases:
            told = [
                body
                for body in case.message_ids.mapped("body")
                if "Confié à une autre personne" in body or "Handed over" in body
            ]
            self.assertEqual(len(told), 1)


@tagged("post_install", "-at_install")
class TestReadAgainTried(TriedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.plan = cls.case.with_user(cls.users["worker"]).action_start_plan()
        cls.plan.action_add_goal("social", "Je paie mon loyer")
        cls.path = f"/my/declic/plan/{cls.plan.id}"
        cls.send = ".o_declic_send"

    def test_to_the_page_to_read_without_a_network(self):
        """Nothing is said to leave by itself that was not read."""

        def steps(walker):
            self.refused_without_network(walker, ".o_declic_propose")
            walker.submit(".o_declic_propose")
            self.assertEqual(self.where(walker), f"{self.path}/propose")

        self.walk(self.path, "worker", steps)
        self.assertEqual(self.plan.sudo().state, "draft")

    def test_sent_by_itself_once(self):
        def steps(walker):
            with walker.without():
                walker.tap(self.send, times=2)
                self.assertIn("Pas de réseau", walker.wait(SAID))
            walker.js(BACK_ONLINE)
            walker.wait(f"/est envoyé/.test({SAID})")
            walker.reload()
            self.assertFalse(walker.js(f"!!document.querySelector('{self.send}')"))

        self.walk(f"{self.path}/propose", "worker", steps)
        self.assertEqual(self.plan.sudo().state, "proposed")

    def test_changed_while_it_waited(self):
        """Read on the phone, changed by a colleague: what leaves is what was read."""

        def steps(walker):
            with walker.without():
                walker.tap(self.send)
                walker.wait(SAID)
            with walker.meanwhile():
                plan = self.plan.with_user(self.users["coordinator"])
                plan.action_add_goal("social", "Autre chose")
            walker.js(BACK_ONLINE)
            walker.wait(f"/pas été accepté/.test({SAID})")
            walker.goto(f"{self.path}/propose")
            self.assertIn("Autre chose", walker.text())
            walker.submit(self.send)
            # Sent: what waited has nothing more to say.
            walker.goto(self.path)
            self.assertFalse(walker.js(SAID), walker.js(SAID))

        self.walk(f"{self.path}/propose", "worker", steps)
        self.assertEqual(self.plan.sudo().state, "proposed")

    def test_session_two_taps_back_and_the_other_tab(self):
        def steps(walker):
            walker.session("worker")
            walker.submit(self.send, times=2)
            self.assertEqual(self.where(walker), self.path)
            self.assertFalse(walker.js(ERROR))
            walker.back()
            self.assertFalse(walker.js(f"!!document.querySelector('{self.send}')"))

        self.walk(f"{self.path}/propose", "worker", steps)
        self.assertEqual(self.plan.sudo().state, "proposed")

    def test_sent_in_the_other_tab(self):
        def steps(walker):
            with walker.meanwhile():
                self.plan.action_propose()
            walker.submit(self.send)
            # What is, not what is impossible.
            self.assertEqual(self.where(walker), self.path)
            self.assertFalse(walker.js(ERROR))

        self.walk(f"{self.path}/propose", "worker", steps)


@tagged("post_install", "-at_install")
class TestAnswerLost(WordsCase):
    """The form arrived, its answer did not: the lift of every building."""

    def lose_the_answer(self, walker, button):
        walker.network = "deaf"
        walker.tap(button)
        walker.wait("location.protocol === 'chrome-error:'")
        walker.network = "on"

    def test_a_contact_is_known_to_be_saved(self):
        path = f"{self.path}/contact?medium=visit"
        reached = "button[name='result'][value='reached']"

        def steps(walker):
            self.lose_the_answer(walker, reached)
            walker.back()
            said = walker.wait(SAID)
            self.assertIn("bien arrivé", said)
            # Said once: what is sent now is another contact.
            walker.reload()
            self.assertFalse(walker.js(SAID))

        self.walk(path, "worker", steps)
        self.assertEqual(len(self.case.contact_ids), 1)

    def test_a_note_stands_once(self):
        def steps(walker):
            walker.fill(NOTE, "Dite dans l'ascenseur.")
            self.lose_the_answer(walker, SAVE_NOTE)
            # Chrome put its error in the place of the form: opened again.
            walker.goto(self.note)
            self.assertIn("bien arrivé", walker.wait(SAID))
            self.assertEqual(walker.value(NOTE), "")

        self.walk(self.note, "worker", steps)
        self.assertEqual(self.case.note_ids.mapped("text"), ["Dite dans l'ascenseur."])

    def test_refused_is_not_arrived(self):
        path = f"{self.path}/contact?medium=visit"

        def steps(walker):
            walker.fill("#declic_minutes", "long")
            walker.submit("button[name='result'][value='reached']")
            self.assertIn("minutes", walker.js(ERROR))
            walker.js("new Promise((done) => setTimeout(done, 500))")
            self.assertFalse(walker.js(SAID))

        self.walk(path, "worker", steps)
        self.assertFalse(self.case.contact_ids)


@tagged("post_install", "-at_install")
class TestRefusedTried(TriedCase):
    def test_back_to_a_refused_form(self):
        """Refused, put right, saved; Back and a reload open the form, and not the
        browser's question whether to send once more."""
        case = self._case()
        path = f"/my/declic/case/{case.id}/contact"
        reached = "button[name='result'][value='reached']"

        def steps(walker):
            walker.fill("#declic_minutes", "long")
            walker.submit(reached)
            self.assertIn("minutes", walker.js(ERROR))
            walker.fill("#declic_minutes", "20")
            walker.submit(reached)
            self.assertIn("Le contact est enregistré", walker.text())
            for again in (walker.back, walker.reload):
                again()
                self.assertEqual(self.where(walker), path)
                self.assertFalse(walker.js(ERROR))
                self.assertTrue(walker.js("!!document.querySelector('.o_declic')"))

        self.walk(f"{path}?medium=visit", "worker", steps)
        self.assertEqual(case.contact_ids.mapped("minutes"), [20])


@tagged("post_install", "-at_install")
class TestPointTried(WordsCase):
    def test_saved_without_a_network_it_has_not_left(self):
        """B5 without a network: nobody believes that the landlord has it."""

        def steps(walker):
            walker.tap("#contact_in_touch")
            walker.tap("#voice_agrees")
            walker.fill(FACTS, "Dite dans la cage d'escalier.")
            with walker.without():
                walker.tap("button[name='send']")
                said = walker.wait(SAID)
                self.assertIn("relu", said)
                self.assertNotIn("sera envoyé", said)
            walker.js(BACK_ONLINE)
            said = walker.wait(f"/encore transmis/.test({SAID}) && {SAID}")
            self.assertNotIn("est envoyé", said)
            walker.submit(".o_declic_said a")
            self.assertIn("Dite dans la cage d'escalier.", walker.text())
            walker.submit(".o_declic_send")

        self.walk(self.point, "worker", steps)
        self.assertTrue(self.review.association_sent_on)
        self.assertEqual(self.review.shareable_facts, "Dite dans la cage d'escalier.")

    def test_sent_in_the_other_tab(self):
        def steps(walker):
            walker.tap("#contact_in_touch")
            walker.tap("#voice_agrees")
            walker.submit("button[name='send']")
            with walker.meanwhile():
                self.review.with_user(
                    self.users["worker"]
                ).action_send_association_part()
            walker.submit(".o_declic_send")
            self.assertEqual(walker.js("location.pathname"), self.point)
            self.assertFalse(walker.js(ERROR))
            walker.back()
            self.assertFalse(walker.js("!!document.querySelector('.o_declic_send')"))

        self.walk(self.point, "worker", steps)


@tagged("post_install", "-at_install")
class TestClosingTried(TriedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.points = f"/my/declic/case/{cls.case.id}/points"
        cls.undo = ".o_declic_undo"

    @property
    def closing(self):
        return self.case.review_ids.filtered(lambda one: one.review_type == "closing")

    def test_begun_and_taken_back(self):
        """Two taps, no network, words left beside, a session of now, Back."""

        def steps(walker):
            self.refused_without_network(walker, ".o_declic_close")
            walker.submit(".o_declic_close", times=2)
            with walker.meanwhile():
                self.assertEqual(len(self.closing), 1)
            self.refused_without_network(walker, self.undo)
            walker.fill(FACTS, "Mot laissé dans la clôture.")
            walker.tap(self.undo)
            said = walker.wait(f"/Mot laissé/.test({SAID}) && {SAID}")
            self.assertIn("Rien n'est parti", said.replace("’", "'"))
            self.assertEqual(walker.value(FACTS), "Mot laissé dans la clôture.")
            walker.fill(FACTS, "")
            walker.session("worker")
            walker.submit(self.undo, times=2)
            self.assertEqual(self.where(walker), self.points)
            self.assertFalse(walker.js(ERROR))
            walker.back()
            self.assertFalse(walker.js(f"!!document.querySelector('{self.undo}')"))

        self.walk(self.points, "worker", steps)
        self.assertFalse(self.closing)

    def test_a_colleague_wrote_in_it(self):
        """Opened before: the colleague's words are not taken away."""

        def steps(walker):
            walker.submit(".o_declic_close")
            with walker.meanwhile():
                self.closing.with_user(
                    self.users["coordinator"]
                ).action_fill_association_part({"shareable_facts": "De la collègue."})
            walker.submit(self.undo)
            self.assertIn("personne d'autre", walker.js(ERROR).replace("’", "'"))
            self.assertIn("De la collègue.", walker.text())
            self.assertFalse(walker.js(f"!!document.querySelector('{self.undo}')"))

        self.walk(self.points, "worker", steps)
        self.assertEqual(self.closing.shareable_facts, "De la collègue.")


@tagged("post_install", "-at_install")
class TestCalendarTried(TriedCase):
    def test_address(self):
        """Made once, seen once, and never made unseen."""
        make = "button[name='make_address']"
        path = "/my/declic/calendar"

        def steps(walker):
            walker.submit(make, times=2)
            first = walker.value("#declic_url")
            self.assertTrue(first.endswith(".ics"))
            feed = first[first.index("/declic/") :]
            self.assertEqual(walker.js(f"fetch('{feed}').then((it) => it.status)"), 200)
            for again in (walker.reload, lambda: walker.goto(path)):
                again()
                self.assertIsNone(walker.value("#declic_url"))
            # Without a network the address that one has goes on.
            self.refused_without_network(walker, make)
            self.refused_without_network(walker, "button[name='revoke']")
            walker.js(BACK_ONLINE)
            walker.goto(path)
            self.assertEqual(walker.js(f"fetch('{feed}').then((it) => it.status)"), 200)
            walker.session("worker")
            walker.submit(make)
            second = walker.value("#declic_url")
            self.assertNotEqual(first, second)
            self.assertEqual(walker.js(f"fetch('{feed}').then((it) => it.status)"), 404)
            walker.goto("/my/declic")
            walker.back()
            self.assertIsNone(walker.value("#declic_url"))

        self.walk(path, "worker", steps)


@tagged("post_install", "-at_install")
class TestPsychologistTried(TriedCase):
    def test_seven_becomes_twelve(self):
        """Asked before it is replaced; without a network nothing waits unseen."""
        self.users["psychologist"].lang = "fr_FR"
        save = "button[name='save_month']"
        sessions = self.env["declic.clinical.session"]

        def steps(walker):
            walker.fill("#declic_session_count", "7")
            walker.fill("#declic_hours", "9,5")
            self.refused_without_network(walker, save)
            self.assertEqual(walker.value("#declic_session_count"), "7")
            walker.submit(save, times=2)
            walker.fill("#declic_session_count", "12")
            walker.fill("#declic_hours", "15")
            walker.submit(save)
            asked = walker.js("document.querySelector('.o_declic_replaced').innerText")
            self.assertRegex(asked, r"7 → 12\s?\?")
            with walker.meanwhile():
                self.assertEqual(sessions.search([]).session_count, 7)
            walker.session("psychologist")
            walker.submit("button[name='replace_month']", times=2)
            walker.back()

        self.walk("/my/declic/sessions", "psychologist", steps)
        month = sessions.search([])
        self.assertEqual((month.session_count, month.hours), (12, 15))


@tagged("post_install", "-at_install")
class TestContactTried(WordsCase):
    def test_opened_twice(self):
        """A contact in one tab, another in the other: both, each once; the minutes that
        were typed stay where a session ended."""
        path = f"{self.path}/contact?medium=visit"
        result = "button[name='result'][value='%s']"

        def steps(walker):
            walker.fill("#declic_minutes", "45 min")
            walker.session(None)
            walker.tap(result % "reached")
            self.assertIn("connecté", walker.wait(SAID))
            self.assertEqual(walker.value("#declic_minutes"), "45 min")
            walker.session("worker")
            with walker.meanwhile():
                self.case.with_user(self.users["worker"]).action_log_contact(
                    "phone", "no_answer"
                )
            walker.submit(result % "reached", times=2)
            self.assertIn("Le contact est enregistré", walker.text())

        self.walk(path, "worker", steps)
        self.assertEqual(sorted(self.case.contact_ids.mapped("minutes")), [0, 45])
