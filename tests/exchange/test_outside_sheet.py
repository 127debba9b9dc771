"""Sheets for CAF, CCAPEX, prefect, diagnosis (K14)."""

import base64
import csv
import io
from datetime import date

from dateutil.relativedelta import relativedelta
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from ..common import DeclicLandlord

KINDS = (
    "caf_signal",
    "caf_plan",
    "caf_check",
    "caf_end",
    "ccapex",
    "prefect",
    "diagnosis",
)


@tagged("post_install", "-at_install")
class TestOutsideSheet(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.household = cls._household(lease_number="=1+1", lease_date=date(2019, 4, 3))
        for month in (3, 2):
            cls._rent(cls.household, cls._months_ago(month))
        cls._pay(cls.household, cls._months_ago(1), 100)
        cls.env["declic.household"]._run_detection()

    def _sheet(self, kind, role="counsellor", **vals):
        sheets = self.env["declic.outside.sheet"].with_user(self.users[role])
        return sheets.with_context(lang="fr_FR").create(
            {"household_id": self.household.id, "kind": kind, **vals}
        )

    def _told(self, sheet):
        content = base64.b64decode(sheet.csv).decode("utf-8-sig")
        rows = csv.reader(io.StringIO(content), delimiter=";")
        return {(block, label): text for block, label, text in rows}

    def test_every_kind(self):
        for kind in KINDS:
            sheet = self._sheet(kind)
            told = self._told(sheet)
            with self.subTest(kind=kind):
                self.assertEqual(
                    told["Locataire", "Titulaire du bail"], self.household.name
                )
                amount = told["Dette", "Impayé"].replace("\xa0", " ")
                # By hand: two terms of 450 less 100.
                self.assertEqual(amount.replace("\u202f", " "), "800,00 €")
                # As the French write it, each line on its own.
                lines = sheet.text.splitlines()
                self.assertIn(f"Titulaire du bail : {self.household.name}", lines)
                for (_block, label), text in told.items():
                    # In the text nothing is a formula.
                    line = f"{label} : {text.removeprefix(chr(39))}".strip()
                    self.assertIn(line, map(str.strip, lines))
                    self.assertNotIn("False", text)

    def test_what_is_due_since(self):
        told = self._told(self._sheet("caf_signal"))
        first = self._months_ago(3)
        self.assertEqual(told["Dette", "Premier impayé"], f"{first:%d/%m/%Y}")
        self.assertEqual(told["Bail", "Bail signé le"], "03/04/2019")
        # Nobody holds it: a line to fill in by hand.
        self.assertEqual(told["Locataire", "Numéro d'allocataire"], "")

    def test_plan_of_the_signal(self):
        household = self.household
        plan = self.env["declic.repayment.plan"].create(
            {
                "household_id": household.id,
                "installment_amount": 100,
                "date_start": self.today,
                "date_first": self.today + relativedelta(days=10),
            }
        )
        self.assertEqual(
            self._told(self._sheet("caf_plan"))["Plan d'apurement", "Échéance"],
            "",
            "a draft is no plan",
        )
        plan.action_cover_open_lines()
        plan.action_activate()
        told = self._told(self._sheet("caf_plan"))
        amount = told["Plan d'apurement", "Échéance"].replace("\xa0", " ")
        self.assertEqual(amount.replace("\u202f", " "), "100,00 €")

    def test_csv_runs_nothing(self):
        self.assertIn("'=1+1", self._told(self._sheet("ccapex")).values())

    def test_typed_reference(self):
        sheet = self._sheet("ccapex", outside_reference="EXPLOC-42")
        self.assertIn("EXPLOC-42", self._told(sheet).values())
        sheet = self._sheet("caf_signal", outside_reference="EXPLOC-42")
        self.assertNotIn("EXPLOC-42", self._told(sheet).values())

    def test_who_makes_which(self):
        kinds = self.env["declic.outside.sheet"].with_user(self.users["recovery"])
        self.assertNotIn("diagnosis", dict(kinds._selection_kind()))
        self.assertIn("ccapex", dict(kinds._selection_kind()))
        refused = self._sheet("diagnosis", "recovery")
        for act in (refused.action_print, refused.action_csv, refused._rows):
            with self.assertRaises(UserError):
                act()
        for role in ("reporter", "worker", "coordinator", "data_officer", "employee"):
            with self.assertRaises(AccessError):
                self._sheet("ccapex", role)
        self.assertTrue(self._sheet("ccapex", "recovery").text)

    def test_not_of_a_household_that_one_may_not_see(self):
        self.env["declic.lock"].create(
            {
                "household_id": self.household.id,
                "user_id": self.users["counsellor"].id,
                "reason": "neighbour",
            }
        )
        with self.assertRaises(AccessError):
            self._sheet("ccapex")

    def test_budget_only_where_it_may_be_read(self):
        case = self._case(self._household("AUTRE-TEST"))
        assessment = self.env["declic.assessment"].search(
            [("case_id", "=", case.id)], limit=1
        ) or self.env["declic.assessment"].create({"case_id": case.id})
        (budget,) = assessment.budget_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE declic_budget SET resource_total = 1234, is_shared = false"
            " WHERE id = %s",
            [budget.id],
        )
        self.env.invalidate_all()
        sheet = self._sheet("diagnosis")
        sheet.household_id = case.household_id
        self.assertNotIn("234", sheet.text)
        self.env.cr.execute("UPDATE declic_budget SET is_shared = true")
        self.env.invalidate_all()
        self.assertIn("234", sheet.text)

    def test_print(self):
        sheet = self._sheet("prefect")
        action = sheet.action_print()
        self.assertEqual(action["report_name"], "declic.report_outside")
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["counsellor"])
            .with_context(lang="fr_FR", force_report_rendering=True)
            ._render_qweb_pdf("declic.report_outside", sheet.ids)
        )
        self.assertEqual(kind, "pdf")
        text = " ".join(
            page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
        )
        self.assertIn(self.household.name, text)
        self.assertIn("Préfet", text)
        # At the foot of the page the reference, and no name of a model.
        self.assertIn(f"{self.household.reference} · Préfet", " ".join(text.split()))
        self.assertNotIn("declic.outside", text)

    def test_form(self):
        sheets = self.env["declic.outside.sheet"].with_user(self.users["recovery"])
        with Form(sheets.with_context(default_household_id=self.household.id)) as form:
            form.kind = "ccapex"
            self.assertIn(self.household.name, form.text)
