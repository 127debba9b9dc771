"""What waits for an association's user today."""

from odoo import api, fields, models
from odoo.fields import Domain

# A week ahead is what one prepares; more than so many rows is no longer a day.
DAYS_AHEAD = 7
MAX_ROWS = 15


class DeclicCase(models.Model):
    _inherit = "declic.case"

    @api.model
    def _day(self):
        """What is to be done, as the reader may see it.

        :return: dict of recordsets: ``appointments`` (planned within a week, or past
            without a result), ``contacts`` (cases whose first contact is due),
            ``reviews`` (points and reviews due within a week) and ``actions`` (of
            approved plans, late); the oldest first
        """
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=DAYS_AHEAD)
        running = Domain("state", "!=", "closed")
        return {
            "appointments": self.env["declic.appointment"].search(
                Domain("state", "=", "planned")
                & Domain("start", "<", fields.Date.add(soon, days=1))
                & Domain("case_id.state", "!=", "closed"),
                order="start, id",
                limit=MAX_ROWS,
            ),
            "contacts": self.search(
                running
                & Domain("date_first_contact", "=", False)
                & Domain("date_contact_due", "<=", soon),
                order="date_contact_due, id",
                limit=MAX_ROWS,
            ),
            "reviews": self.env["declic.review"].search(
                Domain("state", "=", "draft") & Domain("date_due", "<=", soon),
                order="date_due, id",
                limit=MAX_ROWS,
            ),
            "actions": self.env["declic.plan.action"].search(
                Domain("state", "=", "open")
                & Domain("plan_id.state", "=", "approved")
                & Domain("date_due", "<", today)
                & Domain("plan_id.case_id.state", "!=", "closed"),
                order="date_due, id",
                limit=MAX_ROWS,
            ),
        }
