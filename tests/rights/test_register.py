"""The processing register and the DPIA annex say what the code does."""

import importlib.util

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path


@tagged("post_install", "-at_install")
class TestRegister(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = file_path("declic/dev/register.py")
        spec = importlib.util.spec_from_file_location("declic_register", path)
        cls.register = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.register)

    def test_up_to_date(self):
        """Otherwise: python3 dev register."""
        for name in self.register.FILES:
            with self.subTest(file=name):
                text = (self.register.DOCS / name).read_text(encoding="utf-8")
                self.assertEqual(self.register.filled(text, self.env), text)

    def test_it_would_be_told(self):
        """A field, a reader or a duration that changes changes a table."""
        tables = self.register.tables(self.env)
        for name in ("données", "durées", "destinataires", "textes"):
            self.assertGreater(tables[name].count("\n"), 3, name)
        right = self.env.ref("declic.access_declic_note_counsellor", False)
        right = right or self.env["ir.model.access"].search(
            [
                ("model_id.model", "=", "declic.note"),
                ("group_id", "=", self.env.ref("declic.group_counsellor").id),
            ],
            limit=1,
        )
        right.perm_read = False
        self.assertNotEqual(
            self.register.tables(self.env)["données"], tables["données"]
        )

    def test_every_file_of_a_household_is_in_it(self):
        text = (self.register.DOCS / self.register.FILES[0]).read_text(encoding="utf-8")
        names = self.env["ir.model"].with_context(lang="fr_FR")
        for model in ("declic.note", "declic.consent", "declic.rights.request"):
            self.assertIn(f"| {names._get(model).name} |", text)
        # Of nobody in particular.
        self.assertNotIn(f"| {names._get('declic.signal.rule').name} |", text)
