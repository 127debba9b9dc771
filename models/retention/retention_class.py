"""What goes beside the files of support: closed signals, papers of closed supports,
files that were handed over, logs.

None is in a programme's figures: those count supports, and the ledger its months. Of
the psychologist there are numbers of sessions, nobody's.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Of the logs while no duration is applied: six to twelve months (CNIL, délibération
# n° 2021-122).
LOG_MONTHS = 12
# The logs, with the column that dates a row.
LOGS = {
    "declic.read.log": "hour",
    "declic.change.log": "create_date",
    "declic.word.log": "create_date",
}


class DeclicRetentionRule(models.Model):
    _inherit = "declic.retention.rule"

    @api.depends("data_class", "months", "company_id", "programme_id")
    def _compute_would_go(self):
        for rule in self:
            if rule.data_class == "file":
                rule.would_go = rule._files_due()
            else:
                # sudo: how many, of what the data officer does not read.
                rule.would_go = sum(
                    rule.env[model].sudo().search_count(due)
                    for model, due in rule._due(rule.months)
                )

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

    def _due(self, months):
        """What is over of the class after so many months; a restricted file keeps its.

        :return: list of (model, domain)
        """
        before = fields.Date.subtract(fields.Date.context_today(self), months=months)
        landlord = Domain("company_id", "=", self.company_id.id)
        free = Domain("household_id.date_restricted", "=", False)
        if self.data_class == "signal":
            ended = Domain("state", "=", "closed") & Domain("date_closed", "<", before)
            of_landlord = Domain("household_id.company_id", "=", self.company_id.id)
            return [("declic.signal", ended & free & of_landlord)]
        if self.data_class == "document":
            of_landlord = Domain("case_id.company_id", "=", self.company_id.id)
            closed = Domain("case_id.state", "=", "closed")
            ended = closed & Domain("case_id.date_closed", "<", before)
            free = Domain("orientation_id.household_id.date_restricted", "=", False)
            return [("declic.document", ended & free & of_landlord)]
        if self.data_class == "request":
            answered = Domain("state", "=", "answered")
            ended = answered & Domain("date_answered", "<", before)
            kept = Domain("file_json", "!=", False)
            return [("declic.rights.request", ended & landlord & free & kept)]
        return [
            (model, landlord & Domain(dated, "<", before))
            for model, dated in LOGS.items()
        ]

    @api.model
    def _cron_purge(self):
        """Do what the rules in force say; run twice, it does nothing more."""
        for company in self.env["res.company"].search([("id", "!=", 0)]):
            for data_class in ("signal", "document", "request"):
                rule = self._in_force(data_class, company)
                if not rule.is_applied:
                    continue
                [(model, due)] = rule._due(rule.months)
                # sudo: the officer decides how long, and reads none of them.
                ended = self.env[model].sudo().search(due)
                if data_class == "request":
                    # The line of the register stays: it proves the answer.
                    ended._forget_file()
                else:
                    ended.unlink()
            self._purge_logs(company)

    def _purge_logs(self, company):
        rule = self._in_force("log", company)
        months = rule.months if rule.is_applied else LOG_MONTHS
        before = fields.Datetime.subtract(fields.Datetime.now(), months=months)
        for model, dated in LOGS.items():
            # A row a person and hour: too many to be read first.
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE company_id = %s AND %s < %s",
                    SQL.identifier(self.env[model]._table),
                    company.id,
                    SQL.identifier(dated),
                    before,
                )
            )
            self.env[model].invalidate_model()
