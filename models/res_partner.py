from odoo import fields, models

from .account_move import ACCOUNTING_GROUPS

LANDLORD_GROUPS = "declic.group_recovery,declic.group_counsellor"


class ResPartner(models.Model):
    _inherit = "res.partner"

    declic_household_ids = fields.One2many(
        "declic.household", "partner_id", string="Households", groups=LANDLORD_GROUPS
    )
    declic_programme_ids = fields.Many2many(
        "declic.programme", string="Programmes", groups=LANDLORD_GROUPS
    )
    declic_repayment_plan_id = fields.Many2one(
        "declic.repayment.plan",
        string="Repayment plan",
        compute="_compute_declic_repayment_plan_id",
        groups=ACCOUNTING_GROUPS,
    )

    def _compute_declic_repayment_plan_id(self):
        plans = self.env["declic.repayment.plan"].search(
            [
                # sudo: accounting reads the money and the dates, not the household.
                ("household_id", "in", self.sudo().declic_household_ids.ids),
                ("state", "in", ("active", "suspended")),
            ]
        )
        for partner in self:
            partner.declic_repayment_plan_id = plans.filtered(
                lambda plan, who=partner: plan.sudo().household_id.partner_id == who
            )[:1]
