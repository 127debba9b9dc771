from odoo import fields, models
from odoo.tools import SQL, drop_view_if_exists

from ...engine import facts, outcomes


class DeclicCaseFact(models.Model):
    """Each case with its delays, its means and what became of it: the dashboard.

    A view of the database over :func:`facts.cases`, as of today; the same facts make
    the year report as of the end of its period.
    """

    _name = "declic.case.fact"
    _description = "Dashboard of cases"
    _auto = False
    _order = "date_start desc, id desc"
    _rec_name = "case_id"
    _depends = {
        "declic.case": [
            "household_id",
            "programme_id",
            "association_id",
            "date_start",
            "date_closed",
            "date_first_contact",
            "adhesion",
            "outcome",
            "closing_reason_id",
        ],
        "declic.orientation": ["date_sent", "date_answered"],
        "declic.orientation.content": ["snapshot_id", "procedure_stage_id"],
        "declic.snapshot": ["overdue", "net_months", "arrears_date"],
        "declic.contact": ["case_id", "minutes", "date", "medium"],
        "declic.plan": ["date_approved", "case_id"],
        "declic.review": ["snapshot_id", "state", "reacted_without_adhering"],
        "declic.repayment.plan": ["state", "date_start", "household_id"],
        "declic.budget": ["resource_total", "assessment_id"],
        "declic.assessment": ["state", "case_id"],
        "declic.household": ["household_type", "household_size"],
        "declic.household.value": ["date_to", "household_type", "household_size"],
    }

    case_id = fields.Many2one("declic.case", readonly=True)
    household_id = fields.Many2one("declic.household", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    programme_id = fields.Many2one("declic.programme", readonly=True)
    association_id = fields.Many2one("res.partner", readonly=True)
    agency_id = fields.Many2one("declic.agency", readonly=True)
    episode = fields.Integer(readonly=True, aggregator=None)
    date_start = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)
    is_closed = fields.Boolean(string="Closed", readonly=True)
    adhesion = fields.Selection(
        lambda self: (
            self.env["declic.case"]._fields["adhesion"]._description_selection(self.env)
        ),
        readonly=True,
    )
    outcome = fields.Selection(outcomes.selection(), readonly=True)
    household_type = fields.Selection(
        lambda self: (
            self.env["declic.household"]
            ._fields["household_type"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    answer_days = fields.Integer(
        string="Orientation to answer (days)", readonly=True, aggregator="avg"
    )
    reach_days = fields.Integer(
        string="Orientation to first contact (days)", readonly=True, aggregator="avg"
    )
    plan_days = fields.Integer(
        string="First contact to plan (days)", readonly=True, aggregator="avg"
    )
    months = fields.Float(string="Duration (months)", readonly=True, aggregator="avg")
    contact_count = fields.Integer(string="Contacts", readonly=True)
    visit_count = fields.Integer(string="Home visits", readonly=True)
    hours = fields.Float(readonly=True)
    debt_in = fields.Monetary(string="Arrears at the orientation", readonly=True)
    debt_out = fields.Monetary(string="Arrears at the closure", readonly=True)
    debt_change = fields.Monetary(string="Change of the debt", readonly=True)
    is_ordinary = fields.Boolean(string="Ordinary management", readonly=True)

    def init(self):
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                facts.cases(SQL("'-infinity'::date"), SQL("CURRENT_DATE")),
            )
        )

    def action_open_case(self):
        """Open the case itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "declic.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }
