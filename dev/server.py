"""Running Odoo: configuration, installation, shell, HTTP."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

import fetch
import postgres
import python_env
from common import (
    DEV,
    MODULE,
    Stop,
    addons_link,
    one_at_a_time,
    run,
    running_pid,
    say,
)

PORT = 8069
CONF = DEV / "odoo.conf"
PID = DEV / "serve.pid"


class Environment:
    """Everything that is needed to run Odoo, fetched and started."""

    def __init__(self):
        with one_at_a_time():
            self.odoo = fetch.odoo_path()
            python_env.ensure(self.odoo)
            self.pg = postgres.Postgres()
            self.env = {**python_env.environment(), **self.pg.env}
            self.addons = addons_link()
            self.addons_path = ",".join(
                str(p) for p in (*fetch.addons_paths(self.odoo), self.addons)
            )
            self.conf = CONF
            self._configure()

    def _configure(self):
        lines = (
            "[options]\n"
            "http_interface = 127.0.0.1\n"
            "list_db = False\n"
            "server_wide_modules = base,rpc,web\n"
            f"data_dir = {DEV / 'data'}\n"
            f"addons_path = {self.addons_path}\n"
        )
        # Another command may be reading it.
        if not CONF.exists() or CONF.read_text(encoding="utf-8") != lines:
            CONF.write_text(lines, encoding="utf-8")

    def command(self, *words):
        """Words of a command line of Odoo."""
        return [python_env.PYTHON, "-m", "odoo", *words]

    def odoo_run(self, database, *words, sentence=None):
        """Run Odoo on ``database`` until it has done what ``words`` ask for."""
        run(
            self.command(
                "server",
                "-c",
                self.conf,
                "-d",
                database,
                "--no-http",
                "--stop-after-init",
                "--log-level=warn",
                *words,
            ),
            sentence or "Odoo failed.",
            env=self.env,
        )

    def shell(self, database, script=None, **options):
        """Run ``script`` in Odoo's shell, or open it for a person.

        :param script: Python source; ``env`` is Odoo's environment
        :return: what the script printed
        :raises Stop: the script failed
        """
        command = self.command(
            "shell", "-c", self.conf, "-d", database, "--no-http", "--log-level=warn"
        )
        if script is None:
            return subprocess.run(command, env=self.env, check=False)
        # A script that fails must not look like one that printed nothing.
        done = subprocess.run(
            command,
            env={**self.env, "DECLIC_SCRIPT": script},
            input="import os\nexec(os.environ['DECLIC_SCRIPT'])\nprint('\\nEND')\n",
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            **options,
        )
        if done.returncode or "\nEND" not in done.stdout:
            raise Stop("A step in Odoo's shell failed: see the lines above.")
        return done.stdout.rsplit("\nEND", 1)[0]

    def install_base(self, database, *words):
        """Create ``database`` with Odoo's accounting and French, without us."""
        self.pg.drop(database)
        self.pg.create(database)
        self.odoo_run(
            database,
            "-i",
            "l10n_fr_account,portal",
            "--load-language=fr_FR",
            *words,
            sentence="Odoo's accounting could not be installed.",
        )

    def install_module(self, database):
        """Install the module on ``database``, without demonstration data."""
        self.odoo_run(
            database, "-i", MODULE, sentence="The module could not be installed."
        )

    def update_module(self, database):
        """Update the module on ``database``."""
        self.odoo_run(
            database, "-u", MODULE, sentence="The module could not be updated."
        )

    @contextlib.contextmanager
    def demonstration(self, task, database, port):
        """Odoo's process of ``dev demo``; it ends with the block.

        :param task: ``build`` or ``serve``
        :return: :class:`Demonstration`
        """
        log = DEV / "log" / "odoo.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as err:
            odoo = subprocess.Popen(
                [
                    python_env.PYTHON,
                    Path(__file__).with_name("demo_process.py"),
                    task,
                    *("-c", self.conf, "-d", database, f"--http-port={port}"),
                    *("--load-language=fr_FR", "--log-level=warn"),
                ],
                env=self.env,
                stdout=subprocess.PIPE,
                stderr=err,
                text=True,
            )
        PID.write_text(str(odoo.pid), encoding="utf-8")
        try:
            yield Demonstration(odoo, port, log)
        finally:
            # An interrupt would be ignored by what a script started with “&”.
            odoo.terminate()
            odoo.wait()
            PID.unlink(missing_ok=True)


class Demonstration:
    """Odoo with the demonstration, being built or serving."""

    def __init__(self, process, port, log):
        self.process = process
        self.address = f"http://127.0.0.1:{port}"
        self.log = log
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def messages(self):
        """What it tells, one dict after the other, until it serves.

        :raises Stop: it ended instead
        """
        for line in self.process.stdout:
            yield json.loads(line)
        raise Stop(f"The demonstration could not be made. Details: {self.log}")

    def answers(self, seconds=60):
        """Wait until it answers, and return its address.

        :raises Stop: it does not
        """
        for _attempt in range(seconds * 10):
            with contextlib.suppress(OSError):
                self.browser.open(f"{self.address}/web/health").read()
                return self.address
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise Stop(f"Odoo does not answer. Details: {self.log}")

    def log_in(self, login, password):
        """Log a person in, as a browser does.

        :raises Stop: Odoo does not answer with the person's screen
        """
        page = f"{self.address}/web/login"
        try:
            form = self.browser.open(page).read().decode()
            token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
            values = {"login": login, "password": password, "csrf_token": token}
            answer = self.browser.open(page, urllib.parse.urlencode(values).encode())
        except OSError as error:
            raise Stop(
                f"Odoo does not let {login} in: {error}. Details: {self.log}"
            ) from None
        if "/odoo" not in answer.url:
            raise Stop(f"Odoo does not let {login} in. Details: {self.log}")

    def wait(self):
        """Serve until somebody stops it.

        :raises Stop: Odoo ended by itself
        """
        try:
            code = self.process.wait()
        except KeyboardInterrupt:
            return
        # Stopped by `dev stop`, or by the one who started it.
        if code not in (0, -signal.SIGTERM, -signal.SIGINT):
            raise Stop(f"Odoo ended by itself. Details: {self.log}")


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_port(port, free=True):
    """Refuse what is no port and, when it must be ``free``, a port in use.

    :param port: a number, or the text that somebody typed
    :raises Stop: there is no such port, or it is taken
    """
    if not (str(port).isdecimal() and 0 < int(port) < 2**16):
        raise Stop(f"“{port}” is no port: choose a number from 1 to 65535.")
    if not free:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            raise Stop(
                f"Port {port} is taken on this machine: choose another with --port."
            ) from None


def stop():
    """Stop the server and the PostgreSQL that this clone started."""
    pid = running_pid(PID, CONF)
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
            say("Odoo: stopped.")
    PID.unlink(missing_ok=True)
    if not os.environ.get("PGHOST") and python_env.PYTHON.exists():
        pg = object.__new__(postgres.Postgres)
        pg.own = True
        pg._place()
        if pg.stop():
            say("PostgreSQL: stopped.")
