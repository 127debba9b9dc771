"""N4: a partner without a login answers one referral by its link."""

import re

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from ..portal.test_portal import PortalCase

TOKEN = re.compile(r"/declic/reponse/([\w-]+)")


@tagged("post_install", "-at_install")
class TestReferralLink(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.network = cls.env["declic.network.partner"].create(
            {"name": "CMP Sud (test)", "email": "cmp@example.com"}
        )

    def refer(self, role="worker", **values):
        known = self.env["mail.mail"].search([])
        referral = self.case.with_user(self.users[role]).action_refer(
            {
                "network_id": self.network.id,
                "service_id": self._reason("service").id,
                "request": "Un premier rendez-vous",
                "basis": "duty",
                "category_ids": self._reason("category").ids,
                **values,
            }
        )
        mail = self.env["mail.mail"].search([]) - known
        return referral.sudo(), mail

    def token(self, mail):
        return TOKEN.search(str(mail.body_html)).group(1)

    def test_the_mail_and_the_page(self):
        referral, mail = self.refer()
        self.assertEqual(mail.email_to, "cmp@example.com")
        self.assertTrue(mail.auto_delete)
        for word in ("MARTIN", "Invisibles", "premier rendez-vous"):
            self.assertNotIn(word, f"{mail.subject} {mail.body_html}")
        token = self.token(mail)
        # 128 bits at least; the hash alone is kept.
        self.assertGreaterEqual(len(token) * 6, 128)
        self.assertNotIn(token, referral.link_hash)
        self.authenticate(None, None)
        page = self.url_open(f"/declic/reponse/{token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn(referral.reference, page.text)
        self.assertIn("Un premier rendez-vous", page.text)
        for word in ("MARTIN-TEST", "Invisibles", self.case.reference, "MOTSECRET"):
            with self.subTest(word):
                self.assertNotIn(word, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertIn("noindex", page.headers["X-Robots-Tag"])

    def test_the_link_dies_with_the_answer(self):
        referral, mail = self.refer()
        path = f"/declic/reponse/{self.token(mail)}"
        self.authenticate(None, None)
        wrong = self.post(path, answer="moon", words="Gardé")
        self.assertIn("Gardé", wrong.text)
        self.assertEqual(referral.state, "asked")
        known = self.env["mail.mail"].search([])
        done = self.post(path, answer="accepted", words="Mardi à 10 h")
        self.assertEqual(done.status_code, 200)
        referral.invalidate_recordset()
        self.assertEqual(
            (referral.state, referral.answer, referral.answer_text),
            ("answered", "accepted", "Mardi à 10 h"),
        )
        self.assertFalse(referral.link_hash)
        self.assertEqual(referral.answered_by_id, self.env.ref("base.public_user"))
        # Who asked is told, by the reference alone.
        told = self.env["mail.mail"].search([]) - known
        self.assertEqual(told.recipient_ids, self.users["worker"].partner_id)
        self.assertNotIn("Mardi", f"{told.subject} {told.body_html}")
        for answer in (self.url_open(path), self.post(path, answer="refused")):
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(referral.answer, "accepted")

    def test_expired_answered_or_guessed(self):
        referral, mail = self.refer()
        path = f"/declic/reponse/{self.token(mail)}"
        self.authenticate(None, None)
        self.assertEqual(self.url_open("/declic/reponse/devine").status_code, 404)
        self.assertEqual(
            self.url_open(f"/declic/reponse/{referral.link_hash}").status_code, 404
        )
        Referral = self.env["declic.referral"]
        late = Datetime.add(referral.link_expiry, minutes=1)
        with freeze_time(late):
            self.assertFalse(Referral._find_by_link(self.token(mail)))
        self.assertTrue(Referral._find_by_link(self.token(mail)))
        referral.with_user(self.users["worker"]).action_answer("refused")
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_the_link_dies_with_the_support(self):
        _referral, mail = self.refer()
        path = f"/declic/reponse/{self.token(mail)}"
        self.authenticate(None, None)
        self.assertEqual(self.url_open(path).status_code, 200)
        self.case._close("ordinary", self._reason("closing"))
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self.post(path, answer="accepted").status_code, 404)

    def test_no_address_no_link(self):
        self.network.email = False
        referral, mail = self.refer()
        self.assertFalse(mail)
        self.assertFalse(referral.link_hash)

    def test_one_referral_and_no_other(self):
        first, first_mail = self.refer()
        second, second_mail = self.refer()
        found = self.env["declic.referral"]._find_by_link(self.token(first_mail))
        self.assertEqual(found, first)
        found._answer_by_link("waiting", "")
        self.assertEqual(second.state, "asked")
        self.assertTrue(
            self.env["declic.referral"]._find_by_link(self.token(second_mail))
        )

    def test_the_landlords_referent_is_told(self):
        referral, _mail = self.refer("counsellor", is_shareable=True)
        with freeze_time(Datetime.now() + relativedelta(days=1)):
            referral._answer_by_link("refused", "")
        activity = self.case.activity_ids.filtered(
            lambda a: referral.reference in (a.summary or "")
        )
        self.assertEqual(activity.user_id, self.case.referent_id)
