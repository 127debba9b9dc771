"""What goes beside the files of support: closed signals, files that were handed over.

Neither is in a programme's figures: those count supports, and the ledger its months.
"""

from odoo import api, fields, models
from odoo.fields import Domain


class DeclicRetentionRule(models.Model):
    _inherit = "declic.retention.rule"

    @api.depends("data_class", "months", "company_id", "programme_id")
    def _compute_would_go(self):
        for rule in self:
            if rule.data_class == "file":
                rule.would_go = rule._files_due()
            else:
                rule.would_go = len(rule._due())

    def _files_due(self):
        """Number of files of support that have come to their end, whatever rule
        decides for each: see “What will be anonymised”."""
        due = self.env["declic.retention.due"].search_count(
            Domain("company_id", "=", self.company_id.id)
            & Domain("date_due", "<=", fields.Date.context_today(self))
            & Domain("held_by", "=", False)
        )
        return due if self == self._in_force("file", self.company_id) else 0

    @api.model
    def _in_force(self, data_class, company):
        """The rule of the landlord that decides today, without those of programmes."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("data_class", "=", data_class),
                ("programme_id", "=", False),
                ("date_from", "<=", fields.Date.context_today(self)),
            ],
            limit=1,
        )

    def _due(self):
        """The records of the class whose time is over; a restricted file keeps its."""
        before = fields.Date.subtract(
            fields.Date.context_today(self), months=self.months
        )
        landlord = Domain("company_id", "=", self.company_id.id)
        free = Domain("household_id.date_restricted", "=", False)
        # sudo: the data officer decides how long, and reads none of them.
        env = self.sudo().env
        if self.data_class == "signal":
            ended = Domain("state", "=", "closed") & Domain("date_closed", "<", before)
            return env["declic.signal"].search(
                ended
                & free
                & Domain("household_id.company_id", "=", self.company_id.id)
            )
        answered = Domain("state", "=", "answered") & Domain(
            "date_answered", "<", before
        )
        return env["declic.rights.request"].search(
            answered & landlord & free & Domain("file_json", "!=", False)
        )

    @api.model
    def _cron_purge(self):
        """Do what the rules in force say; run twice, it does nothing more."""
        for company in self.env["res.company"].search([("id", "!=", 0)]):
            for data_class in ("signal", "request"):
                rule = self._in_force(data_class, company)
                if not rule.is_applied:
                    continue
                due = rule._due()
                if data_class == "signal":
                    due.unlink()
                else:
                    # The line of the register stays: it proves the answer.
                    due._forget_file()
