"""The module does not extend itself as a stranger would: a method tells in its own
body what it does."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from odoo import models
from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parents[2]
SOURCES = ("controllers", "models", "wizards")

LIST_OF_GROUPS = re.compile(r"\w+\.group_\w+(,\w+\.group_\w+)+")

# What a mixin leaves to its models to say. A model may write these again, and call the
# mixin's with super(); everything else of a mixin is whole as it stands.
HOOKS = {
    "declic.audience.mixin": {"_subject"},
    "declic.case.part.mixin": {"_check_open", "_part_name"},
    "declic.frozen.mixin": {"_file_stem", "_frozen_values"},
    "declic.form.mixin": {
        "_can_be_given_back",
        "_frozen_values",
        "_give_back",
        "_is_handed_over",
    },
    "declic.hold.mixin": {"_terms_to_hold"},
    "declic.masked.export.mixin": {"_counts", "_masks"},
    "declic.portal.mixin": {
        "_check_open",
        "_form_values",
        "_letterhead",
    },
    "declic.progress": {"_progress_cases"},
    "declic.guard.mixin": {"_check_guarded", "_sealed_sentence"},
}


def _silent_sudo(source):
    """Lines of ``source`` that call ``sudo()`` in a statement without a comment why."""
    lines, tree = source.splitlines(), ast.parse(source)
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    silent = []
    for call in ast.walk(tree):
        if not (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "sudo"
            and not call.args
        ):
            continue
        line = call.func.end_lineno
        first = max(s.lineno for s in statements if s.lineno <= line <= s.end_lineno)
        while first > 1 and lines[first - 2].lstrip().startswith("#"):
            first -= 1
        if not any(
            "sudo" in near.partition("#")[2] for near in lines[first - 1 : line]
        ):
            silent.append(line)
    return sorted(silent)


def _literal(node):
    """The value of a literal, None for what is computed."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _classes(tree, place):
    """The classes of models in ``tree``: (model, parents, names defined, place)."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        values, names = {}, set()
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                names.add(part.name)
            elif isinstance(part, ast.Assign):
                for target in part.targets:
                    values[target.id] = _literal(part.value)
        parents = values.get("_inherit") or []
        parents = [parents] if isinstance(parents, str) else list(parents)
        model = values.get("_name") or (parents[0] if parents else None)
        if model:
            declared = values.keys() - {"_name", "_inherit"}
            yield model, parents, names, declared, f"{place}:{node.lineno}"


def own_classes(root=ROOT):
    """The module's classes of models, as :func:`_classes` tells them."""
    return [
        found
        for folder in SOURCES
        for path in sorted((root / folder).rglob("*.py"))
        for found in _classes(ast.parse(path.read_text()), path.relative_to(root))
    ]


def written_twice(classes):
    """Where a method or an attribute of one of our models stands in two classes.

    A model of Odoo may be extended in several folders, each with its own part of a
    method that Odoo calls; ours may not.
    """
    places = defaultdict(list)
    for model, _parents, names, declared, place in classes:
        if model.startswith("declic."):
            for name in names | declared:
                places[model, name].append(place)
    return {key: found for key, found in places.items() if len(found) > 1}


def overridden(classes):
    """Where one of our models writes a method of one of our mixins again that is
    neither Odoo's own nor a hook of the mixin."""
    parents_of, methods = defaultdict(set), defaultdict(set)
    for model, parents, names, _declared, _place in classes:
        parents_of[model].update(p for p in parents if p != model)
        methods[model] |= names

    def mixins(model):
        for parent in parents_of[model]:
            yield parent
            yield from mixins(parent)

    found = []
    for model in [m for m in methods if m.startswith("declic.")]:
        for mixin in {m for m in mixins(model) if m in methods}:
            again = methods[model] & methods[mixin] - HOOKS.get(mixin, set())
            found += [
                (model, mixin, name)
                for name in again
                if not hasattr(models.BaseModel, name)
            ]
    return found


