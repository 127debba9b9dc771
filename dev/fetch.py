"""Odoo 19 from Debian's archive, unpacked beside the clone and never installed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from common import DEV, Stop, run, say

PACKAGES = (
    "odoo-19",
    # What the package's web assets link to: without jQuery every page answers 500.
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PREFIX = DEV / "odoo"
IN_PREFIX = Path("usr/lib/python3/dist-packages")


def odoo_path():
    """Folder that holds the ``odoo`` package, fetched when there is none.

    ``ODOO_HOME`` names an existing Odoo 19: a checkout or an installed one.

    :raises Stop: ``ODOO_HOME`` holds no Odoo, or the archive cannot be reached
    """
    home = os.environ.get("ODOO_HOME")
    if home:
        for candidate in (Path(home), Path(home) / IN_PREFIX):
            if (candidate / "odoo" / "orm").is_dir():
                return candidate.resolve()
        raise Stop(f"ODOO_HOME={home} holds no Odoo 19: no folder odoo/orm in it.")
    if not PREFIX.is_dir():
        _fetch()
    return PREFIX / IN_PREFIX


def addons_paths(path):
    """The add-ons folders of the Odoo in ``path``."""
    return [p for p in (path / "odoo" / "addons", path / "addons") if p.is_dir()]


def _mirrors():
    """Addresses of Debian archives that the system's own apt is set up with.

    The lists need not have been fetched: container images come without.
    """
    listing = subprocess.run(
        ["apt-get", "update", "--print-uris"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = dict.fromkeys(re.findall(r"'(\S+?)/dists/\S+'", listing.stdout))
    archives = [uri for uri in found if "security" not in uri]
    # Other vendors' archives come last.
    return sorted(archives, key=lambda uri: not uri.rstrip("/").endswith("/debian"))


def _fetch():
    if not shutil.which("apt-get") or not KEYRING.exists():
        raise Stop(
            "This is no Debian machine with apt: set ODOO_HOME to an Odoo 19 instead."
        )
    mirrors = _mirrors()
    if not mirrors:
        raise Stop(
            "apt knows no mirror here: complete its sources, or set ODOO_HOME to an"
            " Odoo 19."
        )
    say("Odoo 19: fetching it from the Debian archive (130 MB)…")
    apt = DEV / "apt"
    shutil.rmtree(apt, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial", "deb"):
        (apt / folder).mkdir(parents=True)
    (apt / "sources.list").write_text(
        f"deb [signed-by={KEYRING}] {mirrors[0]} unstable main\n", encoding="utf-8"
    )
    # An apt configuration of its own: nothing of the system's is changed.
    options = [
        f"-oDir::Etc::sourcelist={apt}/sources.list",
        "-oDir::Etc::sourceparts=-",
        f"-oDir::State::lists={apt}/lists",
        f"-oDir::Cache={apt}/cache",
        "-oAcquire::Retries=2",
        "-oAPT::Update::Error-Mode=any",
    ]
    if os.getuid() == 0:
        options.append("-oAPT::Sandbox::User=root")
    unreachable = (
        "The Debian mirror cannot be reached: check the network and apt's sources, or"
        " set ODOO_HOME to an Odoo 19."
    )
    run(["apt-get", *options, "update"], unreachable)
    run(["apt-get", *options, "download", *PACKAGES], unreachable, cwd=apt / "deb")
    say("Odoo 19: unpacking…")
    partial = DEV / "odoo.partial"
    shutil.rmtree(partial, ignore_errors=True)
    for archive in sorted((apt / "deb").glob("*.deb")):
        run(["dpkg", "-x", archive, partial], "A package could not be unpacked.")
    partial.rename(PREFIX)
    shutil.rmtree(apt)
