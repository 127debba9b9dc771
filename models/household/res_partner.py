from odoo import fields, models

from ..common.groups import ACCOUNTING_GROUPS, LANDLORD_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    declic_household_ids = fields.One2many(
        "declic.household", "partner_id", string="Households", groups=LANDLORD_GROUPS
    )
    # Not copied: an accountant who duplicates a contact may not read it.
    declic_programme_ids = fields.Many2many(
        "declic.programme", string="Programmes", copy=False, groups=LANDLORD_GROUPS
    )
    declic_repayment_plan_id = fields.Many2one(
        "declic.repayment.plan",
        string="Repayment plan",
        compute="_compute_declic_repayment_plan_id",
        groups=ACCOUNTING_GROUPS,
    )
    declic_plan_state = fields.Selection(
        selection=lambda self: self.env["declic.repayment.plan"]._states(),
        compute="_compute_declic_repayment_plan_id",
        string="State of the repayment plan",
        groups=ACCOUNTING_GROUPS,
    )
    declic_plan_next_date = fields.Date(
        compute="_compute_declic_repayment_plan_id",
        string="Next instalment on",
        groups=ACCOUNTING_GROUPS,
    )
    declic_is_held = fields.Boolean(
        string="Reminders on hold",
        compute="_compute_declic_is_held",
        groups=ACCOUNTING_GROUPS,
        help="Déclic keeps terms of this account out of the reminders.",
    )

    def _compute_declic_repayment_plan_id(self):
        today = fields.Date.context_today(self)
        # sudo: whose lease it is besides the holder, and nothing else of a household.
        leases = (
            self.env["declic.household.member"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("role", "=", "co_holder"),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", today),
                ],
                ["partner_id"],
                ["household_id:array_agg"],
            )
        )
        shared = {partner.id: set(ids) for partner, ids in leases}
        plans = self.env["declic.repayment.plan"].search(
            [
                ("state", "in", ("active", "suspended")),
                "|",
                ("partner_id", "in", self.ids),
                ("household_id", "in", list(set().union(*shared.values()))),
            ]
        )
        for partner in self:
            own = plans.filtered(lambda p, who=partner: p.partner_id == who)
            leases = shared.get(partner.id, set())
            others = plans.filtered(lambda p, ids=leases: p.household_id.id in ids)
            plan = (own or others)[:1]
            partner.declic_repayment_plan_id = plan
            partner.declic_plan_state = plan.state
            partner.declic_plan_next_date = plan.next_due_date

    def _compute_declic_is_held(self):
        held = (
            self.env["account.move.line"]
            .sudo()  # sudo: whether, not for what
            ._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("company_id", "in", self.env.companies.ids),
                    ("reconciled", "=", False),
                    "|",
                    "|",
                    ("declic_hold_case_id", "!=", False),
                    ("declic_hold_plan_id", "!=", False),
                    ("declic_hold_household_id", "!=", False),
                ],
                ["partner_id"],
            )
        )
        ids = {partner.id for (partner,) in held}
        for partner in self:
            partner.declic_is_held = partner.id in ids
