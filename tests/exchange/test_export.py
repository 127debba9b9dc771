"""Exports (X4), by the route of Odoo's own dialog and by a remote call."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.web.controllers import export as odoo_export

from ..common import DeclicLandlord

FORMULA = '=HYPERLINK("http://stranger.example";"ici")'
# Odoo says “500” to a refused export, and the refusal in its text.
REFUSED = 500


@tagged("post_install", "-at_install", "security")
class TestExport(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.household = cls._household(name="MARTIN-TEST Camille")
        cls.household.lease_number = FORMULA
        cls.exporter = cls.users["counsellor"]
        cls.exporter.group_ids |= cls.env.ref("declic.group_export")

    def _ask(
        self, file_format, domain, ids=(), model="declic.household", names=(), **more
    ):
        names = names or ["reference", "lease_number"]
        data = {
            "model": model,
            "fields": [{"name": name, "label": name} for name in names],
            "ids": list(ids),
            "domain": domain,
            "import_compat": False,
            "context": {"allowed_company_ids": self.company.ids},
            **more,
        }
        return self.url_open(
            f"/web/export/{file_format}",
            data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )

    def _as(self, role):
        user = self.users[role]
        user.password = user.login
        self.authenticate(user.login, user.login)

    def _mine(self):
        return [("id", "=", self.household.id)]

    def _last(self):
        return self.env["declic.export"].search([], limit=1)

    # Who may

    def test_only_the_group_may(self):
        """Odoo's own permission is not enough for our records; it is for others."""
        plain = self.users["recovery"]
        plain.group_ids |= self.env.ref("base.group_allow_export")
        household = self.household.with_user(plain)
        with self.assertRaisesRegex(UserError, "Déclic: exports"):
            household.export_data(["reference"])
        partner = household.partner_id.with_user(plain)
        self.assertTrue(partner.export_data(["name"])["datas"])
        # Nor by another model's columns.
        with self.assertRaises(UserError):
            partner.export_data(["name", "declic_household_ids/reference"])
        count = self.env["declic.export"].search_count([("user_id", "=", plain.id)])
        self.assertEqual(count, 0)
        self.assertTrue(
            self.household.with_user(self.exporter).export_data(["reference"])["datas"]
        )

    def test_administrator_is_no_exception(self):
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        household = self.household.with_user(admin)
        admin.group_ids -= self.env.ref("declic.group_export")
        with self.assertRaises(UserError):
            household.export_data(["reference"])

    def test_refused_by_the_dialog(self):
        self._as("recovery")
        self.users["recovery"].group_ids |= self.env.ref("base.group_allow_export")
        before = self._last()
        with self.assertLogs("odoo.addons.web.controllers.export", "ERROR"):
            answer = self._ask("csv", self._mine())
        self.assertEqual(answer.status_code, REFUSED)
        self.assertNotIn(self.household.reference, answer.text)
        self.assertEqual(self._last(), before)

    # What the file says

    def test_csv_runs_nothing(self):
        self._as("counsellor")
        answer = self._ask("csv", self._mine())
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        self.assertEqual(rows[1], [self.household.reference, f"'{FORMULA}"])

    def test_xlsx_runs_nothing(self):
        self._as("counsellor")
        answer = self._ask("xlsx", self._mine())
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
            texts = etree.fromstring(book.read("xl/sharedStrings.xml"))
        self.assertFalse(sheet.findall(".//{*}f"), "a formula")
        self.assertFalse(sheet.findall(".//{*}hyperlink"), "a link")
        self.assertIn(f"'{FORMULA}", texts.xpath("//text()"))

    def test_titles_of_groups_run_nothing(self):
        self._as("counsellor")
        fields = [
            {"name": name, "label": name, "type": "char"}
            for name in ("reference", "lease_number")
        ]
        grouped = {"fields": fields, "groupby": ["lease_number"]}
        answer = self._ask("xlsx", self._mine(), **grouped)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
            texts = etree.fromstring(book.read("xl/sharedStrings.xml"))
        self.assertFalse(sheet.findall(".//{*}f"), "a formula")
        self.assertIn(f"'{FORMULA} (1)", texts.xpath("//text()"))

    def test_a_link_to_a_file_is_none(self):
        self.household.lease_number = "external:\\\\stranger.example\\partage"
        self._as("counsellor")
        answer = self._ask("xlsx", self._mine())
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        self.assertFalse(sheet.findall(".//{*}hyperlink"))

    def test_every_dangerous_beginning(self):
        found = {}
        for text in (
            "=A1",
            "+A1",
            "-A1",
            "@x",
            "\t=1",
            "\r=1",
            "\n=1",
            "  =1",
            "＝A1",
            "FILE:///c:/x",
            "B-12",
        ):
            self.household.lease_number = text
            household = self.household.with_user(self.exporter)
            (row,) = household.export_data(["lease_number"])["datas"]
            found[text] = row[0].startswith("'")
        self.assertEqual(found.pop("B-12"), False)
        self.assertTrue(all(found.values()), found)

    def test_a_number_stays_one(self):
        self.household.rent = -12.5
        household = self.household.with_user(self.exporter)
        told = household.with_context(import_compat=False).export_data(["rent"])
        self.assertEqual(told["datas"], [[-12.5]])

    # The log

    def test_log_of_the_dialog(self):
        self._as("counsellor")
        domain = [
            "&",
            ("id", "in", self.household.ids),
            ("partner_id.name", "ilike", "MARTIN-TEST"),
        ]
        with patch.object(odoo_export._logger, "info") as kept:
            self._ask("csv", domain)
        line = self._last()
        self.assertEqual(
            (line.user_id, line.res_model, line.row_count, line.format),
            (self.exporter, "declic.household", 1, "csv"),
        )
        self.assertEqual(line.field_names, "reference, lease_number")
        self.assertIn(str(self.household.id), line.filter_text)
        self.assertNotIn("MARTIN", line.filter_text)
        self.assertNotIn("MARTIN", str(kept.call_args))
        life = line.date_expiry - line.create_date
        self.assertAlmostEqual(life.total_seconds(), 48 * 3600, delta=60)

    def test_words_at_any_depth_are_not_kept(self):
        self._as("counsellor")
        for domain in (
            [("partner_id.name", "in", ["ABSENT", "DISPARU"])],
            [("partner_id", "any", [("name", "ilike", "ABSENT")])],
            [("case_ids", "any", [("household_id.partner_id.name", "=", "ABSENT")])],
            ["!", ("partner_id", "not any", [("name", "not in", ["ABSENT"])])],
        ):
            self._ask("csv", [("id", "in", self.household.ids), *domain])
            told = self._last().filter_text
            with self.subTest(domain):
                self.assertIn(str(self.household.id), told)
                self.assertIn("…", told)
                for word in ("ABSENT", "DISPARU"):
                    self.assertNotIn(word, told)
        # A choice of a closed list names nobody.
        self._ask("csv", [("debt_level", "in", ["green", "red"])])
        self.assertIn("green", self._last().filter_text)

    def test_log_of_nothing_found(self):
        self._as("counsellor")
        with patch.object(odoo_export._logger, "info") as kept:
            answer = self._ask("csv", [("partner_id.name", "=", "ABSENT")])
        self.assertEqual(len(answer.text.splitlines()), 1)
        self.assertEqual(self._last().row_count, 0)
        self.assertNotIn("ABSENT", str(kept.call_args) + self._last().filter_text)

    def test_log_of_a_remote_call(self):
        self.household.with_user(self.exporter).export_data(["reference"])
        line = self._last()
        self.assertEqual((line.format, line.row_count), ("api", 1))
        self.assertFalse(line.date_expiry)

    def test_who_reads_the_log(self):
        self.household.with_user(self.exporter).export_data(["reference"])
        line = self._last()
        for role in ("manager", "data_officer", "counsellor"):
            self.assertIn(line, line.with_user(self.users[role]).search([]), role)
        other = self.users["recovery"]
        other.group_ids |= self.env.ref("declic.group_export")
        self.assertFalse(line.with_user(other).search([("id", "=", line.id)]))
        elsewhere = self.env["res.company"].create({"name": "Autre bailleur"})
        manager = self.users["manager"]
        line.company_id = elsewhere
        self.assertFalse(line.with_user(manager).search([("id", "=", line.id)]))
        for role in ("manager", "data_officer", "counsellor"):
            with self.assertRaises(AccessError):
                line.with_user(self.users[role]).unlink()
            with self.assertRaises(AccessError):
                line.with_user(self.users[role]).write({"row_count": 0})

    # The link of 48 hours

    def _kept(self):
        self._as("counsellor")
        self._ask("csv", self._mine())
        return self._last()

    def test_link_of_its_author(self):
        export = self._kept()
        url = export.with_user(self.exporter).action_download()["url"]
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(self.household.reference, answer.text)
        self.assertNotIn(self.household.lease_number, url)

    def test_link_of_another(self):
        """Who reads the log, a colleague with the same permission, a stranger."""
        export = self._kept()
        self.users["recovery"].group_ids |= self.env.ref("declic.group_export")
        url = f"/declic/export/{export.id}"
        for role in ("manager", "data_officer", "recovery", "worker"):
            self._as(role)
            self.assertIn(self.url_open(url).status_code, (403, 404), role)
        with self.assertRaises(UserError):
            export.with_user(self.users["manager"]).action_download()
        self.authenticate(None, None)
        self.assertNotIn(self.household.reference, self.url_open(url).text)

    def test_link_ends_after_48_hours(self):
        export = self._kept()
        url = f"/declic/export/{export.id}"
        mine = export.with_user(self.exporter)
        soon = export.date_expiry - timedelta(minutes=1)
        with freeze_time(soon):
            mine.invalidate_recordset()
            self.assertTrue(mine._bytes())
        with freeze_time(export.date_expiry + timedelta(seconds=1)):
            mine.invalidate_recordset()
            with self.assertRaises(UserError):
                mine.action_download()
        export.date_expiry = Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_no_other_way_to_the_file(self):
        export = self._kept()
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "declic.export"), ("res_field", "=", "content")]
        )
        self.assertIn(export.id, files.mapped("res_id"))
        attachment = files.filtered(lambda one: one.res_id == export.id)
        for url in (
            f"/web/content/declic.export/{export.id}/content",
            f"/web/content/{attachment.id}",
        ):
            answer = self.url_open(url)
            self.assertNotIn(self.household.reference, answer.text, url)
        for role in ("counsellor", "manager"):
            with self.assertRaises(AccessError):
                export.with_user(self.users[role]).read(["content"])

    def test_file_is_thrown_away(self):
        export = self._kept()
        self.env["declic.export"]._gc_files()
        self.assertTrue(export.with_context(bin_size=True).content)
        export.date_expiry = Datetime.now() - timedelta(seconds=1)
        self.env["declic.export"]._gc_files()
        self.assertFalse(export.with_context(bin_size=True).content)
        self.assertTrue(export.exists())
