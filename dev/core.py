"""`dev test --core`: Odoo's own suites say with the module what they say without (X5).

The same tests of Odoo, on two copies of one database: one with what the module depends
on, the other with the module too. Whatever a test says, it must say it in both.
"""

import os
import shutil
import subprocess
import xml.etree.ElementTree as etree
from concurrent.futures import ThreadPoolExecutor

import databases
import python_env
from common import DEV, MODULE, ROOT, say

# What the module depends on; the same in both databases.
DEPENDS = "l10n_fr_account,auth_totp_portal,base_import,calendar,portal,rpc"
WITHOUT, WITH = "declic_core_without", "declic_core_with"
# Test: why it says something else with the module, and why this is as it should be.
KNOWN = {}


def main(env, suites, pytest_args=()):
    """Play ``suites`` with and without the module, and tell where they differ.

    :param suites: names of add-ons of Odoo
    :param pytest_args: to play a part of them (``-k reconcile``)
    :return: exit code
    """
    _keep_the_source(env)
    _prepare(env)
    with ThreadPoolExecutor() as pool:
        without, with_ = pool.map(
            lambda database: _play(env, database, suites, pytest_args),
            (WITHOUT, WITH),
        )
    for name in (WITHOUT, WITH):
        env.pg.drop(name)
    passed = sum(told == "passed" for told in without.values())
    say(f"Core: {len(without)} tests without the module, {passed} of them pass.")
    different = {
        test: (without.get(test, "absent"), with_.get(test, "absent"))
        for test in sorted(without.keys() | with_.keys())
        if without.get(test) != with_.get(test)
    }
    for test, (before, after) in different.items():
        reason = KNOWN.get(test, "NOT KNOWN")
        say(f"Core: {test}: {before} without, {after} with: {reason}")
    unknown = different.keys() - KNOWN.keys()
    if not without or unknown:
        say(f"Core: FAILED, {len(unknown)} tests differ.")
        return 1
    say("Core: Odoo's suites say the same with the module as without.")
    return 0


def _keep_the_source(env):
    """Run on a copy of the module: it takes long, and somebody may work on it."""
    addons = DEV / "core"
    shutil.rmtree(addons, ignore_errors=True)
    shutil.copytree(ROOT, addons / MODULE, ignore=shutil.ignore_patterns(".*"))
    env.addons_path = env.addons_path.replace(str(env.addons), str(addons))
    conf = DEV / "core.conf"
    conf.write_text(
        env.conf.read_text(encoding="utf-8").replace(str(env.addons), str(addons)),
        encoding="utf-8",
    )
    env.conf, env.addons = conf, addons


def _prepare(env):
    say("Core: two databases, one with the module…")
    # Of its own and in English, as Odoo's tests expect it: ours are French.
    env.pg.drop(WITHOUT)
    env.pg.create(WITHOUT)
    env.odoo_run(WITHOUT, "-i", DEPENDS, "--with-demo")
    # Else the module brings two years of rents.
    env.shell(
        WITHOUT,
        "env['ir.module.module']._get('portal').demo = False\nenv.cr.commit()",
    )
    databases.copy(env, WITHOUT, WITH)
    env.install_module(WITH)


def _play(env, database, suites, pytest_args):
    """dict of test to ``passed``, ``failed`` or ``skipped``."""
    told = DEV / f"{database}.xml"
    told.unlink(missing_ok=True)
    command = [
        python_env.PYTHON,
        "-m",
        "pytest",
        "-c",
        ROOT / "pyproject.toml",
        "-p",
        "no:cacheprovider",
        "-q",
        f"--junitxml={told}",
        f"--odoo-config={env.conf}",
        f"--odoo-database={database}",
        f"--odoo-addons-path={env.addons_path}",
        "--odoo-log-level=critical",
        "--odoo-http",
        "--odoo-extra",
        "http-interface=127.0.0.1",
        "--pyargs",
        *(f"odoo.addons.{suite}.tests" for suite in suites),
        *pytest_args,
    ]
    log = DEV / "log" / f"{database}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as out:
        subprocess.run(
            [str(word) for word in command],
            cwd=DEV,
            env={**env.env, "PATH": os.environ["PATH"]},
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return _results(told)


def _results(path):
    found = {}
    for case in etree.parse(path).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        kinds = {child.tag for child in case}
        failed = kinds & {"failure", "error"}
        found[name] = "failed" if failed else "skipped" if kinds else "passed"
    return found
