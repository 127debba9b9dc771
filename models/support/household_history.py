"""What the ledger, the procedure and the last assessment tell of a tenancy (A4)."""

from odoo import fields, models
from odoo.tools import SQL, format_date

from ...engine import ledger
from ...engine.natures import DUE


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
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT day, nature, debit, credit FROM (%s) l WHERE day >= %s"
                " AND debit <> credit",
                ledger.lines(self.env.cr, fields.Date.context_today(self), self.ids),
                since,
            )
        )
        natures = dict(
            self.env["declic.ledger.line"]
            ._fields["nature"]
            ._description_selection(self.env)
        )
        return [
            {
                "date": day,
                "kind": "invoice" if nature in DUE or nature == "cost" else "payment",
                "label": self.env._("Credit note")
                if nature in DUE and credit
                else natures.get(nature, self.env._("Other entry")),
                "amount": float(debit or credit),
            }
            for day, nature, debit, credit in self.env.cr.fetchall()
        ]

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
