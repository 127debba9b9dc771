"""`dev i18n`: the French translation, complete or not accepted."""

import subprocess
import tempfile
from pathlib import Path

import databases
import python_env
from common import MODULE, ROOT, Stop, run, say

_MERGE = """
import sys, polib
fresh, french, write = sys.argv[1:]
pot = polib.pofile(fresh)
po = polib.pofile(french)
before = {(e.msgctxt, e.msgid) for e in po}
po.merge(pot)
for entry in po.obsolete_entries():
    po.remove(entry)
if write == "write":
    po.metadata["Language"] = "fr"
    po.save(french)
wrong = [e.msgid for e in po if not e.translated() or e.fuzzy]
for text in wrong[:60]:
    print("  to translate:", text[:100])
sys.exit(len(wrong) > 0)
"""


def _module_alone(env, folder):
    """Add-ons path where the module is without ``.dev``, whose sources the export
    would take for the module's own.
    """
    view = folder / "addons" / MODULE
    view.mkdir(parents=True)
    for entry in ROOT.iterdir():
        if not entry.name.startswith("."):
            (view / entry.name).symlink_to(entry)
    return env.addons_path.replace(str(env.addons), str(view.parent))


def translate(env, check=False):
    """Export the source strings, merge them into ``fr.po``, refuse a gap.

    The strings are those of the test database: see :func:`databases.ensure`.

    :param check: compare only, write nothing
    :return: 0
    :raises Stop: an entry is empty, fuzzy or missing
    """
    if not check:
        say("Translations: exporting…")
    target = ROOT / "i18n" / f"{MODULE}.pot"
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / target.name
        run(
            env.command(
                f"--addons-path={_module_alone(env, Path(folder))}",
                "i18n",
                "export",
                "-c",
                env.conf,
                "-d",
                databases.TEMPLATE,
                "-o",
                fresh,
                MODULE,
            ),
            "The source strings could not be exported.",
            env=env.env,
        )
        if not check:
            target.write_bytes(fresh.read_bytes())
        merged = subprocess.run(
            [
                str(python_env.PYTHON),
                "-c",
                _MERGE,
                str(fresh),
                str(ROOT / "i18n" / "fr.po"),
                "check" if check else "write",
            ],
            check=False,
        )
    if merged.returncode:
        raise Stop("i18n/fr.po is not complete: translate the entries above.")
    return 0
