"""The scheduled reviews of a case, and its end."""

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

# Access stays open that long after closure, for the last papers.
ACCESS_DAYS_AFTER_CLOSURE = 30


class DeclicCase(models.Model):
    _inherit = "declic.case"

    def action_close(self):
        """Open the closing form of the case, made when there is none."""
        self.ensure_one()
        closing = self.review_ids.filtered(
            lambda r: r.review_type == "closing" and r.state == "draft"
        )
        if not closing:
            closing = self.env["declic.review"].create(
                {"case_id": self.id, "review_type": "closing"}
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "declic.review",
            "res_id": closing.id,
            "view_mode": "form",
        }

    def _plan_reviews(self):
        """Schedule the three- and the six-month review of the cases."""
        self.env["declic.review"].create(
            [
                {
                    "case_id": case.id,
                    "review_type": f"month{months}",
                    "date_due": case.date_start + relativedelta(months=months),
                }
                for case in self
                for months in (3, 6)
            ]
        )

    def _check_closable(self):
        """Raise UserError that names what is still open."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        late = self.review_ids.filtered(
            lambda r: (
                r.state == "draft"
                and r.review_type != "closing"
                and r.date_due <= today
            )
        )
        if late:
            raise UserError(
                self.env._(
                    "The case cannot be closed yet. Validate or record as missed first:"
                    " %s.",
                    ", ".join(late.mapped("display_name")),
                )
            )

    def _close(self, outcome, reason):
        """Close the case; access ends some days later, the landlord's view stays."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        self.review_ids.filtered(
            lambda r: r.state == "draft" and r.review_type != "closing"
        )._set_state("cancelled")
        self._set_state(
            "closed",
            date_closed=today,
            outcome=outcome,
            closing_reason_id=reason.id,
        )
        # sudo: the end of the access follows from the closure.
        self.sudo().assignment_ids.filtered(lambda a: not a.date_to).write(
            {
                "date_to": fields.Date.add(today, days=ACCESS_DAYS_AFTER_CLOSURE),
                "reason": self.env._("Case closed"),
                "keeps_closing": True,
            }
        )
        self.activity_ids.unlink()
        self._release()
        self.programme_id._propose_free_place()
        self.household_id._refresh_levels()
