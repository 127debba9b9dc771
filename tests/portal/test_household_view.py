"""The household's own view (T5): its plan, its dates, its payments, and no more."""

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

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
