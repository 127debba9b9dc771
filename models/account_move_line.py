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

    # The receivable lines that are still open: a small part of the ledger, read every
    # night for all tenants (figures in docs/benchmarks.md).
    _declic_open_receivable_idx = models.Index(
        "(partner_id) INCLUDE (account_id, date_maturity, amount_residual, company_id)"
        " WHERE parent_state = 'posted' AND reconciled IS NOT TRUE"
        " AND (date_maturity IS NOT NULL OR amount_residual < 0)"
    )
