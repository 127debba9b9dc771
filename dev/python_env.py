"""The virtual environment with everything that ``requirements.txt`` locks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from common import DEV, Stop, file_hash, run, say

VENV = DEV / "venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PYTHON = VENV / "bin" / "python"
_STAMP = VENV / "complete"


def ensure(odoo):
    """Make or mend the environment, with Odoo importable in it.

    :param odoo: folder that holds the ``odoo`` package
    :raises Stop: the packages cannot be installed
    """
    key = f"{file_hash([REQUIREMENTS])} {sys.version_info[:2]} {odoo}"
    if _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == key:
        return
    say("Python packages: installing…")
    shutil.rmtree(VENV, ignore_errors=True)
    run(
        [sys.executable, "-m", "venv", VENV],
        "No virtual environment could be made: install python3-venv.",
    )
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS],
        "The Python packages cannot be installed: check the network and pip.",
    )
    (site_packages() / "odoo.pth").write_text(f"{odoo}\n", encoding="utf-8")
    # Odoo looks for the program under this name; only the patched build prints
    # headers, footers and several documents in one run.
    (VENV / "bin" / "wkhtmltopdf").symlink_to("wkhtmltopdf-pack")
    _STAMP.write_text(key, encoding="utf-8")


def site_packages():
    """Folder of the installed packages."""
    found = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise Stop(
            "The virtual environment is broken: remove .dev/venv and start over."
        )
    return Path(found.stdout.strip())


def environment():
    """Environment variables for whatever runs inside."""
    env = dict(os.environ)
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env['PATH']}"
    return env
