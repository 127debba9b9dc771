"""What a test came by: only what it asked can make it fail."""

from contextlib import ExitStack, contextmanager
from functools import wraps
from unittest.mock import patch

from odoo.models import BaseModel

OURS = "odoo.addons.declic."
_seen, _removed = set(), set()


@contextmanager
def removed(key):
    """Without the ``_check_…`` of this (class of Python, name)."""
    _removed.add(key)
    try:
        yield
    finally:
        _removed.discard(key)


def check_methods(registry):
    """(class of Python, name) of each ``_check_…`` that the module writes."""
    found = {}
    for _model, registry_class in sorted(registry.items()):
        for cls in registry_class.__mro__:
            if cls.__module__.startswith(OURS):
                for name, value in vars(cls).items():
                    if name.startswith("_check_") and callable(value):
                        found[cls, name] = None
    return list(found)


class Trace:
    """Notes what is asked while it is open, and lets a check be taken away."""

    def __init__(self, registry):
        self.registry = registry

    def __enter__(self):
        self._patches = ExitStack()
        for cls, name in check_methods(self.registry):
            self._patch(cls, name, _check(cls, name))
        rules = self.registry["ir.rule"]
        self._after(rules, "_get_rules", _of_rules)
        rows = self.registry["ir.model.access"]
        self._after(rows, "check", _of_row)
        self._after(BaseModel, "_has_field_access", _of_field)
        portal = self._mixin("declic.portal.mixin")
        self._after(portal, "_has_field_access", _of_portal)
        guard = self._mixin("declic.guard.mixin")
        self._after(guard, "_check_guarded", _of_guard)
        state = self._mixin("declic.state.mixin")
        self._after(state, "_can_become", _of_guard)
        self._forget_constraints()
        return self

    def __exit__(self, *_exception):
        self._patches.close()
        self._forget_constraints()

    @contextmanager
    def noting(self):
        """Give the set of what is asked in this context."""
        self.registry.clear_all_caches()
        _seen.clear()
        found = set()
        yield found
        for key in _seen:
            if key[0] == "rule":
                found |= {("rule", rule) for rule in key[1]}
            else:
                found.add(key)

    def _mixin(self, name):
        """The class of Python that declares ``name``."""
        return next(
            cls
            for cls in self.registry[name].__mro__
            if vars(cls).get("_name") == name and cls.__module__.startswith(OURS)
        )

    def _patch(self, cls, name, value):
        self._patches.enter_context(patch.object(cls, name, value))

    def _after(self, cls, name, keys):
        asked = getattr(cls, name)

        @wraps(asked)
        def noted(self, *words, **named):
            found = asked(self, *words, **named)
            _seen.update(keys(found, self, *words, *named.values()))
            return found

        self._patch(cls, name, noted)

    def _forget_constraints(self):
        """Odoo keeps the functions that it found on the class."""
        for cls in self.registry.values():
            if "_constraint_methods" in vars(cls):
                del cls._constraint_methods


def _check(cls, name):
    kept = vars(cls)[name]

    @wraps(kept)
    def check(self, *words, **named):
        _seen.add(("check", cls, name))
        if (cls, name) not in _removed:
            return kept(self, *words, **named)
        # As if the class had not written it: the one above it, if there is one.
        above = getattr(super(cls, self), name, None)
        return above(*words, **named) if above else None

    return check


def _of_rules(found, *_words):
    return {("rule", found._ids)}


def _of_row(_found, _own, model, *_words):
    return {("row", model)}


def _of_guard(_found, own, *_words):
    return {("guard", own._name)}


def _of_field(_found, own, field, *_words):
    return {("field", own._name, field.name)} if field.groups and not own.env.su else ()


def _of_portal(_found, own, _field, *_words):
    is_portal = not own.env.su and own.env.user._is_portal()
    return {("portal", own._name)} if is_portal else ()
