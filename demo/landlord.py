"""An invented landlord: tenants, two years of posted rents, cases at each stage.

Plain functions, imported when demonstration data is asked for and not before. What
people do is done by the models' own acts, with the rights of the people who do it.
"""

import random

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Date

from . import clock, people
from .behaviours import DEBITED, GROUPS, MODES, Tenant, month_before
from .history import History
from .ledger import Ledger
from .timeline import live

LOADED = "declic.demo_loaded"


def load(env, households=120, months=24, progress=None):
    """Build the demonstration once; a second call does nothing.

    :param env: superuser's environment
    :param households: number of tenant households
    :param months: months of rents to post, the current one included
    :param progress: called with (done, of all) as the months go by
    """
    parameters = env["ir.config_parameter"]
    if parameters.get_param(LOADED):
        return
    today = Date.context_today(env.user)
    begun = today - relativedelta(years=3)
    with clock.telling(env.cr, today) as hands:
        hands.turn(begun)
        company = _company(env)
        env = env(
            context={
                **env.context,
                "tracking_disable": True,
                "mail_create_nolog": True,
                "no_reset_password": True,
                "allowed_company_ids": company.ids,
                "lang": _language(env),
            }
        )
        associations = _associations(env)
        users = _users(env, company, associations)
        agencies = _agencies(env, users)
        tenants = _tenants(env, households, agencies, today, months)
        programme = _programme(env, associations, users["pilote"], begun, today)
        history = History(env, users, associations, programme, today)
        journeys = [
            Ledger(env, company).journey(tenants, today, months),
            *history.journeys(tenants),
        ]
        live(journeys, hands, _by_month(progress, today, months))
        hands.turn(today)
        env["declic.household"]._run_detection()
        history.end()
        # It is set up: its app opens on the day.
        env["onboarding.onboarding"].action_close_panel_declic()
    parameters.set_param(LOADED, today.isoformat())


def logins():
    """Accounts of the demonstration.

    :return: list of (role, login, password)
    """
    return [
        (role, f"{key}@declic.example", people.PASSWORD)
        for key, _name, role, _group, _association, _accounting in people.USERS
    ]


def _by_month(progress, today, months):
    """Log of a story that tells ``progress`` how many months of all have gone by."""
    known = set()

    def log(day):
        done = (
            months
            - 1
            - next(age for age in range(10**4) if month_before(today, age) <= day)
        )
        if progress and done >= 0 and done not in known:
            known.add(done)
            progress(done, months)

    return log


def _language(env):
    installed = dict(env["res.lang"].get_installed())
    return "fr_FR" if "fr_FR" in installed else env.lang


def _company(env):
    """The main company when it has no entry of its own yet, else a new one."""
    company = env.ref("base.main_company")
    values = {
        "name": people.LANDLORD,
        "street": "1 quai des Platanes",
        "zip": "31000",
        "city": "Toulouse",
        "country_id": env.ref("base.fr").id,
        "phone": "05 36 49 00 00",
        "email": "contact@declic.example",
    }
    if env["account.move"].search_count([("company_id", "=", company.id)], limit=1):
        company = env["res.company"].create(
            {**values, "currency_id": env.ref("base.EUR").id}
        )
    else:
        company.write(values)
    chart = env["account.chart.template"]
    if not company.chart_template:
        known = chart._get_chart_template_mapping()
        chart.try_loading(
            "fr" if "fr" in known else "generic_coa", company, install_demo=False
        )
    return company


def _associations(env):
    return {
        key: env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "city": "Toulouse",
                "phone": "05 36 49 10 00",
                "email": f"{key}@declic.example",
            }
        )
        for key, name in people.ASSOCIATIONS.items()
    }


def _agencies(env, users):
    agencies = {
        name: env["declic.agency"].create({"name": name}) for name in people.AGENCIES
    }
    agencies["Toulouse Nord"].user_ids = users["cesf"] | users["recouvrement"]
    return agencies


def _users(env, company, associations):
    accounts = env["res.users"].create(
        [
            {
                "name": name,
                "login": f"{key}@declic.example",
                "email": f"{key}@declic.example",
                "lang": env.lang,
                "tz": "Europe/Paris",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [
                    Command.set(
                        [
                            env.ref(xmlid).id
                            for xmlid in (group and f"declic.group_{group}", accounting)
                            if xmlid
                        ]
                    )
                ],
            }
            for key, name, _role, group, _association, accounting in people.USERS
        ]
    )
    # The same password for all: worked out once, for that takes its time.
    hashed = accounts._crypt_context().hash(people.PASSWORD)
    users = {}
    for row, user in zip(people.USERS, accounts, strict=True):
        user._set_encrypted_password(user.id, hashed)
        key, association = row[0], row[4]
        users[key] = user
        if association:
            user.partner_id.parent_id = associations[association]
    env.ref("base.user_admin").company_ids = [Command.link(company.id)]
    return users


