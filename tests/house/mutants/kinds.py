"""What can be taken away from the rights and guards, one thing at a time.

Nothing is written for good: rules and access rows change in the transaction of the
class of tests that looks, fields and methods in this process.
"""

import ast
from contextlib import contextmanager
from unittest.mock import patch

from .trace import OURS, check_methods, removed

OPERATIONS = ("read", "write", "create", "unlink")
TRUE, FALSE = '(1, "=", 1)', '(0, "=", 1)'


class Mutant:
    """One thing taken away.

    ``seen`` is the key under which :mod:`.trace` notes that a test came by it;
    ``model`` the model that the matrices are asked about, None for all.
    """

    def __init__(self, kind, name, seen, model, change):
        self.kind, self.name, self.seen, self.model = kind, name, seen, model
        self._change = change

    @contextmanager
    def applied(self, env):
        """Without the thing, for as long as the context lasts."""
        env.flush_all()
        savepoint = env.cr.savepoint()
        try:
            with self._change(env):
                _forget(env)
                yield
        finally:
            savepoint.close(rollback=True)
            _forget(env)

    def has_effect(self, env, users, known):
        """Whether some role gets other rights on the model; True where it is no
        matter of rows and rules.

        :param known: dict of the rights on each model as the module is, filled here
        """
        if self.kind not in ("rule", "row", "permission", "condition"):
            return True
        if self.model not in known:
            _forget(env)
            known[self.model] = _rights(env, users, self.model)
        with self.applied(env):
            return known[self.model] != _rights(env, users, self.model)


def _forget(env):
    env.invalidate_all()
    env.registry.clear_all_caches()


def _rights(env, users, model):
    """What the rows and rules of ``model`` come to, for each user and operation."""
    return [
        (
            env[model].with_user(user).has_access(mode),
            list(env["ir.rule"].with_user(user)._compute_domain(model, mode)),
        )
        for user in users
        for mode in OPERATIONS
    ]


def _sql(query, *values):
    @contextmanager
    def change(env):
        env.cr.execute(query, values)
        yield

    return change


def _attribute(cls, name, value):
    return lambda env: patch.object(cls, name, value)


def _own(env, model):
    """Records of ``model`` that the module's data files made, by identifier."""
    data = env["ir.model.data"].search(
        [("module", "=", "declic"), ("model", "=", model)], order="name"
    )
    return [(row.name, env[model].browse(row.res_id)) for row in data]


def rules(env):
    """Each record rule."""
    for name, rule in _own(env, "ir.rule"):
        yield Mutant(
            "rule",
            name,
            ("rule", rule.id),
            rule.model_id.model,
            _sql("UPDATE ir_rule SET active = false WHERE id = %s", rule.id),
        )


def conditions(env):
    """Each condition of a rule's domain, always true and always false."""
    for name, rule in _own(env, "ir.rule"):
        source = (rule.domain_force or "[]").strip()
        for node in ast.walk(ast.parse(source, mode="eval")):
            if not _is_condition(node):
                continue
            told = ast.get_source_segment(source, node)
            start = sum(map(len, source.splitlines(True)[: node.lineno - 1]))
            # Offsets of the parser are bytes: our domains are plain ASCII.
            begin = start + node.col_offset
            for constant in (TRUE, FALSE):
                mutated = source[:begin] + constant + source[begin + len(told) :]
                yield Mutant(
                    "condition",
                    f"{name}: {told} is {constant == TRUE}",
                    ("rule", rule.id),
                    rule.model_id.model,
                    _sql(
                        "UPDATE ir_rule SET domain_force = %s WHERE id = %s",
                        mutated,
                        rule.id,
                    ),
                )


def _is_condition(node):
    return (
        isinstance(node, ast.Tuple)
        and len(node.elts) == 3
        and all(isinstance(part, ast.Constant) for part in node.elts[:2])
        and isinstance(node.elts[0].value, str)
    )


def rows(env):
    """Each row of access rights."""
    for name, row in _own(env, "ir.model.access"):
        model = row.model_id.model
        yield Mutant(
            "row",
            name,
            ("row", model),
            model,
            _sql("UPDATE ir_model_access SET active = false WHERE id = %s", row.id),
        )


def permissions(env):
    """Each permission of a row of access rights."""
    for name, row in _own(env, "ir.model.access"):
        model = row.model_id.model
        for mode in OPERATIONS:
            if row[f"perm_{mode}"]:
                yield Mutant(
                    "permission",
                    f"{name}: {mode}",
                    ("row", model),
                    model,
                    _sql(
                        f"UPDATE ir_model_access SET perm_{mode} = false WHERE id = %s",
                        row.id,
                    ),
                )


def fields(env):
    """Each ``groups=`` of a field of the module."""
    for model, cls in sorted(env.registry.items()):
        if cls._abstract:
            continue
        for name, field in cls._fields.items():
            # What Odoo's mixin of activities brings is Odoo's to test.
            ours = "declic" in field._modules and not name.startswith("activity_")
            if field.groups and ours:
                yield Mutant(
                    "field",
                    f"{model}.{name}",
                    ("field", model, name),
                    model,
                    _attribute(field, "groups", None),
                )


def portal_entries(env):
    """Each name of a portal's list of fields."""
    yield from _names(env, "portal entry", "_portal_fields", "portal")


def _names(env, kind, attribute, seen):
    """Each name of a set that the models have as ``attribute``."""
    for model, cls in sorted(env.registry.items()):
        if cls._abstract:
            continue
        names = getattr(cls, attribute, None) or frozenset()
        for name in sorted(names):
            yield Mutant(
                kind,
                f"{model}{attribute}: {name}",
                (seen, model),
                model,
                _attribute(cls, attribute, names - {name}),
            )


def guards(env):
    """Each guarded and sealed field, each locked state, each forbidden step."""
    yield from _names(env, "guard", "_guarded_fields", "guard")
    yield from _names(env, "guard", "_sealed_fields", "guard")
    yield from _names(env, "guard", "_locked_states", "guard")
    for model, cls in sorted(env.registry.items()):
        table = getattr(cls, "_transitions", None)
        if cls._abstract or not table:
            continue
        states = [value for value, _label in env[model]._fields["state"].selection]
        for old in states:
            for new in states:
                allowed = set(table.get(old, ()))
                if new in allowed:
                    continue
                yield Mutant(
                    "guard",
                    f"{model}: {old} → {new}",
                    ("guard", model),
                    model,
                    _attribute(cls, "_transitions", {**table, old: allowed | {new}}),
                )


def checks(env):
    """Each ``_check_…`` of the module."""
    for cls, name in check_methods(env.registry):
        place = cls.__module__.removeprefix(OURS)
        yield Mutant(
            "check",
            f"{place}.{name}",
            ("check", cls, name),
            None,
            lambda env, key=(cls, name): removed(key),
        )


# Those that stand in data and in lists of fields.
RIGHTS = {
    "rule": rules,
    "row": rows,
    "field": fields,
    "portal entry": portal_entries,
}
ALL = {
    **RIGHTS,
    "permission": permissions,
    "condition": conditions,
    "guard": guards,
    "check": checks,
}


def mutants(env, kinds):
    """The mutants of these kinds."""
    return [mutant for make in kinds.values() for mutant in make(env)]
