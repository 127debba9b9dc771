from odoo import fields, models

ACCOUNTING_GROUPS = "account.group_account_readonly,account.group_account_invoice"


class AccountMove(models.Model):
    _inherit = "account.move"

    declic_repayment_plan_id = fields.Many2one(
        "declic.repayment.plan",
        string="Repayment plan",
        compute="_compute_declic_repayment_plan_id",
        groups=ACCOUNTING_GROUPS,
        help="The running plan that covers a term of this entry.",
    )

    def _compute_declic_repayment_plan_id(self):
        covering = dict(
            self.env["declic.repayment.plan.line"]._read_group(
                [
                    ("move_id", "in", self.ids),
                    ("plan_id.state", "in", ("active", "suspended")),
                ],
                ["move_id"],
                ["plan_id:recordset"],
            )
        )
        for move in self:
            move.declic_repayment_plan_id = covering.get(
                move, self.env["declic.repayment.plan"]
            )[:1]

    def _post(self, soft=True):
        posted = super()._post(soft)
        # New terms of a household under support are held like the earlier ones (D5).
        # sudo: whoever posts a rent may know nothing of the support.
        self.env["declic.case"].sudo()._hold_new_terms(posted)
        return posted
