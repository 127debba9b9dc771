"""Runs the tests on each mutant until one of them fails."""

import io
import logging
import time
import unittest
from collections import Counter, defaultdict
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, get_db_name

from ...browser import BrowserCase
from ...common import USERS, DeclicCase
from ...landlord import MODULE
from .kinds import mutants
from .trace import Trace

_logger = logging.getLogger(__name__)


class Hunt:
    """Mutants of some kinds whose name holds a word, and the tests that look for them.

    A class is set up once: its tests pass as the module is, then each mutant that none
    has killed yet is tried on those that came by what it takes away, the shortest
    first.
    """

    def __init__(self, kinds, word=""):
        # The classes that look have transactions of their own.
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            users = [env.ref(f"{MODULE}.user_{name}") for name in USERS]
            found = [m for m in mutants(env, kinds) if word in m.name]
            known = {}
            self.alive = [m for m in found if m.has_effect(env, users, known)]
            cr.rollback()
        # Two rows that give the same, a rule that lets everything pass where no
        # other one bears on the role: nobody can tell.
        kept = set(self.alive)
        self.idle = [m for m in found if m not in kept]
        self.total = Counter(mutant.kind for mutant in self.alive)
        self.failures, self.seconds = [], 0

    def run(self, classes):
        """Look with these classes of tests.

        :return: whether all of them pass on the module as it is
        """
        start = time.monotonic()
        level = logging.root.manager.disable
        # What a mutant makes Odoo log is nobody's failure.
        logging.disable(logging.CRITICAL)
        try:
            with Trace(Registry(get_db_name())) as trace:
                for cls in classes:
                    if self.alive:
                        self._class(cls, trace)
        finally:
            logging.disable(level)
            self.seconds += time.monotonic() - start
        return not self.failures

    def _class(self, cls, trace):
        names = unittest.TestLoader().getTestCaseNames(cls)
        try:
            cls.setUpClass()
            seen, took = {}, {}
            for name in names:
                before = time.monotonic()
                with trace.noting() as found:
                    failure = _failure(cls, name)
                seen[name], took[name] = found, time.monotonic() - before
                if failure:
                    self.failures.append(f"{cls.__name__}.{name}: {failure}")
                    return
            order = sorted(names, key=took.get)
            self.alive = [m for m in self.alive if not self._kills(cls, m, order, seen)]
        except Exception as error:  # noqa: BLE001 - told with its class
            self.failures.append(f"{cls.__name__}: {error!r}")
        finally:
            cls.tearDownClass()
            cls.doClassCleanups()

    def _kills(self, cls, mutant, order, seen):
        names = [name for name in order if mutant.seen in seen[name]]
        if not names:
            return False
        with (
            patch.object(DeclicCase, "only", mutant.model),
            mutant.applied(cls.env),
        ):
            return any(_failure(cls, name) for name in names)

    def told(self):
        """The share killed by kind, and who survived, as text."""
        alive, idle = defaultdict(list), Counter(m.kind for m in self.idle)
        for mutant in self.alive:
            alive[mutant.kind].append(mutant.name)
        lines = [f"{self.seconds:.0f} s"]
        for kind, total in self.total.items():
            killed = total - len(alive[kind])
            lines.append(
                f"{kind}: {killed} of {total} killed ({self.share(kind):.1%}),"
                f" {idle[kind]} without effect for any role"
            )
            lines += [f"    alive: {name}" for name in alive[kind]]
        return "\n".join(lines)

    def share(self, kind):
        """Share killed of ``kind``, 0 to 1."""
        alive = sum(mutant.kind == kind for mutant in self.alive)
        return 1 - alive / self.total[kind] if self.total[kind] else 1


def _failure(cls, name):
    """What makes a test fail, "" when it passes."""
    test = cls(name)
    result = unittest.TestResult()
    result.failfast = True
    before = module.current_test
    module.current_test = test
    try:
        with patch("sys.stdout", io.StringIO()):
            test.run(result)
    finally:
        module.current_test = before
    found = result.failures + result.errors
    found += [(test, "skipped")] * len(result.skipped)
    return found[0][1].strip().splitlines()[-1] if found else ""


def classes_of(package, *modules):
    """The classes of tests of the modules of ``package`` whose path begins with one of
    ``modules``, without a browser and the long ones; in the order given."""
    found = {}
    for begin in modules:
        for value in vars(package).values():
            inside = getattr(value, "__name__", "").removeprefix(f"{package.__name__}.")
            if not inside.startswith(begin):
                continue
            for cls in vars(value).values():
                if _looks(cls, value):
                    found[cls] = None
    return list(found)


def _looks(cls, inside):
    return (
        isinstance(cls, type)
        and issubclass(cls, TransactionCase)
        and not issubclass(cls, BrowserCase)
        and cls.__module__ == inside.__name__
        and "long" not in cls.test_tags
        and unittest.TestLoader().getTestCaseNames(cls)
    )
