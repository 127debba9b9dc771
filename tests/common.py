"""The landlord of the tests (landlord.py) and what happens in its files."""

import base64
import contextlib
import gc
import io
from collections import Counter
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from PIL import Image, ImageDraw

from odoo.fields import Command, Date, Datetime
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase

from . import landlord
from .landlord import INTERNAL_ROLES, PORTAL_ROLES

USERS = (
    *INTERNAL_ROLES,
    *PORTAL_ROLES,
    "colleague",
    "other_worker",
    "other_coordinator",
)


def picture(width=120, height=40, ink=True, kind="PNG"):
    """Base64 of a picture: a signed form, or a signature with ``ink``."""
    drawn = Image.new("RGB", (width, height), "white")
    if ink:
        ImageDraw.Draw(drawn).line((5, height - 5, width - 5, 5), "black", 3)
    with io.BytesIO() as stream:
        drawn.save(stream, kind)
        return base64.b64encode(stream.getvalue()).decode()


SCAN = picture()
# As ir.actions.report freezes a page, and its style sheet.
BLANK = (
    {"bodies": ["<p/>"], "header": "", "footer": "", "options": {}, "paper": {}},
    "",
)


class DeclicLandlord:
    """Data of one landlord with two associations; for any test class of Odoo."""

    # The forms that :meth:`_orientation` freezes on its way are rendered in earnest,
    # half a second each time, for the classes that read one.
    forms = False

    @classmethod
    def set_up_landlord(cls):
        # As the detection counts: between two midnights the days differ.
        cls.today = Date.context_today(cls.env.user)
        cls.company = landlord.company(cls.env)
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "allowed_company_ids": cls.company.ids,
            }
        )
        landlord.ensure(cls.env)

        def known(name):
            return cls.env.ref(f"{landlord.MODULE}.{name}")

        cls.sale_journal = known("sale_journal")
        cls.bank_journal = known("bank_journal")
        cls.benefit_journal = known("benefit_journal")
        cls.fee_journal = known("fee_journal")
        cls.outstanding = known("outstanding")
        cls.agency = known("agency")
        cls.association = known("association")
        cls.other_association = known("other_association")
        cls.programme = known("programme")
        cls.users = {role: known(f"user_{role}") for role in USERS}
        cls.income = cls.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", cls.company.ids)],
            limit=1,
        )

    def assertNoMoreStatements(self, many, few):
        """``many`` is no longer than ``few`` (both of :func:`fewest_statements`);
        otherwise the failure names the statements that came on top."""
        came = (Counter(many) - Counter(few)).elements()
        self.assertLessEqual(len(many), len(few), "\n\n".join(came))

    @classmethod
    def _household(cls, name="MARTIN-TEST Camille", **vals):
        partner = cls.env["res.partner"].create(
            {
                "name": name,
                "street": "12 rue des Invisibles",
                "zip": "31000",
                "city": "Toulouse",
                "phone": "05 36 49 12 34",
                "company_id": cls.company.id,
            }
        )
        return cls.env["declic.household"].create(
            {
                "partner_id": partner.id,
                "agency_id": cls.agency.id,
                "lease_number": f"B-{partner.id}",
                "rent": 400,
                "charges": 50,
                "housing_benefit": 150,
                **vals,
            }
        )

    @classmethod
    def _rent(cls, household, date, amount=450, journal=None, terms=None):
        """Post a rent invoice due on ``date`` (or by payment terms), in EUR."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": household.partner_id.id,
                "journal_id": (journal or cls.sale_journal).id,
                "invoice_date": date,
                "date": date,
                "invoice_payment_term_id": terms.id if terms else False,
                "invoice_date_due": False if terms else date,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Loyer et charges",
                            "quantity": 1,
                            "price_unit": amount,
                            "account_id": cls.income.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _receivable(cls, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    @classmethod
    def _pay(cls, household, date, amount, invoices=None):
        """Post a payment and let accounting reconcile it with ``invoices``."""
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": household.partner_id.id,
                "journal_id": cls.bank_journal.id,
                "amount": amount,
                "date": date,
            }
        )
        payment.action_post()
        if invoices:
            lines = cls._receivable(invoices | payment.move_id)
            lines.filtered(lambda line: not line.reconciled).reconcile()
        return payment

    @classmethod
    def _benefit(cls, household, date, amount):
        """Post the housing benefit of one tenant, as the benefit office pays it."""
        receivable = household.partner_id.with_company(
            cls.company
        ).property_account_receivable_id
        move = cls.env["account.move"].create(
            {
                "journal_id": cls.benefit_journal.id,
                "date": date,
                "line_ids": [
                    Command.create({"account_id": cls.outstanding.id, "debit": amount}),
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": household.partner_id.id,
                            "credit": amount,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _reason(cls, kind):
        return cls.env["declic.reason"].search([("kind", "=", kind)], limit=1)

    @classmethod
    def _orientation(cls, household, position="agreed", association=None, send=True):
        """An orientation written by the counsellor, sent unless told otherwise."""
        orientation = (
            cls.env["declic.orientation"]
            .with_user(cls.users["counsellor"])
            .create(
                {
                    "household_id": household.id,
                    "programme_id": cls.programme.id,
                    "association_id": (association or cls.association).id,
                    "household_position": position,
                    "position_mode": "letter" if position == "agreed" else False,
                    "reason_ids": [Command.set(cls._reason("orientation").ids)],
                    "measure_ids": [
                        Command.create({"measure_id": cls._reason("measure").id})
                    ],
                    "request": "MOTSECRET demande de visite à domicile",
                }
            )
        )
        if send:
            with contextlib.ExitStack() as stack:
                if not cls.forms:
                    reports = type(cls.env["ir.actions.report"])
                    blank = patch.object(reports, "_freeze_sheet", return_value=BLANK)
                    stack.enter_context(blank)
                orientation.action_send()
        return orientation

    @classmethod
    def _case(cls, household=None, position="agreed"):
        """A case accepted by the coordinator for the association's worker."""
        orientation = cls._orientation(household or cls._household(), position)
        return (
            orientation.with_user(cls.users["coordinator"])
            .action_accept(cls.users["worker"].id)
            .with_user(cls.env.user)
        )

    @classmethod
    def _months_ago(cls, months, day=5):
        return (cls.today - relativedelta(months=months)).replace(day=day)


