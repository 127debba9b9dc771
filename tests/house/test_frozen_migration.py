"""A database of 19.0.1.0.0: its frozen files change hands and not a byte."""

import base64
import hashlib
import importlib.util

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

from ..papers import EveryDocument

MIGRATION = "declic/migrations/19.0.1.1.0/post-frozen_files.py"
# What the old version kept in fields of their own, and who reads it now.
OLD = {
    "pdf_shared": {"landlord"},
    "pdf_whole": {"association", "household"},
    "pdf": {"recovery"},
}


@tagged("post_install", "-at_install")
class TestFrozenMigration(EveryDocument, TransactionCase):
    forms = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_documents()
        cls.plan = cls.documents["declic.report_plan"][0].sudo()
        cls.repayment = cls.documents["declic.report_repayment_plan"][0].sudo()

    def migrate(self):
        path = file_path(MIGRATION)
        spec = importlib.util.spec_from_file_location("post_frozen_files", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def made_before(self, record, field):
        """``record`` with a file in ``field``, as the old version kept it."""
        content = f"%PDF-1.4 {field} é".encode()
        column = f"{field}_hash"
        self.env.cr.execute(
            f"ALTER TABLE {record._table} ADD COLUMN IF NOT EXISTS {column} varchar"
        )
        self.env.cr.execute(
            f"UPDATE {record._table} SET {column} = %s WHERE id = %s",
            [hashlib.sha256(content).hexdigest(), record.id],
        )
        attachment = self.env["ir.attachment"].create(
            {"name": field, "raw": content, "res_model": record._name}
        )
        self.env.cr.execute(
            "UPDATE ir_attachment SET res_id = %s, res_field = %s WHERE id = %s",
            [record.id, field, attachment.id],
        )
        return content

    def test_files_change_hands(self):
        self.plan.frozen_ids.unlink()
        kept = {
            field: (record, self.made_before(record, field))
            for field, record in (
                ("pdf_shared", self.plan),
                ("pdf_whole", self.plan),
                ("pdf", self.repayment),
            )
        }
        for _turn in range(2):
            self.migrate()
            for field, (record, content) in kept.items():
                files = record.frozen_ids.filtered(
                    lambda f, audiences=OLD[field]: f.audience in audiences
                )
                with self.subTest(field=field):
                    self.assertEqual(
                        sorted(files.mapped("audience")), sorted(OLD[field])
                    )
                    for file in files:
                        self.assertEqual(file._bytes(), content)
                        self.assertTrue(file._is_intact())
                        self.assertEqual(file.household_id, record.household_id)
        left = self.env["ir.attachment"].search_count(
            [
                ("res_model", "in", ("declic.plan", "declic.repayment.plan")),
                ("res_field", "in", list(OLD)),
            ]
        )
        self.assertFalse(left)
        whole = self.plan._frozen("association")
        self.assertTrue(whole.with_user(self.users["worker"]).has_access("read"))
        with self.assertRaises(AccessError):
            whole.with_user(self.users["counsellor"])._bytes()

    def test_a_page_that_waits_gets_its_styles(self):
        orientation = self.documents["declic.report_orientation"][0]
        file = orientation.frozen_ids.filtered(lambda f: f.audience == "landlord")
        printed = orientation.frozen_ids.filtered(lambda f: f.audience == "recovery")
        before = printed._bytes()
        reports = self.env["ir.actions.report"].with_context(lang="fr_FR")
        page, _kind = reports._render_qweb_html(file.report_name, orientation.ids)
        self.assertIn(b"<link", page)
        self.env.cr.execute(
            "UPDATE declic_frozen_file SET page_sha256 = %s, style_id = NULL"
            " WHERE id = %s",
            [hashlib.sha256(page).hexdigest(), file.id],
        )
        self.env.cr.execute(
            """
            UPDATE ir_attachment SET db_datas = %s, store_fname = NULL
            WHERE res_model = 'declic.frozen.file' AND res_field = 'page'
                AND res_id = %s
            """,
            [page, file.id],
        )
        self.env.invalidate_all()
        self.assertEqual(base64.b64decode(file.with_context(bin_size=False).page), page)
        self.migrate()
        self.assertTrue(file.style_id)
        self.assertTrue(file._is_intact())
        self.assertTrue(file._bytes().startswith(b"%PDF-"))
        self.assertEqual(printed._bytes(), before)
