from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...engine import after_closure

# Months after the closure (L3).
MONTHS = (6, 12)
SLICE = 500


class DeclicClosureCheck(models.Model):
    """Six and twelve months after the closure: still housed, what is owed, a procedure?

    Read from the ledger and the procedure by the cron; nobody is contacted, nothing is
    asked, no activity is made. Skipped for who asked for erasure.
    """

    _name = "declic.closure.check"
    _description = "Check after the closure"
    _inherit = ["declic.case.part.mixin"]
    _order = "date desc, id desc"
    _part_name_fields = ("months",)
    _pilot_fields = frozenset(
        {
            "case_id",
            "household_id",
            "company_id",
            "programme_id",
            "currency_id",
            "outcome",
            "months",
            "date",
            "is_housed",
            "overdue",
            "overdue_months",
            "has_procedure",
        }
    )

    case_id = fields.Many2one(readonly=True)
    programme_id = fields.Many2one(
        related="case_id.programme_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    outcome = fields.Selection(related="case_id.outcome", store=True, precompute=True)
    months = fields.Integer(
        string="Months after", required=True, readonly=True, aggregator=None
    )
    date = fields.Date(required=True, readonly=True)
    is_housed = fields.Boolean(string="Still housed", readonly=True)
    overdue = fields.Monetary(string="Arrears", readonly=True)
    overdue_months = fields.Float(
        string="Arrears in months of net rent",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
    )
    has_procedure = fields.Boolean(string="New procedure", readonly=True)

    _once = models.Constraint("UNIQUE(case_id, months)", "This check was made already.")

    def _part_name(self):
        return self.env._("%s months after", self.months)

    @api.model
    def _cron_check(self):
        """Make the checks that are due, each as its day was, in slices that commit."""
        for months in MONTHS:
            cases = self._due(months)
            for start in range(0, len(cases), SLICE):
                part = cases[start : start + SLICE]
                self._check(part, months)
                self.env["ir.cron"]._commit_progress(len(part))

    @api.model
    def _due(self, months):
        """Closed cases whose check after ``months`` months is to be made."""
        today = fields.Date.context_today(self)
        return self.env["declic.case"].search(
            [
                ("state", "=", "closed"),
                ("date_closed", "<=", today - relativedelta(months=months)),
                ("household_id.date_erasure_asked", "=", False),
                ("household_id.date_anonymised", "=", False),
                ("check_ids", "not any", [("months", "=", months)]),
            ],
            order="id",
        )

    @api.model
    def _check(self, cases, months):
        """Make the check after ``months`` months of these cases, in one query."""
        self.env.flush_all()
        days = {case: case.date_closed + relativedelta(months=months) for case in cases}
        states = after_closure.states(
            self.env.cr,
            [
                (case.id, case.household_id.id, case.date_closed, day)
                for case, day in days.items()
            ],
        )
        self.create(
            [
                {
                    "case_id": case.id,
                    "months": months,
                    "date": days[case],
                    "is_housed": states[case.id]["is_housed"],
                    "overdue": states[case.id]["overdue"],
                    "overdue_months": states[case.id]["months"],
                    "has_procedure": states[case.id]["has_procedure"],
                }
                for case in cases
                if case.id in states
            ]
        )
