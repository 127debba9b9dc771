"""Money seen from the case: aids asked for, rent and plan apart (K3, K5)."""

from odoo import fields, models


class DeclicCase(models.Model):
    _inherit = "declic.case"

    aid_request_ids = fields.One2many("declic.aid.request", "case_id")
    repayment_plan_id = fields.Many2one(
        "declic.repayment.plan",
        string="Running repayment plan",
        compute="_compute_repayment_plan_id",
        groups="declic.group_recovery,declic.group_counsellor",
    )
    repayment_outcome = fields.Selection(
        selection=lambda self: self.env["declic.repayment.plan"]._outcomes(),
        compute="_compute_repayment_plan_id",
        string="Rent and plan",
        groups="declic.group_recovery,declic.group_counsellor",
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
