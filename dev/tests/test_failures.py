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
    folder = _python(copy, "import common; print(common.runtime_dir())").stdout.strip()
    shutil.rmtree(folder, ignore_errors=True)


def _run(clone, words, env):
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **env},
        cwd=clone,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _python(clone, source, **env):
    return _run(clone, ["-c", source], {"PYTHONPATH": str(clone / "dev"), **env})


def _dev(clone, *words, **env):
    return _run(clone, ["dev", *words], env)


def _one_sentence(done):
    """The sentence, when it is alone on the error output and the code tells."""
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("minor", [6, 9, 14])
def test_wrong_python(clone, minor):
    """Refused before argparse, whose old versions do not take what we give it."""
    other = (
        "import argparse, collections, runpy, sys\n"
        "argparse.ArgumentParser = None\n"
        "kind = collections.namedtuple('v', 'major minor micro releaselevel serial')\n"
        f"sys.version_info = kind(3, {minor}, 2, 'final', 0)\n"
        "sys.argv = ['dev', 'test']\n"
        "runpy.run_path('dev', run_name='__main__')\n"
    )
    assert f"Python 3.10 to 3.13 is needed; this is 3.{minor}." in _one_sentence(
        _python(clone, other)
    )


@pytest.mark.parametrize("name", PARSED_FIRST)
def test_an_old_python_can_read_it(name):
    source = (ROOT / "dev" / name).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_no_network(clone, tmp_path):
    sources = tmp_path / "sources.list"
    sources.write_text("deb http://127.0.0.1:9/debian stable main\n")
    (tmp_path / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{sources}";\n'
        'Dir::Etc::sourceparts "-";\n'
        'Acquire::http::Proxy "DIRECT";\n'
    )
    env = {"APT_CONFIG": str(tmp_path / "apt.conf"), "ODOO_HOME": ""}
    done = _dev(clone, "demo", "--check", **env)
    assert "mirror cannot be reached" in _one_sentence(done)
    assert "127.0.0.1:9/" in (clone / ".dev/apt/sources.list").read_text()
    assert not (clone / ".dev" / "odoo").exists()


def test_no_packages_then_recovered(clone, tmp_path):
    """pip reaches nothing; what it left is thrown away, the next result is kept."""
    (tmp_path / "odoo" / "orm").mkdir(parents=True)
    env = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
    env |= {"PIP_RETRIES": "0", "NO_PROXY": "*", "ODOO_HOME": str(tmp_path)}
    done = _dev(clone, "test", **env)
    assert "packages cannot be installed" in _one_sentence(done)
    venv = clone / ".dev" / "venv"
    assert not (venv / "complete").exists()
    (venv / "half").touch()
    # Nothing to download: what is proved from here comes after the download.
    (clone / "dev" / "requirements.txt").write_text("")
    again = "import fetch, python_env; python_env.ensure(fetch.odoo_path())"
    assert "installing" in _python(clone, again, **env).stdout
    assert not (venv / "half").exists()
    python = [venv / "bin/python", "-c", "import sys; print(sys.path[-1])"]
    assert subprocess.check_output(python, text=True).strip() == str(tmp_path)
    kept = _python(clone, again, **env)
    assert (kept.returncode, kept.stdout) == (0, ""), kept


def test_no_disk(clone):
    done = _dev(clone, "test", DECLIC_DEV_MIN_FREE_GB="1000000")
    assert "free some disk space first" in _one_sentence(done)


def test_a_full_disk_can_be_stopped(clone):
    done = _dev(clone, "stop", DECLIC_DEV_MIN_FREE_GB="1000000")
    assert (done.returncode, done.stderr) == (0, "")


def test_free_space_that_is_no_number(clone):
    done = _dev(clone, "test", DECLIC_DEV_MIN_FREE_GB="four")
    assert "DECLIC_DEV_MIN_FREE_GB=four is no whole number" in _one_sentence(done)


def test_no_write(clone):
    (clone / ".dev").write_text("a file where the folder should be")
    assert "cannot be made" in _one_sentence(_dev(clone, "test"))


def test_no_write_later(clone, tmp_path):
    """What the machine refuses in the middle of the work is one sentence too."""
    (tmp_path / "odoo" / "orm").mkdir(parents=True)
    (clone / ".dev").mkdir()
    (clone / ".dev" / "log").write_text("a file where the folder should be")
    sentence = _one_sentence(_dev(clone, "test", ODOO_HOME=str(tmp_path)))
    assert sentence == f"This machine refuses: File exists ({clone}/.dev/log)."


def test_port_taken(clone):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = _dev(clone, "demo", "--port", port)
    assert f"Port {port} is taken" in _one_sentence(done)


@pytest.mark.parametrize("port", ["70000", "-1", "0", "abc", ""])
@pytest.mark.parametrize("check", [[], ["--check"]])
def test_no_port(clone, port, check):
    done = _dev(clone, "demo", "--port", port, *check)
    assert f"“{port}” is no port" in _one_sentence(done)


