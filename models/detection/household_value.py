from odoo import fields, models

# Kept with their dates, for what judges the past by them.
KEPT = (
    "rent",
    "charges",
    "rent_reduction",
    "housing_benefit",
    "benefit_status",
    "household_type",
)


class DeclicHouseholdValue(models.Model):
    """What a household's rent, charges, benefit and composition were until a day.

    The values of today stand on the household; each change leaves here those that were
    in force before, so that it changes no past.
    """

    _name = "declic.household.value"
    _description = "Former values of a household"
    _order = "household_id, date_to desc"
    _rec_name = "date_to"

    household_id = fields.Many2one(
        "declic.household", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(
        string="Until", readonly=True, required=True, help="The day they changed."
    )
    rent = fields.Monetary(readonly=True)
    charges = fields.Monetary(readonly=True)
    rent_reduction = fields.Monetary(
        string="Solidarity rent reduction (RLS)", readonly=True
    )
    housing_benefit = fields.Monetary(string="Housing benefit (APL)", readonly=True)
    benefit_status = fields.Selection(
        lambda self: (
            self.env["declic.household"]
            ._fields["benefit_status"]
            ._description_selection(self.env)
        ),
        string="State of the housing benefit",
        readonly=True,
    )
    household_type = fields.Selection(
        lambda self: (
            self.env["declic.household"]
            ._fields["household_type"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    household_size = fields.Integer(readonly=True, aggregator=None)

    _once = models.UniqueIndex(
        "(household_id, date_to)", "The values of that day are known already."
    )
