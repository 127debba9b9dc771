"""The law's clock and the hearing, as a counsellor and a recovery clerk see them."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import current_rent, legal_days
from ...engine.tenancy import GONE

# A deadline that near is worked on before anything else.
SIGNAL_DAYS = 15


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    signalling_deadline = fields.Date(
        string="To signal to the payer before",
        compute="_compute_legal_dates",
        help="Two months after the arrears are constituted (CCH R.824-4).",
    )
    signalling_is_late = fields.Boolean(
        string="Not signalled in time", compute="_compute_legal_dates"
    )
    signalling_days_late = fields.Integer(
        string="Days late to signal", compute="_compute_legal_dates", aggregator=None
    )
    signalled_date = fields.Date(
        string="Signalled to the payer on", compute="_compute_legal_dates"
    )
    is_to_signal = fields.Boolean(
        string="To signal to the payer",
        compute="_compute_is_to_signal",
        search="_search_is_to_signal",
        help="Not signalled yet, and the deadline is within 15 days or has passed.",
    )
    summons_from = fields.Date(
        string="Earliest lawful summons",
        compute="_compute_legal_dates",
        help="Two months after the CCAPEX was seized (loi 89-462, art. 24 II).",
    )
    hearing_date = fields.Date(
        string="Hearing",
        compute="_compute_hearing_date",
        store=True,
        index="btree_not_null",
    )
    days_to_hearing = fields.Integer(compute="_compute_countdown", aggregator=None)
    hearing_level = fields.Selection(
        [("paid", "Current rent resumed"), ("missing", "Current rent not resumed")],
        string="Before the hearing",
        compute="_compute_countdown",
        help="A judge grants delays and suspends the clause only if the whole current "
        "rent is paid again before the hearing (loi 89-462, art. 24 V and VII).",
    )
    resumed_by_id = fields.Many2one(
        "account.move",
        string="Payment that resumed the rent",
        compute="_compute_countdown",
    )

    @api.depends(
        "arrears_date",
        "default_date",
        "tenancy",
        "arrears_rule_id.signal_months",
        "procedure_ids.state",
        "procedure_ids.step_ids.date",
        "procedure_ids.step_ids.type_id.code",
    )
    def _compute_legal_dates(self):
        today_rule = self.env["declic.arrears.rule"]._on(
            fields.Date.context_today(self)
        )
        for household in self:
            rule = household.arrears_rule_id
            # A procedure that has ended answers for nothing new.
            steps = household.procedure_ids.filtered(
                lambda p: p.state == "open"
            ).step_ids
            dated = {step.type_id.code: step.date for step in steps.sorted("date")}
            # Nor does what was signalled of a debt that was paid in full since.
            signalled = dated.get("signalled")
            household.signalled_date = (
                signalled
                if signalled and signalled >= (household.default_date or signalled)
                else False
            )
            # Nobody is housed any more: no benefit office to tell, no eviction.
            is_gone = household._is_gone()
            household.signalling_deadline = (
                household.arrears_date + relativedelta(months=rule.signal_months)
                if household.arrears_date and not is_gone
                else False
            )
            deadline = household.signalling_deadline
            waits = deadline and not household.signalled_date
            household.signalling_days_late = (
                max((fields.Date.context_today(self) - deadline).days, 0)
                if waits
                else 0
            )
            household.signalling_is_late = household.signalling_days_late > 0
            seized = not is_gone and dated.get("ccapex")
            household.summons_from = (
                legal_days.waiting_end(
                    seized,
                    (rule or today_rule).summons_months,
                    "month",
                    household.company_id.declic_territory,
                )
                if seized
                else False
            )

    @api.depends("signalling_deadline", "signalled_date")
    def _compute_is_to_signal(self):
        last = fields.Date.context_today(self) + relativedelta(days=SIGNAL_DAYS)
        for household in self:
            deadline = household.signalling_deadline
            household.is_to_signal = (
                bool(deadline) and not household.signalled_date and deadline <= last
            )

    def _search_is_to_signal(self, operator, value):
        if operator != "in":
            return NotImplemented
        last = fields.Date.context_today(self) + relativedelta(days=SIGNAL_DAYS)
        self.env.flush_all()
        waiting = Domain(
            "id",
            "in",
            SQL(
                """(
                SELECT h.id FROM declic_household h
                  JOIN declic_arrears_rule r ON r.id = h.arrears_rule_id
                 WHERE (h.arrears_date + make_interval(months => r.signal_months))::date
                       <= %(last)s
                   AND h.tenancy NOT IN %(gone)s
                   AND NOT EXISTS (
                       SELECT 1 FROM declic_procedure p
                         JOIN declic_procedure_step s ON s.procedure_id = p.id
                         JOIN declic_procedure_step_type t
                           ON t.id = s.type_id AND t.code = 'signalled'
                        WHERE p.household_id = h.id AND p.state = 'open'
                          AND s.date >= COALESCE(h.default_date, s.date)))""",
                last=last,
                gone=GONE,
            ),
        )
        return waiting if True in value else ~waiting

    @api.depends(
        "procedure_ids.state",
        "procedure_ids.step_ids.date",
        "procedure_ids.step_ids.type_id.is_hearing",
    )
    def _compute_hearing_date(self):
        for household in self:
            hearings = household.procedure_ids.filtered(
                lambda p: p.state == "open"
            ).step_ids.filtered("type_id.is_hearing")
            dates = hearings.mapped("date")
            today = fields.Date.context_today(household)
            # The nearer one leads; the last one once all are over.
            household.hearing_date = min(
                (day for day in dates if day >= today),
                default=max(dates, default=False),
            )

    @api.depends("hearing_date", "current_rent_paid", "last_term_date", "tenancy")
    def _compute_countdown(self):
        today = fields.Date.context_today(self)
        for household in self:
            near = (
                household.hearing_date
                and household.hearing_date >= today
                and not household._is_gone()
            )
            household.days_to_hearing = (
                (household.hearing_date - today).days if near else 0
            )
            household.hearing_level = near and (
                "paid" if household.current_rent_paid else "missing"
            )
            household.resumed_by_id = (
                near and household.current_rent_paid and household._resuming_entry()
            )

    def _resuming_entry(self):
        """The entry that completed the current rent, oldest first; empty when the rent
        needed none."""
        self.ensure_one()
        if not self.last_term_date:
            return self.env["account.move"]
        self.env.flush_all()
        return self.env["account.move"].browse(
            current_rent.resuming_entry(
                self.env.cr, fields.Date.context_today(self), self.id
            )
        )
