"""Requests for financial aid (K5): screens, portal, forecast."""

import re
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..common import DeclicLandlord
from ..repayment_common import FIRST, SIGNED, RepaymentCase


@tagged("post_install", "-at_install")
class TestAid(RepaymentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(SIGNED):
            cls.case = cls._case(cls.household)
        cls.body = cls.env.ref("declic.reason_aid_body_1")
        cls.refusal = cls.env.ref("declic.reason_aid_refusal_1")

    def ask(self, role="worker", **values):
        with self.at(FIRST):
            return self.case.with_user(self.users[role]).action_ask_aid(
                {"body_id": self.body.id, "amount_asked": 700, **values}
            )

    def forecast(self):
        self.env.flush_all()
        return self.env["declic.repayment.forecast"].search(
            [("partner_id", "=", self.partner.id), ("origin", "=", "aid")]
        )

    def test_granted_stays_in_the_forecast_until_it_is_paid(self):
        plan = self.plan()
        request = self.ask()
        self.assertFalse(self.forecast())
        with self.at(FIRST):
            request.action_grant(600)
        row = self.forecast()
        self.assertEqual((row.amount, row.plan_id), (600, plan))
        seen = row.with_user(self.users["accountant"])
        self.assertEqual(seen.amount, 600)
        # Paid by the body's own account, and matched with the household's terms.
        fund = self.env["res.partner"].create({"name": "FSL (test)"})
        line = self.statement(date(2026, 3, 20), 600, fund)
        self.assertTrue(self.forecast())
        self.match(date(2026, 3, 20), line, self.terms())
        self.assertEqual(request.sudo().state, "paid")
        self.assertEqual(request.sudo().payment_line_id, line)
        self.assertFalse(self.forecast())
        self.assertEqual(plan.paid_by_others, 600)
        with self.at(date(2026, 3, 21)):
            line.remove_move_reconcile()
        self.assertEqual(request.sudo().state, "granted")
        self.assertEqual(self.forecast().amount, 600)

    def test_a_payment_pays_one_aid(self):
        first, second = self.ask(), self.ask()
        with self.at(FIRST):
            (first | second).action_grant(450)
        line = self.statement(date(2026, 3, 20), 450, label="VIR FSL DU RHONE")
        self.match(date(2026, 3, 20), line, self.terms()[0])
        self.assertEqual((first | second).sudo().mapped("state"), ["paid", "granted"])

    def test_what_the_tenant_pays_is_no_aid(self):
        request = self.ask()
        with self.at(FIRST):
            request.action_grant(450)
        own = self.statement(date(2026, 3, 12), 450)
        self.match(date(2026, 3, 12), own, self.terms()[0])
        self.assertEqual((request.state, request.sudo().amount_paid), ("granted", 0))
        self.assertEqual(self.forecast().amount, 450)
        # Nor what a person of the family pays for him.
        aunt = self.env["res.partner"].create({"name": "ESSAI Tante"})
        gift = self.statement(date(2026, 3, 13), 450, aunt)
        self.match(date(2026, 3, 13), gift, self.terms()[1])
        self.assertEqual(request.state, "granted")

    def test_paid_in_parts(self):
        request = self.ask()
        with self.at(FIRST):
            request.action_grant(600)
        fund = self.env["res.partner"].create(
            {"name": "Département (test)", "is_company": True}
        )
        first = self.statement(date(2026, 3, 20), 300, fund)
        self.match(date(2026, 3, 20), first, self.terms()[0])
        self.assertEqual((request.state, request.amount_paid), ("granted", 300))
        self.assertEqual(self.forecast().amount, 300)
        second = self.statement(date(2026, 4, 20), 300, label="FSL avril")
        self.match(date(2026, 4, 20), second, self.terms()[1])
        self.assertEqual((request.state, request.amount_paid), ("paid", 600))
        self.assertEqual(request.date_paid, date(2026, 4, 20))
        self.assertEqual(request.sudo().payment_line_id, second)
        self.assertFalse(self.forecast())
        # The first part comes back: what is left of it is awaited again.
        with self.at(date(2026, 4, 22)):
            first.remove_move_reconcile()
        self.assertEqual((request.state, request.amount_paid), ("granted", 300))
        self.assertEqual(self.forecast().amount, 300)

    def test_more_than_granted_pays_the_next_one_of_the_body(self):
        first, second = self.ask(), self.ask(date_deadline=date(2026, 5, 1))
        other = self.ask(body_id=self.env.ref("declic.reason_aid_body_2").id)
        with self.at(FIRST):
            (first | second | other).action_grant(200)
        line = self.statement(date(2026, 3, 20), 350, label="FSL")
        self.match(date(2026, 3, 20), line, self.terms()[0])
        self.assertEqual((first | second | other).mapped("amount_paid"), [200, 150, 0])

    def test_two_bodies_awaited_and_none_named(self):
        first = self.ask()
        second = self.ask(body_id=self.env.ref("declic.reason_aid_body_2").id)
        with self.at(FIRST):
            (first | second).action_grant(300)
        payer = self.env["res.partner"].create(
            {"name": "Trésorerie (test)", "is_company": True}
        )
        line = self.statement(date(2026, 3, 20), 300, payer)
        self.match(date(2026, 3, 20), line, self.terms()[0])
        self.assertEqual((first | second).mapped("state"), ["granted", "granted"])
        # Nobody can tell but a person, who says it.
        counsellor = second.with_user(self.users["counsellor"])
        with self.assertRaises(AccessError):
            second.with_user(self.users["recovery"]).action_record_paid()
        counsellor.action_record_paid()
        self.assertEqual((second.state, second.amount_paid), ("paid", 300))
        with self.at(date(2026, 3, 22)):
            line.remove_move_reconcile()
        self.assertEqual(second.state, "paid")
        counsellor.action_record_unpaid()
        self.assertEqual((second.state, second.amount_paid), ("granted", 0))
        # What the ledger says is not taken back by hand.
        named = self.statement(date(2026, 4, 1), 300, label="CCAS")
        self.match(date(2026, 4, 1), named, self.terms()[0])
        self.assertEqual(second.state, "paid")
        with self.assertRaisesRegex(UserError, "decides"):
            counsellor.action_record_unpaid()

    def test_the_payment_stood_there_before_the_answer(self):
        request = self.ask()
        line = self.statement(date(2026, 3, 12), 600, label="FSL")
        self.match(date(2026, 3, 12), line, self.terms())
        with self.at(date(2026, 3, 14)):
            request.action_grant(600)
        self.assertEqual((request.state, request.date_paid), ("paid", line.date))

    def test_what_came_back_paid_nothing(self):
        request = self.ask()
        with self.at(FIRST):
            request.action_grant(300)
        line = self.statement(date(2026, 3, 20), 300, label="FSL")
        back = self.statement(date(2026, 3, 25), -300, label="REJET FSL")
        self.match(date(2026, 3, 25), line, back)
        self.assertEqual((request.state, request.amount_paid), ("granted", 0))

    def test_refusal_needs_a_reason(self):
        request = self.ask()
        for wrong in (None, 0, self.body.id, 99999999):
            with self.assertRaisesRegex(UserError, "why it was refused"):
                request.action_refuse(wrong)
        request.action_refuse(self.refusal.id)
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.refusal_reason_id, self.refusal)
        request.with_user(self.users["counsellor"]).action_ask_again()
        self.assertFalse(request.refusal_reason_id)

    def test_a_deadline_raises_one_activity(self):
        request = self.ask(date_deadline=date(2026, 4, 10)).sudo()
        topic = ["declic.activity_aid"]
        activity = request.activity_search(topic)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.date_deadline, date(2026, 4, 10))
        self.assertEqual(activity.user_id, self.case.referent_id)
        with self.at(FIRST):
            request.date_deadline = date(2026, 4, 20)
        self.assertEqual(
            request.activity_search(topic).mapped("date_deadline"), [date(2026, 4, 20)]
        )
        with self.at(FIRST):
            request.action_grant(600)
        self.assertFalse(request.activity_search(topic))

    def test_what_is_typed_wrong(self):
        for values, sentence in (
            ({"body_id": self.refusal.id}, "whom"),
            ({"amount_asked": 0}, "more than zero"),
            ({"amount_asked": -5}, "more than zero"),
            ({"date_deadline": date(2026, 1, 1)}, "before the request"),
            ({"date_asked": date(2026, 4, 1)}, "future"),
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, sentence):
                    self.ask(**values)
        with self.assertRaisesRegex(UserError, "more than zero"):
            self.ask().action_grant(0)

    def test_who_may(self):
        request = self.ask()
        for role in ("colleague", "other_worker", "other_coordinator"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                request.with_user(self.users[role]).action_grant(600)
        for role in ("recovery", "accountant"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                request.with_user(self.users[role]).action_grant(600)
        counsellor = request.with_user(self.users["counsellor"])
        with self.assertRaises(AccessError):
            counsellor.amount_granted = 600
        with self.assertRaises(AccessError):
            counsellor.state = "paid"
        counsellor.action_grant(600)
        self.case._close("ordinary", self._reason("closing"))
        with self.assertRaisesRegex(UserError, "closed"):
            self.ask()


@tagged("post_install", "-at_install")
class TestAidOnThePortal(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.case = cls._case()
        cls.body = cls.env.ref("declic.reason_aid_body_1")

    def send(self, role, url, **data):
        self.authenticate(self.users[role].login, self.users[role].login)
        page = self.url_open("/my/declic")
        token = re.search(r'csrf_token: "([^"]+)"', page.text).group(1)
        return self.url_open(url, data={**data, "csrf_token": token})

    def test_asked_and_answered_on_the_page_of_the_case(self):
        page = f"/my/declic/case/{self.case.id}"
        answer = self.send(
            "worker", f"{page}/aid", body_id=self.body.id, aid_amount="600,50"
        )
        self.assertRegex(answer.text, r"600[.,]50")
        request = self.case.aid_request_ids
        self.assertEqual((request.amount_asked, request.state), (600.5, "asked"))
        self.assertEqual(request.author_id, self.users["worker"])
        url = f"/my/declic/aid/{request.id}/answer"
        answer = self.send("worker", url, answer="refused", amount="12,34")
        self.assertIn('role="alert"', answer.text)
        self.assertEqual(request.state, "asked")
        # Nothing that was typed is lost.
        self.assertIn("12,34", answer.text)
        self.send("other_worker", url, answer="granted", amount="600")
        self.assertEqual(request.state, "asked")
        self.send("worker", url, answer="granted", amount="600")
        self.assertEqual((request.state, request.amount_granted), ("granted", 600))

    def test_a_wrong_amount_is_given_back(self):
        page = f"/my/declic/case/{self.case.id}"
        answer = self.send(
            "worker",
            f"{page}/aid",
            body_id=self.body.id,
            aid_amount="beaucoup",
            date_deadline="2027-01-31",
        )
        self.assertIn('value="beaucoup"', answer.text)
        self.assertIn('value="2027-01-31"', answer.text)
        self.assertFalse(self.case.aid_request_ids)
