"""`dev test --upgrade`: nothing is lost and no figure moves from 19.0.1.0.0 (X5).

Builds the demonstration with the last commit of 19.0.1.0.0 in a database of its own,
upgrades it to the present version, and compares: each row that was there, the words
that people wrote in it, the files; then, the whole ledger read again on the same day,
the figures of every household: arrears, oldest term, clock, levels, place on the
worklist. Tells each difference with its reason; ends with 1 when one has none.
"""

import io
import json
import subprocess
import tarfile

import databases
import server
from common import DEV, MODULE, ROOT, Stop, say

# The last commit of 19.0.1.0.0.
FORMER = "c4466c4a0eb1f4a9497f531ac3fa2f903cabe483"
BASE, DATABASE = "declic_upgrade_former", "declic_upgrade"
PREPARE = """
company = env.ref("base.main_company")
company.country_id = env.ref("base.fr")
env["account.chart.template"].try_loading("fr", company, install_demo=False)
env["ir.default"].set("res.partner", "lang", "fr_FR")
env["res.users"].search([]).partner_id.lang = "fr_FR"
env.cr.commit()
"""
BUILD = """
from unittest.mock import patch
with patch.object(
    type(env["ir.actions.report"]), "_render_qweb_pdf", return_value=(b"%PDF-", "pdf")
):
    env["declic.demo"]._load()
env["declic.detection.run"]._run(full=True)
env.cr.commit()
"""
# (table, column): why it is not as it was.
MOVED = {
    ("declic_case", "date_first_contact"): "the first contact that the log of the"
    " support itself holds (post-first_contacts.py)",
    ("declic_frozen_file", "page_sha256"): "page and style sheet are kept apart"
    " (post-frozen_files.py, tests/house/test_frozen_migration.py)",
    ("declic_household", "ledger_stale"): "each ledger is read again",
    ("declic_plan", "agreement_channel"): "now declic.plan.agreement",
    ("declic_plan", "agreement_hash"): "now declic.plan.agreement",
    ("declic_plan", "agreement_name"): "now declic.plan.agreement",
    ("declic_plan", "pdf_shared_hash"): "now frozen files, one a reader",
    ("declic_plan", "pdf_whole_hash"): "now frozen files, one a reader",
    ("declic_procedure_step", "deadline"): "waiting periods move to the safe later day"
    " (docs/decisions.md)",
    ("declic_procedure_step_type", "delay_unit"): "the prefect's six weeks are whole"
    " days (Cass. 3e civ., avis, 6 Nov. 2025, n° 25-70.018)",
    ("declic_repayment_plan", "pdf_hash"): "now frozen files, one a reader",
    ("declic_repayment_plan", "signed_scan_name"): "the name that the client sent is"
    " forgotten (post-scan_names.py)",
}
FIGURES = (
    "overdue",
    "net_months",
    "oldest_unpaid_date",
    "default_date",
    "arrears_date",
    "debt_level",
    "silence_level",
    "proposal_state",
)
READ = """
import json
env["declic.detection.run"]._run(full=True)
env.invalidate_all()
found = {}
for household in env["declic.household"].search([], order="id"):
    found[household.reference] = {name: str(household[name]) for name in NAMES}
print("JSON" + json.dumps(found))
"""


def main(env, reset=False):
    """Build, upgrade, compare.

    :param reset: build the former version's demonstration again
    :return: exit code
    """
    present = env.conf.read_text(encoding="utf-8")
    former = DEV / "upgrade.conf"
    former.write_text(
        present.replace(str(env.addons), str(_former_addons())), encoding="utf-8"
    )
    if reset or not env.pg.exists(BASE):
        _build(env, former)
    databases.copy(env, BASE, DATABASE)
    # Read on the day of the upgrade by both versions, so that no age moves.
    env.conf = former
    before = _read(env, FIGURES)
    env.conf = server.CONF
    kept = _content(env)
    say("Upgrading to the present version…")
    env.update_module(DATABASE)
    lost = _lost(kept, _content(env, kept))
    after = _read(env, (*FIGURES, "tenancy", "housing_benefit"))
    failed = _compare(before, after)
    for sentence in lost:
        say(f"Upgrade: {sentence}")
    say(
        f"Upgrade: FAILED, {len(lost)} losses."
        if lost or failed
        else f"Upgrade: nothing of {len(kept)} columns is lost, no figure moved."
    )
    return int(bool(lost or failed))


