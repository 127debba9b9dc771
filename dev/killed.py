"""`dev test --killed`: Odoo killed in the middle of an import goes on (X3).

A file of five thousand leases, imported by Odoo's own cron in a server of its own that
gets SIGKILL again and again: in the transaction of who asked, inside a slice, after
one. Each time what is in the database must be whole, and at the end what one
undisturbed import makes. The oracle counts rows in SQL, from the file as it was made
here.
"""

import contextlib
import random
import signal
import subprocess
import time

import databases
from common import DEV, Stop, say

DATABASE = "declic_killed"
FILE = DEV / "killed.csv"
# More than what is written before the last kill, on a fast machine too.
ROWS, SLICE = 5000, 500
# Every so many rows: one with a day that is none, one whose lease came before.
BAD, DOUBLE, CO_HOLDER = 40, 50, 7
HEADS = "id_bail;nom;prenom;co_titulaire;agence;date_bail;loyer;mobile"
# Odoo puts a job off to its next turn that was killed three times, the last time before
# it got on: at the third and fourth of these it does.
KILLS = 4
SECONDS = 90
# The next turn is not waited for; it must be near.
TURN = """
UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'utc' WHERE id IN (
    SELECT id FROM ir_cron WHERE active AND cron_name ILIKE '%import%'
    AND nextcall < now() AT TIME ZONE 'utc' + interval '10 minutes'
    FOR UPDATE SKIP LOCKED)
"""
PREPARE = """
import base64
user = env["res.users"].create(
    {
        "name": "Reprise",
        "login": "reprise",
        "lang": "fr_FR",
        "group_ids": [(6, 0, env.ref("declic.group_manager").ids)],
    }
)
# Nothing else may run in the server that is killed.
env["ir.cron"].search([]).active = False
env.ref("declic.cron_lease_import").active = True
one = env["declic.lease.import"].with_user(user).create(
    {"file": base64.b64encode(open(FILE, "rb").read()), "file_name": "baux.csv"}
)
one.action_check()
env.cr.commit()
"""
# What it would do, then the act of who asks; told, so that it is killed in the act.
IMPORT = """
one = env["declic.lease.import"].with_user(
    env["res.users"].search([("login", "=", "reprise")])
).search([], order="id desc", limit=1)
print("BEGIN", flush=True)
one.action_import()
env.cr.commit()
"""
AGAIN = """
import base64
user = env["res.users"].search([("login", "=", "reprise")])
one = env["declic.lease.import"].with_user(user).create(
    {"file": base64.b64encode(open(FILE, "rb").read()), "file_name": "baux.csv"}
)
one.action_check()
print("COUNTS", one.created_count, one.updated_count, one.unchanged_count)
env.cr.commit()
"""
STATE = """
SELECT i.state, i.done_count,
       (SELECT count(*) FROM declic_lease_import_line WHERE import_id = i.id),
       (SELECT count(DISTINCT row) FROM declic_lease_import_line
        WHERE import_id = i.id),
       (SELECT count(*) FROM declic_lease_import_line
        WHERE import_id = i.id AND outcome = 'created'),
       (SELECT count(*) FROM declic_household WHERE lease_number LIKE 'KILL-%'),
       (SELECT count(DISTINCT lease_number) FROM declic_household
        WHERE lease_number LIKE 'KILL-%'),
       (SELECT count(*) FROM res_partner WHERE name LIKE '%REPRISE%'),
       (SELECT count(*) FROM declic_household_member m JOIN res_partner p
        ON p.id = m.partner_id WHERE p.name LIKE 'Second REPRISE%'),
       (SELECT coalesce(sum(rent), 0)::int FROM declic_household
        WHERE lease_number LIKE 'KILL-%'),
       (SELECT count(*) FROM declic_agency WHERE name LIKE 'Reprise %')
FROM declic_lease_import i ORDER BY i.id LIMIT 1
"""
NAMES = (
    "state",
    "done",
    "lines",
    "rows",
    "created",
    "households",
    "leases",
    "people",
    "co_holders",
    "rents",
    "agencies",
)


def main(env):
    """Kill, look, go on, and tell.

    :return: exit code
    """
    databases.ensure(env)
    wrong = check(env)
    for sentence in wrong:
        say(f"Killed: FAILED, {sentence}")
    if not wrong:
        say("Killed: nothing half-written, nothing twice, and the import is complete.")
    return int(bool(wrong))


