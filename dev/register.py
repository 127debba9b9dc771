"""`dev register`: the tables of the processing register and of the DPIA annex.

The prose of `docs/registre-des-traitements.md` and `docs/aipd.md` is written by hand;
what the code knows already (fields, readers, durations, recipients, boxes of free text)
stands between two marks and is written from the code. A test holds both to it.
"""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
FILES = ("registre-des-traitements.md", "aipd.md")
ROLES = {
    "declic.group_reporter": "proximité",
    "declic.group_recovery": "recouvrement",
    "declic.group_counsellor": "conseiller social",
    "declic.group_manager": "pilote",
    "declic.group_data_officer": "délégué",
    "declic.group_association_worker": "association",
    "declic.group_psychologist": "psychologue",
    "account.group_account_readonly": "comptabilité",
    "account.group_account_invoice": "comptabilité",
    "base.group_system": "administrateur",
}
# Held for months or days that a landlord sets: field of its settings, unit.
DURATIONS = (
    ("declic_consent_months", "mois"),
    ("declic_link_days", "jours"),
    ("declic_draft_days", "jours"),
    ("declic_sleep_days", "jours"),
)
SKIPPED = {"create_uid", "create_date", "write_uid", "write_date", "id", "display_name"}


# What Odoo's shell runs, on a database where the module is.
SCRIPT = """
import importlib.util
spec = importlib.util.spec_from_file_location("register", "{path}")
register = importlib.util.module_from_spec(spec)
spec.loader.exec_module(register)
register.write(env)
"""


def main(environment, database):
    """Write the tables anew, from the module of ``database``."""
    environment.shell(database, SCRIPT.format(path=Path(__file__).resolve()))


def write(env):
    for name in FILES:
        path = DOCS / name
        path.write_text(filled(path.read_text(encoding="utf-8"), env), encoding="utf-8")


def filled(text, env):
    """``text`` of one of the documents with its tables as the code stands.

    :param env: Odoo's environment of a database where the module is, in French
    """
    for name, table in tables(env).items():
        begin, end = (
            f"<!-- {name} : écrit par `dev register` -->",
            f"<!-- fin {name} -->",
        )
        text = re.sub(
            f"{re.escape(begin)}.*?{re.escape(end)}",
            lambda _m, new=f"{begin}\n\n{table}\n\n{end}": new,
            text,
            flags=re.S,
        )
    return text


def tables(env):
    """Name of each table → its Markdown."""
    env = env(su=True, context={"lang": "fr_FR"})
    return {
        "données": _data(env),
        "durées": _durations(env),
        "destinataires": _recipients(env),
        "textes": _boxes(env),
    }


def _table(head, rows):
    cells = [[" ".join(cell.replace("|", "/").split()) for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _models(env):
    """The models that hold something of a household, by their French name."""
    path = env["declic.household"]._path_from
    found = [
        model
        for name, model in env.items()
        if name.startswith("declic.")
        and not model._abstract
        and not model._transient
        and model._auto
        and path(name)
    ]
    titles = {model._name: _title(env, model) for model in found}
    return sorted(found, key=lambda model: (titles[model._name], model._name))


def _title(env, model):
    return env["ir.model"]._get(model._name).name


def _data(env):
    rows = []
    for model in _models(env):
        labels, reserved = [], []
        for name, field in sorted(model._fields.items()):
            if (
                not field.store
                or name in SKIPPED
                or name.startswith(("message_", "activity_"))
            ):
                continue
            label = field._description_string(env)
            labels.append(label)
            if field.groups and field.groups != ".":
                reserved.append(f"{label} ({_names(field.groups.split(','))})")
        rows.append(
            [
                _title(env, model),
                ", ".join(dict.fromkeys(labels)),
                _readers(env, model._name),
                "; ".join(dict.fromkeys(reserved)) or "—",
            ]
        )
    head = ["Enregistrement", "Données", "Lu par", "Dont réservé à"]
    return _table(head, rows)


def _names(groups):
    told = [ROLES.get(group.strip(), group.strip()) for group in groups]
    return ", ".join(dict.fromkeys(told))


def _readers(env, name):
    rights = env["ir.model.access"].search(
        [("model_id.model", "=", name), ("perm_read", "=", True)]
    )
    known = rights.group_id.get_external_id()
    names = [known[group.id] for group in rights.group_id]
    return (
        _names([one for one in ROLES if one in names]) or "personne (les actes seuls)"
    )


def _durations(env):
    company = env["res.company"]
    rows = []
    for name, unit in DURATIONS:
        field = company._fields[name]
        value = field.default(company) if callable(field.default) else field.default
        rows.append([field._description_string(env), f"{value} {unit}", "Paramètres"])
    rule = env["declic.retention.rule"]
    months = rule._fields["months"]
    rows.append(
        [
            "Dossier d'accompagnement",
            f"{months.default(rule)} mois",
            months._description_help(env) or "",
        ]
    )
    label = dict(rule._fields["data_class"]._description_selection(env))["log"]
    source = (
        "Durées de conservation ; six à douze mois (CNIL, délibération n° 2021-122)"
    )
    from odoo.addons.declic.models.retention import retention_class  # noqa: PLC0415

    rows.append([label, f"{retention_class.LOG_MONTHS} mois", source])
    return _table(["Quoi", "Durée d'origine", "Réglage ou source"], rows)


def _recipients(env):
    kinds = env["declic.procedure.step.type"].with_context(active_test=False)
    found = kinds.search([("recipient", "!=", False), ("code", "!=", False)])
    rows = [[one.recipient, one.name] for one in found.sorted("code")]
    bases = env["declic.disclosure"]._fields["basis"]._description_selection(env)
    rows += [["Fondement possible", label] for _code, label in bases]
    return _table(["Destinataire", "Quand"], rows)


def _boxes(env):
    words = env["declic.word"]
    rows = []
    for model in _models(env):
        for name in sorted(words._boxes(model._name)):
            field = model._fields[name]
            association = name in getattr(model, "_portal_fields", ())
            rows.append(
                [
                    _title(env, model),
                    field._description_string(env),
                    "association et bailleur selon le partage"
                    if association
                    else "bailleur",
                ]
            )
    return _table(["Enregistrement", "Zone de texte", "Peut être lue par"], rows)