@tagged("post_install", "-at_install")
class TestStructure(BaseCase):
    def test_no_override_of_ourselves(self):
        classes = own_classes()
        self.assertGreater(len(classes), 80, "the sources were not found")
        self.assertFalse(written_twice(classes))

    def test_mixins_are_whole(self):
        self.assertFalse(overridden(own_classes()))

    def test_hooks_exist(self):
        """A hook that no mixin has any more is a hole in the rule."""
        methods = defaultdict(set)
        for model, _parents, names, _declared, _place in own_classes():
            methods[model] |= names
        for mixin, names in HOOKS.items():
            self.assertFalse(names - methods[mixin], mixin)

    def test_readers_are_named_once(self):
        """A list of several groups of readers stands in ``groups.py`` alone."""
        found = [
            f"{path.relative_to(ROOT)}: {node.value}"
            for folder in SOURCES
            for path in sorted((ROOT / folder).rglob("*.py"))
            if path.name != "groups.py"
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and LIST_OF_GROUPS.fullmatch(node.value)
        ]
        self.assertFalse(found)

    def test_small_is_said_once(self):
        """The size under which a cell is masked."""
        found = [
            str(path.relative_to(ROOT))
            for folder in (*SOURCES, "engine", "reports")
            for path in sorted((ROOT / folder).rglob("*.py"))
            if re.search(r"(?m)^\s*SMALL\b.*=", path.read_text())
        ]
        self.assertEqual(found, ["engine/masking.py"])

    def test_each_sudo_says_why(self):
        """Beside its statement or right above it; one that drops or keeps rights
        (``sudo(False)``, ``sudo(self.env.su)``) needs no reason."""
        wrong = []
        for folder in SOURCES:
            for path in sorted((ROOT / folder).rglob("*.py")):
                wrong += [
                    f"{path.relative_to(ROOT)}:{line}"
                    for line in _silent_sudo(path.read_text())
                ]
        self.assertFalse(wrong)

    def test_the_rule_of_sudo_sees(self):
        silent = "def f(self):\n    # sudo: far\n    x = 1\n    self.sudo().x = x\n"
        self.assertEqual(_silent_sudo(silent), [4])
        beside = "def f(self):\n    # sudo: why\n    # it is.\n    self.sudo().x = 1\n"
        self.assertFalse(_silent_sudo(beside))
        self.assertFalse(_silent_sudo("x = y.sudo()  # sudo: why\n"))
        self.assertFalse(_silent_sudo("x = y.sudo(False)\n"))

    def test_the_rule_sees(self):
        """On sources made for it: what is refused, beside what is allowed."""
        source = """
class Base(models.Model):
    _name = "declic.thing"
    _inherit = ["declic.case.part.mixin"]
    _transitions = {}
    def action_do(self): ...

class Again(models.Model):
    _inherit = "declic.thing"
    _transitions = {"a": {"b"}}
    def action_do(self): ...
    def write(self, vals): ...

class Mixin(models.AbstractModel):
    _name = "declic.case.part.mixin"
    def write(self, vals): ...
    def _link(self, state): ...
    def _part_name(self, vals): ...

class Other(models.Model):
    _name = "declic.other"
    _inherit = ["declic.case.part.mixin"]
    def _link(self, state): ...
    def _part_name(self, vals): ...

class Users(models.Model):
    _inherit = "res.users"
    def write(self, vals): ...

class UsersAgain(models.Model):
    _inherit = "res.users"
    def write(self, vals): ...
"""
        classes = list(_classes(ast.parse(source), "made.py"))
        self.assertEqual(
            set(written_twice(classes)),
            {("declic.thing", "action_do"), ("declic.thing", "_transitions")},
        )
        self.assertEqual(
            overridden(classes), [("declic.other", "declic.case.part.mixin", "_link")]
        )
