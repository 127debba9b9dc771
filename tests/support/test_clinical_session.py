"""Anonymous clinical sessions (C10): a month, a number, hours; nobody behind them."""

from datetime import date

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import DeclicCase
from ..portal.test_portal import PortalCase


@tagged("post_install", "-at_install", "security")
class TestClinicalSession(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sessions = cls.env["declic.clinical.session"]
        cls.theirs = cls.sessions.with_user(cls.users["psychologist"])

    def test_nothing_else_can_be_stored(self):
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'declic_clinical_session'"
        )
        columns = {name for (name,) in self.env.cr.fetchall()}
        self.assertEqual(
            columns, {"id", "association_id", "month", "session_count", "hours"}
        )
        relations = {
            name: field.comodel_name
            for name, field in self.sessions._fields.items()
            if field.relational
        }
        self.assertEqual(relations, {"association_id": "res.partner"})

    def test_nothing_leads_from_or_to_it(self):
        """No field of any model points here, and no key of any table but the
        association's."""
        pointing = [
            (name, field.name)
            for name, model in self.env.registry.items()
            for field in model._fields.values()
            if field.comodel_name == "declic.clinical.session"
        ]
        self.assertFalse(pointing)
        self.env.cr.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text"
            " FROM pg_constraint WHERE contype = 'f' AND"
            " 'declic_clinical_session'::regclass IN (conrelid, confrelid)"
        )
        self.assertEqual(
            self.env.cr.fetchall(), [("declic_clinical_session", "res_partner")]
        )
        for name in ("mail.thread", "mail.activity.mixin"):
            self.assertNotIsInstance(self.sessions, self.env.registry[name])

    def test_the_day_is_dropped(self):
        self.theirs.action_record(self.today.replace(day=1), 3, 4.5)
        row = self.sessions.search([])
        self.assertEqual(row.month, self.today.replace(day=1))
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            row.month = date(2026, 5, 12)
            row.flush_recordset()

    def test_one_row_a_month_for_the_own_association(self):
        self.theirs.action_record(self.today, 3, 4.5)
        self.theirs.action_record(self.today, 5, 6)
        row = self.sessions.search([])
        self.assertEqual((row.session_count, row.hours), (5, 6))
        self.assertEqual(row.association_id, self.association)
        for operation in ("write", "create", "unlink"):
            self.assertFalse(self.theirs.has_access(operation))
        for role in ("worker", "coordinator", "counsellor", "manager", "tenant"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.sessions.with_user(self.users[role]).action_record(
                    self.today, 1, 1
                )

    def test_refused(self):
        for month, count, hours in (
            (None, 1, 1),
            (self.today + relativedelta(months=1), 1, 1),
            (self.today, -1, 1),
            (self.today, 501, 1),
            (self.today, 1, 501),
            (self.today, 1, float("nan")),
        ):
            with self.subTest(values=(month, count, hours)):
                with self.assertRaises(UserError):
                    self.theirs.action_record(month, count, hours)
        self.assertFalse(self.sessions.search([]))

    def test_counted_by_the_programme(self):
        before = self.programme.date_from - relativedelta(months=1)
        self.theirs.action_record(before, 9, 9)
        self.theirs.action_record(self.today - relativedelta(months=1), 3, 4.5)
        self.theirs.action_record(self.today, 5, 6)
        self.assertEqual(self.programme.clinical_session_count, 8)
        self.assertEqual(self.programme.clinical_hours, 10.5)
        self.assertEqual(
            len(self.sessions.with_user(self.users["manager"]).search([])), 3
        )
        with self.assertRaises(AccessError):
            self.sessions.with_user(self.users["counsellor"]).search([])

    def test_no_case_for_the_psychologist(self):
        self._case()
        for name in ("declic.case", "declic.household", "declic.note"):
            with self.subTest(model=name), self.assertRaises(AccessError):
                self.env[name].with_user(self.users["psychologist"]).search([])


@tagged("post_install", "-at_install")
class TestSessionPage(PortalCase):
    def test_page(self):
        self.login("psychologist")
        month = f"{self.today:%Y-%m}"
        answer = self.post(
            "/my/declic/sessions", month=month, session_count="4", hours="5,5"
        )
        self.assertIn("alert-success", answer.text)
        row = self.env["declic.clinical.session"].search([])
        self.assertEqual((row.session_count, row.hours), (4, 5.5))
        for wrong in (
            {"month": "2026-13", "session_count": "1", "hours": "1"},
            {"month": f"{month}-12", "session_count": "1", "hours": "1"},
            {"month": month, "session_count": "-1", "hours": "1"},
            {"month": month, "session_count": "1", "hours": "nan"},
            {},
        ):
            with self.subTest(wrong=wrong):
                answer = self.post("/my/declic/sessions", **wrong)
                self.assertIn("alert-danger", answer.text)
        self.assertEqual(len(self.env["declic.clinical.session"].search([])), 1)
        for role in ("worker", "tenant"):
            self.login(role)
            answer = self.url_open("/my/declic/sessions")
            self.assertNotIn("session_count", answer.text)
