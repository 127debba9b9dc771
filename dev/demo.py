"""`dev demo`: an invented landlord on a real Odoo."""

import json

import server
from common import say

DATABASE = "declic_demo"
# Written last: a database without it is a half-finished one.
COMPLETE = "declic.dev_complete"

PREPARE = """
company = env.ref("base.main_company")
company.country_id = env.ref("base.fr")
env["account.chart.template"].try_loading("fr", company, install_demo=False)
env["ir.default"].set("res.partner", "lang", "fr_FR")
env["res.users"].search([]).partner_id.lang = "fr_FR"
# Our reports need no script: the second that wkhtmltopdf waits is saved.
env["ir.config_parameter"].set_param("report.print_delay", "0")
env.cr.commit()
"""

BUILD = """
env["declic.demo"]._load()
env["declic.detection.run"]._run()
env.cr.commit()
"""

FINISH = f"""
env["ir.config_parameter"].set_param("{COMPLETE}", "1")
env.cr.commit()
"""

# Where wkhtmltopdf finds the style sheets.
SERVED = """
env["ir.config_parameter"].set_param("report.url", "{address}")
env.cr.commit()
"""

READ = """
import json
env = env(context={"lang": "fr_FR"})
households = env["declic.household"].search(
    [("proposal_state", "=", "proposed")], order="net_months desc"
)
steps = dict(households._fields["next_step"]._description_selection(env))
print("JSON" + json.dumps({
    "rows": [
        [h.reference, h.name, h.agency_id.name, f"{h.overdue:.2f} €",
         f"{h.net_months:.1f}", h.explanation, steps[h.next_step]]
        for h in households
    ],
    "logins": env["declic.demo"]._get_logins(),
}))
"""


def demo(reset=False, check=False, port=server.PORT):
    """Build what is missing, show the worklist, then serve unless ``check``."""
    server.check_port(port, free=not check)
    env = server.Environment()
    if reset or not _complete(env):
        _build(env)
    address = f"http://127.0.0.1:{port}"
    answer = env.shell(DATABASE, SERVED.format(address=address) + READ)
    data = json.loads(answer.split("JSON", 1)[1].splitlines()[0])
    _print_worklist(data["rows"])
    print(f"\n{address if not check else 'Comptes de démonstration'}\n")
    for role, login, password in data["logins"]:
        print(f"  {role:<32} {login:<36} {password}")
    print(flush=True)
    if check:
        _role, login, password = data["logins"][0]
        env.try_login(DATABASE, login, password)
        say("Odoo: serves, and lets a social counsellor in.")
    else:
        say(f"Odoo: serving on {address} (stop with Ctrl+C)")
        env.serve(DATABASE, port)


def update():
    """Update the module on the demonstration database."""
    env = server.Environment()
    say("The module: updating…")
    env.update_module(DATABASE)


def _complete(env):
    if not env.pg.exists(DATABASE):
        return False
    known = env.pg.psql(DATABASE, "SELECT to_regclass('ir_config_parameter')")
    return bool(known) and bool(
        env.pg.psql(
            DATABASE, f"SELECT 1 FROM ir_config_parameter WHERE key = '{COMPLETE}'"
        )
    )


def _build(env):
    say("Accounting: creating the database (chart of France, French)…")
    env.install_base(DATABASE, "--without-demo=all")
    env.shell(DATABASE, PREPARE)
    say("The module: installing…")
    env.install_module(DATABASE)
    say("Demonstration: two years of rents posted and paid (some minutes)…")
    env.shell(DATABASE, BUILD)
    env.shell(DATABASE, FINISH)


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
    print(f"\nÀ traiter : {len(rows)} ménage(s)\n")
    for n, row in enumerate(table):
        print(
            "  ".join(
                str(c).ljust(w) for c, w in zip(row, widths, strict=True)
            ).rstrip()
        )
        if n == 0:
            print("  ".join("-" * w for w in widths))
