from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import budget as means


class DeclicBudget(models.Model):
    """The household's budget sheet, per month. Its own record: the landlord reads it
    only when the household agrees."""

    _name = "declic.budget"
    _description = "Budget sheet"
    _inherit = ["declic.portal.mixin"]
    _programme_path = "assessment_id.case_id.programme_id"
    _form_fields = ("person_14_count", "child_count", "is_shared")
    _portal_fields = frozenset(
        {
            "assessment_id",
            "is_shared",
            "line_ids",
            "person_14_count",
            "child_count",
            "consumption_units",
            "resource_total",
            "charge_total",
            "debt_total",
            "remaining",
            "living",
            "effort_rate",
            "proposed_capacity",
            "currency_id",
        }
    )

    assessment_id = fields.Many2one(
        "declic.assessment", required=True, ondelete="cascade", index=True
    )
    household_id = fields.Many2one(
        related="assessment_id.household_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_shared = fields.Boolean(
        string="The household agrees that the landlord reads the budget"
    )
    line_ids = fields.One2many("declic.budget.line", "budget_id")
    person_14_count = fields.Integer(
        string="Persons of 14 and over", required=True, default=1
    )
    child_count = fields.Integer(string="Children under 14", required=True)
    consumption_units = fields.Float(
        compute="_compute_units", store=True, digits=(4, 1)
    )
    resource_total = fields.Monetary(
        string="Resources", compute="_compute_totals", store=True
    )
    charge_total = fields.Monetary(
        string="Charges", compute="_compute_totals", store=True
    )
    debt_total = fields.Monetary(
        string="Debts repaid", compute="_compute_totals", store=True
    )
    remaining = fields.Monetary(
        string="Left after charges and debts", compute="_compute_totals", store=True
    )
    living = fields.Monetary(
        string="Left to live on, per unit",
        compute="_compute_living",
        store=True,
        help="Resources less charges and debts repaid, per consumption unit, a month.",
    )
    effort_rate = fields.Float(
        string="Share of resources taken by housing (%)",
        compute="_compute_totals",
        store=True,
        digits=(5, 1),
    )
    proposed_capacity = fields.Monetary(
        string="Instalment it can carry",
        compute="_compute_proposed_capacity",
        help="What is left above the floor of the settings, for the whole household.",
    )

    _assessment_once = models.Constraint(
        "UNIQUE(assessment_id)", "One budget sheet per assessment."
    )
    _persons = models.Constraint(
        "CHECK(person_14_count BETWEEN 1 AND 20 AND child_count BETWEEN 0 AND 20)",
        "The household has 1 to 20 persons of 14 and over, and 0 to 20 children.",
    )

    @api.depends("person_14_count", "child_count")
    def _compute_units(self):
        for budget in self:
            budget.consumption_units = means.consumption_units(
                budget.person_14_count, budget.child_count
            )

    @api.depends("line_ids.amount", "line_ids.item_id")
    def _compute_totals(self):
        for budget in self:
            totals = dict.fromkeys(("resource", "charge", "debt"), 0.0)
            housing = dict(totals)
            for line in budget.line_ids:
                totals[line.item_id.kind] += line.amount
                if line.item_id.housing:
                    housing[line.item_id.kind] += line.amount
            budget.resource_total = totals["resource"]
            budget.charge_total = totals["charge"]
            budget.debt_total = totals["debt"]
            budget.remaining = totals["resource"] - totals["charge"] - totals["debt"]
            budget.effort_rate = means.effort_rate(
                totals["resource"], housing["charge"], housing["resource"]
            )

    @api.depends("remaining", "consumption_units")
    def _compute_living(self):
        for budget in self:
            budget.living = budget.remaining / (budget.consumption_units or 1)

    @api.depends("remaining", "consumption_units")
    def _compute_proposed_capacity(self):
        for budget in self:
            # sudo: a setting of the landlord, used in a figure.
            floor = budget.sudo().company_id.declic_living_floor
            budget.proposed_capacity = max(
                budget.remaining - floor * budget.consumption_units, 0
            )

    @api.depends("assessment_id.display_name")
    def _compute_display_name(self):
        # sudo: the reference alone, for whoever sees the budget.
        for budget in self.sudo():
            budget.display_name = budget.assessment_id.display_name

    @api.model
    def _create_for(self, assessment):
        """The sheet of ``assessment``: the former one's rows, to be looked at again."""
        before = assessment.previous_id.budget_ids
        household = assessment.household_id
        return self.create(
            {
                "assessment_id": assessment.id,
                "person_14_count": before.person_14_count
                or max(household.adult_count, 1),
                "child_count": (
                    before.child_count if before else household.child_count
                ),
                "line_ids": [
                    fields.Command.create(
                        {"item_id": line.item_id.id, "amount": line.amount}
                    )
                    for line in before.line_ids
                ],
            }
        )

    def _check_open(self):
        self.assessment_id._check_open()
        self.assessment_id._check_unlocked({"budget_ids": True})

    def action_fill(self, values):
        """Save the budget sheet.

        :param values: dict of ``amounts`` (dict of item id to EUR a month; 0 takes the
            row away), ``person_14_count``, ``child_count`` and ``is_shared``
        :raises UserError: validated already, a negative amount, an unknown row, or
            persons out of bounds
        """
        self.ensure_one()
        budget = self._acting()
        amounts = values.get("amounts") or {}
        known = budget.env["declic.budget.item"].browse(list(amounts)).exists()
        if len(known) != len(amounts) or any(a < 0 for a in amounts.values()):
            raise UserError(self.env._("Amounts are typed in euros, zero or more."))
        persons, children = values.get("person_14_count"), values.get("child_count")
        if persons not in range(1, 21) or children not in range(21):
            raise UserError(
                self.env._(
                    "The household has 1 to 20 persons of 14 and over, and 0 to 20"
                    " children."
                )
            )
        budget.write(
            {
                "person_14_count": persons,
                "child_count": children,
                "is_shared": bool(values.get("is_shared")),
                "line_ids": [
                    fields.Command.clear(),
                    *(
                        fields.Command.create({"item_id": item, "amount": amount})
                        for item, amount in amounts.items()
                        if amount
                    ),
                ],
            }
        )

    def _form_values(self):
        values = super()._form_values()
        for line in self.line_ids:
            amount = f"{line.amount:.2f}"
            values[f"item_{line.item_id.id}"] = (line.item_id.name, amount, amount)
        return values
