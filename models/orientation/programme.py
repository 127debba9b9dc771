from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...engine import costs
from ..common.axes import AXES


class DeclicProgramme(models.Model):
    _name = "declic.programme"
    _description = "Programme"
    _inherit = ["declic.portal.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _programme_path = ""
    _portal_fields = frozenset(
        {"name", "date_from", "date_to", "requires_second_factor"}
    )

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    date_from = fields.Date(
        string="From", required=True, default=lambda self: fields.Date.today()
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: fields.Date.today() + relativedelta(years=1, days=-1),
    )
    admission_count = fields.Integer(readonly=True, copy=False, default=0)
    capacity = fields.Integer(
        string="Places", required=True, default=20, help="Households at a time."
    )
    max_months = fields.Integer(
        string="Maximum duration (months)", required=True, default=12
    )
    requires_second_factor = fields.Boolean(
        string="Second factor required",
        help="An association's user who logs in with a password alone sees no case of"
        " this programme. A code (TOTP) or a passkey opens them.",
    )
    period_months = fields.Integer(
        string="First period (months)",
        required=True,
        default=6,
        help="A support opens for so long; a review extends it, up to the maximum.",
    )
    monthly_day = fields.Integer(
        string="Day of the monthly point",
        required=True,
        default=5,
        help="Day of the month the points are created for, 1 to 28.",
    )
    manager_id = fields.Many2one(
        "res.users",
        string="Pilot",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    answer_days = fields.Integer(
        string="Working days to answer",
        required=True,
        default=5,
        help="What an association has to answer an orientation; the pilot is told"
        " after.",
    )
    contact_days = fields.Integer(
        string="Working days to make contact",
        required=True,
        default=10,
        help="From the acceptance to the first visit or call.",
    )
    partner_ids = fields.One2many(
        "declic.programme.partner", "programme_id", string="Agreements"
    )
    association_ids = fields.Many2many(
        "res.partner",
        string="Associations",
        compute="_compute_association_ids",
        inverse="_inverse_association_ids",
        store=True,
        domain=[("is_company", "=", True)],
    )
    area = fields.Char(help="Towns or agencies that the programme covers.")
    target_public = fields.Text(
        string="Households meant", help="Who is to be reached, as the agreement says."
    )
    has_social = fields.Boolean(string="Social axis", default=True)
    has_psychological = fields.Boolean(string="Psychological axis", default=True)
    has_educational = fields.Boolean(string="Educational axis", default=True)
    has_environmental = fields.Boolean(string="Environmental axis", default=True)
    funding_ids = fields.One2many("declic.programme.funding", "programme_id")
    budget = fields.Monetary(string="Budget of the year", compute="_compute_budget")
    cost_per_household = fields.Monetary(
        string="Cost per place", compute="_compute_budget"
    )
    landlord_share = fields.Float(
        string="Landlord's share (%)", compute="_compute_budget"
    )
    orientation_ids = fields.One2many("declic.orientation", "programme_id")
    case_ids = fields.One2many("declic.case", "programme_id")
    # sudo: numbers of places, for whoever reads the programme and no case.
    running_count = fields.Integer(
        compute="_compute_counts", compute_sudo=True, string="Running cases"
    )
    closed_count = fields.Integer(
        compute="_compute_counts", compute_sudo=True, string="Closed cases"
    )
    waiting_count = fields.Integer(
        compute="_compute_counts", compute_sudo=True, string="Waiting"
    )
    free_places = fields.Integer(compute="_compute_counts", compute_sudo=True)

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "The programme ends before it starts."
    )
    _capacity_positive = models.Constraint(
        "CHECK(capacity > 0 AND max_months > 0 AND period_months > 0"
        " AND answer_days > 0 AND contact_days > 0)",
        "Places, duration and delays must be more than zero.",
    )
    _some_axis = models.Constraint(
        "CHECK(has_social OR has_psychological OR has_educational"
        " OR has_environmental)",
        "Keep one axis at least.",
    )
    _monthly_day_range = models.Constraint(
        "CHECK(monthly_day BETWEEN 1 AND 28)",
        "The day of the monthly point goes from 1 to 28.",
    )

    @api.depends(
        "funding_ids.amount", "funding_ids.kind", "funding_ids.year", "capacity"
    )
    def _compute_budget(self):
        year = fields.Date.context_today(self).year
        for programme in self:
            budget = programme._yearly(year)
            landlord = programme._yearly(year, "landlord")
            programme.budget = budget
            programme.cost_per_household = (
                budget / programme.capacity if programme.capacity else 0
            )
            programme.landlord_share = 100 * landlord / budget if budget else 0

    def _yearly(self, year, kind=None):
        """Money of one year, EUR: the lines of that year and those of each year.

        :param kind: of one kind of funder; of all when None
        """
        self.ensure_one()
        return sum(
            line.amount
            for line in self.funding_ids
            if line.year in (0, year) and kind in (None, line.kind)
        )

    def _budget_between(self, date_from, date_to):
        """Money of a period, by its days within the programme.

        :return: (all, landlord's), EUR
        """
        self.ensure_one()
        first, last = max(date_from, self.date_from), min(date_to, self.date_to)
        if first > last:
            return 0.0, 0.0
        return (
            costs.prorated(self._yearly, first, last),
            costs.prorated(lambda year: self._yearly(year, "landlord"), first, last),
        )

    def _get_axes(self):
        """The axes of the programme's plans, among the four."""
        self.ensure_one()
        # sudo: whoever writes a plan in the programme.
        programme = self.sudo()
        return [axis for axis, _label in AXES if programme[f"has_{axis}"]]

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

    @api.depends("partner_ids.association_id")
    def _compute_association_ids(self):
        for programme in self:
            programme.association_ids = programme.partner_ids.association_id

    def _inverse_association_ids(self):
        for programme in self:
            wanted, known = programme.association_ids, programme.partner_ids
            new = wanted - known.association_id
            known.filtered(lambda p, w=wanted: p.association_id not in w).unlink()
            self.env["declic.programme.partner"].create(
                [
                    {"programme_id": programme.id, "association_id": association.id}
                    for association in new
                ]
            )
