"""The partners around the cases of the demonstration, and its year report."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

# Name, rank of the service in the closed list, area, phone.
PARTNERS = (
    ("CMP Toulouse Nord", 0, "Toulouse Nord", "05 36 49 30 11"),
    ("CSAPA de la Garonne", 1, "Toulouse métropole", "05 36 49 30 12"),
    ("Point conseil budget", 2, "Toulouse métropole", "05 36 49 30 13"),
    ("Maison des solidarités Nord", 3, "Toulouse Nord, L'Union", "05 36 49 30 14"),
    ("SIAO 31", 4, "Haute-Garonne", "05 36 49 30 15"),
    ("Épicerie solidaire des Minimes", 5, "Toulouse", "05 36 49 30 16"),
    ("CCAS de Colomiers", 3, "Colomiers", "05 36 49 30 17"),
)


def tell(env, users, programme, today):
    """Directory, referrals with their answers, a meeting in preparation, a report."""
    services = env["declic.reason"].search([("kind", "=", "service")])
    told = env["declic.reason"].search([("kind", "=", "category")], limit=2)
    network = env["declic.network.partner"].create(
        [
            {
                "name": name,
                "service_ids": [Command.set(services[rank].ids)],
                "area": area,
                "phone": phone,
                "eligibility": "Sur rendez-vous, avec l'accord de la personne.",
            }
            for name, rank, area, phone in PARTNERS
        ]
    )
    cases = env["declic.case"].search(
        [("state", "in", ("assessment", "plan", "followed"))], order="id"
    )
    for number, case in enumerate(cases):
        partner = network[number % len(network)]
        referral = case.with_user(case.worker_id).action_refer(
            {
                "network_id": partner.id,
                "service_id": partner.service_ids.id,
                "request": "Un premier rendez-vous, si possible au domicile.",
                "consent_date": today,
                "category_ids": told.ids,
                "is_shareable": number % 3 > 0,
            }
        )
        if number % 4 != 3:
            answer = ("accepted", "waiting", "accepted")[number % 4]
            referral.action_answer(answer, "Le secrétariat rappelle sous dix jours.")
        if number % 4 == 0:
            referral.action_outcome("received")
    _meeting(env, users, programme, network, cases[:2], today)
    env["declic.evaluation"].with_user(users["pilote"]).create(
        {
            "programme_id": programme.id,
            "date_from": programme.date_from,
            "date_to": programme.date_to,
        }
    ).action_compute()


def _meeting(env, users, programme, network, cases, today):
    facts = env["declic.reason"].search([("kind", "=", "fact")])
    counsellor = users["cesf"]
    meeting = (
        env["declic.meeting"]
        .with_user(counsellor)
        .create(
            {
                "programme_id": programme.id,
                "date": today + relativedelta(days=9),
                "place": "Maison des solidarités Nord",
                "network_ids": [Command.set(network[:4].ids)],
            }
        )
    )
    for number, case in enumerate(cases):
        env["declic.meeting.sheet"].with_user(counsellor).create(
            {
                "meeting_id": meeting.id,
                "case_id": case.id,
                "age_band": ("40", "26")[number % 2],
                "fact_ids": [Command.set(facts[number * 3 : number * 3 + 3].ids)],
                "question": "Quel relais de proximité quand la porte reste fermée ?",
            }
        )
