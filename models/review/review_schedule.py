"""The rhythm: monthly points, reviews, and the one before each end of period (R1)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

# The review is held that long before the period ends, and put on the list earlier.
END_DAYS = 15
END_NOTICE_DAYS = 45


class DeclicReview(models.Model):
    _inherit = "declic.review"

    @api.model
    def _schedule_first(self, cases):
        """Put the three- and the six-month review of new ``cases`` on the list."""
        self.create(
            [
                {
                    "case_id": case.id,
                    "review_type": f"month{months}",
                    "date_due": case.date_start + relativedelta(months=months),
                }
                for case in cases
                for months in (3, 6)
            ]
        )

    @api.model
    def _cron_create_monthly(self):
        """Create this month's point of each running case, once, on its configured day.

        A point that its month did not see held becomes a missed one.
        """
        today = fields.Date.context_today(self)
        first = today.replace(day=1)
        self.search(
            [
                ("review_type", "=", "monthly"),
                ("state", "=", "draft"),
                ("date_due", "<", first),
            ]
        ).action_missed()
        due = self.env["declic.case"].search(
            [
                ("state", "!=", "closed"),
                ("date_start", "<", first),
                ("programme_id.monthly_day", "<=", today.day),
            ]
        )
        done = self.search(
            [
                ("case_id", "in", due.ids),
                ("review_type", "=", "monthly"),
                ("date_due", ">=", first),
            ]
        ).case_id
        self.create(
            [
                {
                    "case_id": case.id,
                    "review_type": "monthly",
                    "date_due": today.replace(day=case.programme_id.monthly_day),
                }
                for case in due - done
            ]
        )
        self._schedule_end()
        # Goals approved since a 3- or 6-month review was scheduled belong on it.
        self.search(
            [("state", "=", "draft"), ("case_id.plan_ids.state", "=", "approved")]
        )._fill_goals()

    @api.model
    def _schedule_end(self):
        """Put the review before the end of each period on the list, once.

        The 3- or the 6-month review does for it when it falls in the same month.
        """
        today = fields.Date.context_today(self)
        ending = self.env["declic.case"].search(
            [
                ("state", "!=", "closed"),
                ("date_end", ">=", today),
                ("date_end", "<=", fields.Date.add(today, days=END_NOTICE_DAYS)),
            ]
        )
        self.create(
            [
                {
                    "case_id": case.id,
                    "review_type": "end",
                    "date_due": fields.Date.subtract(case.date_end, days=END_DAYS),
                }
                for case in ending
                if not case.review_ids.filtered(
                    lambda r, case=case: (
                        r.review_type in ("month3", "month6", "end")
                        and r.state != "cancelled"
                        and case.date_end - relativedelta(months=1)
                        <= r.date_due
                        <= case.date_end
                    )
                )
            ]
        )