def check(env):
    """Import on a copy of the test database, killed again and again.

    :return: list of sentences, empty when all is as one import makes it
    :raises Stop: the import stands still
    """
    databases.copy(env, databases.TEMPLATE, DATABASE)
    rows = _rows()
    text = "\n".join([HEADS, *(";".join(row.values()) for row in rows)])
    FILE.write_text(text, encoding="utf-8")
    dice, wrong = random.Random(ROWS), []
    say(f"Killed: a file of {ROWS} rows, checked…")
    env.shell(DATABASE, PREPARE.replace("FILE", repr(str(FILE))))
    foretold = _state(env)
    if foretold["households"] or foretold["created"] != _expected(rows)["created"]:
        wrong.append(f"the check foretells {foretold}")
    _kill_who_asks(env)
    wrong += _wrong(_state(env), rows, done=0, state="checked")
    env.shell(DATABASE, IMPORT)
    wrong += _wrong(_state(env), rows, done=SLICE, state="running")
    for number in range(KILLS):
        known = _state(env)["done"]
        with _server(env):
            # Every other time once a slice more is there, else inside the same one.
            if number % 2:
                _until(env, lambda found, known=known: found["done"] > known)
            else:
                _until_at_work(env)
            time.sleep(dice.uniform(0.1, 1.2))
        found = _state(env)
        say(f"Killed: at {found['done']} rows of {ROWS}")
        wrong += _wrong(found, rows, done=found["done"], state="running")
    with _server(env):
        _until(env, lambda found: found["state"] == "done")
    wrong += _wrong(_state(env), rows, done=ROWS, state="done")
    again = AGAIN.replace("FILE", repr(str(FILE)))
    counts = env.shell(DATABASE, again).split("COUNTS", 1)[1].split()
    if counts[:2] != ["0", "0"]:
        wrong.append(f"the same file again would create and update {counts[:2]}")
    env.pg.drop(DATABASE)
    return wrong


def _rows():
    found = []
    for number in range(ROWS):
        lease = number - 1 if number % DOUBLE == DOUBLE - 1 else number
        found.append(
            {
                "id_bail": f"KILL-{lease:05}",
                "nom": f"REPRISE{number}",
                "prenom": "Essai",
                "co_titulaire": ""
                if number % CO_HOLDER
                else f"Second REPRISE-AUSSI{number}",
                "agence": f"Reprise {number // 300}",
                "date_bail": "31/02/2020" if number % BAD == 0 else "03/02/2020",
                "loyer": str(300 + number % 400),
                "mobile": f"06 12 {number // 100:02} {number % 100:02} 00",
            }
        )
    return found


def _expected(rows):
    """What is there once these rows of the file are written."""
    known, kept = set(), []
    for row in rows:
        if row["date_bail"].startswith("31") or row["id_bail"] in known:
            continue
        known.add(row["id_bail"])
        kept.append(row)
    co_holders = sum(bool(row["co_titulaire"]) for row in kept)
    return {
        "lines": len(rows),
        "rows": len(rows),
        "created": len(kept),
        "households": len(kept),
        "leases": len(kept),
        "people": len(kept) + co_holders,
        "co_holders": co_holders,
        "rents": sum(int(row["loyer"]) for row in kept),
        "agencies": len({row["agence"] for row in kept}),
    }


def _state(env):
    values = env.pg.psql(DATABASE, STATE).split("|")
    return {
        name: value if name == "state" else int(value)
        for name, value in zip(NAMES, values, strict=True)
    }


def _wrong(found, rows, done, state):
    """Where what is there differs from what ``done`` rows of the file make."""
    expected = {**_expected(rows[:done]), "done": done, "state": state}
    if state == "checked":
        # Its lines foretell, of the whole file.
        whole = _expected(rows)
        expected |= {name: whole[name] for name in ("lines", "rows", "created")}
    return [
        f"{name} is {found[name]} and not {value} after {done} rows"
        for name, value in expected.items()
        if found[name] != value
    ]


def _kill_who_asks(env):
    """SIGKILL while the first slice is written by who asked."""
    command = env.command(
        "shell", "-c", env.conf, "-d", DATABASE, "--no-http", "--log-level=critical"
    )
    asked = subprocess.Popen(
        command,
        env={**env.env, "DECLIC_SCRIPT": IMPORT},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    asked.stdin.write("import os\nexec(os.environ['DECLIC_SCRIPT'])\n")
    asked.stdin.close()
    for line in asked.stdout:
        if "BEGIN" in line:
            break
    time.sleep(0.8)
    _kill(asked)
    say("Killed: whoever asked, inside the first slice")


@contextlib.contextmanager
def _server(env):
    """A server of Odoo without pages, that runs what is waiting; killed at the end."""
    with (DEV / "log" / "killed.log").open("a", encoding="utf-8") as log:
        server = subprocess.Popen(
            env.command(
                *("server", "-c", env.conf, "-d", DATABASE, "--no-http"),
                *("--max-cron-threads=1", "--log-level=warn"),
            ),
            env=env.env,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        _kill(server)


def _kill(process):
    process.send_signal(signal.SIGKILL)
    if process.wait() != -signal.SIGKILL:
        raise Stop("It had ended before it was killed.")


def _until(env, reached):
    """Wait until the state of the import is ``reached``; the cron is told to look."""
    for attempt in range(SECONDS * 5):
        if attempt % 10 == 0:
            # Else it looks once a minute.
            env.pg.psql(DATABASE, TURN)
            env.pg.psql("postgres", f"NOTIFY cron_trigger, '{DATABASE}'")
        if reached(_state(env)):
            return
        time.sleep(0.2)
    raise Stop(f"Nothing moved for {SECONDS} s: see .dev/log/killed.log.")


def _until_at_work(env):
    """Wait until the cron has taken the job."""
    count = "SELECT count(*) FROM ir_cron_progress"
    known = env.pg.psql(DATABASE, count)
    _until(env, lambda _found: env.pg.psql(DATABASE, count) != known)