def _content(env, known=None):
    """What people wrote, by table and column.

    :param known: the same of before; its tables and columns alone are read
    :return: dict of (table, column) to dict of row to fingerprint
    """
    found = {}
    for row in env.pg.psql(
        DATABASE,
        "SELECT c.table_name, c.column_name FROM information_schema.columns c"
        " JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        " AND (c.table_name LIKE 'declic%' AND (c.column_name = 'id' OR c.data_type IN"
        " ('character varying', 'text', 'jsonb', 'boolean', 'date', 'numeric'))"
        ")"
        " ORDER BY 1, 2",
    ).splitlines():
        table, column = row.split("|")
        if known is not None and (table, column) not in known:
            continue
        rows = env.pg.psql(DATABASE, f'SELECT id, md5("{column}"::text) FROM "{table}"')
        found[table, column] = dict(line.split("|") for line in rows.splitlines())
    # By what they hold: a paper may hang on another record now. The pages: see MOVED.
    files = env.pg.psql(
        DATABASE,
        "SELECT DISTINCT checksum FROM ir_attachment WHERE res_model LIKE 'declic%'"
        " AND NOT (res_model = 'declic.frozen.file' AND res_field = 'page')",
    )
    found["ir_attachment", "checksum"] = {one: one for one in files.split()}
    return found


def _lost(before, after):
    """Sentences: what was there and is not any more, without a reason."""
    lost = []
    for (table, column), rows in before.items():
        if (table, column) in MOVED:
            continue
        new = after.get((table, column))
        if new is None:
            lost.append(f"{table}.{column} is no more")
            continue
        gone = [one for one in rows if one not in new]
        changed = [one for one in rows if one in new and rows[one] != new[one]]
        if gone:
            lost.append(f"{table}: {len(gone)} rows of {len(rows)} are no more")
        if changed:
            lost.append(f"{table}.{column}: {len(changed)} of {len(rows)} differ")
    return sorted(set(lost))


def _former_addons():
    """Folder with the module as it was."""
    folder = DEV / "upgrade" / FORMER[:7]
    if not folder.exists():
        done = subprocess.run(
            ["git", "archive", FORMER], cwd=ROOT, capture_output=True, check=False
        )
        if done.returncode:
            raise Stop("The former version is not in this clone: fetch its history.")
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder / MODULE, filter="data")
    return folder


def _build(env, former):
    say("19.0.1.0.0: its demonstration, some minutes…")
    present, env.conf = env.conf, former
    partial = f"{BASE}_partial"
    env.install_base(partial, "--without-demo=all")
    env.shell(partial, PREPARE)
    env.install_module(partial)
    env.shell(partial, BUILD)
    databases.copy(env, partial, BASE)
    env.pg.drop(partial)
    env.conf = present


def _read(env, names):
    answer = env.shell(DATABASE, READ.replace("NAMES", repr(names)))
    return json.loads(answer.split("JSON", 1)[1].splitlines()[0])


def _compare(before, after):
    """Print what differs, and why.

    :return: 1 when households are missing or a difference has no reason
    """
    counts = dict.fromkeys(FIGURES, 0)
    unexplained = 0
    for reference in sorted(before.keys() & after.keys()):
        old, new = before[reference], after[reference]
        for name in FIGURES:
            if old[name] != new[name]:
                reason = _reason(name, old, new)
                counts[name] += 1
                unexplained += not reason
                print(
                    f"{reference:<10} {name:<16} {old[name]:>11} → {new[name]:<11}"
                    f" {reason or 'UNEXPLAINED'}"
                )
    print(f"{len(before)} households before, {len(after)} after; that differ:")
    for name, count in counts.items():
        print(f"  {name:<20} {count}")
    print(f"Without a reason: {unexplained}")
    return int(before.keys() != after.keys() or unexplained > 0)


def _reason(name, old, new):
    """Why a figure differs, None when nothing explains it: arrears, their months and
    their age never may."""
    if name in ("debt_level", "silence_level", "proposal_state"):
        if new["tenancy"] != "tenant":
            return "D15: who left has a list and rules of his own"
        if name == "debt_level" and old["arrears_date"] != new["arrears_date"]:
            return "D12: follows the clock"
    # "False" sorts after the digits: not constituted any more, or later.
    later = new["arrears_date"] > old["arrears_date"]
    if name == "arrears_date" and later and float(new["housing_benefit"]) > 0:
        return "D12: the benefit that the office had not paid yet was no default"
    return None
