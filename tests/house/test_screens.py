"""Every screen opens for everybody who has it (S5), in French, full and empty.

As each role: every menu, view, filter, group, record, “New”, chooser, button and print,
asked of the server as the web client does it, then clicked in the real browser; every
page of the portal. ``python3 dev test --screens``; the default suite leaves it out.
"""

import logging
import re
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import fields
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from odoo.addons.declic.demo import landlord

from ..browser import WebClient
from ..landlord import INTERNAL_ROLES, PORTAL_ROLES
from .screens.crawl import Crawl, portal_routes
from .screens.sweep import Sweep
from .screens.words import English

_logger = logging.getLogger(__name__)

ROOT = "declic.declic_menu_root"
# Role: (login of the demonstration, app where click-everywhere begins).
STAFF = {
    "reporter": ("gardien", ROOT),
    "recovery": ("recouvrement", ROOT),
    "counsellor": ("cesf", ROOT),
    "manager": ("pilote", ROOT),
    "data_officer": ("dpo", ROOT),
    # Odoo's accounting is Odoo's to click through.
    "accountant": ("compta", None),
}
ASSOCIATION = ("palier.anne", "palier.coord", "escale.marc", "escale.psy")
# Routes of the portal that are no page: what its scripts ask for.
# A file for a calendar is none either.
NO_PAGES = {
    "/my/declic/token",
    "/declic/export/<int:export_id>",
    "/declic/agenda/<string:token>.ics",
}


class ScreensCase(WebClient, Crawl):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare_web_client()
        cls.english = English()
        # A PDF is a second each; what is printed is read as a page.
        printing = patch.object(
            type(cls.env["ir.actions.report"]),
            "_run_wkhtmltopdf",
            return_value=b"%PDF-1.4",
        )
        printing.start()
        cls.addClassCleanup(printing.stop)

    def before_the_screen(self, user):
        user.write(
            {
                "lang": "fr_FR",
                "tz": "Europe/Paris",
                "password": user.login,
                "tour_enabled": False,
            }
        )
        return user

    def assert_nothing(self, failures):
        if failures:
            self.fail(f"{len(failures)} failures\n" + "\n".join(failures))

    def assert_opens(self, user, app):
        """Ask for and click every screen of ``user``; one list of all that failed."""
        self.before_the_screen(user)
        sweep = Sweep(self.env, user)
        # No statement fails: a screen that writes would be asked for twice where the
        # server reads from a replica.
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            sweep.run()
            menus = {menu["xmlid"]: menu["appID"] for menu in sweep.menus()}
            crawl = self.crawl_client(user.login, app)
        failures = [*sweep.failures]
        failures += [f"{where}: {what}" for where, what in crawl["errors"]]
        failures += [f"not opened: {m}" for m in menus.keys() - {*crawl["menus"]}]
        # A lone menu that opens a dialog leaves the bar of the app before.
        clicked = {m for m, one in menus.items() if one == self.env.ref(ROOT).id}
        if len(clicked) > 1:
            failures += [f"not clicked: {m}" for m in clicked - {*crawl["bot"]}]
            # Their headers show whole, and were looked at (U2); agency staff have none.
            if user.has_group("declic.group_recovery"):
                self.assertTrue(crawl["counts"].get("lists measured"))
        failures += self.english.sentences({**sweep.texts, **crawl["texts"]})
        _logger.info(
            "%s: %s; browser: %s, %s menus in %.0f s",
            user.login,
            dict(sweep.counts),
            crawl["counts"],
            len(menus),
            crawl["seconds"],
        )
        self.assertTrue(menus)
        self.assert_nothing(failures)

    def assert_portal_opens(self, user, *pages):
        """Open every page that links lead ``user`` to.

        :return: the routes
        """
        self.before_the_screen(user)
        visit = self.crawl_portal(user.login, ["/my", "/my/declic", *pages])
        failures = [f"{where}: {what}" for where, what in visit.errors]
        failures += self.english.sentences(visit.texts)
        _logger.info(
            "%s: %s pages, %s routes",
            user.login,
            visit.routes.total(),
            len(visit.routes),
        )
        self.assert_nothing(failures)
        return visit.routes