def fewest_statements(env, act):
    """Texts of the SQL statements that ``act`` needs, the fewest of five turns: the
    first one fills caches, and another thread of the server may empty one at any
    time. An environment that waits for the garbage collector still knows its user's
    time zone, which costs a statement otherwise: none is left over from before."""
    turns = []
    execute = Cursor.execute

    def told(cursor, query, params=None, log_exceptions=True):
        turns[-1].append(str(getattr(query, "code", query)))
        return execute(cursor, query, params, log_exceptions)

    with patch.object(Cursor, "execute", told):
        for _turn in range(5):
            turns.append([])
            env.flush_all()
            env.invalidate_all()
            gc.collect()
            turns[-1].clear()
            act()
            env.flush_all()
    return min(turns, key=len)


class DeclicCase(DeclicLandlord, TransactionCase):
    """A transaction with the landlord in it."""

    # PDFs are made in earnest, a second each, for the classes that read one.
    prints = False
    # The one model that the matrices are asked about (house/mutants), None for all.
    only = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        if not cls.prints:
            reports = type(cls.env["ir.actions.report"])
            cls.startClassPatcher(
                patch.object(reports, "_print_sheet", return_value=b"%PDF-")
            )

    def looked_at(self, models):
        """Those of ``models`` that a test of all models is to look at."""
        return [name for name in models if self.only in (None, name)]


class DetectionCase(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Run = cls.env["declic.detection.run"].with_context(declic_no_commit=True)

    def detect(self):
        return self.env["declic.household"]._run_detection()

    def signals(self, household, code):
        return household.signal_ids.filtered(
            lambda s: s.rule_id.code == code and s.state == "open"
        )

    def contact(self, household, result, medium="phone", days=0):
        return self.env["declic.contact"].create(
            {
                "household_id": household.id,
                "medium": medium,
                "result": result,
                "date": min(
                    Datetime.to_datetime(self.today - relativedelta(days=days)),
                    Datetime.now(),
                ),
            }
        )
