"""Accepting with a chosen worker and true words; handing over; the psychologist."""

import html
import re
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import RecordCapturer, tagged

from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestAccept(PortalCase):
    def page(self, path):
        return html.unescape(self.url_open(path).text)

    def path(self, orientation):
        return f"/my/declic/orientation/{orientation.id}"

    def test_nobody_is_chosen_beforehand(self):
        self._case()
        orientation = self._orientation(self._household("ACCEPT-TEST Lou"))
        self.login("coordinator")
        page = self.page(self.path(orientation))
        worker, colleague = self.users["worker"], self.users["colleague"]
        select = page.split('id="declic_worker"')[1].split("</select>")[0]
        self.assertNotIn("selected", select)
        self.assertIn(f"{worker.name} (1 ménages)", select)
        self.assertIn(f"{colleague.name} (0 ménages)", select)
        self.assertIn("À traiter", page)
        left = self.programme.capacity - self.programme.running_count
        self.assertRegex(page, rf"Places libres : <strong>{left}</strong>")
        answer = self.post(f"{self.path(orientation)}/accept")
        self.assertIn("alert-danger", answer.text)
        self.assertEqual(orientation.state, "sent")
        answer = self.post(
            f"{self.path(orientation)}/accept", worker_id=str(colleague.id)
        )
        case = orientation.sudo().case_ids
        self.assertEqual(case.worker_id, colleague)
        self.assertIn("done=accepted_other", answer.url)
        self.assertIn("que vous avez choisi", html.unescape(answer.text))
        # A second tab says what is, and who follows it.
        again = self.post(f"{self.path(orientation)}/accept", worker_id=str(worker.id))
        again = html.unescape(again.text)
        self.assertIn(f"{case.reference}, accompagné par {colleague.name}", again)
        self.assertNotIn("places sont prises", again)
        self.assertEqual(case.worker_id, colleague)

    def test_a_double_tap_tells_the_truth(self):
        orientation = self._orientation(self._household("DOUBLE-TEST Lou"))
        self.login("coordinator")
        sent = {
            "worker_id": str(self.users["worker"].id),
            "declic_once": "1732550000000-accept-once",
        }
        first, second = (
            self.post(f"{self.path(orientation)}/accept", **sent) for _tap in range(2)
        )
        self.assertEqual(first.url, second.url)
        self.assertNotIn("places sont prises", html.unescape(second.text))
        self.assertEqual(len(orientation.sudo().case_ids), 1)

    def test_rank_and_the_worker_chosen(self):
        self._case()
        self.programme.capacity = self.programme.running_count
        orientations = [
            self._orientation(self._household(f"ATTEND-TEST {n}")) for n in range(2)
        ]
        self.login("coordinator")
        colleague = self.users["colleague"]
        for rank, orientation in enumerate(orientations, 1):
            page = self.page(self.path(orientation))
            self.assertIn("Plus aucune place", page)
            answer = self.post(
                f"{self.path(orientation)}/accept", worker_id=str(colleague.id)
            )
            page = html.unescape(answer.text)
            with self.subTest(rank=rank):
                self.assertIn("done=waiting", answer.url)
                self.assertRegex(page, rf"Rang\s+<strong>{rank}</strong>")
                self.assertEqual(orientation.state, "waiting")
        home = self.page("/my/declic")
        self.assertLess(
            home.index('id="declic_queue"'), home.index(orientations[0].reference)
        )
        with self.assertRaises(UserError):
            orientations[0].with_user(self.users["coordinator"]).action_accept(
                colleague.id
            )
        # A place is free: the household goes to whom it was promised, who is told.
        self.programme.capacity += 1
        domain = [("message_type", "=", "user_notification")]
        with RecordCapturer(self.env["mail.message"], domain) as told:
            case = (
                orientations[0].with_user(self.users["counsellor"]).action_admit()
            ).sudo()
        self.assertEqual(case.worker_id, colleague)
        self.assertEqual(
            told.records.partner_ids,
            (colleague | self.users["coordinator"]).partner_id,
        )
        for message in told.records:
            self.assertNotIn("ATTEND-TEST", f"{message.subject} {message.body}")
        self.assertEqual(orientations[1]._waiting_rank(), 1)

    def test_hand_over_of_several(self):
        worker, colleague = self.users["worker"], self.users["colleague"]
        cases = self._case()
        for number in range(2):
            cases |= self._case(self._household(f"CONFIÉ-TEST {number}"))
        self.login("coordinator")
        page = self.page(f"/my/declic/team?worker={worker.id}")
        self.assertEqual(page.count('name="case_ids"'), 3)
        for case in cases:
            self.assertIn(case.reference, page.split("<table")[1].split("</table>")[0])
        stranger = self._orientation(
            self._household("AILLEURS"), association=self.other_association
        )
        theirs = stranger.with_user(self.users["other_coordinator"]).action_accept(
            self.users["other_worker"].id
        )
        asked = "&".join(f"case_ids={case.id}" for case in cases)
        preview = "/my/declic/team/preview"
        # One that is not theirs among them, or nobody chosen: nothing to look at.
        both = f"case_ids={cases[0].id}&case_ids={theirs.id}&user_ids={colleague.id}"
        for query in (both, asked, f"{asked}&user_ids={worker.id}", ""):
            with self.subTest(query=query):
                self.assertIn("alert-danger", self.page(f"{preview}?{query}"))
        coordinator = self.users["coordinator"]
        coming = (
            cases[0]
            .with_user(worker)
            .action_plan_appointment(
                Datetime.now() + timedelta(days=2), "visit", channel="visit"
            )
        )
        # Whoever follows the fewest has the next: two for one, one for the other.
        query = f"{asked}&user_ids={colleague.id}&user_ids={coordinator.id}"
        page = self.page(f"{preview}?{query}")
        shares = dict(
            re.findall(
                r'name="(share_\d+)".*?value="(\d+)" selected', page, flags=re.DOTALL
            )
        )
        seen = dict(re.findall(r'name="(followed_\d+)" value="(\d+)"', page))
        counts = sorted(
            list(shares.values()).count(one) for one in set(shares.values())
        )
        self.assertEqual(counts, [1, 2])
        self.assertEqual(cases.worker_id, worker)
        # Half of it never happens.
        wrong = {
            **shares,
            **seen,
            f"share_{cases[2].id}": str(self.users["other_worker"].id),
        }
        self.assertIn(
            "alert-danger", self.post("/my/declic/team/hand_over", **wrong).text
        )
        self.env.invalidate_all()
        self.assertEqual(cases.worker_id, worker)
        theirs_too = {**shares, **seen, f"share_{theirs.id}": str(colleague.id)}
        self.post("/my/declic/team/hand_over", **theirs_too)
        self.assertEqual(cases.worker_id, worker)
        # Without what was looked at, nothing moves either.
        self.post("/my/declic/team/hand_over", **shares)
        self.env.invalidate_all()
        self.assertEqual(cases.worker_id, worker)
        answer = self.post("/my/declic/team/hand_over", **shares, **seen)
        page = html.unescape(answer.text)
        self.assertIn("alert-success", page)
        for case in cases:
            with self.subTest(case=case.reference):
                self.assertEqual(case.worker_id.id, int(shares[f"share_{case.id}"]))
                self.assertFalse(case.with_user(worker).has_access("read"))
                self.assertIn(f"/my/declic/case/{case.id}/letter/worker", page)
                self.assertRegex(
                    "".join(case.message_ids.mapped("body")),
                    "Handed over|Confié à une autre personne",
                )
        self.assertIn(cases[0].worker_id.partner_id, coming.sudo().event_id.partner_ids)
        self.assertNotIn(worker.partner_id, coming.sudo().event_id.partner_ids)
        self.login("worker")
        back = {f"share_{case.id}": str(worker.id) for case in cases}
        self.post("/my/declic/team/hand_over", **back)
        self.assertNotIn(worker, cases.worker_id)


