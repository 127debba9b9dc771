from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install", "security")
class TestLock(DeclicCase):
    """T6: a named person sees nothing, whoever they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls._rent(cls.case.household_id, cls._months_ago(2))
        cls.env["declic.household"]._run_detection()

    def lock(self, role, **vals):
        return (
            self.env["declic.lock"]
            .with_user(self.users["data_officer"])
            .create(
                {
                    "household_id": self.case.household_id.id,
                    "user_id": self.users[role].id,
                    "reason": "neighbour",
                    **vals,
                }
            )
        )

    def test_hidden_everywhere(self):
        guarded = (
            self.env["ir.rule"]
            .search([("name", "like", "rule lock")])
            .mapped("model_id.model")
        )
        self.assertGreater(len(guarded), 15)
        for role in ("manager", "counsellor", "recovery", "worker", "coordinator"):
            user = self.users[role]

            def count(user=user):
                self.env.invalidate_all()
                return {
                    name: self.env[name].with_user(user).search_count([])
                    for name in guarded
                    if self.env[name].with_user(user).has_access("read")
                }

            before = count()
            lock = self.lock(role)
            with self.subTest(role=role):
                self.assertTrue(any(before.values()))
                self.assertFalse(any(count().values()))
                with self.assertRaises(AccessError):
                    self.case.household_id.with_user(user).read(["reference"])
            lock.action_end()
            self.assertEqual(count(), before)

    def test_only_the_data_officer_and_nothing_is_lost(self):
        lock = self.lock("worker")
        Lock = self.env["declic.lock"]
        for role in ("manager", "counsellor", "worker"):
            with self.assertRaises(AccessError):
                Lock.with_user(self.users[role]).search([])
        with self.assertRaises(AccessError):
            lock.unlink()
        with self.assertRaises(AccessError):
            lock.write({"user_id": self.users["manager"].id})
        lock.action_end()
        self.assertTrue(lock.date_ended)
        self.assertEqual(Lock.with_context(active_test=False).search([]), lock)


@tagged("post_install", "-at_install", "security")
class TestLockedElsewhere(DeclicCase):
    """T6: who is excluded finds the household in no part of Odoo."""

    def counts(self, user, household):
        self.env.invalidate_all()
        partner = household.partner_id
        own = {
            "res.partner": [("id", "=", partner.id)],
            "account.move": [("partner_id", "=", partner.id)],
            "account.move.line": [("partner_id", "=", partner.id)],
            "mail.activity": [("res_model", "=", "declic.household")],
            "calendar.event": [("name", "ilike", "RDV")],
            "mail.message": [("body", "like", "MOTDUFIL")],
        }
        return {
            name: self.env[name].with_user(user).search_count(domain)
            for name, domain in own.items()
        }

    def test_everywhere(self):
        user = self.users["manager"]
        user.group_ids |= self.env.ref("account.group_account_invoice")
        # All that one person may hold.
        user.group_ids |= self.env.ref("declic.group_counsellor")
        household = self._household()
        case = self._case(household)
        case.referent_id = user
        # Its author, and whoever it was sent to, reads a message in any case in Odoo.
        word = "MOTDUFIL"
        case.with_user(user).message_post(body=word, partner_ids=user.partner_id.ids)
        self._rent(household, self.today)
        household.activity_schedule(
            "mail.mail_activity_data_todo", summary="À voir", user_id=user.id
        )
        case.with_user(self.users["worker"]).action_plan_appointment(
            f"{self.today.replace(year=self.today.year + 1)} 09:00:00",
            "visit",
            channel="visit",
        )
        before = self.counts(user, household)
        self.assertTrue(all(before.values()), before)
        lock = self.env["declic.lock"].create(
            {"household_id": household.id, "user_id": user.id, "reason": "relative"}
        )
        self.assertFalse(any(self.counts(user, household).values()))
        with self.assertRaises(AccessError):
            household.partner_id.with_user(user).read(["name"])
        lock.action_end()
        self.assertEqual(self.counts(user, household), before)
