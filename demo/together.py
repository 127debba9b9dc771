"""What is written with the household: circle, assessment, budget, plan, agreement."""

from dateutil.relativedelta import relativedelta

from . import people

# EUR a month: rows of the budget sheet of a household on minimum income.
BUDGET = {
    "resource_3": 635,
    "resource_7": 150,
    "resource_8": 260,
    "charge_1": 520,
    "charge_2": 95,
    "charge_3": 14,
    "charge_4": 30,
    "debt_2": 40,
}


class Together:
    """Part of :class:`declic.demo.history.History`."""

    def _circle(self, case, worker, start):
        """The professionals whom the household names at the first meetings."""
        roles = self.env["declic.reason"].search([("kind", "=", "circle")])
        for number, (name, organisation, phone, role) in enumerate(people.CIRCLE):
            if (number + case.id) % 2 == 0:
                self._as(case, worker).action_add_circle_member(
                    {
                        "name": name,
                        "organisation": organisation,
                        "phone": phone,
                        "role_id": roles[role].id,
                        "date_from": start + relativedelta(days=15),
                        "is_shareable": True,
                    }
                )

    def _assess(self, case, worker, gain=0):
        """The household and its worker score each domain; the landlord its own ones.

        :param gain: steps gained since the first time
        """
        assessment = self._as(case, worker).action_start_assessment()
        lines = {}
        for number, line in enumerate(assessment.sudo().line_ids):
            levels = line.domain_id.level_ids
            # Not every domain moves.
            rank = (case.id + number) % 3 + (gain if number % 3 else 0)
            said, seen = (rank + 1, rank + 2) if len(levels) == 5 else (rank % 2, 0)
            said = min(said, len(levels) - 1)
            lines[line.id] = {
                "household_level_id": levels[said].id,
                "association_level_id": levels[min(seen, len(levels) - 1)].id,
                "household_words": people.WORDS[(case.id + number) % len(people.WORDS)],
                "target_value": 4 if len(levels) == 5 else 0,
            }
        household = case.household_id
        others = household.adult_count - 1 + household.child_count
        amounts = {**BUDGET, "resource_7": BUDGET["resource_7"] + 190 * others}
        items = {
            self.env.ref(f"declic.budget_{name}").id: float(amount)
            for name, amount in amounts.items()
        }
        assessment.budget_ids.action_fill(
            {
                "amounts": items,
                "person_14_count": max(household.adult_count, 1),
                "child_count": household.child_count,
                "is_shared": case.id % 2 == 0,
            }
        )
        assessment.action_fill(
            {
                "lines": lines,
                "aspirations": "Rester dans le quartier, près de l'école.",
                "fears": "Perdre le logement et devoir tout recommencer.",
                "constraints": "Des horaires décalés, pas de voiture.",
                "opportunities": "Une sœur proche, un centre social à deux rues.",
                "repayment_capacity": 45,
            }
        )
        for line in assessment.sudo().line_ids:
            if line.domain_id.is_landlord_visible:
                level = line.domain_id.level_ids[case.id % 2]
                self._as(line, "cesf").landlord_level_id = level
        assessment.action_validate()
        return assessment

    def _write_plan(self, case, worker, propose=True):
        """A goal of the library for each critical domain, and one of each axis; the
        household says yes to it."""
        plan = self._as(case, worker).action_start_plan()
        library = self.env["declic.library.goal"].search([])
        chosen = library.browse()
        for domain in plan._bare_domains():
            mine = library.filtered(lambda g, domain=domain: g.domain_id == domain)
            chosen |= mine[case.id % len(mine)]
        for axis, _label, _goals in plan._axes():
            if axis not in chosen.mapped("axis"):
                mine = library.filtered(lambda g, axis=axis: g.axis == axis)
                chosen |= mine[case.id % len(mine)]
        for goal in chosen:
            plan.action_add_from_library(goal.id)
        if not propose:
            return plan
        reasons = self.env["declic.reason"].search([("kind", "=", "oral")])
        plan.action_agree(
            "oral", case.household_id.name, reason_id=reasons[case.id % len(reasons)].id
        )
        plan.action_propose()
        return plan