@tagged("post_install", "-at_install")
class TestMonth(PortalCase):
    def record(self, **typed):
        answer = self.post("/my/declic/sessions", **typed)
        return html.unescape(answer.text)

    def test_last_month_and_asked_before_replacing(self):
        sessions = self.env["declic.clinical.session"]
        self.login("psychologist")
        page = self.url_open("/my/declic/sessions").text
        last = self.today.replace(day=1)
        last = last.replace(
            year=last.year - (last.month == 1), month=(last.month - 2) % 12 + 1
        )
        self.assertIn(f'value="{last:%Y-%m}"', page)
        typed = {"month": f"{last:%Y-%m}", "session_count": "7", "hours": "9,5"}
        self.assertIn("alert-success", self.record(**typed))
        # Another psychologist of the association, who saw an empty month.
        typed["session_count"] = "12"
        page = self.record(**typed)
        self.assertRegex(page, r"7 → 12")
        self.assertEqual(sessions.search([]).session_count, 7)
        self.assertIn("alert-success", self.record(**typed, instead_of="7/9.5"))
        self.assertEqual(sessions.search([]).session_count, 12)
        # What was seen is no longer what is there.
        typed["session_count"] = "20"
        page = self.record(**typed, instead_of="7/9.5")
        self.assertRegex(page, r"12 → 20")
        with self.assertRaises(UserError):
            sessions.with_user(self.users["psychologist"]).action_record(
                last, 20, 1, instead_of=None
            )
        self.assertEqual(sessions.search([]).session_count, 12)
