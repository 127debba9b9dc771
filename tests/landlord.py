"""An invented landlord in miniature, on Odoo's French demonstration company.

``dev test`` writes it once into each test database (dev/pytest_database.py); in another
database each class of tests writes it for itself.
"""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Date
from odoo.tests import new_test_user

# Where the external identifiers of its records stand: no module, so that no update
# takes them away.
MODULE = "__declic_landlord__"

INTERNAL_ROLES = {
    "reporter": "declic.group_reporter",
    "recovery": "declic.group_recovery",
    "counsellor": "declic.group_counsellor",
    "manager": "declic.group_manager",
    "data_officer": "declic.group_data_officer",
    "accountant": "account.group_account_readonly",
    "employee": "base.group_user",
}
PORTAL_ROLES = {
    "worker": "declic.group_association_worker",
    "coordinator": "declic.group_association_coordinator",
    "psychologist": "declic.group_psychologist",
    "tenant": "base.group_portal",
}


def ensure(env):
    """Write the landlord unless it is there, and set the dates that count from today.

    :param env: environment of the superuser
    """
    env = env(
        context={
            **env.context,
            "tracking_disable": True,
            "allowed_company_ids": company(env).ids,
        }
    )
    today = Date.today()
    dates = {
        "date_from": today - relativedelta(years=1),
        "date_to": today + relativedelta(years=2),
    }
    programme = env.ref(f"{MODULE}.programme", raise_if_not_found=False)
    if not programme:
        _write(env, dates)
    elif programme.date_from != dates["date_from"]:
        programme.write(dates)


def company(env):
    """The landlord's company, of Odoo's demonstration data; False without these."""
    return env.ref("base.demo_company_fr", raise_if_not_found=False)


def _write(env, dates):
    records = _ledger(env)
    records["agency"] = env["declic.agency"].create({"name": "Agence Nord"})
    records["association"], records["other_association"] = env["res.partner"].create(
        [
            {"name": "Association La Passerelle (test)", "is_company": True},
            {"name": "Association Le Fanal (test)", "is_company": True},
        ]
    )
    ours, others = records["association"], records["other_association"]
    roles = {role: (group, None) for role, group in INTERNAL_ROLES.items()}
    roles |= {role: (group, ours) for role, group in PORTAL_ROLES.items()}
    roles["tenant"] = (PORTAL_ROLES["tenant"], None)
    roles["colleague"] = (PORTAL_ROLES["worker"], ours)
    roles["other_worker"] = (PORTAL_ROLES["worker"], others)
    roles["other_coordinator"] = (PORTAL_ROLES["coordinator"], others)
    for role, (group, association) in roles.items():
        # Its password is its login.
        user = new_test_user(
            env,
            f"test_{role}",
            groups=group,
            company_id=company(env).id,
            company_ids=[Command.set(company(env).ids)],
        )
        if association:
            user.partner_id.parent_id = association
        records[f"user_{role}"] = user
    records["programme"] = env["declic.programme"].create(
        {
            "name": "Programme de test",
            **dates,
            "monthly_day": 1,
            "association_ids": [Command.set((ours | others).ids)],
        }
    )
    env["ir.model.data"].create(
        [
            {
                "module": MODULE,
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
            for name, record in records.items()
        ]
    )


def _ledger(env):
    """Journals and the account of payments on their way, by name."""
    ours = company(env)
    sale, bank, benefit, fee = env["account.journal"].create(
        [
            {"company_id": ours.id, **values}
            for values in (
                {"name": "Quittancement", "code": "QUIT", "type": "sale"},
                {"name": "Banque des loyers", "code": "BQLOY", "type": "bank"},
                {
                    "name": "APL",
                    "code": "APL",
                    "type": "general",
                    "declic_kind": "benefit",
                },
                {
                    "name": "Frais de procédure",
                    "code": "FRAIS",
                    "type": "sale",
                    "declic_kind": "fee",
                },
            )
        ]
    )
    outstanding = env["account.account"].create(
        {
            "name": "Encaissements en attente",
            "code": "511990",
            "account_type": "asset_current",
            "reconcile": True,
            "company_ids": [Command.link(ours.id)],
        }
    )
    # Without an outstanding account a payment makes no entry (Odoo 19).
    bank.inbound_payment_method_line_ids.payment_account_id = outstanding
    return {
        "sale_journal": sale,
        "bank_journal": bank,
        "benefit_journal": benefit,
        "fee_journal": fee,
        "outstanding": outstanding,
    }
