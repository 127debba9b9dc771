import logging
import time

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.declic.benchmarks import generator

from ..browser import BrowserCase, WebClient
from ..common import DetectionCase

_logger = logging.getLogger(__name__)

TENANTS = 2000
MONTHS = 6
# Presses and words of each part of the way, which its tour lets no more of.
PARTS = {"setup": (23, 5), "orient": (11, 1), "accept": (2, 0)}
# Seconds of somebody who has never seen the app: to find and decide on a press, to
# think of and type some words. Who knows a screen needs 2.65 s for a press (pointing,
# pressing, deciding: Card, Moran and Newell, 1980).
PRESS, WORDS = 10, 20


@tagged("post_install", "-at_install")
class TestNewcomer(WebClient, DetectionCase, BrowserCase):
    """U1: a landlord with 2 000 tenants in its accounting and nothing else; who has
    never seen the app goes from the first screen to an accepted orientation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare_web_client()
        cls.landlord = cls.env["res.company"].create({"name": "Bailleur neuf (test)"})
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.landlord.ids}
        )
        cls.newcomer = new_test_user(
            cls.env,
            "test_newcomer",
            groups="base.group_system,base.group_partner_manager"
            ",declic.group_manager,declic.group_counsellor"
            ",account.group_account_manager",
            company_id=cls.landlord.id,
            company_ids=[Command.set(cls.landlord.ids)],
            lang="fr_FR",
            tz="Europe/Paris",
            tour_enabled=False,
        )
        cls._books()

    @classmethod
    def _books(cls):
        """Six months of posted rents and payments, as a landlord has them."""
        accounts = {
            kind: cls.env["account.account"].create(
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "reconcile": kind == "asset_receivable",
                    "company_ids": [Command.set(cls.landlord.ids)],
                }
            )
            for kind, name, code in (
                ("asset_receivable", "Locataires", "411000"),
                ("asset_current", "Encaissements", "511000"),
                ("income", "Loyers", "704000"),
            )
        }
        sale, bank = cls.env["account.journal"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "type": kind,
                    "company_id": cls.landlord.id,
                }
                for name, code, kind in (
                    ("Quittancement", "QUIT", "sale"),
                    ("Banque", "BNQ", "bank"),
                )
            ]
        )
        values = {
            "tenants": TENANTS,
            # The month that ends the books: the last one that is paid by today.
            "today": cls.today - relativedelta(days=10) + relativedelta(months=1),
            "old": f"{cls.today} 00:00:00",
            "company": cls.landlord.id,
            "currency": cls.landlord.currency_id.id,
            "sale": sale.id,
            "bank": bank.id,
            "receivable": accounts["asset_receivable"].id,
            "outstanding": accounts["asset_current"].id,
            "income": accounts["income"].id,
        }
        cls.env.flush_all()
        cr = cls.env.cr
        cr.execute(generator.PARTNERS, values)
        # Of a person his own, as Odoo writes it.
        cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id"
            " WHERE commercial_partner_id IS NULL AND company_id = %s",
            [cls.landlord.id],
        )
        cr.execute(generator.TENANTS, values)
        for month in range(MONTHS, 0, -1):
            cr.execute("SELECT COALESCE(MAX(id), 0) FROM account_move")
            entries = {**values, "month": month, "last": cr.fetchone()[0]}
            for statement in (generator.MOVES, generator.PAYMENTS, generator.LINES):
                cr.execute(statement, entries)
        cr.execute("DROP TABLE tenant")
        # What a database that has lived knows of its tables.
        cr.execute("ANALYZE res_partner, account_move, account_move_line")
        cls.env.invalidate_all()

    def _walk(self, part, path, login):
        """Play a part of the way; the tour counts its clicks and its fields.

        :return: seconds: of the machine, and of a person
        """
        start = time.monotonic()
        self.start_tour(path, f"declic_newcomer_{part}_tour", login=login, timeout=120)
        presses, words = PARTS[part]
        return time.monotonic() - start, presses * PRESS + words * WORDS

    def test_first_quarter_of_an_hour(self):
        told = [self._walk("setup", "/odoo", self.newcomer.login)]
        households = self.env["declic.household"].search(
            [("company_id", "=", self.landlord.id)]
        )
        self.assertEqual(len(households), TENANTS)
        self.assertEqual(set(households.mapped("rent")), {450.0})
        # The button left it to the background.
        start = time.monotonic()
        self.Run._run()
        told.append((time.monotonic() - start, 0))
        self.env.invalidate_all()
        # 8 % of the tenants stopped paying; no log of contacts tells who is silent.
        owing = households.filtered("overdue")
        self.assertEqual(len(owing), 0.08 * TENANTS)
        self.assertFalse(households.filtered(lambda h: h.proposal_state != "none"))
        told.append(self._walk("orient", "/odoo", self.newcomer.login))
        orientation = households.orientation_ids
        self.assertEqual(orientation.state, "sent")
        worker = self.env["res.users"].search([("login", "=", "anne@quai.example")])
        worker.password = worker.login
        told.append(self._walk("accept", "/my/declic", worker.login))
        self.env.invalidate_all()
        self.assertEqual(orientation.case_ids.worker_id, worker)
        waited, acted = map(sum, zip(*told, strict=True))
        _logger.info("newcomer: waited %.0f s, acted %.0f s", waited, acted)
        self.assertLessEqual(waited + acted, 15 * 60)
