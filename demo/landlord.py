import logging
import random

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from . import network, people
from .behaviours import GROUPS, Tenant
from .history import History
from .ledger import Ledger, has_left

_logger = logging.getLogger(__name__)

LOADED = "declic.demo_loaded"


class DeclicDemo(models.AbstractModel):
    """An invented landlord: tenants, two years of posted rents, cases at each stage."""

    _name = "declic.demo"
    _description = "Demonstration landlord"

    @api.model
    def _load(self, households=120, months=24):
        """Build the demonstration once; a second call does nothing.

        :param households: number of tenant households
        :param months: months of rents to post, the current one included
        """
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param(LOADED):
            return
        company = self._company()
        this = self.with_company(company).with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            no_reset_password=True,
            allowed_company_ids=company.ids,
            lang=self._language(),
        )
        today = fields.Date.context_today(self)
        agencies = {
            name: this.env["declic.agency"].create({"name": name})
            for name in people.AGENCIES
        }
        associations = self._associations(this.env)
        users = this._users(company, associations)
        agencies["Toulouse Nord"].user_ids = users["cesf"] | users["recouvrement"]
        tenants = this._tenants(households, agencies, today, months)
        _logger.info("demonstration: %s households", len(tenants))
        ledger = Ledger(this.env, company, _logger.info)
        ledger.post(tenants, today, months)
        programme = this._programme(associations, users["pilote"], today)
        _logger.info("demonstration: cases")
        History(this.env, users, associations, programme, today).tell(tenants)
        this.env["declic.household"]._run_detection()
        network.tell(this.env, users, programme, today)
        parameters.set_param(LOADED, "1")

    @api.model
    def _get_logins(self):
        """Accounts of the demonstration.

        :return: list of (role, login, password)
        """
        return [
            (role, f"{key}@declic.example", people.PASSWORD)
            for key, _name, role, _group, _association, _accounting in people.USERS
        ]

    def _language(self):
        installed = dict(self.env["res.lang"].get_installed())
        return "fr_FR" if "fr_FR" in installed else self.env.lang

    def _company(self):
        """The main company when it has no entry of its own yet, else a new one."""
        company = self.env.ref("base.main_company")
        values = {
            "name": people.LANDLORD,
            "street": "1 quai des Platanes",
            "zip": "31000",
            "city": "Toulouse",
            "country_id": self.env.ref("base.fr").id,
            "phone": "05 36 49 00 00",
            "email": "contact@declic.example",
        }
        if self.env["account.move"].search_count(
            [("company_id", "=", company.id)], limit=1
        ):
            company = self.env["res.company"].create(
                {**values, "currency_id": self.env.ref("base.EUR").id}
            )
        else:
            company.write(values)
        chart = self.env["account.chart.template"]
        if not company.chart_template:
            known = chart._get_chart_template_mapping()
            chart.try_loading(
                "fr" if "fr" in known else "generic_coa", company, install_demo=False
            )
        return company

    def _associations(self, env):
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

    def _users(self, company, associations):
        users = {}
        for key, name, _role, group, association, accounting in people.USERS:
            groups = [f"declic.group_{group}"] if group else []
            groups += [accounting] if accounting else []
            users[key] = self.env["res.users"].create(
                {
                    "name": name,
                    "login": f"{key}@declic.example",
                    "email": f"{key}@declic.example",
                    "password": people.PASSWORD,
                    "lang": self.env.lang,
                    "tz": "Europe/Paris",
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [
                        Command.set([self.env.ref(xmlid).id for xmlid in groups])
                    ],
                }
            )
            if association:
                users[key].partner_id.parent_id = associations[association]
        self.env.ref("base.user_admin").company_ids = [Command.link(company.id)]
        return users

    def _programme(self, associations, manager, today):
        """The figures of the project sheet: 43 500 € a year for 20 households."""
        return self.env["declic.programme"].create(
            {
                "name": "Déclic – 10 000 logements HLM accompagnés",
                "date_from": today - relativedelta(years=3),
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
                    Command.create(
                        {"name": "FNAVDL", "kind": "public", "amount": 18500}
                    ),
                ],
            }
        )

    def _tenants(self, count, agencies, today, months):
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
                )
            )
        self._create_households(tenants, agencies, today, months, dice)
        return tenants

    def _create_households(self, tenants, agencies, today, months, dice):
        country = self.env.ref("base.fr")
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"{tenant.first} {tenant.last}",
                    "street": tenant.street,
                    "zip": tenant.zip,
                    "city": tenant.city,
                    "country_id": country.id,
                    "phone": f"06 39 98 {number // 100:02d} {number % 100:02d}",
                    "company_id": self.env.company.id,
                }
                for number, tenant in enumerate(tenants)
            ]
        )
        households = self.env["declic.household"].create(
            [
                {
                    "partner_id": partner.id,
                    "agency_id": agencies[tenant.agency].id,
                    "lease_number": f"B{100200 + number * 7}",
                    "dwelling": f"L{3000 + number * 13}",
                    "lease_date": today - relativedelta(months=months + number * 3),
                    "lease_end_date": (
                        today - relativedelta(months=1 + tenant.rank % 8)
                        if has_left(tenant, months - 1, months)
                        else False
                    ),
                    "clause_delay": "2m",
                    "is_conventional": True,
                    "rent": tenant.rent,
                    "charges": tenant.charges,
                    "rent_reduction": tenant.reduction,
                    "housing_benefit": tenant.benefit,
                    "benefit_status": "landlord" if tenant.benefit else "none",
                    "payment_mode": ("debit", "transfer", "card", "cash")[number % 4],
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