def _programme(env, associations, manager, begun, today):
    """The figures of the project sheet: 43 500 € a year for 20 households."""
    return env["declic.programme"].create(
        {
            "name": "Déclic – 10 000 logements HLM accompagnés",
            "date_from": begun,
            "date_to": today + relativedelta(months=6),
            "area": "Toulouse métropole et sa deuxième couronne",
            "target_public": (
                "Locataires en impayé, injoignables ou fuyants, dont le parcours"
                " résidentiel est fait de ruptures."
            ),
            "manager_id": manager.id,
            "capacity": 20,
            "max_months": 18,
            "monthly_day": 5,
            "association_ids": [
                Command.set([partner.id for partner in associations.values()])
            ],
            "funding_ids": [
                Command.create(
                    {"name": "Bailleur", "kind": "landlord", "amount": 25000}
                ),
                Command.create({"name": "FNAVDL", "kind": "public", "amount": 18500}),
            ],
        }
    )


def _tenants(env, count, agencies, today, months):
    """Create the households; each group is cut down in proportion to ``count``."""
    dice = random.Random(2020)  # noqa: S311 -- the same landlord every time
    total = sum(size for _kind, size in GROUPS)
    kinds = [
        (kind, rank)
        for kind, size in GROUPS
        for rank in range(max(1, round(size * count / total)))
    ]
    tenants = []
    for number, (kind, rank) in enumerate(kinds):
        agency = list(people.AGENCIES)[number % 3]
        towns = people.AGENCIES[agency]
        city, code = towns[number % len(towns)]
        rent = dice.randrange(290, 560, 5)
        tenants.append(
            Tenant(
                rank=rank,
                kind=kind,
                first=people.FIRST_NAMES[number * 7 % len(people.FIRST_NAMES)],
                last=people.LAST_NAMES[
                    (number * 11 + number // 30) % len(people.LAST_NAMES)
                ],
                street=f"{number * 3 % 97 + 1} {dice.choice(people.STREETS)}",
                city=city,
                zip=code,
                agency=agency,
                rent=rent,
                charges=dice.randrange(45, 120, 5),
                reduction=dice.choice((0, 0, 35.5)),
                benefit=dice.choice((0, 0, 110, 165, 210)) if rent > 300 else 0,
                children=dice.choice((0, 0, 1, 2, 3)),
                co_holder=number % 9 == 0,
                mode="debit" if kind in DEBITED else MODES[number % len(MODES)],
            )
        )
    _create_households(env, tenants, agencies, today, months, dice)
    return tenants


def _create_households(env, tenants, agencies, today, months, dice):
    country = env.ref("base.fr")
    partners = env["res.partner"].create(
        [
            {
                "name": f"{tenant.first} {tenant.last}",
                "street": tenant.street,
                "zip": tenant.zip,
                "city": tenant.city,
                "country_id": country.id,
                "phone": f"06 39 98 {number // 100:02d} {number % 100:02d}",
                "company_id": env.company.id,
            }
            for number, tenant in enumerate(tenants)
        ]
    )
    households = env["declic.household"].create(
        [
            {
                "partner_id": partner.id,
                "agency_id": agencies[tenant.agency].id,
                "lease_number": f"B{100200 + number * 7}",
                "dwelling": f"L{3000 + number * 13}",
                "lease_date": today - relativedelta(months=months + number * 3),
                "clause_delay": "2m",
                "is_conventional": True,
                "rent": tenant.rent,
                "charges": tenant.charges,
                "rent_reduction": tenant.reduction,
                "housing_benefit": tenant.benefit,
                "benefit_status": "landlord" if tenant.benefit else "none",
                "payment_mode": tenant.mode,
                "household_type": (
                    ("couple", "couple_children")
                    if tenant.co_holder
                    else ("alone", "single_parent")
                )[bool(tenant.children)],
                "safe_channel": dice.choice(("phone", "letter", "visit", "sms")),
                "member_ids": [
                    Command.create({"role": "co_holder"})
                    for _one in range(tenant.co_holder)
                ]
                + [
                    Command.create({"role": "child"})
                    for _child in range(tenant.children)
                ],
            }
            for number, (tenant, partner) in enumerate(
                zip(tenants, partners, strict=True)
            )
        ]
    )
    for tenant, household in zip(tenants, households, strict=True):
        tenant.record = household
