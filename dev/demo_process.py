"""The Odoo process of `dev demo`: builds the landlord, tells its worklist, serves.

Started by ``server.Environment.demonstration`` as ``demo_process.py build|serve``,
with options of Odoo's own. Each line of its output is one message in JSON: a step and
how far it is, at last the worklist. What Odoo logs goes to the error output.
"""

import json
import logging
import sys
import threading

from common import COMPLETE

# Odoo prepares itself in its first import.
import odoo.init  # noqa: F401
from odoo import api
from odoo.orm.registry import Registry
from odoo.service import server
from odoo.tools import config, misc

MODULES = ("l10n_fr_account", "portal", "declic")
LOADING = "Loading module %s (%d/%d)"


def main(task, *options):
    """Do ``task``, tell the worklist, then serve until interrupted."""
    config.parse_config(list(options), setup_logging=True)
    database = config["db_name"][0]
    threading.current_thread().dbname = database
    server.load_server_wide_modules()
    if task == "build":
        _build(database)
    with Registry(database).cursor() as cr:
        _tell(_worklist(api.Environment(cr, api.SUPERUSER_ID, {"lang": "fr_FR"})))
    sys.exit(server.start(preload=[], stop=False))


def _tell(message):
    print(json.dumps(message), flush=True)


def _step(text, done, total):
    _tell({"step": text, "done": done, "total": total})


class _Modules(logging.Handler):
    """Tells the modules as Odoo logs that it loads them."""

    def emit(self, record):
        # The first pass is the base alone.
        if record.msg == LOADING and record.args[2] > 1:
            _name, done, total = record.args
            _step("Accounting and the module", done, total)


def _build(database):
    loading = logging.getLogger("odoo.modules.loading")
    handler = _Modules(logging.INFO)
    loading.addHandler(handler)
    loading.setLevel(logging.INFO)
    registry = Registry.new(
        database, update_module=True, install_modules=MODULES, new_db_demo=False
    )
    loading.removeHandler(handler)
    # Imported here: Odoo knows its add-ons only once it is configured.
    from odoo.addons.declic.demo import landlord  # noqa: PLC0415

    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        _prepare(env)
        cr.commit()

        def told(*far):
            # PostgreSQL tidies the old versions of a row up only once they are
            # committed: in one transaction, each act reads all of them.
            cr.commit()
            _step("Rents, payments and cases", *far)

        landlord.load(env, progress=told)
        env["declic.detection.run"]._run()
        env["ir.config_parameter"].set_param(COMPLETE, "1")


def _prepare(env):
    """A French landlord's database."""
    company = env.ref("base.main_company")
    company.country_id = env.ref("base.fr")
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    env["ir.default"].set("res.partner", "lang", "fr_FR")
    env["res.users"].search([]).partner_id.lang = "fr_FR"


def _worklist(env):
    """The households to examine and the accounts, for the terminal."""
    from odoo.addons.declic.demo import landlord  # noqa: PLC0415

    households = env["declic.household"].search(
        [("proposal_state", "=", "proposed")], order="net_months desc"
    )
    steps = dict(households._fields["next_step"]._description_selection(env))
    return {
        "rows": [
            [
                household.reference,
                household.name,
                household.agency_id.name,
                misc.format_amount(env, household.overdue, household.currency_id),
                misc.formatLang(env, household.net_months, digits=1),
                # As many as the list on the screen shows.
                ", ".join(household.reasons[:3]),
                steps[household.next_step],
            ]
            for household in households
        ],
        "logins": landlord.logins(),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
