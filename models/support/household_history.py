"""What the ledger, the procedure and the last assessment tell of a tenancy (A4)."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    def _last_assessment(self):
        """The household's last validated assessment, whatever the episode; none of a
        household that was not chosen yet."""
        return self.env["declic.assessment"].search(
            [("household_id", "in", self.ids), ("state", "=", "validated")],
            order="date desc, id desc",
            limit=1,
        )

    def _history_of_ledger(self, months):
        """Invoices and payments of the last ``months`` months, in one query."""
        since = fields.Date.subtract(fields.Date.context_today(self), months=months)
        lines = self.env["account.move.line"].search_fetch(
            Domain("partner_id", "in", self._holders().ids)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("date", ">=", since),
            ["date", "date_maturity", "balance", "journal_id", "move_type"],
        )
        events = []
        for line in lines:
            if line.balance > 0:
                kind = "invoice"
                label = (
                    self.env._("Procedure cost")
                    if line.journal_id.declic_kind == "fee"
                    else self.env._("Term due")
                )
            else:
                kind = "payment"
                label = (
                    self.env._("Housing benefit received")
                    if line.journal_id.declic_kind == "benefit"
                    else self.env._("Credit note")
                    if line.move_type == "out_refund"
                    else self.env._("Payment")
                )
            events.append(
                {
                    "date": (line.date_maturity or line.date)
                    if line.balance > 0
                    else line.date,
                    "kind": kind,
                    "label": label,
                    "amount": abs(line.balance),
                }
            )
        return events

    def _history_of_procedure(self, only_shareable):
        steps = self.procedure_ids.step_ids
        if only_shareable:
            steps = steps.filtered("is_shareable")
        return [
            {
                "date": step.date,
                "kind": "procedure",
                "label": (
                    self.env._(
                        "%(step)s (before %(date)s: %(deadline)s)",
                        step=step.type_name,
                        date=format_date(self.env, step.deadline),
                        deadline=step.deadline_name,
                    )
                    if step.deadline
                    else step.type_name
                ),
                "amount": None,
            }
            for step in steps
        ]
