"""Money and places of a period, and each case's part of it (M2)."""

from odoo import models
from odoo.tools import SQL

from ...engine import costs, facts


class DeclicEvaluation(models.Model):
    _inherit = "declic.evaluation"

    def _amounts(self, followed, hours):
        """Money and places of the period: dict of code to (over, under, value)."""
        programme = self.programme_id
        budget, landlord = programme._budget_between(self.date_from, self.date_to)
        years = costs.prorated(lambda _year: 1, self.date_from, self.date_to)
        place_years = programme.capacity * years
        days = (self._day() - self.date_from).days + 1
        self.env.cr.execute(
            SQL(
                "SELECT COALESCE(SUM(days_followed), 0) FROM (%s) fact",
                facts.cases(self.date_from, self._day(), programme.id),
            )
        )
        given = self.env.cr.fetchone()[0]

        def over(above, below, factor=1):
            return above, below, factor * above / below if below else None

        # sudo: totals of months, of nobody's file (C10).
        sessions, session_hours = (
            self.env["declic.clinical.session"]
            .sudo()
            ._totals(programme.sudo().association_ids, self.date_from, self._day())
        )
        return {
            "sessions": (sessions, 0, sessions),
            "session_hours": (sessions, 0, float(session_hours)),
            "budget": (budget, 0, budget),
            "cost_per_place": over(budget, place_years),
            "cost_per_household": over(budget, followed),
            "cost_per_hour": over(budget, hours),
            "landlord_share": over(landlord, budget, 100),
            "slots_used": over(given, programme.capacity * days, 100),
        }

    def _write_costs(self):
        """Split the budget of the period by the minutes logged, to the cent (M2)."""
        self.ensure_one()
        programme = self.programme_id
        self.env.cr.execute(
            SQL(
                "SELECT id, minutes FROM (%s) fact WHERE minutes > 0 ORDER BY id",
                facts.cases(self.date_from, self._day(), programme.id),
            )
        )
        minutes = dict(self.env.cr.fetchall())
        budget, _landlord = programme._budget_between(self.date_from, self.date_to)
        parts = costs.split(self.currency_id.round(budget), minutes)
        # Derived rows, one a case: written at once, five thousand in a blink.
        self.env.cr.execute(
            SQL("DELETE FROM declic_evaluation_cost WHERE evaluation_id = %s", self.id)
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO declic_evaluation_cost (evaluation_id, company_id, case_id,
                    association_id, minutes, hours, amount, create_uid, write_uid,
                    create_date, write_date)
                SELECT %(evaluation)s, c.company_id, c.id, c.association_id,
                       part.minutes, part.minutes / 60.0, part.amount, %(user)s,
                       %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM UNNEST(%(cases)s::integer[], %(minutes)s::integer[],
                              %(amounts)s::numeric[]) AS part (id, minutes, amount)
                  JOIN declic_case c ON c.id = part.id
                """,
                evaluation=self.id,
                user=self.env.uid,
                cases=list(parts),
                minutes=[minutes[case_id] for case_id in parts],
                amounts=list(parts.values()),
            )
        )
        self.env["declic.evaluation.cost"].invalidate_model()
        self.invalidate_recordset(["cost_ids"])
