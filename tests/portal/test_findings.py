"""What an association met at the door before this version (B3 to B23 of its walk), each
walked again in the real browser; ``findings.csv`` names the test of each finding."""

import base64
import csv
import importlib
import inspect
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from ..browser import BrowserCase
from ..common import picture
from ..walk import Walk
from .test_papers_at_the_door import DRAW, EXE, PAPER
from .test_portal import PortalCase
from .test_words import NOTE, SAID, SAVE_NOTE, WordsCase

FILE = "input[type=file]"
ERROR = ".o_declic_error"
# What opens a browser; a page that is asked for without one shows no script at work.
OPENS = (".walk(", ".browser_js(", ".start_tour(", ".look_at(", ".look(")


@tagged("post_install", "-at_install")
class TestEachFinding(TransactionCase):
    def test_every_finding_has_its_walk(self):
        with (Path(__file__).parent / "findings.csv").open(newline="") as table:
            rows = list(csv.DictReader(table))
        self.assertEqual(
            list(dict.fromkeys(row["finding"] for row in rows)),
            [f"B{number}" for number in range(1, 24)],
        )
        for row in rows:
            with self.subTest(finding=row["finding"], test=row["test"]):
                module, name, method = row["test"].split(".")
                package = __package__
                of_tests = importlib.import_module(f".{module}", package)
                case = getattr(of_tests, name)
                self.assertTrue(issubclass(case, BrowserCase))
                played = inspect.getsource(getattr(case, method))
                self.assertTrue(any(word in played for word in OPENS), "no browser")


