from odoo import api, fields, models
from odoo.tools import SQL


class DeclicProgramme(models.Model):
    _name = "declic.programme"
    _description = "Programme"
    _inherit = ["declic.portal.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _portal_fields = frozenset({"name", "date_from", "date_to"})

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    capacity = fields.Integer(
        string="Places", required=True, default=20, help="Households at a time."
    )
    max_months = fields.Integer(
        string="Maximum duration (months)", required=True, default=12
    )
    monthly_day = fields.Integer(
        string="Day of the monthly point",
        required=True,
        default=5,
        help="Day of the month the points are created for, 1 to 28.",
    )
    association_ids = fields.Many2many(
        "res.partner", string="Associations", domain=[("is_company", "=", True)]
    )
    funding_ids = fields.One2many("declic.programme.funding", "programme_id")
    budget = fields.Monetary(compute="_compute_budget", store=True)
    cost_per_household = fields.Monetary(
        string="Cost per place", compute="_compute_budget", store=True
    )
    landlord_share = fields.Float(
        string="Landlord's share (%)", compute="_compute_budget", store=True
    )
    orientation_ids = fields.One2many("declic.orientation", "programme_id")
    case_ids = fields.One2many("declic.case", "programme_id")
    running_count = fields.Integer(compute="_compute_counts", string="Running cases")
    closed_count = fields.Integer(compute="_compute_counts", string="Closed cases")
    waiting_count = fields.Integer(compute="_compute_counts", string="Waiting")
    free_places = fields.Integer(compute="_compute_counts")

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "The programme ends before it starts."
    )
    _capacity_positive = models.Constraint(
        "CHECK(capacity > 0 AND max_months > 0)",
        "Places and duration must be more than zero.",
    )
    _monthly_day_range = models.Constraint(
        "CHECK(monthly_day BETWEEN 1 AND 28)",
        "The day of the monthly point goes from 1 to 28.",
    )

    @api.depends("funding_ids.amount", "funding_ids.kind", "capacity")
    def _compute_budget(self):
        for programme in self:
            landlord = programme.funding_ids.filtered(lambda f: f.kind == "landlord")
            budget = sum(programme.funding_ids.mapped("amount"))
            programme.budget = budget
            programme.cost_per_household = (
                budget / programme.capacity if programme.capacity else 0
            )
            programme.landlord_share = (
                100 * sum(landlord.mapped("amount")) / budget if budget else 0
            )

    @api.depends("case_ids.state", "capacity")
    def _compute_counts(self):
        counts = {
            (programme, state): count
            for programme, state, count in self.env["declic.case"]._read_group(
                [("programme_id", "in", self.ids)],
                ["programme_id", "state"],
                ["__count"],
            )
        }
        waiting = dict(
            self.env["declic.orientation"]._read_group(
                [("programme_id", "in", self.ids), ("state", "=", "waiting")],
                ["programme_id"],
                ["__count"],
            )
        )
        for programme in self:
            closed = counts.get((programme, "closed"), 0)
            running = sum(n for (p, _s), n in counts.items() if p == programme) - closed
            programme.closed_count = closed
            programme.running_count = running
            programme.waiting_count = waiting.get(programme, 0)
            programme.free_places = max(programme.capacity - running, 0)

    def _is_full(self):
        """Whether no place is left; locks the programme, so that two acceptances of
        the last place cannot both see it free."""
        self.ensure_one()
        self.env.cr.execute(
            SQL("SELECT 1 FROM declic_programme WHERE id = %s FOR UPDATE", self.id)
        )
        # sudo: whoever answers, the places of all associations count.
        running = (
            self.env["declic.case"]
            .sudo()
            .search_count([("programme_id", "=", self.id), ("state", "!=", "closed")])
        )
        return running >= self.sudo().capacity
