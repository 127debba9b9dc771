"""Where things lie, and how the tool speaks."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
MODULE = "declic"
# Parameter that is written last: a database without it is a half-finished one.
COMPLETE = "declic.dev_complete"
# The Pythons that requirements.txt is locked for.
OLDEST, NEWEST = (3, 10), (3, 13)
_START = time.monotonic()


class Stop(Exception):
    """One sentence that says what is wrong and what to do; ends with code 1."""


def say(text):
    """Print a progress line with the seconds since the start."""
    print(f"[{time.monotonic() - _START:6.1f} s] {text}", flush=True)


class Progress:
    """How far a step is: a bar redrawn on one line, or a few lines in a log."""

    WIDTH = 30
    # A log gets a line for each of these parts of a step.
    PARTS = 4

    def __init__(self, text):
        self.text = text
        self._told = -1
        self._is_screen = sys.stdout.isatty()

    def show(self, done, total):
        """Tell that ``done`` of ``total`` are done."""
        part = done * (self.WIDTH if self._is_screen else self.PARTS) // total
        if part == self._told and done < total:
            return
        self._told = part
        line = f"[{time.monotonic() - _START:6.1f} s] {self.text}"
        if self._is_screen:
            bar = "█" * part + "░" * (self.WIDTH - part)
            end = "\n" if done == total else ""
            print(f"\r{line} {bar} {done}/{total}", end=end, flush=True)
        else:
            print(f"{line}: {done} of {total}", flush=True)


@contextlib.contextmanager
def one_at_a_time():
    """What one command prepares, another that was started beside it finds ready."""
    DEV.mkdir(exist_ok=True)
    with (DEV / "lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def runtime_dir():
    """Short private folder outside the clone: the add-ons link and the socket.

    The link cannot lie inside the repository: Odoo's translation export follows links
    and would recurse. A socket's path is limited to 107 characters.

    :raises Stop: the folder exists and belongs to somebody else
    """
    key = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
    path = Path(tempfile.gettempdir()) / f"declic-{os.getuid()}-{key}"
    path.mkdir(mode=0o755, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid != os.getuid():
        raise Stop(f"The folder {path} belongs to somebody else: remove it first.")
    return path


def addons_link():
    """Folder that shows the repository under the module's technical name."""
    folder = runtime_dir() / "addons"
    folder.mkdir(exist_ok=True)
    link = folder / MODULE
    if link.is_symlink() and link.resolve() != ROOT:
        link.unlink()
    if not link.is_symlink():
        link.symlink_to(ROOT)
    return folder


def run(command, sentence=None, **options):
    """Run a command; its output goes to ``.dev/log`` unless ``stdout`` is given.

    :param command: list of words
    :param sentence: what to tell when it fails, before the log's name
    :raises Stop: it failed
    """
    log = DEV / "log"
    log.mkdir(parents=True, exist_ok=True)
    name = log / f"{Path(str(command[0])).name}.log"
    with name.open("a", encoding="utf-8") as out:
        options.setdefault("stdout", out)
        options.setdefault("stderr", subprocess.STDOUT)
        try:
            code = subprocess.run([str(c) for c in command], **options).returncode
        except FileNotFoundError:
            raise Stop(f"The command {command[0]} is missing: install it.") from None
    if code:
        words = " ".join(str(c) for c in command[:3])
        raise Stop(f"{sentence or f'“{words} …” failed.'} Details: {name}")


def file_hash(paths):
    """Hash of the contents of ``paths``, in their order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def running_pid(noted, word):
    """Number of the process that the file ``noted`` names, or None.

    After a crash or a reboot the number may be anybody's: it counts only while the
    process has ``word`` on its command line.
    """
    try:
        pid = int(noted.read_text(encoding="utf-8").partition("\n")[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(word) in words else None


def check_python():
    """Refuse a Python that the locked packages are not for.

    :raises Stop: it is too old or too new
    """
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        oldest, newest, this = (
            "{}.{}".format(*version) for version in (OLDEST, NEWEST, sys.version_info)
        )
        raise Stop(f"Python {oldest} to {newest} is needed; this is {this}.")


def check_disk():
    """Refuse a full disk, before anything is fetched.

    :raises Stop: there is no room, or no folder to work in
    """
    try:
        DEV.mkdir(exist_ok=True)
    except OSError as error:
        raise Stop(f"The folder {DEV} cannot be made: {error.strerror}.") from None
    needed = os.environ.get("DECLIC_DEV_MIN_FREE_GB") or "4"
    if not needed.isdecimal():
        raise Stop(f"DECLIC_DEV_MIN_FREE_GB={needed} is no whole number.")
    free = os.statvfs(DEV)
    if free.f_bavail * free.f_frsize < int(needed) * 2**30:
        raise Stop(
            f"Less than {needed} GB are free for {DEV}: free some disk space first."
        )