class ScreensFullCase(ScreensCase):
    """The demonstration; several classes, the longest first: two processes share
    them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        landlord.load(cls.env)

    def user(self, login):
        return self.env["res.users"].search([("login", "=", f"{login}@declic.example")])


@tagged("post_install", "-at_install", "-standard", "declic_screens")
class TestScreensStaff(ScreensFullCase):
    def test_staff(self):
        for role, (login, app) in STAFF.items():
            with self.subTest(role=role):
                self.assert_opens(self.user(login), app)


@tagged("post_install", "-at_install", "-standard", "declic_screens")
class TestScreensAdministrator(ScreensFullCase):
    def test_administrator(self):
        admin = self.env.ref("base.user_admin")
        company = self.user("pilote").company_id
        admin.write({"company_id": company.id, "company_ids": company.ids})
        self.assert_opens(admin, ROOT)


@tagged("post_install", "-at_install", "-standard", "declic_screens")
class TestScreensEmpty(ScreensCase):
    """A landlord who has typed nothing yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create(
            {"name": "Bailleur de l'essai", "country_id": cls.env.ref("base.fr").id}
        )
        association = cls.env["res.partner"].create(
            {"name": "Association de l'essai", "is_company": True}
        )
        roles = {**INTERNAL_ROLES, **PORTAL_ROLES}
        cls.users = {
            role: new_test_user(
                cls.env,
                f"vide_{role}",
                groups=group,
                name=f"Personne n° {number}",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for number, (role, group) in enumerate(roles.items(), 1)
        }
        for role in PORTAL_ROLES:
            cls.users[role].partner_id.parent_id = association

    def test_nothing_is_there(self):
        manager = self.env(user=self.users["manager"])
        for name in ("household", "orientation", "case", "programme", "contact"):
            self.assertFalse(manager[f"declic.{name}"].search_count([]), name)

    def test_staff(self):
        for role, (_login, app) in STAFF.items():
            with self.subTest(role=role):
                self.assert_opens(self.users[role], app)

    def test_association(self):
        for role in PORTAL_ROLES:
            with self.subTest(role=role):
                self.assert_portal_opens(self.users[role])


@tagged("post_install", "-at_install", "-standard", "declic_screens")
class TestScreensAssociation(ScreensFullCase):
    def link_of_a_referral(self, case):
        """The page on which a service of the network answers, without a login."""
        reasons = self.env["declic.reason"]
        case.action_refer(
            {
                "network_id": self.env["declic.network.partner"]
                .create({"name": "Service", "email": "service@declic.example"})
                .id,
                "service_id": reasons.search([("kind", "=", "service")], limit=1).id,
                "consent_date": fields.Date.today(),
                "category_ids": reasons.search([("kind", "=", "category")]).ids,
            }
        )
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        return re.search(r"/declic/reponse/[\w-]+", mail.body_html)[0]

    def rare_pages(self, worker):
        """Pages that the demonstration may lead to nobody, on the day it is visited."""
        case = (
            self.env["declic.case"]
            .with_user(worker)
            .search([("state", "=", "followed"), ("sharing_level", "=", "agreed")])
            .filtered(lambda case: not case.household_id.do_not_write)[0]
        )
        kind = self.env["declic.reason"].search([("kind", "=", "concern")], limit=1)
        concern = case.action_report_concern(kind.id)
        start = Datetime.add(Datetime.now(), days=2)
        letter = case.action_plan_appointment(start, "visit", channel="letter")
        review = self.env["declic.review"].with_user(worker)
        validated = review.search([("state", "=", "validated")], limit=1)
        sheet = urlsplit(case.action_share_sheet()).path
        return [
            self.link_of_a_referral(case),
            "/my/declic/page/1",
            f"/my/declic/review/{validated.id}",
            f"/my/declic/concern/{concern.id}",
            f"/my/declic/appointment/{letter.id}",
            sheet,
            # Addresses that take a form, opened as pages.
            f"{sheet}/sign",
            f"/my/declic/review/{validated.id}/send",
            f"/my/declic/case/{case.id}/contact/undo",
            f"/my/declic/assessment/{case.assessment_ids[:1].id}/validate",
            f"/my/declic/plan/{case.plan_ids[:1].id}/propose",
            "/my/declic/team/preview",
            "/my/declic/team/hand_over",
        ]

    def test_association(self):
        visited = {}
        for login in ASSOCIATION:
            user = self.user(login)
            rare = self.rare_pages(user) if login == "palier.anne" else ()
            with self.subTest(login=login):
                visited |= self.assert_portal_opens(user, *rare)
        routes = portal_routes(self.env.registry)
        self.assertFalse(routes - NO_PAGES - visited.keys())
