from odoo import fields, models

from ..common.act_key import is_keyed
from ..common.groups import ACCOUNTING_GROUPS
from .dunning_hold_mixin import HOLDS


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
    declic_hold_plan_id = fields.Many2one(
        "declic.repayment.plan",
        string="Held out of follow-up by the plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
        help="The plan during which Déclic keeps this term out of the reminders.",
    )
    declic_hold_household_id = fields.Many2one(
        "declic.household",
        string="Held out of follow-up after a death",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
        help="The household whose account holder died: nobody reminds him.",
    )
    declic_followup_by_hand = fields.Boolean(
        string="Follow-up decided by accounting",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Accounting set the follow-up of this term: Déclic leaves it alone.",
    )

    # The receivable lines that are still open: a small part of the ledger, read every
    # night for all tenants (figures in docs/benchmarks.md). By account first: the
    # bank's own lines are never reconciled, and stand among them for ever.
    _declic_open_receivable_idx = models.Index(
        "(account_id, partner_id)"
        " INCLUDE (id, date_maturity, amount_residual, company_id)"
        " WHERE parent_state = 'posted' AND reconciled IS NOT TRUE"
        " AND (date_maturity IS NOT NULL OR amount_residual < 0)"
    )
    # Opening balances entered without a due date.
    _declic_undated_debit_idx = models.Index(
        "(partner_id) WHERE parent_state = 'posted' AND reconciled IS NOT TRUE"
        " AND date_maturity IS NULL AND amount_residual > 0"
    )
    # Entries in draft that accounting matched: they pay nothing.
    _declic_draft_matched_idx = models.Index(
        "(id) WHERE parent_state = 'draft' AND matching_number IS NOT NULL"
    )
    # What was written since last night; a few pages for millions of lines.
    _declic_write_date_idx = models.Index("USING brin (write_date)")

    def write(self, vals):
        if "partner_id" in vals:
            # Who had the line has it no longer.
            self.env["declic.household"]._mark_stale(
                self.filtered(
                    lambda line: (
                        line.parent_state == "posted"
                        and line.account_id.account_type == "asset_receivable"
                    )
                ).partner_id.ids
            )
        # Keyed: a hold of the module; no client passes its own decision off as one.
        if "no_followup" in vals and not is_keyed(self):
            # Accounting decided: it is no longer ours to hold or to give back.
            # sudo: an accountant has no right on what the module keeps.
            decided = self.sudo().filtered(
                lambda line: (
                    not line.declic_followup_by_hand
                    and (
                        any(line[name] for name in HOLDS)
                        or line.no_followup != vals["no_followup"]
                    )
                )
            )
            super(AccountMoveLine, decided).write(
                {**dict.fromkeys(HOLDS, False), "declic_followup_by_hand": True}
            )
        return super().write(vals)

    def _declic_matched_partners(self):
        """Partners of the lines that these are matched with."""
        # sudo: the partner alone, of lines that may belong to a closed journal.
        lines = self.sudo()
        return (
            lines.matched_debit_ids.debit_move_id
            | lines.matched_credit_ids.credit_move_id
        ).partner_id

    def unlink(self):
        partner_ids = (self.partner_id | self._declic_matched_partners()).ids
        done = super().unlink()
        # A line that is gone has no date of writing that a run could find.
        self.env["declic.household"]._mark_stale(partner_ids)
        return done
