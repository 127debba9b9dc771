"""What the ledger, the procedure and the last assessment tell of a tenancy (A4)."""

from datetime import date

from odoo import fields, models
from odoo.tools import SQL, format_date

from ...engine import ledger
from ...engine.natures import DUE

# How a nature is shown where it is neither billed nor paid.
_KINDS = {"cost": "invoice", "returned": "returned"}


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
        """Invoices and payments, in one query.

        :param months: of the last so many months; None: of the whole tenancy
        """
        today = fields.Date.context_today(self)
        since = fields.Date.subtract(today, months=months) if months else date.min
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT day, nature, debit, credit FROM (%s) l WHERE day >= %s"
                " AND debit <> credit",
                ledger.lines(self.env.cr, today, self.ids),
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
                "kind": _KINDS.get(nature)
                or ("invoice" if nature in DUE else "payment"),
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
                "kind": "reminder" if step.type_id.code == "reminder" else "procedure",
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

    def _history_of_reminders(self):
        """Reminders that another software sent, as :meth:`_history_of_procedure` has
        its own: nothing by itself. For an add-on that knows them
        (``bridges/declic_credit_control``)."""
        return []
