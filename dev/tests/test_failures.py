"""What goes wrong on a bare machine gets one sentence, and the next run recovers."""

import ast
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Parsed before anything can tell that the Python is too old.
PARSED_FIRST = ("__main__.py", "common.py")


@pytest.fixture
def clone(tmp_path):
    """A copy of the tool, so that its ``.dev`` is not the one in use."""
    copy = tmp_path / "another folder"
    copy.mkdir()
    shutil.copytree(
        ROOT / "dev", copy / "dev", ignore=shutil.ignore_patterns("__pycache__")
    )
    yield copy
    inside = "import common; print(common.runtime_dir())"
    folder = _python(copy, inside).stdout.strip()
    shutil.rmtree(folder, ignore_errors=True)


def _python(clone, source, **env):
    return subprocess.run(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": str(clone / "dev"), **env},
        cwd=clone,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _dev(clone, *words, **env):
    return subprocess.run(
        [sys.executable, "dev", *words],
        env={**os.environ, **env},
        cwd=clone,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _one_sentence(done):
    """The sentence, when it is alone on the error output and the code tells."""
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_wrong_python(clone):
    old = (
        "import collections, runpy, sys\n"
        "kind = collections.namedtuple('v', 'major minor micro releaselevel serial')\n"
        "sys.version_info = kind(3, 8, 2, 'final', 0)\n"
        "sys.argv = ['dev', 'test']\n"
        "runpy.run_path('dev', run_name='__main__')\n"
    )
    assert "Python 3.10 or newer is needed; this is 3.8." in _one_sentence(
        _python(clone, old)
    )


@pytest.mark.parametrize("name", PARSED_FIRST)
def test_an_old_python_can_read_it(name):
    source = (ROOT / "dev" / name).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))


def test_no_network(clone, tmp_path):
    (tmp_path / "sources.list").write_text(
        "deb http://127.0.0.1:9/debian stable main\n", encoding="utf-8"
    )
    (tmp_path / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{tmp_path}/sources.list";\n'
        'Dir::Etc::sourceparts "-";\n'
        'Acquire::Retries "0";\n',
        encoding="utf-8",
    )
    done = _dev(
        clone, "demo", "--check", APT_CONFIG=str(tmp_path / "apt.conf"), ODOO_HOME=""
    )
    assert "mirror cannot be reached" in _one_sentence(done)
    assert not (clone / ".dev" / "odoo").exists()


def test_no_disk(clone):
    done = _dev(clone, "test", DECLIC_DEV_MIN_FREE_GB="1000000")
    assert "free some disk space first" in _one_sentence(done)


def test_no_write(clone):
    (clone / ".dev").write_text("a file where the folder should be")
    assert "cannot be made" in _one_sentence(_dev(clone, "test"))


def test_port_taken(clone):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = _dev(clone, "demo", "--port", port)
    assert f"Port {port} is taken" in _one_sentence(done)


def test_odoo_home_without_odoo(clone, tmp_path):
    done = _dev(clone, "test", ODOO_HOME=str(tmp_path))
    assert "holds no Odoo 19" in _one_sentence(done)


def test_unknown_benchmark(clone):
    assert "no benchmark named" in _one_sentence(_dev(clone, "bench", "nothing"))


def test_half_finished_database_server_is_prepared_again(clone):
    """Killed while PostgreSQL was being prepared: no file says that it is ready."""
    data = clone / ".dev" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("half")
    (clone / ".dev" / "venv").symlink_to(ROOT / ".dev" / "venv")
    prepared = _python(
        clone,
        "import postgres\n"
        "pg = postgres.Postgres()\n"
        "pg.create('declic_try')\n"
        "print(pg.exists('declic_try'), pg.exists('another'))\n"
        "pg.stop()\n",
        PGHOST="",
    )
    assert prepared.stdout.endswith("True False\n"), prepared


def test_half_finished_unpacking_is_thrown_away(clone, tmp_path):
    """The folder ``odoo`` appears whole or not at all."""
    (clone / ".dev" / "odoo.partial" / "old").mkdir(parents=True)
    apt = tmp_path / "bin"
    apt.mkdir()
    package = tmp_path / "package"
    (package / "DEBIAN").mkdir(parents=True)
    (package / "DEBIAN" / "control").write_text(
        "Package: odoo-19\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.c>\n"
        "Description: stand-in\n"
    )
    (package / "usr/lib/python3/dist-packages/odoo").mkdir(parents=True)
    # Stands for the archive: what is proved here comes after the download.
    (apt / "apt-get").write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        "  *print-uris*) echo \"'http://127.0.0.1:9/debian/dists/x/Release' x\" ;;\n"
        f"  *download*) dpkg-deb -b {package} odoo-19.deb ;;\n"
        "esac\n"
    )
    (apt / "apt-get").chmod(0o755)
    done = _python(
        clone,
        "import fetch; print(fetch.odoo_path())",
        PATH=f"{apt}{os.pathsep}{os.environ['PATH']}",
        ODOO_HOME="",
    )
    assert not done.returncode, done
    assert (clone / ".dev/odoo/usr/lib/python3/dist-packages/odoo").is_dir()
    assert not (clone / ".dev/odoo/old").exists()
    assert not (clone / ".dev/odoo.partial").exists()