class FindingsCase(Walk, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("worker", "coordinator"):
            cls.users[role].lang = "fr_FR"

    def choose(self, walker, content, name):
        """Choose a file, as the hand does."""
        sent = base64.b64encode(content).decode()
        walker.js(
            f"""(async () => {{
                const el = document.querySelector("{FILE}");
                const bytes = Uint8Array.from(atob("{sent}"), (it) => it.charCodeAt(0));
                const files = new DataTransfer();
                files.items.add(new File([bytes], "{name}"));
                el.files = files.files;
                el.dispatchEvent(new Event("change", {{ bubbles: true }}));
                await el.declicTurned;
            }})()"""
        )

    def has(self, walker, selector):
        return walker.js(f"!!document.querySelector('{selector}')")

    def where(self, walker):
        return walker.js("location.pathname")


@tagged("post_install", "-at_install")
class TestUrgentWalked(FindingsCase):
    def test_a_concern_leads_after_the_login(self):
        """B3: logged in, and what somebody raised is the first thing one reads."""
        case = self._case()
        concern = case.with_user(self.users["counsellor"]).action_report_concern(
            self._reason("concern").id, "MOTGRAVE"
        )
        login = self.users["worker"].login

        def steps(walker):
            walker.session(None)
            walker.goto("/web/login")
            walker.fill("#login", login)
            walker.fill("#password", login)
            walker.submit(".oe_login_form button[type=submit]")
            self.assertEqual(self.where(walker), "/my/declic")
            first = walker.js("document.querySelector('.o_declic .o_declic_card').href")
            self.assertTrue(first.endswith(f"/my/declic/concern/{concern.id}"), first)
            self.assertNotIn("MOTGRAVE", walker.text())
            walker.submit(f"a[href$='/concern/{concern.id}']")
            self.assertIn("MOTGRAVE", walker.text())
            self.assertTrue(self.has(walker, 'a.btn[href="tel:15"]'))

        self.walk("/my/declic", "worker", steps)

    def test_a_form_that_was_sent_is_nobodys_delay(self):
        """B14: on the day, on the case's page and in the list."""
        case = self._case()
        review = case.review_ids[0]
        review.date_due = self.today - timedelta(days=3)

        def steps(walker):
            self.assertIn("en retard", walker.text())
            walker.goto(f"/my/declic/review/{review.id}")
            walker.tap("#contact_in_touch")
            walker.tap("#voice_agrees")
            walker.submit("button[name='send']")
            walker.submit(".o_declic_send")
            walker.goto("/my/declic")
            self.assertNotIn("en retard", walker.text())
            place = walker.js(
                "document.querySelector('#declic_at_landlord').parentElement.innerHTML"
            )
            self.assertIn(f"/my/declic/review/{review.id}", place)
            walker.goto(f"/my/declic/case/{case.id}")
            self.assertNotIn("en retard", walker.text())

        self.walk("/my/declic", "worker", steps)


@tagged("post_install", "-at_install")
class TestDoorWalked(FindingsCase):
    def test_a_program_is_refused_and_a_photograph_is_not(self):
        """B7, B8: no dead end either: the form stays, then it leads to the case."""
        case = self._case(position="informed")
        consents = self.env["declic.consent"]
        before = consents.search_count([])
        path = f"/my/declic/orientation/{case.orientation_id.id}/position"
        agree = "button[name='position'][value='agreed']"

        def steps(walker):
            walker.fill("#declic_mode", "signed")
            # B8: no photograph.
            walker.submit(agree)
            self.assertEqual(self.where(walker), path)
            self.assertEqual(walker.value("#declic_mode"), "signed")
            self.assertTrue(self.has(walker, ERROR))
            for name in ("photo.jpg", "accord.pdf"):
                self.choose(walker, EXE, name)
                walker.submit(agree)
                self.assertTrue(self.has(walker, ERROR), name)
            with walker.meanwhile():
                self.assertEqual(consents.search_count([]), before)
            self.choose(walker, PAPER, "photo.png")
            walker.submit(agree)
            self.assertEqual(self.where(walker), f"/my/declic/case/{case.id}")
            self.assertIn("la fiche entière", walker.text())

        self.walk(path, "worker", steps)
        self.assertEqual(consents.search_count([]), before + 1)

    def test_a_signature_is_not_written_over(self):
        """B7: “paper”, then a word, over what the household drew."""
        plan = self._case().with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Je paie mon loyer")
        plan.action_agree("screen", "Camille", signature=picture())
        drawn = plan.sudo().agreement_id.signature

        def steps(walker):
            self.choose(walker, EXE, "feuille.pdf")
            walker.submit("button[name='paper']")
            self.assertTrue(self.has(walker, ERROR))
            walker.fill("#declic_oral", str(self._reason("oral").id))
            walker.submit("button[name='oral']")
            self.assertTrue(self.has(walker, ERROR))

        self.walk(f"/my/declic/plan/{plan.id}/agreement", "worker", steps)
        self.assertEqual(plan.sudo().agreement_id.signature, drawn)

    def test_signed_after_spoken(self):
        """B9: the page no longer asks for the signed form."""
        case = self._case(position="informed")
        path = f"/my/declic/orientation/{case.orientation_id.id}/position"
        agree = "button[name='position'][value='agreed']"
        kind = self.env["declic.document.type"].search([("stage", "!=", False)])
        signed = kind.filtered(lambda one: "sign" in one.name.lower())[:1]

        def steps(walker):
            walker.fill("#declic_mode", "spoken")
            walker.submit(agree)
            walker.goto(path)
            walker.fill("#declic_mode", "signed")
            self.choose(walker, PAPER, "photo.png")
            walker.submit(agree)
            self.assertFalse(self.has(walker, ERROR))
            walker.goto(f"/my/declic/case/{case.id}/documents")
            missing = walker.js(
                "document.querySelector('.o_declic .alert-warning')?.innerText || ''"
            )
            self.assertNotIn(signed.name, missing)

        self.assertTrue(signed)
        self.walk(path, "worker", steps)
        consents = self.env["declic.consent"].search(
            [("household_id", "=", case.household_id.id)]
        )
        self.assertEqual(sorted(consents.mapped("evidence")), ["scan", "spoken"])

    def test_the_households_own_signature_and_a_lost_network(self):
        """B15, by the household's link: said in French, drawn once, sent later."""
        case = self._case()
        plan = case.with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Je paie mon loyer")
        url = case.with_user(self.users["worker"]).action_share_sheet()
        path = url[url.index("/declic/") :]
        button = ".o_portal_sign_submit"

        def steps(walker):
            walker.session(None)
            walker.goto(f"{path}/sign")
            walker.fill("input[name='signer']", "Camille Martin")
            walker.wait("!!document.querySelector('canvas.o_web_sign_signature')")
            walker.js(DRAW)
            walker.wait(f"!document.querySelector('{button}').disabled")
            with walker.without():
                walker.tap(button)
                walker.wait("/Pas de réseau/.test(document.body.innerText)")
            walker.tap(button)
            walker.wait(f"location.pathname === '{path}'")

        self.walk("/my/declic", "worker", steps)
        self.assertEqual(plan.sudo().agreement_id.channel, "remote")

    def test_do_not_call_is_no_text_message(self):
        """B20: the link that was made is not offered by text message."""
        case = self._case()
        plan = case.with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Je paie mon loyer")
        case.household_id.partner_id.phone = "06 39 98 00 02"

        def steps(walker):
            walker.submit("button[name='make_link']")
            self.assertTrue(self.has(walker, 'a[href^="sms:"]'))
            with walker.meanwhile():
                case.household_id.do_not_call = True
            walker.submit("button[name='make_link']")
            self.assertTrue(self.has(walker, "#declic_url"))
            self.assertFalse(self.has(walker, 'a[href^="sms:"]'))

        self.walk(f"/my/declic/plan/{plan.id}", "worker", steps)


@tagged("post_install", "-at_install")
class TestAppointmentWalked(FindingsCase):
    def plan(self, channel, hours=48):
        household = self._household("PRÉVENU-TEST Lou")
        household.partner_id.email = "lou@example.invalid"
        self.case = self._case(household)
        self.case.assignment_ids.date_from = self.today - timedelta(days=2)
        theirs = self.case.with_user(self.users["worker"])
        with freeze_time(Datetime.now() - timedelta(hours=3)):
            return theirs.action_plan_appointment(
                Datetime.now() + timedelta(hours=hours), "visit", channel=channel
            )

    def test_nothing_left_is_not_called_sent(self):
        """B10: queued, then refused by the gateway."""
        appointment = self.plan("email")
        model, _comma, number = appointment.sudo().message_ref.partition(",")
        mail = self.env[model].browse(int(number))

        def steps(walker):
            self.assertIn("pas encore parti", walker.text())
            self.assertNotIn("Envoyée", walker.text())
            with walker.meanwhile():
                mail.state = "exception"
            walker.reload()
            self.assertIn("Pas parti", walker.text())
            self.assertNotIn("Envoyée", walker.text())
            walker.submit("button[name='told']")
            self.assertNotIn("Pas parti", walker.text())

        self.walk(f"/my/declic/appointment/{appointment.id}", "worker", steps)

    def test_taken_back_is_told(self):
        """B11: the worker is reminded until the household knows."""
        appointment = self.plan("visit")
        address = f"/my/declic/appointment/{appointment.id}"
        appointment.action_told()

        def steps(walker):
            walker.submit("button[name='take_back']")
            self.assertTrue(self.has(walker, "button[name=cancellation_told]"))
            walker.goto("/my/declic")
            walker.submit(f"a[href='{address}']")
            walker.submit("button[name='cancellation_told']")
            walker.goto("/my/declic")
            self.assertFalse(self.has(walker, f'a[href="{address}"]'))

        self.walk(address, "worker", steps)

    def test_one_missed_visit_is_one_contact(self):
        """B12: the contact answers the appointment, which asks no more."""
        appointment = self.plan("visit", hours=2)

        def steps(walker):
            self.assertIn("C'était le rendez-vous", walker.text().replace("’", "'"))
            walker.submit("button[name='result'][value='missed']")
            self.assertFalse(
                self.has(walker, f'a[href$="/appointment/{appointment.id}"]')
            )

        path = f"/my/declic/case/{self.case.id}/contact?medium=visit"
        self.walk(path, "worker", steps)
        self.assertEqual(appointment.state, "missed")
        self.assertEqual(self.case.contact_ids.appointment_id, appointment.sudo())


@tagged("post_install", "-at_install")
class TestAcceptWalked(FindingsCase):
    def test_two_taps_and_two_tabs(self):
        """B13: true words, one support, and to whom it was given."""
        colleague = self.users["colleague"]
        orientation = self._orientation(self._household("DEUX-TEST Lou"))
        path = f"/my/declic/orientation/{orientation.id}"

        def steps(walker):
            walker.fill("#declic_worker", str(colleague.id))
            walker.submit("button[name='accept']", times=2)
            text = walker.text()
            self.assertNotIn("places sont prises", text)
            self.assertNotIn("attend", text)
            self.assertIn("que vous avez choisi", text)
            # Back: the page of now, not the one that was tapped.
            walker.back()
            self.assertFalse(self.has(walker, "button[name=accept]"))

        self.walk(path, "coordinator", steps)
        self.assertEqual(orientation.sudo().case_ids.worker_id, colleague)

    def test_the_other_tab_says_what_is(self):
        """B13: opened before somebody else accepted."""
        worker, colleague = self.users["worker"], self.users["colleague"]
        orientation = self._orientation(self._household("ONGLET-TEST Lou"))

        def steps(walker):
            walker.fill("#declic_worker", str(worker.id))
            with walker.meanwhile():
                orientation.with_user(self.users["coordinator"]).action_accept(
                    colleague.id
                )
            walker.submit("button[name='accept']")
            self.assertIn(f"accompagné par {colleague.name}", walker.text())
            self.assertNotIn("n'est pas possible", walker.text().replace("’", "'"))

        self.walk(f"/my/declic/orientation/{orientation.id}", "coordinator", steps)
        self.assertEqual(orientation.sudo().case_ids.worker_id, colleague)

    def test_begun_by_two_taps(self):
        """B13: an assessment and a plan are begun; nothing claims to be saved."""
        case = self._case()

        def steps(walker):
            for button, made in (
                (".o_declic_assess", "assessment"),
                (".o_declic_start_plan", "plan"),
            ):
                walker.goto(f"/my/declic/case/{case.id}/plan")
                walker.submit(button, times=2)
                self.assertIn(f"/my/declic/{made}/", self.where(walker))
                self.assertFalse(self.has(walker, ".alert-success"), made)

        self.walk(f"/my/declic/case/{case.id}/plan", "worker", steps)
        self.assertEqual((len(case.assessment_ids), len(case.plan_ids)), (1, 1))


@tagged("post_install", "-at_install")
class TestWordsWalked(WordsCase):
    def test_a_goal_written_by_hand_is_not_given_back(self):
        """B2: added, and the box is empty."""
        plan = self.case.with_user(self.users["worker"]).action_start_plan()
        goal = "#declic_goal"

        def steps(walker):
            walker.fill(goal, "Je rappelle la CAF")
            walker.submit("button[name='add_goal']")
            self.assertIn("Je rappelle la CAF", walker.text())
            self.assertEqual(walker.value(goal), "")
            walker.reload()
            self.assertEqual(walker.value(goal), "")
            self.assertNotIn("declic-draft", walker.stored())

        self.walk(f"/my/declic/plan/{plan.id}", "worker", steps)
        self.assertEqual(len(plan.sudo().goal_ids), 1)

    def test_a_referral_after_the_session_is_over(self):
        """B4: its words stay; once logged in again they leave."""
        self.env["declic.network.partner"].create(
            {"name": "CMP (test)", "service_ids": self._reason("service").ids}
        )
        asked = "#declic_referral_request"

        def steps(walker):
            walker.fill("#declic_network", walker.js(OPTION % "declic_network"))
            walker.fill("#declic_service", walker.js(OPTION % "declic_service"))
            walker.fill(asked, "Un premier rendez-vous, cette semaine.")
            walker.tap("input[name='category_ids']")
            walker.session(None)
            walker.tap(".o_declic_refer")
            self.assertIn("connecté", walker.wait(SAID))
            self.assertEqual(
                walker.value(asked), "Un premier rendez-vous, cette semaine."
            )
            walker.session("worker")
            walker.submit(".o_declic_refer")
            self.assertTrue(
                walker.js("!!document.querySelector('.alert-success')"), walker.text()
            )

        self.walk(f"{self.path}/referral", "worker", steps)
        self.assertEqual(
            self.case.sudo().referral_ids.mapped("request"),
            ["Un premier rendez-vous, cette semaine."],
        )

    def test_columns_of_the_progress(self):
        """B22: the last one is the end, and ends nothing."""
        assessment = self.case.with_user(self.users["worker"]).action_start_assessment()
        lines = {}
        for line in assessment.line_ids:
            scale = line.domain_id.answer == "scale"
            level = line.domain_id.level_ids[-1 if scale else 0].id
            lines[line.id] = {
                "household_level_id": level,
                "association_level_id": level,
            }
        assessment.action_fill({"lines": lines})
        assessment.action_validate()

        def steps(walker):
            walker.js("document.querySelectorAll('details').forEach(d => d.open = 1)")
            heads = walker.js(
                "[...document.querySelectorAll('.o_declic_progress th[scope=col]')]"
                ".map(th => th.innerText).join()"
            )
            self.assertEqual(heads, "Axe,Début,3 mois,6 mois,Fin")

        self.walk(f"{self.path}/plan", "worker", steps)

    def test_words_that_do_not_belong_in_a_file(self):
        """B23: warned of before it is saved, without a network too; saved all the
        same."""
        warned = "document.querySelector('.o_declic_guarded:not([hidden])')?.innerText"

        def steps(walker):
            walker.fill(NOTE, "Elle a rappelé la CAF.")
            self.assertFalse(walker.js(warned))
            with walker.without():
                walker.fill(NOTE, "Elle sort de dépression.")
                said = walker.wait(warned)
            self.assertIn("Vous pouvez enregistrer", said)
            self.assertNotIn("dépression", said)
            walker.submit(SAVE_NOTE)
            self.assertIn("La note est enregistrée", walker.text())

        self.walk(self.note, "worker", steps)
        self.assertEqual(self.case.note_ids.text, "Elle sort de dépression.")

    def test_an_interpreter_is_asked_for_and_shown(self):
        """B23: said at the door, read before each visit."""
        language = self._reason("language")
        appointment = self.case.with_user(self.users["worker"]).action_plan_appointment(
            Datetime.now() + timedelta(days=2), "visit", channel="visit"
        )

        def steps(walker):
            walker.fill("#declic_interpreter", str(language.id))
            walker.submit("button[name='save_channel']")
            for path in (self.path, f"/my/declic/appointment/{appointment.id}"):
                walker.goto(path)
                self.assertRegex(walker.text(), "(?i)interprète")
                self.assertIn(language.with_context(lang="fr_FR").name, walker.text())

        self.walk(f"{self.path}/channel", "worker", steps)


OPTION = "document.querySelectorAll('#%s option')[1].value"
