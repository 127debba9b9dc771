"""`dev test`: linters, then every test through the real thing."""

import os
import shutil
import subprocess
from pathlib import Path

import axe
import python_env
import server
from common import DEV, MODULE, ROOT, Stop, file_hash, run, say

import i18n

DATABASE = "declic_test"
BASE = "declic_test_base"
# Odoo's own lint cases that look at the add-ons of the database.
CORE_LINT = (
    "dunderinit",
    "i18n",
    "index",
    "jstranslate",
    "manifests",
    "naming",
    "onchange_domains",
    "override_signatures",
    "routes",
    "test_holes",
)
# Odoo's own tests of payments, matching and the follow-up flag: with the module they
# give what they give without. Left out, for they fail without it as well: what compares
# the English names of entries or an English sentence (our databases are French).
CORE_ACCOUNT = {
    "test_account_payment_register": "not (not_grouped or with_credit_note"
    " or with_branch or multi_batches_grouped or multiple_bank_account"
    " or amount_credit)",
    "test_account_move_payments_widget": "test",
    "test_account_move_out_invoice": "followup",
    "test_account_move_reconcile": "partial or full_reconcile or residual",
}
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def test(reset=False, lint_only=False, pytest_args=()):
    """Run the linters and all tests, or just the tests that ``pytest_args`` name.

    :return: exit code, 0 when everything passed
    """
    env = server.Environment()
    failed = []
    if not pytest_args:
        failed += _lint(env)
    if not lint_only:
        _ensure_browser()
        axe.ensure()
        _ensure_database(env, reset)
        if pytest_args:
            return _pytest(env, [_through_link(env, word) for word in pytest_args])
        failed += _translations(env)
        say("Odoo's own lint cases…")
        core = [f"odoo.addons.test_lint.tests.test_{name}" for name in CORE_LINT]
        if _pytest(env, ["-q", "--pyargs", *core]):
            failed.append("Odoo's lint cases")
        say("Odoo's own tests of payments and matching…")
        if _core_account(env):
            failed.append("Odoo's tests of accounting")
        say("Tests of the development tool…")
        if _tool_tests(env):
            failed.append("the development tool")
        say("Tests of the module…")
        if _pytest(env, [env.addons / MODULE / "tests"]):
            failed.append("the module's tests")
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", flush=True)
        return 1
    say("All passed.")
    return 0


def _core_account(env):
    """Run Odoo's chosen accounting tests with the module; return a code, 0 for passed.

    They install their own chart of accounts in the transaction of each class.
    """
    codes = [
        _pytest(
            env, ["-q", "-k", cases, "--pyargs", f"odoo.addons.account.tests.{name}"]
        )
        for name, cases in CORE_ACCOUNT.items()
    ]
    return max(codes)


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


def _lint(env):
    """Run the linters; return the names of those that complain."""
    say("Linters…")
    failed = []
    python = python_env.PYTHON
    folders = [ROOT / "models", ROOT / "wizards", ROOT / "controllers", ROOT / "tests"]
    checks = {
        "ruff": [python, "-m", "ruff", "check", ROOT],
        "ruff format": [python, "-m", "ruff", "format", "--check", ROOT],
        "pylint-odoo": [
            python,
            "-m",
            "pylint",
            "--load-plugins=pylint_odoo",
            "-d",
            "all",
            "-e",
            "odoolint",
            # Of the OCA only: its author line and its README in RST.
            "--disable=manifest-required-author,missing-readme",
            "--valid-odoo-versions=19.0",
            *folders,
            ROOT / "__manifest__.py",
            ROOT / "__init__.py",
        ],
    }
    for name, command in checks.items():
        done = subprocess.run(
            [str(c) for c in command],
            cwd=env.addons / MODULE,
            env=env.env,
            check=False,
        )
        if done.returncode:
            failed.append(name)
    return failed


def _translations(env):
    say("Translations…")
    try:
        i18n.translate(env, check=True, database=DATABASE)
    except Stop as stop:
        print(stop, flush=True)
        return ["translations"]
    return []


