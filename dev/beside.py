"""`dev test --beside`: the module beside OCA's add-ons that a French landlord has (X5).

Fetched into ``.dev``, installed with the module and its bridges on a copy of the test
database; then OCA's credit control runs over a household whose terms are held, and over
one whose terms are not, and what it reminded stands in the occupancy history (A4).
"""

import json

import databases
import python_env
from common import DEV, ROOT, run, say

PACKAGES = (
    "odoo-addon-account-credit-control==19.0.1.0.0.13",
    "odoo-addon-auditlog==19.0.2.0.1",
    "odoo-addon-partner-firstname==19.0.1.0.3",
)
ADDONS = "account_credit_control,auditlog,partner_firstname"
DATABASE = "declic_beside"
STORY = """
import json
from datetime import date, timedelta
from unittest.mock import patch
from odoo.addons.declic.demo import landlord
with patch.object(type(env["res.company"]), "install_l10n_modules"):
    landlord.load(env, households=20, months=8)
env["declic.detection.run"]._run(full=True)
households = env["declic.household"].search([("overdue", ">", 0)], order="id")
def open_terms(households):
    return env["account.move.line"].search(
        [
            ("partner_id", "in", households.partner_id.ids),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", ">", 0),
            ("date_maturity", "<", date.today() - timedelta(days=40)),
        ]
    )
company = households.company_id
late = open_terms(households).partner_id
for household in households.filtered(lambda one: one.partner_id in late)[::2]:
    household._hold()
held = open_terms(households).filtered("no_followup")
free = open_terms(households) - held
lines = held | free
policy = env["credit.control.policy"].create(
    {
        "name": "x",
        "account_ids": [(6, 0, lines.account_id.ids)],
        "level_ids": [
            (0, 0, {
                "name": "x", "level": 1, "delay_days": 10,
                "computation_mode": "net_days", "channel": "letter",
                "custom_text": "x", "custom_mail_text": "x",
                "email_template_id": env.ref(
                    "account_credit_control.email_template_credit_control_base"
                ).id,
            })
        ],
    }
)
company.credit_policy_id = policy
run = env["credit.control.run"].with_company(company).create(
    {
        "date": date.today(),
        "company_id": company.id,
        "policy_ids": [(6, 0, policy.ids)],
    }
)
run.generate_credit_lines()
reminded = env["credit.control.line"].search([("run_id", "=", run.id)]).move_line_id
sent = env["credit.control.line"].search([("run_id", "=", run.id)])
sent.write({"state": "sent"})
told = households._of_partners(sent.partner_id.ids)
events = [e for h in told for e in h._history_of_reminders()]
camille = env["res.partner"].create({"firstname": "Camille", "lastname": "ESSAI"})
household = env["declic.household"].create(
    {"partner_id": camille.id, "company_id": company.id}
)
print("JSON" + json.dumps({
    "held": len(held),
    "free": len(free),
    "held and reminded": len(held & reminded),
    "free and reminded": len(free & reminded),
    "name of a household": household.name,
    "reminded": round(sum(sent.mapped("balance_due")), 2),
    "reminders in the histories": round(sum(e["amount"] for e in events), 2),
}))
"""


def main(env):
    """Install beside, remind, and tell.

    :return: exit code
    """
    databases.ensure(env)
    env.conf = _configuration(env)
    databases.copy(env, databases.TEMPLATE, DATABASE)
    say("Beside: installing OCA's add-ons and the bridges…")
    env.odoo_run(DATABASE, "-i", ADDONS)
    told = json.loads(env.shell(DATABASE, STORY).split("JSON", 1)[1].splitlines()[0])
    env.pg.drop(DATABASE)
    say(f"Beside: {told}")
    right = (
        told["held"]
        and told["free and reminded"]
        and not told["held and reminded"]
        and told["name of a household"]
        and told["reminded"] == told["reminders in the histories"]
    )
    say(
        "Beside: credit control leaves what is held alone."
        if right
        else "Beside: FAILED, credit control does not obey the hold."
    )
    return int(not right)


def _configuration(env):
    """A configuration with OCA's add-ons and the bridges in it."""
    target = DEV / "beside"
    if not target.exists():
        say("OCA's add-ons: fetching…")
        partial = DEV / "beside.partial"
        pip = [python_env.PYTHON, "-m", "pip", "install", "--quiet", "--no-deps"]
        run(
            [*pip, "--target", partial, *PACKAGES],
            "OCA's add-ons cannot be fetched.",
        )
        partial.rename(target)
    paths = (env.addons_path, target / "odoo" / "addons", ROOT / "bridges")
    conf = DEV / "beside.conf"
    text = env.conf.read_text(encoding="utf-8")
    conf.write_text(
        text.replace(env.addons_path, ",".join(str(path) for path in paths)),
        encoding="utf-8",
    )
    return conf