def test_odoo_home_without_odoo(clone, tmp_path):
    done = _dev(clone, "test", ODOO_HOME=str(tmp_path))
    assert "holds no Odoo 19" in _one_sentence(done)


def test_unknown_benchmark(clone):
    assert "no benchmark named" in _one_sentence(_dev(clone, "bench", "nothing"))


def test_half_finished_database_server_is_prepared_again(clone):
    """Killed while PostgreSQL was being prepared: no file says that it is ready."""
    (clone / ".dev").mkdir()
    (clone / ".dev" / "venv").symlink_to(ROOT / ".dev" / "venv")
    prepared = _python(
        clone,
        "import postgres\n"
        # As root the data may lie beside the socket: the tool tells where.
        "pg = object.__new__(postgres.Postgres)\n"
        "pg.own = True; pg._place()\n"
        "pg.data.mkdir()\n"
        "(pg.data / 'PG_VERSION').write_text('half')\n"
        "try:\n"
        "    pg._start()\n"
        "    pg.create('declic_try')\n"
        "    print(pg.exists('declic_try'), pg.exists('another'))\n"
        "    print((pg.data / 'ready').exists())\n"
        "finally:\n"
        "    pg.running() and pg.stop()\n",
        PGHOST="",
    )
    assert prepared.stdout.endswith("True False\nTrue\n"), prepared


def test_stale_locks_of_the_database_server(clone):
    """Switched off while running: the numbers are nobody's now, or somebody else's."""
    (clone / ".dev").mkdir()
    (clone / ".dev" / "venv").symlink_to(ROOT / ".dev" / "venv")
    started = _python(
        clone,
        "import postgres, subprocess\n"
        "pg = object.__new__(postgres.Postgres)\n"
        "pg.own = True; pg._place()\n"
        "other = subprocess.Popen(['sleep', '60'], user=pg.user)\n"
        "dead = subprocess.Popen(['true']); dead.wait()\n"
        "locks = pg.data / 'postmaster.pid', pg.socket / '.s.PGSQL.5432.lock'\n"
        "def lock(number):\n"
        "    for name in locks:\n"
        "        name.write_text(f'{number}\\n{pg.data}\\n')\n"
        "try:\n"
        "    pg.data.mkdir()\n"
        "    for number in (dead.pid, other.pid):\n"
        "        lock(number); pg._start(); print('half', pg.running()); pg.stop()\n"
        "        lock(number); pg._start(); print('ready', pg.running()); pg.stop()\n"
        "        (pg.data / 'ready').unlink()\n"
        "    print('spared', other.poll() is None)\n"
        "finally:\n"
        "    other.kill()\n"
        "    pg.running() and pg.stop()\n",
        PGHOST="",
    )
    told = [line for line in started.stdout.splitlines() if line[0] != "["]
    assert told == ["half True", "ready True"] * 2 + ["spared True"], started


def test_stop_ends_our_server(clone):
    assert "Odoo: stopped." in _stop_beside(clone, clone / ".dev" / "odoo.conf", -15)


@pytest.mark.parametrize("conf", ["odoo.conf", "/another/.dev/odoo.conf"])
def test_stop_spares_others(clone, conf):
    """After a crash or a reboot the number that we noted may be anybody's."""
    assert not _stop_beside(clone, conf, None)


@pytest.mark.parametrize("noted", ["", "no number", "99999999"])
def test_stop_without_a_server(clone, noted):
    (clone / ".dev").mkdir()
    (clone / ".dev" / "serve.pid").write_text(noted)
    done = _dev(clone, "stop")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (clone / ".dev" / "serve.pid").exists()


def _stop_beside(clone, conf, code):
    """What `dev stop` says; ``code`` is how the process it found noted then ended."""
    (clone / ".dev").mkdir()
    waiting = [sys.executable, "-c", "print(flush=True); input()", conf]
    pipe = subprocess.PIPE
    with subprocess.Popen(waiting, stdin=pipe, stdout=pipe) as other:
        other.stdout.readline()
        (clone / ".dev" / "serve.pid").write_text(str(other.pid))
        done = _dev(clone, "stop")
        assert (done.returncode, done.stderr) == (0, "")
        if code:
            other.wait(10)
        assert other.poll() == code
    assert not (clone / ".dev" / "serve.pid").exists()
    return done.stdout


def test_half_finished_unpacking_is_thrown_away(clone, tmp_path):
    """The folder ``odoo`` appears whole or not at all; half a package is not used."""
    (clone / ".dev" / "odoo.partial" / "old").mkdir(parents=True)
    (clone / ".dev" / "apt" / "deb").mkdir(parents=True)
    (clone / ".dev" / "apt" / "deb" / "half.deb").write_text("half")
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