def _ensure_browser():
    """Install Debian's chromium when we may.

    :raises Stop: there is no browser and it cannot be installed
    """
    if os.environ.get("CHROME") or any(shutil.which(name) for name in BROWSERS):
        return
    if os.getuid() or not shutil.which("apt-get"):
        raise Stop("The browser tests need Chromium: install the package chromium.")
    say("Chromium: installing…")
    missing = "Chromium cannot be installed: install the package chromium by hand."
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], missing, env=quiet)
    run(["apt-get", "install", "-y", "chromium"], missing, env=quiet)


def _ensure_database(env, reset):
    """Make the test database current: Odoo's own demonstration data, none of ours."""
    sources = [
        f
        for f in _tracked()
        if f.suffix in (".py", ".xml", ".csv", ".po", ".scss", ".js")
        and f.parts[0] not in ("tests", "dev", "docs", "benchmarks", ".ci")
    ]
    key = file_hash([ROOT / f for f in sources])
    stamp = DEV / "declic_test.stamp"
    known = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    if known == key and env.pg.exists(DATABASE) and not reset:
        return
    base_stamp = DEV / "declic_test_base.stamp"
    if not env.pg.exists(BASE) or not base_stamp.exists():
        say("Test database: accounting with Odoo's demonstration data…")
        env.install_base(BASE, "--with-demo")
        env.shell(
            BASE,
            "env['ir.config_parameter'].set_param('report.print_delay', '0')\n"
            # Else Odoo loads our two years of rents, which `dev demo` builds anyway.
            "env['ir.module.module']._get('portal').demo = False\n"
            "env.cr.commit()",
        )
        base_stamp.touch()
    stamp.unlink(missing_ok=True)
    if known and env.pg.exists(DATABASE) and not reset:
        say("Test database: updating the module…")
        env.update_module(DATABASE)
    else:
        say("Test database: installing the module…")
        env.pg.drop(DATABASE)
        env.pg.create(DATABASE, template=BASE)
        env.install_module(DATABASE)
    stamp.write_text(key, encoding="utf-8")


def _through_link(env, word):
    """A path of the repository as pytest-odoo must see it; other words as they are."""
    path = word.split("::", 1)[0]
    if not word.startswith("-") and (ROOT / path).exists():
        return f"{env.addons / MODULE}/{word}"
    return word


def _pytest(env, words):
    if not any("tests" in str(word) for word in words):
        words = [*words, env.addons / MODULE / "tests"]
    chrome = os.environ.get("CHROME")
    path = f"{Path(chrome).parent}{os.pathsep}" if chrome else ""
    command = [
        python_env.PYTHON,
        "-m",
        "pytest",
        "-c",
        ROOT / "pyproject.toml",
        "-p",
        "pytest_noskip",
        "-p",
        "no:cacheprovider",
        "-rs",
        f"--odoo-config={env.conf}",
        f"--odoo-database={DATABASE}",
        f"--odoo-addons-path={env.addons_path}",
        "--odoo-log-level=error",
        "--odoo-http",
        "--odoo-extra",
        "http-interface=127.0.0.1",
        *words,
    ]
    return subprocess.run(
        [str(c) for c in command],
        cwd=env.addons / MODULE,
        env={
            **env.env,
            "PATH": path + env.env["PATH"],
            "PYTHONPATH": str(ROOT / "dev"),
        },
        check=False,
    ).returncode


def _tool_tests(env):
    folder = ROOT / "dev" / "tests"
    return subprocess.run(
        # Without the last two, pytest imports the module itself, outside Odoo.
        [
            python_env.PYTHON,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:odoo",
            "-p",
            "no:cacheprovider",
            f"--rootdir={folder}",
            f"--confcutdir={folder}",
            folder,
        ],
        env={**env.env, "PYTHONPATH": str(ROOT / "dev")},
        check=False,
    ).returncode
