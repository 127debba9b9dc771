import re
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..browser import WebClient
from ..common import DeclicCase, DeclicLandlord, DetectionCase
from ..page_visit import DESKTOP, PHONE, Look


@tagged("post_install", "-at_install")
class TestOnboarding(DetectionCase):
    """The first steps say what is there, at the moment they are looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A landlord of its own, on which nothing is.
        cls.fresh = cls.env["res.company"].create({"name": "Bailleur neuf (test)"})
        cls.pilot = new_test_user(
            cls.env,
            "test_onboarding_pilot",
            groups="declic.group_manager",
            company_id=cls.fresh.id,
            company_ids=[Command.set(cls.fresh.ids)],
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.fresh.ids}
        )

    def _step(self, name):
        step = self.env.ref(f"declic.onboarding_step_{name}")
        return step.with_user(self.pilot).with_company(self.fresh)

    def _told(self, name):
        step = self._step(name)
        step.invalidate_recordset()
        return step.declic_is_done, step.declic_found

    def _programme(self):
        return self.env["declic.programme"].create(
            {
                "name": "Déclic neuf",
                "company_id": self.fresh.id,
                "date_from": self._months_ago(1),
                "date_to": self._months_ago(-12),
                "capacity": 17,
            }
        )

    def test_programme(self):
        self.assertEqual(self._told("programme"), (False, "No programme runs yet."))
        programme = self._programme()
        done, sentence = self._told("programme")
        self.assertTrue(done)
        self.assertIn("Déclic neuf: 17 places", sentence)
        programme.write(
            {"date_from": self._months_ago(9), "date_to": self._months_ago(2)}
        )
        self.assertFalse(self._told("programme")[0])

    def test_agreement(self):
        programme = self._programme()
        self.assertFalse(self._told("agreement")[0])
        agreement = self.env["declic.programme.partner"].create(
            {"programme_id": programme.id, "association_id": self.association.id}
        )
        self.assertIn("Without an end of the agreement: 1", self._told("agreement")[1])
        agreement.date_to = self._months_ago(-3)
        self.assertEqual(self._told("agreement")[0], True)
        self.assertIn("each agreement has its end", self._told("agreement")[1])
        agreement.date_to = self._months_ago(1)
        self.assertFalse(self._told("agreement")[0])

    def test_user(self):
        """A counsellor alone is not enough: somebody must be able to answer."""
        programme = self._programme()
        self.env["declic.programme.partner"].create(
            {"programme_id": programme.id, "association_id": self.association.id}
        )
        done, sentence = self._told("user")
        self.assertFalse(done)
        self.assertIn("Programme manager 1", sentence)
        self.assertRegex(sentence, "Nobody: .*Data officer")
        worker = new_test_user(
            self.env,
            "test_onboarding_worker",
            groups="declic.group_association_worker",
            company_id=self.fresh.id,
            company_ids=[Command.set(self.fresh.ids)],
        )
        self.assertFalse(self._told("user")[0])
        worker.partner_id.parent_id = self.association
        # What is sent to an association is seen by its coordinators alone.
        self.assertFalse(self._told("user")[0])
        coordinator = self.env.ref("declic.group_association_coordinator")
        worker.group_ids = [Command.link(coordinator.id)]
        # The pilot is no counsellor: somebody must follow households.
        self.assertFalse(self._told("user")[0])
        new_test_user(
            self.env,
            "test_onboarding_counsellor",
            groups="declic.group_counsellor",
            company_id=self.fresh.id,
            company_ids=[Command.set(self.fresh.ids)],
        )
        self.assertTrue(self._told("user")[0])

    def test_rule(self):
        """One that is archived is in use no more; without any the step is not done."""

        def told():
            return int(re.match(r"(\d+) rules in use", self._told("rule")[1])[1])

        rules = self.env["declic.signal.rule"].search([("active", "=", True)])
        self.assertTrue(self._told("rule")[0])
        before = told()
        rules[0].active = False
        self.assertEqual(told(), before - 1)
        rules.active = False
        self.assertEqual(self._told("rule"), (False, "No threshold is in use."))

    def test_nobody_else_puts_them_away(self):
        for role in ("counsellor", "recovery", "reporter", "worker", "employee"):
            steps = self.env["onboarding.onboarding"].with_user(self.users[role])
            with self.subTest(role=role), self.assertRaises(AccessError):
                steps.action_close_panel_declic()

    def test_close_and_open_again(self):
        """Put away, the app opens on the day; the steps stay under Configuration."""
        menus = self.env["ir.ui.menu"].with_user(self.pilot)
        first = self.env.ref("declic.declic_menu_onboarding")
        again = self.env.ref("declic.declic_menu_onboarding_again")
        progress = self.env["onboarding.progress"].search(
            [("onboarding_id.route_name", "=", "declic")]
        )
        progress.is_onboarding_closed = False
        self.env.registry.clear_cache()
        self._step("rule").action_declic_panel()
        self.assertIn(first.id, menus.load_menus(False))
        progress = self.env["onboarding.progress"].search(
            [("onboarding_id.route_name", "=", "declic")]
        )
        self.assertFalse(progress.filtered("is_onboarding_closed"))
        self._step("rule").action_declic_close()
        self.assertTrue(progress.filtered("is_onboarding_closed"))
        (progress - progress.filtered("is_onboarding_closed")).unlink()
        self.env.registry.clear_cache()
        self.assertNotIn(first.id, menus.load_menus(False))
        self.assertIn(again.id, menus.load_menus(False))

    def test_odoo_s_own_progress_follows(self):
        onboarding = self.env.ref("declic.onboarding_declic").with_company(self.fresh)
        step = onboarding.step_ids.filtered(
            lambda s: s == self.env.ref("declic.onboarding_step_programme")
        )
        action = self._step("rule").action_declic_panel()
        self.assertEqual(action["res_model"], "onboarding.onboarding.step")
        self.assertEqual(step.current_step_state, "not_done")
        programme = self._programme()
        # Each look is a request of its own.
        self.env.invalidate_all()
        self._step("rule").action_declic_panel()
        self.assertEqual(step.current_step_state, "just_done")
        programme.active = False
        self.env.invalidate_all()
        self._step("rule").action_declic_panel()
        self.assertEqual(step.current_step_state, "not_done")

    def test_each_step_opens_a_screen(self):
        """As the client opens it: the pilot may read its views and what stands in
        them, or begin what it creates."""
        for step in self.env.ref("declic.onboarding_declic").step_ids:
            action = self._step("rule").browse(step.id).action_declic_open()
            model = self._step("rule").env[action["res_model"]]
            with self.subTest(step.title):
                views = [(ref, kind) for ref, kind in action["views"]]
                self.assertTrue(model.get_views(views)["views"])
                if action["views"][0][1] == "form" and not action.get("res_id"):
                    self.assertTrue(model.has_access("create"))
                    model.default_get(list(model._fields))
                else:
                    domain = action.get("domain") or []
                    if isinstance(domain, str):
                        domain = safe_eval(domain)
                    model.search(domain, limit=1).read(["display_name"])

    def test_pilot_only(self):
        for role in ("counsellor", "recovery", "accountant", "worker"):
            steps = self.env["onboarding.onboarding.step"].with_user(self.users[role])
            with self.assertRaises(AccessError):
                steps.action_declic_panel()
            with self.assertRaises(AccessError):
                steps.search([]).mapped("title")

    def test_pilot_sees_ours(self):
        """What the page of the steps asks for."""
        action = self._step("rule").action_declic_panel()
        steps = self._step("rule").search(safe_eval(action["domain"]))
        self.assertEqual(len(steps), 7)
        self.assertTrue(all(steps.mapped("declic_found")))

    def test_pilot_changes_no_step(self):
        with self.assertRaises(AccessError):
            self._step("rule").title = "x"


@tagged("post_install", "-at_install")
class TestOnboardingLeases(DetectionCase):
    """“3 412 partners owe rent, 3 398 have a lease”, against a count by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rents = cls.sale_journal.copy({"code": "LTEST"})
        cls.rents.write({"name": "Loyers du test", "declic_kind": "rent"})

    def _told(self, name):
        step = self.env.ref(f"declic.onboarding_step_{name}")
        step = step.with_user(self.users["manager"])
        step.invalidate_recordset()
        return step.declic_is_done, step.declic_found

    def test_who_owes_and_who_has_a_lease(self):
        known, other = self._household("UN-TEST Anne"), self._household("DEUX-TEST Ben")
        for household in known, other:
            self._rent(household, self._months_ago(2), journal=self.rents)
        paid = self._rent(known, self._months_ago(1), journal=self.rents)
        self._pay(known, self._months_ago(1), 450, paid)
        other.unlink()
        done, sentence = self._told("lease")
        self.assertTrue(done)
        self.assertRegex(sentence, "^2 partners owe rent, 1 have a lease here")
        self._pay(
            known,
            self._months_ago(1),
            450,
            self._receivable(
                self.env["account.move"].search(
                    [
                        ("partner_id", "=", known.partner_id.id),
                        ("journal_id", "=", self.rents.id),
                    ]
                )
            ).move_id,
        )
        self.assertRegex(self._told("lease")[1], "^1 partners owe rent, 0 have")

    def test_journals_and_what_no_rule_knows(self):
        done, sentence = self._told("journal")
        self.assertTrue(done)
        self.assertIn("Rents: Loyers du test. Housing benefit: APL", sentence)
        household = self._household("TROIS-TEST Carl")
        self._rent(household, self._months_ago(2), journal=self.rents)
        self.env["declic.line.rule"].search([("nature", "=", "rent")]).active = False
        self.detect()
        done, sentence = self._told("journal")
        self.assertFalse(done)
        self.assertIn("1 lines of 1 households", sentence)

    def test_detection(self):
        self.env["declic.detection.run"].search([("id", "!=", 0)]).unlink()
        self.assertFalse(self._told("detection")[0])
        household = self._household("QUATRE-TEST Dora")
        self._rent(household, self._months_ago(2), journal=self.rents)
        self.Run._run()
        done, sentence = self._told("detection")
        self.assertTrue(done)
        self.assertRegex(sentence, "1 households owe")


