"""A review is validated by both sides, and what it decided happens (F2, R1, R2)."""

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .review_decision import REVIEWS

# Readers of a monthly point, among those of the printed form.
INTERNAL = ("landlord", "association", "recovery")


class DeclicReview(models.Model):
    _inherit = "declic.review"

    def action_validate(self):
        """Validate the review: check it, keep the ledger of the day, lock it, apply its
        decision, and freeze a version for each reader.

        :raises AccessError: to who is no counsellor of the landlord
        :raises UserError: a side was absent, or something required is missing
        """
        if not (self.env.su or self.env.user.has_group("declic.group_counsellor")):
            raise AccessError(self.env._("The landlord's counsellor validates."))
        for review in self:
            review._check_complete()
            snapshot = self.env["declic.snapshot"]._take(review.household_id)
            review._set_state(
                "validated",
                date_held=fields.Date.context_today(self),
                snapshot_id=snapshot.id,
                facts=review._facts()[review.id],
                validated_by_id=self.env.uid,
            )
            review._apply_decision()
        self.case_id.filtered(lambda c: c.state != "closed")._refresh_reminders()
        for review in self:
            # A monthly point is the two partners' own; the others go further.
            review._freeze_forms(INTERNAL if review.review_type == "monthly" else None)

    def action_missed(self):
        """Record that the two sides did not meet: incomplete, and counted as missed.

        :raises AccessError: to who is no counsellor of the landlord
        """
        if not (self.env.su or self.env.user.has_group("declic.group_counsellor")):
            raise AccessError(self.env._("The landlord's counsellor records it."))
        facts = self._facts()
        for review in self:
            review._set_state(
                "incomplete",
                date_held=fields.Date.context_today(self),
                facts=facts[review.id],
            )
        self.case_id._refresh_reminders()

    def _check_complete(self):
        """Raise UserError that says what is missing before validation."""
        self.ensure_one()
        # sudo: the rule looks at every part, also those the validator cannot read.
        review = self.sudo()
        if review.review_type == "closing":
            review._check_closing()
            return
        if not (review.landlord_present and review.association_present):
            raise UserError(
                self.env._(
                    "Both sides must have been present. Record the point as missed if"
                    " they did not meet."
                )
            )
        if review.review_type in REVIEWS:
            review._check_voice()
        if not review.decision:
            raise UserError(self.env._("A review ends with a decision: choose it."))
        review._check_until()

    def _check_until(self):
        """Raise UserError when what was decided has no end, or none that may be."""
        if self.has_until and not self.decision_until:
            raise UserError(self.env._("Say until when."))
        if self.decision == "extend":
            self._check_extension()
        today = fields.Date.context_today(self)
        ends = self.also_decided_ids.filtered(lambda d: d.kind == "suspend")
        dates = ends.mapped("date_until")
        if self.decision == "suspend":
            dates.append(self.decision_until)
        if any(date <= today for date in dates):
            raise UserError(self.env._("A suspension ends on a day to come."))

    def _check_association_part(self):
        """Raise UserError that says what the association's part lacks: sent without it,
        the landlord could not validate the form (R2)."""
        self.ensure_one()
        # sudo: the rule of the validation, on a form that the association may read.
        review = self.sudo()
        if not review.contact_state:
            raise UserError(
                self.env._("Say how the contact with the household is, then send.")
            )
        if review.review_type in REVIEWS:
            review._check_voice()
            review._check_until()
        if review.review_type == "closing":
            review._check_results()

    def _check_results(self):
        """Raise UserError when a goal has no result yet (L1)."""
        unanswered = self.goal_result_ids.filtered(lambda g: g.result == "open")
        if unanswered:
            raise UserError(
                self.env._(
                    "Give each goal a result: %s still without one.",
                    len(unanswered),
                )
            )

    def _check_voice(self):
        """The household agrees, disagrees, or did not wish to answer and why (R2)."""
        if not self.household_voice:
            raise UserError(
                self.env._("Record what the household says, or that it did not answer.")
            )
        if self.household_voice == "silent" and not self.silence_reason_id:
            raise UserError(self.env._("Say why the household did not answer."))

    def _check_closing(self):
        """Raise UserError with all that the closing form lacks, at once (L1)."""
        missing = []
        # Without the association nobody says what became of the goals.
        is_alone = bool(self.alone_reason_id)
        if not is_alone and not (self.landlord_present and self.association_present):
            missing.append(
                self.env._(
                    "Both sides tick that they were present; without the association,"
                    " the pilot closes from the case."
                )
            )
        if not (self.outcome and self.closing_reason_id):
            missing.append(
                self.env._("A closing form needs a housing outcome and a reason.")
            )
        unanswered = self.goal_result_ids.filtered(lambda g: g.result == "open")
        if unanswered and not is_alone:
            missing.append(
                self.env._(
                    "Give each goal a result: %s still without one.",
                    len(unanswered),
                )
            )
        matters = self.case_id._open_matters()
        if matters:
            missing.append(
                self.env._(
                    "The case cannot be closed yet. Validate or record as missed,"
                    " answer or settle first: %s.",
                    ", ".join(matters),
                )
            )
        if missing:
            raise UserError("\n".join(missing))

    def action_give_up(self):
        """Give a closing form up before it is validated; the support goes on.

        :raises AccessError: to who is no counsellor of the landlord
        :raises UserError: it is no closing form being written
        """
        if not (self.env.su or self.env.user.has_group("declic.group_counsellor")):
            raise AccessError(self.env._("The landlord's counsellor gives it up."))
        if set(self.mapped("review_type")) != {"closing"}:
            raise UserError(self.env._("Only a closing form is given up."))
        self._set_state("cancelled")

    def _check_extension(self):
        """Raise UserError when the new end is none, or beyond the programme's maximum
        without the pilot's reason (R1)."""
        case = self.case_id
        if self.decision_until <= max(case.date_end, fields.Date.context_today(self)):
            raise UserError(
                self.env._(
                    "The new end comes after %s.", format_date(self.env, case.date_end)
                )
            )
        months = case.programme_id.max_months
        latest = case.date_start + relativedelta(months=months)
        if self.decision_until > latest and not self.extension_reason_id:
            raise UserError(
                self.env._(
                    "The programme lasts %(months)s months at most, for this household"
                    " until %(date)s. The pilot may go beyond, with a reason.",
                    months=months,
                    date=format_date(self.env, latest),
                )
            )

    def _apply_decision(self):
        """Carry the validated decision over to the case."""
        self.ensure_one()
        # sudo: what follows from a decision of both sides, whoever validates it.
        own = self.sudo()
        case = own.case_id
        if self.review_type == "closing":
            self.case_id._close(self.outcome, self.closing_reason_id)
            return
        if self.decision == "extend":
            case._extend(self.decision_until, own.extension_reason_id)
        elif self.decision == "suspend":
            case.household_id._suspend_litigation(own, self.decision_until)
        elif self.decision == "adjust":
            plan = case.action_start_plan()
            # The association writes, the landlord approves.
            if plan.state == "draft":
                plan.author_id = case.worker_id or self.env.user
        elif self.decision == "close":
            self.case_id.action_close()
        elif self.decision == "hand_over":
            case.orientation_id._hand_over(self.decision_owner_id or case.referent_id)
        if self.decision_owner_id:
            case._remind_decision(
                self.decision, self.decision_owner_id, self.decision_due
            )
        case.env["declic.review.decision"].search(
            [("review_id", "=", self.id)]
        )._apply()
