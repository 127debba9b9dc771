"""A running plan keeps its covered terms out of the reminders, and gives them back."""

from odoo import fields, models


class DeclicRepaymentPlan(models.Model):
    _inherit = "declic.repayment.plan"

    held_count = fields.Integer(string="Terms held", compute="_compute_held_count")

    def _compute_held_count(self):
        # sudo: a number; the entries themselves stay accounting's.
        lines = self.env["account.move.line"].sudo()
        counts = dict(
            lines._read_group(
                [("declic_hold_plan_id", "in", self.ids)],
                ["declic_hold_plan_id"],
                ["__count"],
            )
        )
        for plan in self:
            plan.held_count = counts.get(plan.sudo(), 0)

    def _hold_terms(self):
        # sudo: recovery has no right in accounting; see account.move.line.
        for plan in self.sudo():
            plan.line_ids.move_line_id._declic_hold("declic_hold_plan_id", plan)

    def _release_terms(self):
        # sudo: recovery has no right in accounting; see account.move.line.
        self.env["account.move.line"].sudo()._declic_release(
            "declic_hold_plan_id", self
        )
