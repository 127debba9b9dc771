"""Papers and prohibitions at the door: a proof is told by its content and stays, and a
household that must not be called is not written a text message either."""

import base64
import io

from PIL import Image

from odoo.tests import tagged

from ..common import SCAN, picture
from ..walk import Walk
from .test_portal import PortalCase

# How a program of Windows and a photograph of an iPhone begin.
EXE = b"MZ\x90\x00" + b"\x00" * 200 + b"This program cannot be run in DOS mode"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200
PAPER = base64.b64decode(SCAN)


# A line on the pad, as a thumb draws it.
DRAW = """(async () => {
    const pad = document.querySelector("canvas.o_web_sign_signature");
    const box = pad.getBoundingClientRect();
    const point = (type, target, x, buttons = 1) => target.dispatchEvent(
        new PointerEvent(type, {
            bubbles: true, pointerId: 1, isPrimary: true, button: 0, buttons,
            pressure: 0.5, clientX: box.left + x * box.width,
            clientY: box.top + (0.3 + x / 2) * box.height,
        })
    );
    point("pointerdown", pad, 0.2);
    for (const x of [0.3, 0.4, 0.5, 0.6, 0.7]) {
        point("pointermove", document, x);
        await new Promise((done) => setTimeout(done, 40));
    }
    point("pointerup", document, 0.8, 0);
})()"""


class PapersCase(PortalCase):
    def post_file(self, path, content, filename="photo.jpg", **data):
        page = self.url_open("/my/declic")
        token = page.text.partition('csrf_token: "')[2].partition('"')[0]
        return self.url_open(
            path,
            data={"csrf_token": token, **data},
            files={"scan": (filename, io.BytesIO(content), "image/jpeg")},
        )


@tagged("post_install", "-at_install", "security")
class TestPapers(PapersCase):
    def test_a_program_is_no_signed_agreement(self):
        """B7: neither of the file, nor of the plan; whatever it is called."""
        case = self._case(position="informed")
        plan = case.with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Je paie mon loyer")
        consents = self.env["declic.consent"]
        before = consents.search_count([])
        self.login("worker")
        consent = f"/my/declic/orientation/{case.orientation_id.id}/position"
        sheet = f"/my/declic/plan/{plan.id}/agreement"
        signed = {"position": "agreed", "mode": "signed"}
        paper = {"channel": "paper", "name": "Camille"}
        for content, name in (
            (EXE, "photo.jpg"),
            (EXE, "accord.pdf"),
            (b"", "photo.jpg"),
            (HEIC, "IMG_0001.HEIC"),
        ):
            for path, posted in ((consent, signed), (sheet, paper)):
                with self.subTest(path=path, name=name):
                    answer = self.post_file(path, content, name, **posted)
                    self.assertIn("alert-danger", answer.text)
                    if content == HEIC:
                        self.assertIn("HEIC", answer.text)
        self.assertEqual(consents.search_count([]), before)
        self.assertFalse(plan.sudo().agreement_id)
        for path, posted in ((consent, signed), (sheet, paper)):
            answer = self.post_file(path, PAPER, "photo.png", **posted)
            self.assertIn("alert-success", answer.text)
        self.assertEqual(consents.search_count([]), before + 1)
        self.assertEqual(plan.sudo().agreement_id.channel, "paper")

    def test_a_spoken_yes_takes_nothing_from_a_signature(self):
        """B7: what was drawn stays, with its picture."""
        plan = self._case().with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Je paie mon loyer")
        plan.action_agree("screen", "Camille", signature=picture())
        known = plan.sudo().agreement_id
        drawn = known.signature
        self.login("worker")
        for posted in (
            {"channel": "oral", "reason_id": self._reason("oral").id},
            {"channel": "paper"},
        ):
            answer = self.post_file(
                f"/my/declic/plan/{plan.id}/agreement", PAPER, name="Camille", **posted
            )
            self.assertIn("alert-danger", answer.text)
        self.assertEqual(plan.sudo().agreement_id, known)
        self.assertEqual(known.signature, drawn)

    def test_signed_after_spoken_counts(self):
        """B9: a further proof stands beside the word that was given first."""
        case = self._case(position="informed")
        path = f"/my/declic/orientation/{case.orientation_id.id}/position"
        self.login("worker")
        said = {"position": "agreed"}
        self.assertIn(
            "alert-success", self.post_file(path, b"", mode="spoken", **said).text
        )
        consents = self.env["declic.consent"].search(
            [("household_id", "=", case.household_id.id)]
        )
        self.assertEqual(consents.mapped("evidence"), ["spoken"])
        self.post_file(path, PAPER, "photo.png", mode="signed", **said)
        self.env.invalidate_all()
        after = consents.search([("household_id", "=", case.household_id.id)])
        self.assertEqual(sorted(after.mapped("evidence")), ["scan", "spoken"])

    def test_accepted_by_a_double_tap(self):
        """B13: the second tap is answered as the first was."""
        orientation = self._orientation(self._household())
        self.login("coordinator")
        answers = [
            self.post(
                f"/my/declic/orientation/{orientation.id}/accept",
                worker_id=str(self.users["worker"].id),
                declic_once="1732550000000-accept-once",
            )
            for _tap in range(2)
        ]
        self.assertEqual(answers[0].url, answers[1].url)
        self.assertIn("/case/", answers[1].url)
        self.assertEqual(len(orientation.case_ids), 1)

    def test_the_link_follows_the_prohibitions(self):
        """B20: “do not call” is no call and no text message, here as elsewhere."""
        case = self._case()
        plan = case.with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Je paie mon loyer")
        household = case.household_id
        household.partner_id.email = "camille@example.com"
        self.login("worker")
        for call, write in ((False, False), (True, False), (False, True), (True, True)):
            household.write({"do_not_call": call, "do_not_write": write})
            page = self.post(f"/my/declic/plan/{plan.id}/link").text
            with self.subTest(do_not_call=call, do_not_write=write):
                self.assertEqual('href="sms:' in page, not call)
                self.assertEqual('href="mailto:' in page, not write)


