"""Running Odoo: configuration, installation, shell, HTTP."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import fetch
import postgres
import python_env
from common import DEV, MODULE, Stop, addons_link, run, running_pid, say

PORT = 8069
CONF = DEV / "odoo.conf"
PID = DEV / "serve.pid"


class Environment:
    """Everything that is needed to run Odoo, fetched and started."""

    def __init__(self):
        self.odoo = fetch.odoo_path()
        python_env.ensure(self.odoo)
        self.pg = postgres.Postgres()
        self.env = {**python_env.environment(), **self.pg.env}
        self.addons = addons_link()
        self.addons_path = ",".join(
            str(p) for p in (*fetch.addons_paths(self.odoo), self.addons)
        )
        self.conf = CONF
        self.conf.write_text(
            "[options]\n"
            "http_interface = 127.0.0.1\n"
            "list_db = False\n"
            "server_wide_modules = base,rpc,web\n"
            f"data_dir = {DEV / 'data'}\n"
            f"addons_path = {self.addons_path}\n",
            encoding="utf-8",
        )

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

    def serve(self, database, port):
        """Serve ``database`` until interrupted."""
        with self._started(database, port) as server:
            server.wait()

    def try_login(self, database, login, password):
        """Serve ``database`` for a moment and log a person in, as a browser does.

        :raises Stop: the server does not answer, or not with the person's screen
        """
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        base = f"http://127.0.0.1:{port}"
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with self._started(database, port):
            try:
                page = _patiently(browser, f"{base}/web/login")
                token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
                form = {"login": login, "password": password, "csrf_token": token}
                answer = browser.open(
                    f"{base}/web/login", urllib.parse.urlencode(form).encode()
                )
            except OSError as error:
                raise Stop(f"Odoo does not let {login} in: {error}.") from None
        if "/odoo" not in answer.url:
            raise Stop(f"Odoo does not let {login} in: see the lines above.")

    @contextlib.contextmanager
    def _started(self, database, port):
        command = self.command(
            "server", "-c", self.conf, "-d", database, f"--http-port={port}"
        )
        server = subprocess.Popen([*command, "--log-level=warn"], env=self.env)
        PID.write_text(str(server.pid), encoding="utf-8")
        try:
            yield server
        except KeyboardInterrupt:
            pass
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
            PID.unlink(missing_ok=True)


def _patiently(browser, address, seconds=60):
    """Text of a page of a server that is still starting."""
    for _attempt in range(seconds * 2):
        with contextlib.suppress(ConnectionRefusedError, urllib.error.URLError):
            return browser.open(address).read().decode()
        time.sleep(0.5)
    return browser.open(address).read().decode()


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
