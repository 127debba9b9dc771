"""`dev test`: linters, then every test through the real thing."""

import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import axe
import databases
import python_env
import server
from common import MODULE, ROOT, Stop, run, say

import demo
import i18n

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
# Side by side, each on a copy of the test database; a machine has two cores.
PROCESSES = 2
# What is looked at on the demonstration that `dev demo` built.
DEMONSTRATION = ("house/test_screens.py", "evaluation/test_evaluation_demo.py")
# Timed, hence asked for by name: python3 dev test -- tests/house/test_speed.py
SPEED = "house/test_speed.py"
MUTANTS = "house/test_mutants.py"
SLOWEST = 15


def test(reset=False, lint_only=False, screens=False, mutants=None, pytest_args=()):
    """Run the linters and all tests, or just the tests that are asked for.

    :param lint_only: the linters alone
    :param screens: what is looked at on the demonstration, alone
    :param mutants: whether a right or guard that is taken away makes a test fail:
        the part that ``tests/house/test_mutants.py`` is asked for, alone
    :param pytest_args: the tests that these words name to pytest, alone
    :return: exit code, 0 when everything passed
    """
    env = server.Environment()
    if lint_only:
        return _tell(_lint(env))
    _ensure_browser()
    axe.ensure()
    if screens:
        return _screens(env)
    if mutants:
        databases.ensure(env, reset)
        databases.ensure_copies(env, 1)
        env.env["DECLIC_MUTANTS"] = mutants
        return _pytest(env, ["-q", "-s", *_module_tests(env, MUTANTS)])
    if pytest_args:
        databases.ensure(env, reset)
        databases.ensure_copies(env, 1)
        return _pytest(env, [_through_link(env, word) for word in pytest_args])
    # The databases are the work of one core; the linters take the other.
    with ThreadPoolExecutor() as beside:
        linters = beside.submit(_lint, env)
        tool = beside.submit(_tool_tests, env)
        databases.ensure(env, reset)
        failed = _translations(env)
        databases.ensure_copies(env, PROCESSES, fresh=True)
        failed += linters.result() + tool.result()
    say("Tests: Odoo's lint cases, Odoo's tests of accounting, the module's…")
    if _pytest(env, _all_tests(env)):
        failed.append("tests")
    return _tell(failed)


def _tell(failed):
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", flush=True)
        return 1
    say("All passed.")
    return 0


def _screens(env):
    """Visit every screen as each role and check the figures of the project sheet, on
    copies of the demonstration."""
    if not env.pg.exists(demo.DATABASE):
        raise Stop("There is no demonstration to visit: run “python3 dev demo” first.")
    if demo.is_of_another_day(env):
        raise Stop(
            "The demonstration is of an earlier day and its figures have moved: run"
            " “python3 dev demo --reset” first."
        )
    database = "declic_screens"
    first, *others = [f"{database}_gw{number}" for number in range(PROCESSES)]
    databases.copy(env, demo.DATABASE, first)
    # It may have been built by an earlier code.
    env.update_module(first)
    for name in others:
        databases.copy(env, first, name)
    return _pytest(
        env, ["-q", *_side_by_side(), *_module_tests(env, *DEMONSTRATION)], database
    )


def _side_by_side():
    """Words of pytest for two processes and what each test took.

    A class is set up once: its tests stay together, in the order that
    pytest_database.py gives.
    """
    return [
        f"--numprocesses={PROCESSES}",
        "--dist=loadscope",
        "--no-loadscope-reorder",
        f"--durations={SLOWEST}",
    ]


def _lint(env):
    """Run the linters; return the names of those that complain."""
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
    return [
        name
        for name, command in checks.items()
        if not _passes(name, command, cwd=env.addons / MODULE, env=env.env)
    ]


def _tool_tests(env):
    """Test this tool; return its name when it fails."""
    name, folder = "the development tool", ROOT / "dev" / "tests"
    command = [
        python_env.PYTHON,
        "-m",
        "pytest",
        "-q",
        # Without the last two, pytest imports the module itself, outside Odoo.
        "-p",
        "no:odoo",
        "-p",
        "no:cacheprovider",
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        folder,
    ]
    python_path = {"PYTHONPATH": str(ROOT / "dev")}
    return [] if _passes(name, command, env={**env.env, **python_path}) else [name]


def _passes(name, command, **options):
    """Run a check beside other work: what it says is printed whole, when it is over."""
    start = time.monotonic()
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,
    )
    took = f"{time.monotonic() - start:.1f} s"
    if done.returncode:
        say(f"{name}: FAILED after {took}\n{done.stdout.rstrip()}")
    else:
        say(f"{name}: passed in {took}")
    return not done.returncode


def _translations(env):
    say("Translations…")
    try:
        i18n.translate(env, check=True)
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


def _all_tests(env):
    """Words of pytest for all tests in one run."""
    core = [f"odoo.addons.test_lint.tests.test_{name}" for name in CORE_LINT]
    core += [f"odoo.addons.account.tests.{name}" for name in CORE_ACCOUNT]
    chosen = [f"(not {name} or ({cases}))" for name, cases in CORE_ACCOUNT.items()]
    elsewhere = (*DEMONSTRATION, MUTANTS, SPEED)
    return [
        "-q",
        *_side_by_side(),
        *(f"--ignore={path}" for path in _module_tests(env, *elsewhere)),
        "-k",
        " and ".join(chosen),
        "--pyargs",
        *core,
        *_module_tests(env),
    ]


def _module_tests(env, *files):
    """The module's tests, or some files of them, where pytest-odoo must find them."""
    return [env.addons.joinpath(MODULE, "tests", name) for name in files or ("",)]


def _through_link(env, word):
    """A path of the repository as pytest-odoo must see it; other words as they are."""
    path = word.split("::", 1)[0]
    if not word.startswith("-") and (ROOT / path).exists():
        return f"{env.addons / MODULE}/{word}"
    return word


def _pytest(env, words, database=databases.TEMPLATE):
    """Run pytest on copies of ``database``: see pytest_database.py.

    :return: exit code of pytest
    """
    if not any("tests" in str(word) for word in words):
        words = [*words, *_module_tests(env)]
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
        "pytest_database",
        "-p",
        "no:cacheprovider",
        "-rs",
        f"--odoo-config={env.conf}",
        f"--odoo-database={database}",
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
