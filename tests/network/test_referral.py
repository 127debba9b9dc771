"""Directory, onward referrals and what came of them (N1)."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DeclicCase
from ..portal.test_portal import PortalCase


class ReferralCase(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.service = cls._reason("service")
        cls.told = cls._reason("category")
        cls.cmp, cls.ccas = cls.env["declic.network.partner"].create(
            [
                {
                    "name": "CMP Nord (test)",
                    "service_ids": cls.service.ids,
                    "area": "Toulouse Nord",
                    "eligibility": "Adultes du secteur",
                    "answer_days": 10,
                },
                {"name": "CCAS (test)"},
            ]
        )

    def refer(self, role="worker", **values):
        return self.case.with_user(self.users[role]).action_refer(
            {
                "network_id": self.cmp.id,
                "service_id": self.service.id,
                "request": "Un premier rendez-vous",
                "consent_date": self.today,
                "category_ids": self.told.ids,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestReferral(ReferralCase):
    def test_what_is_told_to_whom_on_which_basis(self):
        """C9: the row is the disclosure; it stays as it was."""
        referral = self.refer()
        told = referral.sudo()
        self.assertEqual(told.state, "asked")
        self.assertEqual(told.user_id, self.users["worker"])
        self.assertEqual(told.date_asked, self.today)
        self.assertEqual(told.date_answer_due, self.today + relativedelta(days=10))
        self.assertEqual((told.basis, told.category_ids), ("agreement", self.told))
        for values in (
            {"network_id": self.ccas.id},
            {"basis": "duty"},
            {"consent_date": False},
            {"request": "Autre chose"},
        ):
            with self.subTest(**values), self.assertRaises(UserError):
                told.write(values)
        with self.assertRaises(AccessError):
            told.write({"state": "done"})

    def test_refusals(self):
        for values in (
            {"network_id": 0},
            {"service_id": self.told.id},
            {"consent_date": None},
            {"consent_date": self.today + relativedelta(days=1)},
            {"category_ids": []},
            {"basis": "curiosity"},
        ):
            with self.subTest(**values), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    self.refer(**values)
        self.assertFalse(self.case.referral_ids)
        # Danger and duty need no agreement.
        self.assertTrue(self.refer(basis="danger", consent_date=None))

    def test_a_partner_without_a_login_answers(self):
        """N1: the reply is typed in; then what came of it."""
        referral = self.refer()
        with self.assertRaises(UserError):
            referral.action_answer("perhaps")
        referral.action_answer("waiting", "Un mois d'attente")
        self.assertEqual(referral.state, "answered")
        self.assertEqual(referral.sudo().answered_by_id, self.users["worker"])
        with self.assertRaises(UserError):
            referral.action_answer("accepted")
        referral.action_outcome("received")
        self.assertEqual((referral.state, referral.date_outcome), ("done", self.today))
        with self.assertRaises(UserError):
            referral.action_outcome("given_up")

    def test_the_landlord_answers_in_the_wizard(self):
        referral = self.refer("counsellor", is_shareable=True)
        wizard = (
            self.env["declic.referral.answer"]
            .with_user(self.users["counsellor"])
            .create({"referral_id": referral.id})
        )
        with self.assertRaises(UserError):
            wizard.action_save()
        wizard.write({"answer": "accepted", "outcome": "received"})
        wizard.action_save()
        self.assertEqual(referral.state, "done")

    def test_one_activity_and_no_name(self):
        """N1: no answer in time is told once, whatever the number of runs."""
        referral = self.refer("counsellor", is_shareable=True)
        cron = self.env["declic.referral"]
        before = self.case.activity_ids
        cron._cron_remind()
        self.assertEqual(self.case.activity_ids, before)
        with freeze_time(self.today + relativedelta(days=11)):
            self.assertTrue(referral.is_late)
            cron._cron_remind()
            cron._cron_remind()
        told = self.case.activity_ids - before
        self.assertEqual(len(told), 1)
        self.assertEqual(told.user_id, self.case.referent_id)
        for word in ("MARTIN", "CMP", self.service.name):
            self.assertNotIn(word, told.summary)
        referral.action_answer("accepted")
        with freeze_time(self.today + relativedelta(days=40)):
            cron._cron_remind()
        self.assertEqual(self.case.activity_ids - before, told)

    def test_the_worker_is_told_by_mail(self):
        referral = self.refer()
        with freeze_time(self.today + relativedelta(days=11)):
            self.env["declic.referral"]._cron_remind()
            self.env["declic.referral"]._cron_remind()
        mails = self.env["mail.message"].search(
            [("partner_ids", "in", self.users["worker"].partner_id.ids)]
        )
        self.assertEqual(len(mails), 1)
        for word in ("MARTIN", "CMP", self.service.name):
            self.assertNotIn(word, mails.body + mails.subject)
        self.assertIn(referral.reference, mails.subject)

    def test_share_with_an_outcome(self):
        """N1: the KPI of each partner."""
        for outcome in ("received", None, "not_come", None):
            referral = self.refer()
            if outcome:
                referral.action_outcome(outcome)
        self.refer().action_cancel()
        self.refer(network_id=self.ccas.id)
        cmp, ccas = self.cmp.with_user(self.users["counsellor"]), self.ccas
        self.assertEqual((cmp.referral_count, cmp.outcome_share), (4, 50))
        self.assertEqual((ccas.referral_count, ccas.outcome_share), (1, 0))

    def test_the_landlord_knows_what_is_shared(self):
        referral = self.refer()
        counsellor = referral.with_user(self.users["counsellor"])
        self.assertFalse(counsellor.has_access("read"))
        self.assertFalse(counsellor.search([]))
        shared = self.refer(is_shareable=True).with_user(self.users["counsellor"])
        self.assertEqual(shared.request, "Un premier rendez-vous")
        for role in ("colleague", "other_worker", "recovery"):
            with self.subTest(role=role):
                theirs = shared.with_user(self.users[role])
                self.assertFalse(theirs.has_access("read"))

    def test_a_closed_case_refers_nobody(self):
        referral = self.refer()
        self.case._close("other", self._reason("closing"))
        with self.assertRaises(UserError):
            self.refer()
        with self.assertRaises(UserError):
            referral.action_outcome("received")


@tagged("post_install", "-at_install")
class TestReferralPortal(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.page = f"/my/declic/case/{cls.case.id}"
        cls.network = cls.env["declic.network.partner"].create({"name": "CMP (test)"})
        cls.typed = {
            "network_id": cls.network.id,
            "service_id": cls._reason("service").id,
            "request": "Une phrase gardée",
            "basis": "agreement",
            "consent_date": str(cls.today),
        }

    def test_refer_and_answer_on_the_page(self):
        self.login("worker")
        # Nothing typed is lost when something is missing.
        refused = self.post(f"{self.page}/referral", **self.typed).text
        self.assertIn("Une phrase gardée", refused)
        self.assertFalse(self.case.referral_ids)
        told = self._reason("category").id
        self.post(f"{self.page}/referral", **self.typed, category_ids=told)
        referral = self.case.referral_ids
        self.assertEqual((referral.state, referral.network_id), ("asked", self.network))
        self.post(
            f"{self.page}/referral/{referral.id}",
            answer="accepted",
            answer_text="Rendez-vous mardi",
        )
        self.assertEqual(referral.answer_text, "Rendez-vous mardi")
        self.assertIn("Rendez-vous mardi", self.url_open(f"{self.page}/around").text)

    def test_somebody_elses_referral(self):
        referral = self.case.with_user(self.users["worker"]).action_refer(
            {
                **self.typed,
                "consent_date": self.today,
                "category_ids": self._reason("category").ids,
            }
        )
        self.login("colleague")
        self.post(f"{self.page}/referral/{referral.id}", outcome="received")
        self.assertEqual(referral.state, "asked")
