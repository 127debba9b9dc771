"""axe-core, the accessibility checker of the browser tests: fetched, not committed."""

import base64
import configparser
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import urllib.request
from pathlib import Path

from common import DEV, Stop, say

VERSION = "4.14.1"
# As the registry states it for this version (dist.integrity).
INTEGRITY = (
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37Og"
    "udVGtQ=="
)
FILE = DEV / "axe" / f"axe-{VERSION}.js"


def ensure():
    """Fetch the script once, through the registry this machine is set up with.

    :raises Stop: no registry is configured, it cannot be reached, or it answers with
        something else than the locked version
    """
    if FILE.exists():
        return
    say(f"axe-core {VERSION}: fetching it from the npm registry…")
    address = f"{_registry().rstrip('/')}/axe-core/-/axe-core-{VERSION}.tgz"
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:
            archive = answer.read()
    except OSError as error:
        raise Stop(
            f"axe-core cannot be fetched from the npm registry: {error}."
        ) from None
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != INTEGRITY:
        raise Stop(
            "The npm registry answered with another axe-core than the locked one."
        )
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        script = package.extractfile("package/axe.min.js").read()
    FILE.parent.mkdir(parents=True, exist_ok=True)
    partial = FILE.with_suffix(".partial")
    partial.write_bytes(script)
    partial.rename(FILE)


def _registry():
    """Address of the npm registry: the environment's, npm's own, or an .npmrc's."""
    for name in ("NPM_CONFIG_REGISTRY", "npm_config_registry"):
        if os.environ.get(name):
            return os.environ[name]
    if shutil.which("npm"):
        done = subprocess.run(
            ["npm", "config", "get", "registry"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.stdout.startswith("http"):
            return done.stdout.strip()
    for folder in (Path.home(), Path("/etc")):
        for name in (".npmrc", "npmrc"):
            found = _in_npmrc(folder / name)
            if found:
                return found
    raise Stop(
        "No npm registry is configured here: install npm, or set NPM_CONFIG_REGISTRY to"
        " the address of one."
    )


def _in_npmrc(path):
    if not path.is_file():
        return None
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string("[npm]\n" + path.read_text(encoding="utf-8"))
    return parser["npm"].get("registry")
