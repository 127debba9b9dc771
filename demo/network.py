"""The partners around the cases of the demonstration, and its year report."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Datetime

# Name, rank of the service in the closed list, area, phone, whether the landlord may be
# told: nobody's health is its business.
PARTNERS = (
    ("CMP Toulouse Nord", 0, "Toulouse Nord", "05 36 49 30 11", False),
    ("CSAPA de la Garonne", 1, "Toulouse métropole", "05 36 49 30 12", False),
    ("Point conseil budget", 2, "Toulouse métropole", "05 36 49 30 13", True),
    ("Maison des solidarités Nord", 3, "Toulouse Nord", "05 36 49 30 14", True),
    ("SIAO 31", 4, "Haute-Garonne", "05 36 49 30 15", True),
    ("Épicerie solidaire des Minimes", 5, "Toulouse", "05 36 49 30 16", True),
    ("CCAS de Colomiers", 3, "Colomiers", "05 36 49 30 17", True),
)
# Facts of the closed list that fit whoever owes more than three months.
FACTS = ("fact_1", "fact_2", "fact_6")
OTHER_FACTS = ("fact_2", "fact_3", "fact_5")


class Network:
    """Part of :class:`declic.demo.history.History`."""

    def _directory(self):
        services = self.env["declic.reason"].search([("kind", "=", "service")])
        return self.env["declic.network.partner"].create(
            [
                {
                    "name": name,
                    "service_ids": [Command.set(services[rank].ids)],
                    "area": area,
                    "phone": phone,
                    "eligibility": "Sur rendez-vous, avec l'accord de la personne.",
                }
                for name, rank, area, phone, _is_told in PARTNERS
            ]
        )

    def _referrals(self, case, worker, start, number):
        """A partner asked for the household, its answer, what came of it: list of
        (day, act)."""
        told = self.env["declic.reason"].search([("kind", "=", "category")], limit=2)
        rank = number % len(PARTNERS)
        partner = self.directory[rank]

        def ask():
            self._as(case, worker).action_refer(
                {
                    "network_id": partner.id,
                    "service_id": partner.service_ids.id,
                    "request": "Un premier rendez-vous, si possible au domicile.",
                    "consent_date": Datetime.now().date(),
                    "category_ids": told.ids,
                    "is_shareable": PARTNERS[rank][-1],
                }
            )

        def answer():
            self._as(case.referral_ids, worker).action_answer(
                ("accepted", "waiting", "accepted")[number % 4],
                "Le secrétariat rappelle sous dix jours.",
            )

        def outcome():
            self._as(case.referral_ids, worker).action_outcome("received")

        acts = [(start + timedelta(days=40), ask)]
        if number % 4 != 3:
            acts.append((start + timedelta(days=48), answer))
        if number % 4 == 0:
            acts.append((start + timedelta(days=70), outcome))
        return acts

    def _meeting(self):
        """A meeting in preparation, with the anonymous sheets of two households."""
        theirs = self._as(self.env["declic.meeting"], "cesf").create(
            {
                "programme_id": self.programme.id,
                "date": self.today + relativedelta(days=9),
                "place": "Maison des solidarités Nord",
                "network_ids": [Command.set(self.directory[:4].ids)],
            }
        )
        cases = self.programme.case_ids.filtered(lambda c: c.state == "followed")
        chosen = cases.sorted(lambda c: -c.household_id.net_months)[:2]
        for number, case in enumerate(chosen):
            owes = case.household_id.net_months > 3
            facts = [
                self.env.ref(f"declic.reason_{name}").id
                for name in (FACTS if owes else OTHER_FACTS)
            ]
            self._as(self.env["declic.meeting.sheet"], "cesf").create(
                {
                    "meeting_id": theirs.id,
                    "case_id": case.id,
                    "age_band": ("40", "26")[number % 2],
                    "fact_ids": [Command.set(facts)],
                    "question": "Quel relais quand la porte reste fermée ?",
                }
            )

    def _year_report(self):
        self._as(self.env["declic.evaluation"], "pilote").create(
            {
                "programme_id": self.programme.id,
                "date_from": self.programme.date_from,
                "date_to": self.programme.date_to,
            }
        ).action_compute()
