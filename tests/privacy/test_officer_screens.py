"""The data officer's page of the manual, sentence by sentence, and its pictures."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from ..browser import WebClient
from ..common import DeclicLandlord
from ..page_visit import DESKTOP, MODULE, Look

PAGE = MODULE / "docs" / "manuel" / "protection-des-donnees.md"


@tagged("post_install", "-at_install")
class TestOfficerScreens(WebClient, DeclicLandlord, Look):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()
        cls.dress_for_the_manual()
        cls.users["data_officer"].name = "Irène Castan"
        cls.case = cls._case(cls._household("Camille Fontanel"))
        cls.household = cls.case.household_id
        cls.other = cls._household("Sacha Verdier")

    def as_officer(self, model, **context):
        return (
            self.env[model]
            .with_user(self.users["data_officer"])
            .with_context(lang="fr_FR", **context)
        )

    def test_the_menu_is_the_page(self):
        menus = self.as_officer("ir.ui.menu")
        access = self.env.ref("declic.declic_menu_access")
        visible = menus.sudo().browse(menus._visible_menu_ids())
        # Its own chapter.
        requests = self.env.ref("declic.declic_menu_rights_request")
        self.assertIn(requests, visible)
        names = (
            visible.filtered(lambda menu: menu.parent_id == access) - requests
        ).mapped("name")
        told = PAGE.read_text(encoding="utf-8")
        for name in names:
            self.assertIn(f"- *{name}*", told)

    def test_references_and_no_household(self):
        for model in ("declic.household", "declic.case", "declic.note"):
            with self.assertRaises(AccessError):
                self.as_officer(model).search([("id", ">", 0)], limit=1).read(["id"])
        found = self.as_officer("declic.consent").web_search_read(
            [("household_id", "=", self.household.id)],
            {"household_id": {"fields": {"display_name": {}}}},
        )
        self.assertTrue(found["records"])
        self.assertNotIn("Fontanel", str(found))

    def test_somebody_is_excluded(self):
        counsellor = self.users["counsellor"]
        theirs = self.other.with_user(counsellor)
        self.assertTrue(theirs.has_access("read"))
        lock = Form(self.as_officer("declic.lock"), "declic.declic_lock_view_list")
        lock.reference = self.other.reference.lower()
        lock.user_id = counsellor
        lock.reason = "relative"
        lock = lock.save()
        self.assertFalse(theirs.has_access("read"))
        self.assertFalse(
            self.other.with_user(counsellor).search([("id", "=", self.other.id)])
        )
        with self.assertRaises(AccessError):
            lock.write({"reason": "conflict"})
        with self.assertRaises(AccessError):
            lock.unlink()
        lock.action_end()
        self.assertTrue(theirs.has_access("read"))
        self.assertTrue(lock.exists().date_ended)
        with self.assertRaises(UserError):
            self.as_officer("declic.lock").create(
                {
                    "reference": "M-99999",
                    "user_id": counsellor.id,
                    "reason": "relative",
                }
            )

    def test_lists_are_read_and_not_written(self):
        consent = self._orientation(self.other).household_id.consent_ids[:1]
        assignment = self.case.assignment_ids[:1]
        for record, vals in (
            (consent, {"date_expiry": self.today}),
            (assignment, {"date_to": self.today}),
        ):
            theirs = record.with_user(self.users["data_officer"])
            if record:
                theirs.read(["display_name"])
            with self.assertRaises(AccessError):
                theirs.write(vals)

    def test_a_duration_that_is_applied_stays(self):
        rule = self.as_officer("declic.retention.rule").create({"source": "CNIL"})
        self.assertEqual((rule.months, rule.is_applied), (24, False))
        rule.months = 36
        rule.is_applied = True
        with self.assertRaises(UserError):
            rule.months = 12

    def test_erasure_asked_stands_in_the_list(self):
        self.household.with_user(
            self.users["counsellor"]
        ).date_erasure_asked = self.today
        self.env.flush_all()
        rows = self.as_officer("declic.retention.due").search(
            [("reference", "in", (self.household + self.other).mapped("reference"))]
        )
        # Who never was oriented has no file of support.
        self.assertEqual(rows.mapped("reference"), [self.household.reference])
        self.assertEqual(rows.date_due, self.today)
        self.assertEqual(rows.held_by, "case")

    def test_pictures(self):
        hour = Datetime.now().replace(minute=0, second=0)
        for role, path in (
            ("counsellor", "screen"),
            ("worker", "portal"),
            ("manager", "pdf"),
            ("recovery", "screen"),
        ):
            self.env["declic.read.log"].create(
                {
                    "user_id": self.users[role].id,
                    "household_id": self.household.id,
                    "company_id": self.company.id,
                    "reference": self.household.reference,
                    "hour": hour,
                    "path": path,
                }
            )
        for role, reason in (("counsellor", "relative"), ("recovery", "conflict")):
            self.as_officer("declic.lock").create(
                {
                    "reference": self.other.reference,
                    "user_id": self.users[role].id,
                    "reason": reason,
                }
            )
        case = self.case.with_user(self.users["counsellor"])
        case.action_add_note("Le courrier est ouvert chaque semaine.", "both")
        case.action_add_note("Sa voisine, Mme Durand, a appelé l'agence.", "own")
        request = self.as_officer("declic.rights.request").create(
            {
                "kind": "access",
                "identity": "known",
                "person_name": "Camille Fontanel",
                "household_reference": self.household.reference,
            }
        )
        request.action_gather()
        request.action_whole()
        locks = self.env.ref("declic.declic_lock_action").id
        self.look(
            f"/odoo/declic-requests/{request.id}",
            self.users["data_officer"].login,
            request.reference,
            "protection-demande-ordinateur",
            sizes=[DESKTOP],
            ready="!!document.querySelector('.o_form_view .o_data_row')",
        )
        for name, path, heading in (
            (
                "protection-lectures-ordinateur",
                "/odoo/declic-read-log",
                "Qui a lu un dossier",
            ),
            (
                "protection-exclusions-ordinateur",
                f"/odoo/action-{locks}",
                "Personnes exclues",
            ),
        ):
            with self.subTest(page=name):
                self.look(
                    path,
                    self.users["data_officer"].login,
                    heading,
                    name,
                    sizes=[DESKTOP],
                    ready="!!document.querySelector('.o_list_view .o_data_row')",
                )
