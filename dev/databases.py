"""The databases of `dev test`: a template with the module installed, and copies of it
that the tests may write in."""

import os
import shutil
import subprocess
from pathlib import Path

from common import DEV, ROOT, file_hash, say

BASE = "declic_test_base"
TEMPLATE = "declic_test"
# Written into the copies by the first test session: see pytest_database.py.
_LANDLORD = (ROOT / "tests" / "landlord.py", ROOT / "tests" / "browser.py")


def ensure(env, reset=False):
    """Make the template current: Odoo's own demonstration data, none of ours."""
    sources = [
        f
        for f in _tracked()
        if f.suffix in (".py", ".xml", ".csv", ".po", ".scss", ".js")
        and f.parts[0] not in ("tests", "dev", "docs", "benchmarks", ".ci")
    ]
    key = file_hash([ROOT / f for f in sources])
    stamp = DEV / f"{TEMPLATE}.stamp"
    known = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    if known == key and env.pg.exists(TEMPLATE) and not reset:
        return
    stamp.unlink(missing_ok=True)
    if known and env.pg.exists(TEMPLATE) and not reset:
        say("Test database: updating the module…")
        env.update_module(TEMPLATE)
    else:
        _ensure_base(env)
        say("Test database: installing the module…")
        copy(env, BASE, TEMPLATE)
        env.install_module(TEMPLATE)
    stamp.write_text(key, encoding="utf-8")


def _tracked():
    """Files of the repository, also the new ones git does not ignore."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(f) for f in sorted(listing.stdout.splitlines()) if (ROOT / f).exists()]


def _ensure_base(env):
    stamp = DEV / f"{BASE}.stamp"
    if env.pg.exists(BASE) and stamp.exists():
        return
    say("Test database: accounting with Odoo's demonstration data…")
    env.install_base(BASE, "--with-demo")
    env.shell(
        BASE,
        "env['ir.config_parameter'].set_param('report.print_delay', '0')\n"
        # Else Odoo loads our two years of rents, which `dev demo` builds anyway.
        "env['ir.module.module']._get('portal').demo = False\n"
        "env.cr.commit()",
    )
    stamp.touch()


def ensure_copies(env, count, fresh=False):
    """Have ``count`` copies of the template, named after the processes of pytest.

    :param fresh: make them anew though the template is the one they came from
    """
    key = file_hash([DEV / f"{TEMPLATE}.stamp", *_LANDLORD])
    for number in range(count):
        name = f"{TEMPLATE}_gw{number}"
        stamp = DEV / f"{name}.stamp"
        known = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
        if known == key and env.pg.exists(name) and not fresh:
            continue
        stamp.unlink(missing_ok=True)
        copy(env, TEMPLATE, name)
        stamp.write_text(key, encoding="utf-8")


def copy(env, source, target):
    """Copy a database and its files; nobody may be connected to ``source``."""
    env.pg.drop(target)
    env.pg.create(target, template=source)
    store = DEV / "data" / "filestore"
    shutil.rmtree(store / target, ignore_errors=True)
    if (store / source).exists():
        # A link will do: Odoo never writes into a file that is there.
        shutil.copytree(store / source, store / target, copy_function=os.link)
