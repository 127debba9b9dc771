"""The dunning hold (D5): the only thing the module sets in the accounting."""

from odoo import api, fields, models
from odoo.fields import Domain


class DeclicCase(models.Model):
    _inherit = "declic.case"

    litigation_until = fields.Date(related="household_id.litigation_until")

    def _is_held(self, day):
        """Whether reminders are on hold on ``day``: the support runs, or the litigation
        is suspended beyond its end."""
        self.ensure_one()
        until = self.household_id.litigation_until
        return self.state != "closed" and (
            self.date_end >= day or bool(until and until >= day)
        )

    def _hold(self):
        """Hold the open terms of the households of these cases."""
        for case in self.sudo():  # sudo: the counsellor has no right in accounting
            case.household_id._open_receivable_lines()._declic_hold(
                "declic_hold_case_id", case
            )

    def _release(self):
        """Give back the lines that were held for these cases, and no other."""
        # sudo: the counsellor has no right in accounting.
        self.env["account.move.line"].sudo()._declic_release(
            "declic_hold_case_id", self
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
        partner_ids = lines.partner_id.ids
        cases = self.search(
            Domain("state", "!=", "closed")
            & (
                Domain("date_end", ">=", today)
                | Domain("household_id.litigation_until", ">=", today)
            )
            & Domain("company_id", "in", lines.company_id.ids)
            & (
                Domain("household_id.partner_id", "in", partner_ids)
                | Domain("household_id.member_ids.partner_id", "in", partner_ids)
            )
        )
        for case in cases:
            holders = case.household_id._holders()
            theirs = lines.filtered(
                lambda line, case=case, holders=holders: (
                    line.partner_id in holders and line.company_id == case.company_id
                )
            )
            theirs._declic_hold("declic_hold_case_id", case)

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
