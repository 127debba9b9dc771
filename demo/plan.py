"""What is written with the household: circle, assessment, budget, plan, agreement."""

from datetime import timedelta

from odoo.fields import Datetime

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


class Plan:
    """Part of :class:`declic.demo.history.History`."""

    def _circle(self, case, worker, start):
        """The professionals whom the household names at the first meetings."""
        roles = self.env["declic.reason"].search([("kind", "=", "circle")])

        def name():
            for number, (person, organisation, phone, role) in enumerate(people.CIRCLE):
                if (number + case.id) % 2 == 0:
                    self._as(case, worker).action_add_circle_member(
                        {
                            "name": person,
                            "organisation": organisation,
                            "phone": phone,
                            "role_id": roles[role].id,
                            "date_from": Datetime.now().date(),
                            "is_shareable": True,
                        }
                    )

        return [(start + timedelta(days=15), name)]

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

    def _plan(self, case, worker, start, stage):
        """From the assessment to the plan, as far as the stage goes: list of (day,
        act)."""

        def propose():
            plan = self._as(case.plan_id, worker)
            reasons = self.env["declic.reason"].search([("kind", "=", "oral")])
            plan.action_agree(
                "oral",
                case.household_id.name,
                reason_id=reasons[case.id % len(reasons)].id,
            )
            plan.action_propose()

        acts = [
            (start + timedelta(days=20), lambda: self._assess(case, worker)),
            (start + timedelta(days=23), lambda: self._write_plan(case, worker)),
            (start + timedelta(days=25), propose),
            (
                start + timedelta(days=28 + case.id % 6),
                lambda: self._as(case.plan_id, "cesf").action_approve(),
            ),
        ]
        return acts[: {"plan": 2, "proposed": 3}.get(stage)]

    def _write_plan(self, case, worker):
        """A goal of the library for each critical domain, and one of each axis."""
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