@tagged("post_install", "-at_install")
class TestUserInvite(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "test_invite_admin",
            groups="base.group_erp_manager,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _invite(self, **vals):
        wizard = (
            self.env["declic.user.invite"]
            .with_user(self.admin)
            .create({"name": "Nour Essai", "email": "nour@essai.example", **vals})
        )
        with patch.object(
            type(self.env["res.users"]), "_action_reset_password"
        ) as mailed:
            wizard.action_invite()
        self.assertEqual(mailed.call_count, 1)
        return self.env["res.users"].search([("login", "=", "nour@essai.example")])

    def test_each_trade(self):
        """The user can do what the trade can, and nothing of the other side."""
        for role, mine in (("counsellor", True), ("recovery", False)):
            with self.subTest(role), self.env.cr.savepoint() as point:
                user = self._invite(role=role)
                self.assertEqual(user.has_group("declic.group_counsellor"), mine)
                self.assertFalse(user.has_group("declic.group_manager"))
                self.assertFalse(user.share)
                point.rollback()
                self.env.invalidate_all()

    def test_worker_of_an_association(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Nour",
                "email": "Nour@Essai.example",
                "parent_id": self.association.id,
            }
        )
        user = self._invite(role="worker", association_id=self.association.id)
        self.assertTrue(user.share)
        self.assertTrue(user.has_group("declic.group_association_worker"))
        self.assertFalse(user.has_group("declic.group_association_coordinator"))
        self.assertEqual(user.partner_id, contact)
        self.assertEqual(user.partner_id.parent_id, self.association)

    def test_what_is_refused(self):
        invite = self.env["declic.user.invite"].with_user(self.admin)
        for vals, words in (
            ({"email": "pas une adresse"}, "no e-mail address"),
            ({"role": "worker"}, "Choose the association"),
            ({"email": self.users["counsellor"].login}, "no e-mail address|already"),
        ):
            wizard = invite.create({"name": "x", "email": "x@essai.example", **vals})
            with self.assertRaisesRegex(UserError, words):
                wizard.action_invite()
        self._invite()
        with self.assertRaisesRegex(UserError, "has a user already"):
            invite.create({"name": "x", "email": "NOUR@essai.example"}).action_invite()

    def test_who_creates_no_user_invites_nobody(self):
        for role in ("manager", "counsellor", "worker"):
            with self.assertRaises(AccessError):
                self.env["declic.user.invite"].with_user(self.users[role]).create(
                    {"name": "x", "email": "x@essai.example"}
                )


@tagged("post_install", "-at_install")
class TestOnboardingLook(WebClient, DeclicLandlord, Look):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()

    def test_first_steps(self):
        self.dress_for_the_manual()
        manager = self.users["manager"]
        for size, picture in ((DESKTOP, "ordinateur"), (PHONE, "telephone")):
            with self.subTest(size=size):
                self.look(
                    "/odoo/declic-first-steps",
                    manager.login,
                    "Premiers pas",
                    f"premiers-pas-{picture}",
                    sizes=(size,),
                    ready="!!document.querySelector('.o_kanban_record .btn')",
                )
