"""Money seen from the case: aids asked for, rent and plan apart (K3, K5), terms held
out of the reminders (D5)."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..common.groups import LANDLORD_GROUPS


class DeclicCase(models.Model):
    _name = "declic.case"
    _inherit = ["declic.case", "declic.hold.mixin"]

    _hold_field = "declic_hold_case_id"

    litigation_until = fields.Date(related="household_id.litigation_until")
    aid_request_ids = fields.One2many("declic.aid.request", "case_id")
    repayment_plan_id = fields.Many2one(
        "declic.repayment.plan",
        string="Running repayment plan",
        compute="_compute_repayment_plan_id",
        groups=LANDLORD_GROUPS,
    )
    repayment_outcome = fields.Selection(
        selection=lambda self: self.env["declic.repayment.plan"]._outcomes(),
        compute="_compute_repayment_plan_id",
        string="Rent and plan",
        groups=LANDLORD_GROUPS,
    )

    def _compute_repayment_plan_id(self):
        for case in self:
            plan = case.repayment_plan_ids._running()[:1]
            case.repayment_plan_id = plan
            case.repayment_outcome = plan.outcome

    def action_ask_aid(self, values):
        """Ask for a financial aid for the household.

        :param values: see :meth:`declic.aid.request._ask`
        :return: the request
        :raises UserError: closed, or a value is missing or wrong
        """
        self.ensure_one()
        case = self._acting()
        # sudo: who asks is kept; the association creates through this act only.
        requests = case.env["declic.aid.request"].sudo()
        request = requests._ask(case.household_id, values)
        request.author_id = self.env.user
        return request.with_env(self.env)

    # Terms held

    def _terms_to_hold(self):
        return self.household_id._open_receivable_lines()

    def _is_held(self, day):
        """Whether reminders are on hold on ``day``: the support runs, or the litigation
        is suspended beyond its end."""
        self.ensure_one()
        until = self.household_id.litigation_until
        return self.state != "closed" and (
            self.date_end >= day or bool(until and until >= day)
        )

    @api.model
    def _hold_new_terms(self, moves):
        """Hold the receivable terms of ``moves`` whose tenant is under support."""
        # sudo: what the module keeps on a line is nobody's to read.
        lines = moves.sudo().line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        if not lines:
            return
        today = fields.Date.context_today(self)
        owners = self.env["declic.household"]._of_lines(lines.ids)
        households = self.env["declic.household"].union(*owners.values())
        cases = self.search(
            Domain("state", "!=", "closed")
            & (
                Domain("date_end", ">=", today)
                | Domain("household_id.litigation_until", ">=", today)
            )
            & Domain("household_id", "in", households.ids)
        )
        for case in cases:
            theirs = lines.filtered(
                lambda line, case=case: owners.get(line.id) == case.household_id
            )
            case._hold_terms(theirs)

    @api.model
    def _cron_release(self):
        """Give back the terms of supports whose end date has passed, unless the
        litigation is suspended for longer."""
        today = fields.Date.context_today(self)
        lines = self.env["account.move.line"].search(
            [("declic_hold_case_id.date_end", "<", today)]
        )
        lines.declic_hold_case_id.filtered(
            lambda case: not case._is_held(today)
        )._release()
