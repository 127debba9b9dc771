"""C3, F4, N1, R1: a refusal and its why, who is told, who is reminded, handing over."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestAdhesion(DeclicCase):
    def test_a_refusal_has_its_why_and_closes_nothing(self):
        case = self._case()
        theirs = case.with_user(self.users["worker"])
        for wrong in (None, 0, self._reason("closing").id):
            with self.subTest(wrong), self.assertRaisesRegex(UserError, "refuse"):
                theirs.action_record_adhesion("refused", wrong)
        self.assertEqual(case.adhesion, "pending")
        why = self._reason("refusal")
        theirs.action_record_adhesion("refused", why.id)
        self.assertEqual((case.adhesion, case.refusal_reason_id), ("refused", why))
        self.assertEqual(case.state, "contact")
        self.assertEqual(theirs.refusal_reason_id, why)
        with self.assertRaises(AccessError):
            case.with_user(self.users["counsellor"]).refusal_reason_id = False
        # It changes its mind: the reason goes with the refusal.
        theirs.action_record_adhesion("accepted")
        self.assertFalse(case.refusal_reason_id)

    def test_the_household_comes_by_itself(self):
        """After a refusal, and after a notice to quit; of the closed list."""
        case = self._case()
        theirs = case.with_user(self.users["worker"])
        theirs.action_record_adhesion("refused", self._reason("refusal").id)
        for initiative in ("household", "notice"):
            contact = theirs.action_log_contact(
                "phone", "reached", initiative=initiative
            )
            self.assertEqual(contact.initiative, initiative)
        self.assertEqual(
            theirs.action_log_contact("phone", "reached").initiative, "ours"
        )
        with self.assertRaises(UserError):
            theirs.action_log_contact("phone", "reached", initiative="moon")
        self.assertEqual(case.adhesion, "refused")
        log = (
            self.env["declic.contact.log"]
            .with_user(self.users["counsellor"])
            .create(
                {
                    "household_id": case.household_id.id,
                    "case_id": case.id,
                    "result": "reached",
                    "initiative": "household",
                }
            )
        )
        log.action_log()
        self.assertEqual(case.contact_ids.sorted("id")[-1:].initiative, "household")


@tagged("post_install", "-at_install")
class TestDoNotWrite(DeclicCase):
    """“Do not write” is obeyed by every letter."""

    def test_letters_of_a_case(self):
        case = self._case()
        mine = case.with_user(self.users["counsellor"])
        case._close("ordinary", self._reason("closing"))
        self.assertTrue(mine._has_letter("end"))
        self.assertTrue(mine._letter())
        case.household_id.do_not_write = True
        self.assertFalse(mine._has_letter("end"))
        with self.assertRaisesRegex(UserError, "must not be written to"):
            mine._letter()


@tagged("post_install", "-at_install")
class TestConcernReachesSomebody(DeclicCase):
    """F4: the referent is excluded from the household, or has left."""

    def told(self, case):
        known = self.env["mail.mail"].search([])
        case.with_user(self.users["worker"]).action_report_concern(
            self._reason("concern").id, "MOTFAIT"
        )
        return (self.env["mail.mail"].search([]) - known).recipient_ids

    def test_excluded_or_gone(self):
        manager = self.users["manager"]
        self.programme.manager_id = manager
        counsellor = self.users["counsellor"].partner_id
        cases = [self._case(self._household(f"ALERTE-TEST {n}")) for n in range(3)]
        self.assertIn(counsellor, self.told(cases[0]))
        self.env["declic.lock"].sudo().create(
            {
                "household_id": cases[1].household_id.id,
                "user_id": self.users["counsellor"].id,
                "reason": "relative",
            }
        )
        self.assertEqual(self.told(cases[1]), manager.partner_id)
        activities = cases[1].activity_ids.filtered(
            lambda a: a.activity_type_id == cases[1]._topic_type("concern")
        )
        self.assertEqual(activities.user_id, manager)
        self.users["counsellor"].active = False
        self.assertEqual(self.told(cases[2]), manager.partner_id)


@tagged("post_install", "-at_install")
class TestLateReferral(DeclicCase):
    def test_who_asked_finds_it_on_the_day(self):
        """N1: asked by the worker on the portal, no answer in time."""
        with freeze_time(f"{self.today - relativedelta(days=41)} 10:00:00"):
            case = self._case()
        network = self.env["declic.network.partner"].create({"name": "CMP (test)"})
        theirs = case.with_user(self.users["worker"])
        with freeze_time(f"{self.today - relativedelta(days=40)} 10:00:00"):
            referral = theirs.action_refer(
                {
                    "network_id": network.id,
                    "service_id": self._reason("service").id,
                    "basis": "duty",
                    "category_ids": self._reason("category").ids,
                }
            )
        day = theirs._day()
        self.assertEqual(day["referrals"], referral)
        self.assertFalse(case.with_user(self.users["coordinator"])._day()["referrals"])
        referral.action_answer("accepted")
        self.assertFalse(theirs._day()["referrals"])
