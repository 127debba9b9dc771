import ast
import importlib.util
from collections import Counter
from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

from odoo.addons.portal.controllers.portal import CustomerPortal

MIGRATION = "declic/migrations/19.0.1.1.0/pre-folded_views.py"


@tagged("post_install", "-at_install")
class TestLayout(TransactionCase):
    """What a reader relies on: a view of ours stands whole in one file, a rule in the
    file of its stage beside the others of its model."""

    def _ours(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "declic"), ("model", "=", "ir.ui.view")]
        )
        return self.env["ir.ui.view"].browse(data.mapped("res_id"))

    def test_no_view_of_ours_patches_another(self):
        ours = self._ours()
        self.assertGreater(len(ours), 100)
        patches = ours.filtered(
            lambda view: view.mode == "extension" and view.inherit_id in ours
        )
        self.assertFalse(patches.mapped("xml_id"))
        # What we add to a screen of Odoo stays a patch.
        self.assertIn(self.env.ref("account.view_move_form"), ours.mapped("inherit_id"))

    def test_who_is_given_an_activity_can_be_told(self):
        """Odoo posts to the thread of the record; without one, giving an activity to
        somebody else is an error."""
        ours = [
            model
            for name, model in self.env.registry.items()
            if name.startswith("declic.") and not model._abstract
        ]
        active = [model for model in ours if hasattr(model, "activity_ids")]
        self.assertGreater(len(active), 5)
        self.assertFalse([m._name for m in active if not hasattr(m, "message_notify")])

    def _stage(self, model):
        """Folder of models/ whose file declares ``model``."""
        for parent in reversed(type(self.env[model]).mro()):
            if vars(parent).get("_name") == model and ".models." in parent.__module__:
                return parent.__module__.split(".models.")[1].split(".")[0]
        self.fail(f"{model} is declared nowhere in models/.")

    def test_rules_by_stage_and_model(self):
        names = self.env["ir.model.data"].search(
            [("module", "=", "declic"), ("model", "=", "ir.rule")]
        )
        found = set()
        for path in Path(file_path("declic/security")).glob("*_rules.xml"):
            models = []
            for rule in etree.parse(path).iter("record"):
                found.add(rule.get("id"))
                model = self.env.ref(f"declic.{rule.get('id')}").model_id.model
                self.assertEqual(f"{self._stage(model)}_rules.xml", path.name, model)
                if models[-1:] != [model]:
                    models.append(model)
            self.assertEqual(len(models), len(set(models)), path.name)
        self.assertEqual(found, set(names.mapped("name")))

    def _page_classes(self):
        """The class of each file of the portal, with the methods it writes."""
        for path in sorted(Path(file_path("declic/controllers")).glob("portal*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    written = [
                        part.name
                        for part in node.body
                        if isinstance(part, ast.FunctionDef)
                    ]
                    yield node, written

    def test_pages_of_the_portal_borrow_nothing(self):
        """Odoo makes one class of them all: a method of another page would be found,
        and one of the same name would win."""
        pages = list(self._page_classes())
        common = {"_prepare_home_portal_values"}
        common |= {name for name in dir(CustomerPortal) if "declic" not in name}
        base = next(written for node, written in pages if node.name == "DeclicPortal")
        written_twice = Counter(name for _node, written in pages for name in written)
        for node, written in pages:
            with self.subTest(page=node.name):
                expected = "CustomerPortal" if written == base else "DeclicPortal"
                self.assertEqual([parent.id for parent in node.bases], [expected])
                self.assertFalse([name for name in written if written_twice[name] > 1])
                used = {
                    part.attr
                    for part in ast.walk(node)
                    if isinstance(part, ast.Attribute)
                    and isinstance(part.value, ast.Name)
                    and part.value.id == "self"
                }
                self.assertFalse(used - set(written) - set(base) - common)

    def test_update_of_a_database_made_before(self):
        """Before, the notes were a patch; a landlord had put a line under them."""
        form = self.env.ref("declic.declic_case_view_form")
        patch = self.env["ir.ui.view"].create(
            {
                "model": "declic.case",
                "inherit_id": form.id,
                "arch": "<xpath expr=\"//page[@name='plan']\" position='before'>"
                "<page name='old'/></xpath>",
            }
        )
        own = self.env["ir.ui.view"].create(
            {
                "model": "declic.case",
                "inherit_id": patch.id,
                "arch": "<xpath expr=\"//page[@name='journal']\" position='inside'>"
                "<p>Notre charte</p></xpath>",
            }
        )
        self.env["ir.model.data"].create(
            {
                "module": "declic",
                "name": "declic_case_view_form_notes",
                "model": "ir.ui.view",
                "res_id": patch.id,
            }
        )
        self.env.flush_all()
        for _turn in range(2):
            self._migrate()
        self.env.invalidate_all()
        self.env.registry.clear_cache("templates")
        self.assertFalse(patch.exists())
        self.assertFalse(
            self.env.ref("declic.declic_case_view_form_notes", raise_if_not_found=False)
        )
        self.assertEqual(own.inherit_id, form)
        arch = self.env["declic.case"].get_view(form.id, "form")["arch"]
        self.assertIn("Notre charte", arch)
        self.assertNotIn('name="old"', arch)

    def _migrate(self):
        path = Path(file_path(MIGRATION))
        spec = importlib.util.spec_from_file_location("folded_views", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.0.0")