@tagged("post_install", "-at_install")
class TestPhotographs(Walk, PapersCase):
    def chosen(self, walker, content, name, kind):
        """Choose a file, as the hand does, and wait until it was looked at."""
        sent = base64.b64encode(content).decode()
        walker.js(
            f"""(async () => {{
                const el = document.querySelector("input[type=file]");
                const bytes = Uint8Array.from(atob("{sent}"), (it) => it.charCodeAt(0));
                const files = new DataTransfer();
                files.items.add(new File([bytes], "{name}", {{ type: "{kind}" }}));
                el.files = files.files;
                el.dispatchEvent(new Event("change", {{ bubbles: true }}));
                await el.declicTurned;
            }})()"""
        )
        return walker.js(
            """(() => {
                const [file] = document.querySelector("input[type=file]").files;
                return file ? [file.type, file.size] : null;
            })()"""
        )

    def test_turned_on_the_device_or_refused_with_how(self):
        case = self._case()
        noise = Image.effect_noise((3000, 1500), 80)
        out = io.BytesIO()
        noise.save(out, "PNG")
        self.users["worker"].lang = "fr_FR"

        def steps(walker):
            # A picture of megabytes leaves as one that goes through.
            kind, size = self.chosen(walker, out.getvalue(), "p.png", "image/png")
            self.assertEqual(kind, "image/jpeg")
            self.assertLess(size, len(out.getvalue()) / 2)
            # What this browser cannot turn is refused, and says how.
            self.assertIsNone(self.chosen(walker, HEIC, "IMG_1.HEIC", "image/heic"))
            self.assertIn("HEIC", walker.text())
            self.assertIn("Réglages", walker.text())
            # A PDF is left as it is.
            pdf = b"%PDF-1.4 " + b"x" * 50
            chosen = self.chosen(walker, pdf, "a.pdf", "application/pdf")
            self.assertEqual(chosen, ["application/pdf", len(pdf)])

        self.walk(
            f"/my/declic/orientation/{case.orientation_id.id}/document", "worker", steps
        )

    def test_a_signature_survives_a_lost_network(self):
        """B15: it says so in French, and what was drawn is sent by the next touch."""
        plan = self._case().with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Je paie mon loyer")
        self.users["worker"].lang = "fr_FR"
        button = ".o_portal_sign_submit"

        def steps(walker):
            walker.wait(f"!!document.querySelector('{button}')")
            walker.js(DRAW)
            walker.fill("input[name='signer']", "Camille Martin")
            walker.wait(f"!document.querySelector('{button}').disabled")
            with walker.without():
                walker.tap(button)
                walker.wait("/Pas de réseau/.test(document.body.innerText)")
            walker.tap(button)
            walker.wait("location.search.includes('agreed')")

        self.walk(f"/my/declic/plan/{plan.id}/agreement", "worker", steps)
        self.assertEqual(plan.sudo().agreement_id.channel, "screen")
