"""`dev test --uninstall`: accounting and the database as they were (X5).

Installs the module on a database that has entries, lets people work, holds terms of its
oldest entries too, uninstalls it, and compares accounting's rows byte by byte.
"""

import databases
from common import say

DATABASE = "declic_uninstall"
# The rows of accounting and what they were when the module came.
ROWS = (
    "account_move",
    "account_move_line",
    "account_payment",
    "account_partial_reconcile",
    "account_full_reconcile",
    "account_bank_statement",
    "account_bank_statement_line",
    "account_journal",
    "account_account",
    "account_payment_term",
    "res_partner",
    "res_partner_bank",
)
# When a hold was set and given back, Odoo says that a row was written.
LOG = ("write_date", "write_uid")
STORY = """
from unittest.mock import patch
from odoo.addons.declic.demo import landlord
known = env["account.move.line"].search(
    [
        ("account_id.account_type", "=", "asset_receivable"),
        ("parent_state", "=", "posted"),
        ("amount_residual", ">", 0),
    ]
)
# Odoo would install what it recommends to a company of France.
with patch.object(type(env["res.company"]), "install_l10n_modules"):
    landlord.load(env, households=20, months=8)
households = env["declic.household"].create(
    [
        {
            "partner_id": partner.id,
            "company_id": known.filtered(
                lambda line: line.partner_id == partner
            )[:1].company_id.id,
        }
        for partner in known.partner_id.commercial_partner_id
    ]
)
env["declic.detection.run"]._run(full=True)
for household in households:
    household._hold()
env["ir.config_parameter"].set_param("declic.of_the_test", "1")
env["ir.filters"].create({"name": "x", "model_id": "declic.case", "user_ids": []})
alone = env["res.users"].create(
    {
        "name": "Une salariée",
        "login": "seule",
        "group_ids": [(6, 0, env.ref("declic.group_recovery").ids)],
    }
)
env["declic.api.access"].create(
    {"name": "x", "programme_id": env["declic.programme"].search([], limit=1).id}
)._make_key()
households.with_user(alone).sudo().export_data(["reference"])
env.cr.commit()
files = [("res_model", "=like", "declic.%"), ("id", "!=", 0)]
print("HELD", len(known.filtered("no_followup")))
print("EVENTS", env["declic.appointment"].search_count([("event_id", "!=", False)]))
print("FILES", env["ir.attachment"].search_count(files))
"""
UNINSTALL = """
import logging
refused = []
class Kept(logging.Handler):
    def emit(self, record):
        refused.append(record.getMessage())
logging.getLogger("odoo.sql_db").addHandler(Kept(logging.ERROR))
env["ir.module.module"]._get("declic").button_immediate_uninstall()
print("REFUSED", len(refused))
"""
# Where a word of us may stay: the demonstration's people bear its name; what Odoo keeps
# of every module that goes (names of foreign keys and of reflected models); messages of
# a day to open browsers.
SPOKEN_OF = (
    "res_users",
    "res_partner",
    "ir_model_constraint",
    "ir_model_data",
    "bus_bus",
)


def main(env):
    """Check, and tell.

    :return: exit code
    """
    databases.ensure(env)
    wrong = check(env)
    for sentence in wrong:
        say(f"Uninstall: FAILED, {sentence}")
    if not wrong:
        say("Uninstall: accounting is as it was, and nothing is left.")
    return int(bool(wrong))


def check(env):
    """Install, use, uninstall on a copy of the database without the module.

    :return: list of sentences, empty when accounting is as it was and nothing is left
    """
    databases.copy(env, databases.BASE, DATABASE)
    columns = _columns(env)
    before = {table: _rows(env, table, columns[table]) for table in ROWS}
    say("Uninstall: installing on a database with entries…")
    env.install_module(DATABASE)
    told = dict(
        line.split() for line in env.shell(DATABASE, STORY).splitlines() if line
    )
    wrong = [f"nothing was {what.lower()}" for what, n in told.items() if n == "0"]
    say(f"Uninstall: {told}; uninstalling…")
    if "REFUSED 0" not in env.shell(DATABASE, UNINSTALL):
        wrong.append("Odoo could not delete some of the module's records")
    after = {table: _rows(env, table, columns[table]) for table in ROWS}
    for table in ROWS:
        changed = [
            one for one in before[table] if before[table][one] != after[table].get(one)
        ]
        if changed:
            wrong.append(f"{table}: {len(changed)} rows of {len(before[table])} differ")
        say(f"Uninstall: {table}, {len(before[table])} rows compared")
    wrong += _left(env)
    env.pg.drop(DATABASE)
    return wrong


def _columns(env):
    """The columns of each table as they are without the module."""
    found = {}
    for row in env.pg.psql(
        DATABASE,
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY 1, ordinal_position",
    ).splitlines():
        table, column = row.split("|")
        if column not in LOG:
            found.setdefault(table, []).append(column)
    return found


def _rows(env, table, columns):
    """dict of id to the fingerprint of the row."""
    shown = ", ".join(f'"{column}"' for column in columns)
    rows = env.pg.psql(DATABASE, f"SELECT id, md5(ROW({shown})::text) FROM {table}")
    return dict(row.split("|") for row in rows.splitlines())


def _left(env):
    """Tables, columns, indexes and words that the module left behind."""
    wrong = []
    for kind, statement in (
        ("relation", "SELECT relname FROM pg_class WHERE relname LIKE '%declic%'"),
        (
            "column",
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE column_name LIKE '%declic%' AND table_name NOT LIKE '%declic%'",
        ),
        ("function", "SELECT proname FROM pg_proc WHERE proname LIKE '%declic%'"),
        (
            "constraint",
            "SELECT conname FROM pg_constraint WHERE conname LIKE '%declic%'",
        ),
    ):
        found = env.pg.psql(DATABASE, statement).split()
        if found:
            wrong.append(f"{kind} left: {', '.join(sorted(found))}")
    texts = env.pg.psql(
        DATABASE,
        "SELECT c.table_name, c.column_name FROM information_schema.columns c"
        " JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        " AND c.data_type IN ('character varying', 'text', 'jsonb')",
    )
    for row in texts.splitlines():
        table, column = row.split("|")
        if table in SPOKEN_OF:
            continue
        count = env.pg.psql(
            DATABASE,
            f'SELECT count(*) FROM "{table}" WHERE'
            f" replace(\"{column}\"::text, '@declic.example', '') ~ 'declic[._]'",
        )
        if count != "0":
            wrong.append(f"{count} rows of {table} speak of the module in {column}")
    kinds = env.pg.psql(
        DATABASE,
        "SELECT u.login FROM res_users u WHERE u.login = 'seule' AND EXISTS (SELECT"
        " FROM res_groups_users_rel r JOIN ir_model_data d ON d.res_id = r.gid AND"
        " d.model = 'res.groups' AND d.module = 'base' AND d.name = 'group_user'"
        " WHERE r.uid = u.id)",
    )
    if env.pg.psql(DATABASE, "SELECT count(*) FROM res_users_apikeys") != "0":
        wrong.append("the key of another software still opens something")
    if kinds != "seule":
        wrong.append("a user of one of our groups alone is no internal user any more")
    return wrong
