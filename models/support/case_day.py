"""What waits for an association's user, the urgent first."""

from odoo import api, fields, models
from odoo.fields import Domain

# A week ahead is what one prepares; more than so many rows is no longer a day.
DAYS_AHEAD = 7
MAX_ROWS = 50
# What the association has sent and the landlord has not answered: nobody of the
# association is late with it.
AT_LANDLORD = "at_landlord"


class DeclicCase(models.Model):
    _inherit = "declic.case"

    @api.model
    def _day(self):
        """What is to be done, as the reader may see it.

        :return: dict of recordsets: ``concerns`` (not settled), ``appointments``
            (planned within a week, past without a result, or taken back and not told),
            ``contacts`` (cases whose first contact is due), ``talks`` (cases whose
            household asked to talk), ``reviews`` (points and reviews due within a week
            whose part was not sent), ``actions`` (of approved plans, due within a
            week), ``referrals`` (that the reader asked and nobody answered in time)
            and ``at_landlord`` (reviews whose part was sent, not validated yet); the
            oldest first
        """
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=DAYS_AHEAD)
        running = Domain("state", "!=", "closed")
        drafts = Domain("state", "=", "draft")
        reviews = self.env["declic.review"]
        return {
            "concerns": self._open_concerns(),
            "appointments": self.env["declic.appointment"].search(
                (
                    Domain("state", "=", "planned")
                    # Taken back, and somebody has to say so at the door.
                    | Domain("cancellation_state", "=", "to_tell")
                )
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
            "talks": self.search(
                running & Domain("date_talk_asked", "!=", False),
                order="date_talk_asked, id",
                limit=MAX_ROWS,
            ),
            "reviews": reviews.search(
                drafts
                & Domain("date_due", "<=", soon)
                & Domain("association_sent_on", "=", False),
                order="date_due, id",
                limit=MAX_ROWS,
            ),
            "actions": self.env["declic.plan.action"].search(
                Domain("state", "=", "open")
                & Domain("plan_id.state", "=", "approved")
                & Domain("date_due", "<=", soon)
                & Domain("plan_id.case_id.state", "!=", "closed"),
                order="date_due, id",
                limit=MAX_ROWS,
            ),
            "referrals": self.env["declic.referral"].search(
                Domain("is_late", "=", True)
                & Domain("user_id", "=", self.env.uid)
                & Domain("case_id.state", "!=", "closed"),
                order="date_answer_due, id",
                limit=MAX_ROWS,
            ),
            AT_LANDLORD: reviews.search(
                drafts & Domain("association_sent_on", "!=", False),
                order="association_sent_on, id",
                limit=MAX_ROWS,
            ),
        }

    @api.model
    def _open_concerns(self):
        """Serious concerns that the reader may see and nobody has settled."""
        return self.env["declic.concern"].search(
            [("state", "!=", "settled")], order="state desc, date, id", limit=MAX_ROWS
        )

    def _late_with_a_form(self):
        """Those of these cases whose association owes a point or a review: due, and
        its part not sent.

        :return: cases
        """
        return (
            self.env["declic.review"]
            .search(
                Domain("case_id", "in", self.ids)
                & Domain("state", "=", "draft")
                & Domain("date_due", "<", fields.Date.context_today(self))
                & Domain("association_sent_on", "=", False)
            )
            .case_id
        )
