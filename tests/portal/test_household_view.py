"""The household's own view (T5): its plan, its dates, its payments, and no more."""

import html
import re

from dateutil.relativedelta import relativedelta

from odoo.fields import Datetime
from odoo.tests import RecordCapturer, tagged

from ..plan.test_sheet import SheetCase


@tagged("post_install", "-at_install")
class TestHouseholdView(SheetCase):
    def test_the_whole_schedule_and_nobody_else(self):
        household = self.case.household_id
        self._rent(household, self._months_ago(5), 900)
        repayment = self.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 90}
        )
        repayment.action_cover_open_lines()
        repayment.action_activate()
        neighbour = self.env["res.partner"].create({"name": "COTITULAIRE Sacha"})
        self.env["declic.household.member"].create(
            {
                "household_id": household.id,
                "partner_id": neighbour.id,
                "role": "co_holder",
            }
        )
        theirs = self.case.with_user(self.users["worker"])
        for audience in ("both", "own", "author"):
            theirs.action_add_note(f"MOTNOTE {audience}", audience)
        self.env["declic.note"].with_user(self.users["counsellor"]).create(
            {"case_id": self.case.id, "audience": "both", "text": "MOTBAILLEUR2"}
        )
        self.case.review_ids[0].date_due = self.today + relativedelta(days=12)
        page = self.url_open(self.link()).text
        due = repayment.installment_ids.filtered(lambda i: i.state != "paid")
        self.assertGreater(len(due), 5)
        self.assertEqual(page.count("90.00") + page.count("90,00"), len(due))
        self.assertIn("Je paie mon loyer", page)
        for word in (
            "MOTNOTE",
            "MOTBAILLEUR",
            "MOTFAITS",
            "MOTSECRET",
            "COTITULAIRE",
            self.case.reference,
            household.reference,
        ):
            with self.subTest(word=word):
                self.assertNotIn(word, page)

    def test_without_an_address_nothing_is_blocked(self):
        """No e-mail, no telephone: accepted, followed, planned, and the link is made
        to be handed over."""
        household = self._household("SANSADRESSE-TEST Lou")
        household.partner_id.write({"email": False, "phone": False})
        case = self._case(household).with_user(self.users["worker"])
        case.action_log_contact("visit", "reached", 20)
        case.action_record_adhesion("accepted")
        plan = case.action_start_plan()
        action = {"name": "Appeler", "actor": "household", "date_due": self.today}
        plan.action_add_goal("social", "Je respire", [action])
        url = case.action_share_sheet()
        page = self.url_open(url[url.index("/declic/") :])
        self.assertIn("Je respire", page.text)
        self.login("worker")
        page = self.post(f"/my/declic/plan/{plan.id}/link").text
        self.assertIn("/declic/fiche/", page)
        for scheme in ("mailto:", "sms:"):
            self.assertNotIn(f'href="{scheme}', page)
        self.assertFalse(self.env["mail.mail"].search([("state", "=", "exception")]))

    def test_light_and_in_words_of_life(self):
        """No script and no style sheet to fetch; hour, place, person and telephone;
        actions under their goal; due and coming told apart."""
        household = self.case.household_id
        self._rent(household, self._months_ago(5), 900)
        repayment = self.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 90}
        )
        repayment.action_cover_open_lines()
        repayment.action_activate()
        late = repayment.installment_ids.sorted("date_due")[0]
        worker = self.users["worker"]
        worker.phone = "06 39 98 00 01"
        self.case.with_user(worker).action_plan_appointment(
            Datetime.now() + relativedelta(days=3), "visit", channel="visit"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE declic_repayment_installment SET date_due = %s WHERE id = %s",
            [self.today - relativedelta(days=10), late.id],
        )
        self.env.invalidate_all()
        answer = self.url_open(self.link())
        page = answer.text
        for fetched in ("<script", "<link", "/web/assets", "<img"):
            self.assertNotIn(fetched, page)
        self.assertLess(len(answer.content), 150_000)
        appointment = self.case.appointment_ids
        for said in (
            appointment._when(),
            appointment._where(),
            worker.name,
            'href="tel:0639980001"',
        ):
            self.assertIn(html.escape(said, quote=False), page)
        self.assertEqual(page.count("<strong>late</strong>") + page.count("retard"), 1)
        for group in self.case.with_user(worker)._sheet(is_whole=True)["by_goal"]:
            place = page.index(html.escape(group["goal"]))
            for row in group["mine"]:
                self.assertGreater(page.index(row["what"]), place)

    def test_would_like_to_talk(self):
        path = self.link()
        worker = self.users["worker"]
        self.authenticate(None, None)
        page = self.url_open(path).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        self.url_open("/declic/fiche/devine/talk", data={"csrf_token": token})
        self.assertFalse(self.case.date_talk_asked)
        domain = [("message_type", "=", "user_notification")]
        with RecordCapturer(self.env["mail.message"], domain) as told:
            for _tap in range(2):
                answer = self.url_open(f"{path}/talk", data={"csrf_token": token})
                self.assertEqual(answer.status_code, 200)
        self.assertTrue(self.case.date_talk_asked)
        # Once, to who follows the household, without its name.
        self.assertEqual(told.records.partner_ids, worker.partner_id)
        self.assertEqual(len(told.records), 1)
        words = f"{told.records.subject} {told.records.body}"
        self.assertNotIn(self.case.household_id.name, words)
        self.assertNotIn('name="talk"', answer.text)
        self.assertEqual(
            self.env["declic.case"].with_user(worker)._day()["talks"], self.case
        )
        self.case.with_user(worker).action_log_contact("phone", "no_answer")
        self.assertTrue(self.case.date_talk_asked)
        self.case.with_user(worker).action_log_contact("phone", "reached")
        self.assertFalse(self.case.date_talk_asked)

    def test_signing_stands_apart(self):
        path = self.link()
        self.assertIn(f"{path}/sign", self.url_open(path).text)
        self.assertIn("signature_form", self.url_open(f"{path}/sign").text)
        self.assertEqual(self.url_open("/declic/fiche/devine/sign").status_code, 404)
