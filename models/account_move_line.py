from odoo import fields, models

from .account_move import ACCOUNTING_GROUPS


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    declic_plan_line_ids = fields.One2many(
        "declic.repayment.plan.line",
        "move_line_id",
        string="Repayment plan",
        groups=ACCOUNTING_GROUPS,
    )
    declic_hold_case_id = fields.Many2one(
        "declic.case",
        string="Held out of follow-up by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
        help="The support during which Déclic keeps this term out of the reminders.",
    )

    # The receivable lines that are still open: a small part of the ledger, read every
    # night for all tenants (figures in docs/benchmarks.md).
    _declic_open_receivable_idx = models.Index(
        "(partner_id) INCLUDE (account_id, date_maturity, amount_residual, company_id)"
        " WHERE parent_state = 'posted' AND reconciled IS NOT TRUE"
        " AND (date_maturity IS NOT NULL OR amount_residual < 0)"
    )
    # Opening balances entered without a due date.
    _declic_undated_debit_idx = models.Index(
        "(partner_id) WHERE parent_state = 'posted' AND reconciled IS NOT TRUE"
        " AND date_maturity IS NULL AND amount_residual > 0"
    )
    # What was written since last night; a few pages for millions of lines.
    _declic_write_date_idx = models.Index("USING brin (write_date)")

    def write(self, vals):
        if "no_followup" in vals and not self.env.context.get("declic_hold"):
            # Accounting decided: it is no longer ours to give back.
            # sudo: an accountant has no right on what the module keeps.
            held = self.sudo().filtered("declic_hold_case_id")
            held.write({"declic_hold_case_id": False})
        return super().write(vals)

    def unlink(self):
        partner_ids = self.partner_id.ids
        done = super().unlink()
        # A line that is gone has no date of writing that a run could find.
        self.env["declic.household"]._mark_stale(partner_ids)
        return done
