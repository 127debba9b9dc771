"""`dev demo`: an invented landlord on a real Odoo."""

import subprocess
from datetime import date, timedelta

import server
from common import COMPLETE, ROOT, Progress, say

DATABASE = "declic_demo"


def demo(reset=False, check=False, port=server.PORT):
    """Build what is missing, show the worklist, then serve unless ``check``."""
    server.check_port(port, free=not check)
    env = server.Environment()
    task, built_by = "serve", _built_by(env)
    if reset or not built_by:
        task = "build"
        env.pg.drop(DATABASE)
        env.pg.create(DATABASE)
    elif built_by != _commit():
        # As after a pull: its tables would not be what the code asks for.
        update(env)
    port = server.free_port() if check else port
    with env.demonstration(task, DATABASE, port) as odoo:
        data = _read(odoo)
        if task == "build":
            _note_commit(env)
        address = odoo.answers()
        _print_worklist(data["rows"])
        print(f"\n{address if not check else 'Comptes de démonstration'}\n")
        for role, login, password in data["logins"]:
            print(f"  {role:<32} {login:<36} {password}")
        print(flush=True)
        if check:
            _role, login, password = data["logins"][0]
            odoo.log_in(login, password)
            say("Odoo: serves, and lets a social counsellor in.")
        else:
            say(f"Odoo: serving on {address} (stop with Ctrl+C)")
            odoo.wait()


def update(env=None):
    """Update the module on the demonstration database."""
    env = env or server.Environment()
    say("The module: updating…")
    env.update_module(DATABASE)
    _note_commit(env)


def is_of_another_day(env):
    """Whether the demonstration was built before yesterday: midnight may pass between
    a build and its tests."""
    built = env.pg.psql(
        DATABASE,
        "SELECT value FROM ir_config_parameter WHERE key = 'declic.demo_loaded'",
    )
    yesterday = date.today() - timedelta(days=1)
    return built < yesterday.isoformat()


def _built_by(env):
    """The commit that built or updated the demonstration; empty: there is none."""
    if not env.pg.exists(DATABASE):
        return ""
    known = env.pg.psql(DATABASE, "SELECT to_regclass('ir_config_parameter')")
    return known and env.pg.psql(
        DATABASE, f"SELECT value FROM ir_config_parameter WHERE key = '{COMPLETE}'"
    )


def _note_commit(env):
    env.pg.psql(
        DATABASE,
        f"UPDATE ir_config_parameter SET value = '{_commit()}'"
        f" WHERE key = '{COMPLETE}'",
    )


def _commit():
    """The commit at work; whoever edits says `dev update`. "1": no repository."""
    told = subprocess.run(
        ["git", "rev-parse", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "1"


def _read(odoo):
    """Show how far Odoo is, step by step, until it tells the worklist."""
    bar = None
    for message in odoo.messages():
        if "step" not in message:
            return message
        if not bar or bar.text != message["step"]:
            bar = Progress(message["step"])
        bar.show(message["done"], message["total"])
    return None


def _print_worklist(rows):
    head = [
        "Réf.",
        "Titulaire",
        "Agence",
        "Impayé",
        "Mois nets",
        "Pourquoi",
        "Prochaine étape",
    ]
    table = [head, *rows]
    widths = [max(len(str(row[i])) for row in table) for i in range(len(head))]
    plural = "s" if len(rows) > 1 else ""
    print(f"\nÀ traiter : {len(rows)} ménage{plural}\n")
    for n, row in enumerate(table):
        print(
            "  ".join(
                str(c).ljust(w) for c, w in zip(row, widths, strict=True)
            ).rstrip()
        )
        if n == 0:
            print("  ".join("-" * w for w in widths))
