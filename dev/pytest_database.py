"""Each process of pytest on a copy of its own of the test database, with what all tests
share written in it; the long classes first, so that none of them comes last, alone;
from one test to the next, the caches that nothing declared stale."""

import gc
import os
from unittest.mock import patch

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    # pytest-odoo would make a copy itself, and let the processes share the files that
    # each of them clears away: those of databases.py are whole ones.
    worker = os.environ.pop("PYTEST_XDIST_WORKER", "gw0")
    config.option.odoo_database = f"{config.option.odoo_database}_{worker}"
    return (yield)


@pytest.fixture(scope="session", autouse=True)
def declared(load_registry):
    """Have the caches cleared after a test that something of it declared stale, as Odoo
    does when a transaction is rolled back: its test classes clear all of them, and each
    test would compile the templates, find the assets and read the rules anew.

    :return: set of their names, of the class that runs
    """
    from odoo.orm.registry import _CACHES_BY_KEY, Registry

    names = set()
    # Where rights are taken away by SQL, nothing declares it.
    if "DECLIC_MUTANTS" in os.environ:
        yield names
        return
    clear = Registry.clear_cache

    def clear_cache(registry, *cache_names):
        names.update(cache_names or ("default",))
        clear(registry, *cache_names)

    def clear_all_caches(registry):
        # Every other state of the registry than "ready" is that of an installation.
        stale = names if registry.ready else _CACHES_BY_KEY
        if stale:
            clear(registry, *stale)

    with (
        patch.object(Registry, "clear_cache", clear_cache),
        patch.object(Registry, "clear_all_caches", clear_all_caches),
    ):
        yield names


@pytest.fixture(scope="class", autouse=True)
def undeclared(declared):
    """What the class before declared stale was cleared when it ended."""
    declared.clear()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: "long" not in getattr(item.cls, "test_tags", ()))


@pytest.fixture(scope="session", autouse=True)
def shared(request, load_registry):
    """Write for good what each class of tests would make, and undo, for itself: the
    landlord; the bundles of a page, when a browser opens one."""
    from passlib.context import CryptContext

    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests import get_db_name

    from odoo.addons.declic.tests import browser, landlord

    users = "odoo.addons.base.models.res_users.ResUsersPatchedInTest._crypt_context"
    cheap = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1)
    visits = any(
        issubclass(item.cls, browser.BrowserCase) for item in request.session.items
    )
    with Registry(get_db_name()).cursor() as cr, patch(users, lambda self: cheap):
        env = api.Environment(cr, SUPERUSER_ID, {})
        if landlord.company(env):
            landlord.ensure(env)
            # The style sheets of the papers that most acts freeze.
            env["ir.actions.report"]._styles()
        if visits:
            browser.ensure_bundles(env)
    # What is loaded by now stays: the garbage collector need not go through it again.
    gc.collect()
    gc.freeze()
