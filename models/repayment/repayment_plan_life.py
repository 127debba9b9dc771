"""The life of a repayment plan: who changed its state, when and why (K8)."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...engine import repayment_ledger
from .repayment_event import REASONS

# The benefit office looks at the execution every six months (CCH R.824-19).
CHECK_MONTHS = 6
CHECKED_KINDS = ("payer", "protocol")
ACTIVITY_MISSED = "declic.activity_plan_missed"
ACTIVITY_CHECK = "declic.activity_plan_check"


class DeclicRepaymentPlan(models.Model):
    _inherit = "declic.repayment.plan"

    def _log_event(self, kind, **values):
        """Write one event in the history of each plan."""
        # sudo: the history is written by acts only; who acted is kept.
        self.env["declic.repayment.event"].sudo().create(
            [
                {
                    "plan_id": plan.id,
                    "kind": kind,
                    "user_id": self.env.user.id,
                    **values,
                }
                for plan in self
            ]
        )

    def _check_reason(self, reason):
        if reason not in dict(REASONS):
            raise UserError(self.env._("Say why, from the list."))

    def action_propose(self):
        """Hand the plan to the household for agreement."""
        self._check_startable()
        self._set_state("proposed")
        self._log_event("proposed")

    def action_withdraw(self):
        """Take a proposed plan back to change it."""
        self._set_state("draft")
        self._log_event("withdrawn")

    def action_activate(self):
        """Start the plan: covered lines and total are frozen from now on.

        An amended version replaces the former one in the same stroke.

        :raises UserError: no schedule, one that does not pay the debt to the cent, one
            that is too long, a missing approval or reason, a line that another running
            plan covers, or another running plan of the household
        """
        for plan in self:
            if plan.state not in ("draft", "proposed"):
                raise UserError(self.env._("This plan was started already."))
            plan._check_startable()
            plan._check_alone()
            former = plan.previous_id._running()
            former._set_state("replaced", date_ended=fields.Date.context_today(self))
            former._log_event("replaced", reason="renegotiated")
            former._end()
            plan._start()
        self._refresh_trajectory()

    def _check_startable(self):
        """Raise UserError that names what is missing before the household may sign."""
        for plan in self:
            if not plan.installment_ids:
                raise UserError(self.env._("Compute the instalments first."))
            total = sum(plan.installment_ids.mapped("amount"))
            if plan.currency_id.compare_amounts(total, plan.amount_total):
                raise UserError(
                    self.env._(
                        "The instalments do not pay the debt to the cent: compute them"
                        " again."
                    )
                )
            plan._check_length()
            if plan.is_below_floor and not plan.floor_reason_id:
                raise UserError(
                    self.env._(
                        "This instalment leaves the household less than the floor of"
                        " the settings: lower it, or say why."
                    )
                )

    def _check_alone(self):
        """Raise UserError when something else stands in the way of the start.

        Two who start at the same time meet the unique index.
        """
        self.ensure_one()
        if self.kind != "informal" and not self.date_approved:
            raise UserError(
                self.env._(
                    "Write the date of the approval by the benefit office, or of the"
                    " judgment."
                )
            )
        running = self.search(
            self.household_id._same_lease()
            & Domain("state", "in", ("active", "suspended"))
            & Domain("id", "!=", self.previous_id.id),
            limit=1,
        )
        if running:
            raise UserError(
                self.env._(
                    "This lease already has a running repayment plan, %s: amend it, or"
                    " end it first.",
                    running.reference,
                )
            )
        self.line_ids._check_not_covered()

    def _start(self):
        """Freeze what the ledger knows, and hold the reminders of the covered terms."""
        today = fields.Date.context_today(self)
        day = self.date_start or today
        self.env.flush_all()
        credit, known = repayment_ledger.start(
            self.env.cr, self.household_id.id, day, self.line_ids.move_line_id.ids
        )
        check = False
        if self.kind in CHECKED_KINDS:
            check = fields.Date.add(self.date_approved, months=CHECK_MONTHS)
        self._set_state(
            "active",
            date_start=day,
            credit_start=credit,
            credit_known=known,
            date_next_check=check,
        )
        self._log_event(
            "started",
            amount=self.amount_total,
            date_last=max(self.installment_ids.mapped("date_due")),
        )
        self._schedule_check()
        self._hold()

    def _schedule_check(self):
        """One dated activity for the next check by the benefit office."""
        if self.date_next_check:
            self.activity_schedule(
                ACTIVITY_CHECK,
                date_deadline=self.date_next_check,
                user_id=(self.user_id or self.env.user).id,
            )

    def action_record_check(self):
        """The benefit office has looked at the plan: next check in six months.

        :raises UserError: the plan is not checked by anybody
        """
        for plan in self:
            if not plan.date_next_check or not plan._running():
                raise UserError(self.env._("No check is due on this plan."))
            today = fields.Date.context_today(self)
            following = fields.Date.add(
                max(plan.date_next_check, today), months=CHECK_MONTHS
            )
            plan.activity_feedback([ACTIVITY_CHECK])
            # sudo: the date follows from the act and is nobody's to choose.
            plan.sudo().date_next_check = following
            plan._log_event("checked", date_due=following)
            plan._schedule_check()

    def action_suspend(self, reason):
        """Suspend the plan: nothing falls due until it is taken up again.

        :param reason: a key of ``REASONS``
        :raises UserError: no reason, or the plan is not running
        """
        self._check_reason(reason)
        self._set_state(
            "suspended",
            suspend_reason=reason,
            date_suspended=fields.Date.context_today(self),
        )
        self._log_event("suspended", reason=reason)
        self.activity_unlink([ACTIVITY_MISSED])
        self._refresh_trajectory()

    def action_continue(self, reason):
        """Take a suspended plan up again.

        What fell due meanwhile is put off by as many periods as bring the first of
        these instalments to today or later; the day of the month is kept.

        :param reason: a key of ``REASONS``
        """
        self._check_reason(reason)
        today = fields.Date.context_today(self)
        for plan in self:
            if plan.state != "suspended":
                raise UserError(self.env._("This plan is not suspended."))
            waiting = plan.installment_ids._owed().filtered(
                lambda i, plan=plan: i.date_due >= plan.date_suspended
            )
            period = int(plan.frequency)
            first = min(waiting.mapped("date_nominal"), default=today)
            months = 0
            while fields.Date.add(first, months=months) < today:
                months += period
            if months:
                waiting._postpone(months)
            plan._set_state("active", suspend_reason=False, date_suspended=False)
            plan._log_event(
                "continued",
                reason=reason,
                number=months,
                date_last=max(plan.installment_ids.mapped("date_due")),
            )
        self._refresh_trajectory()

    def action_cancel(self, reason):
        """Cancel the plan; its history is kept.

        :param reason: a key of ``REASONS``
        """
        self._check_reason(reason)
        self._end_by_hand("cancelled", reason)

    def action_break(self, reason):
        """End the plan as broken, by a person's decision.

        :param reason: a key of ``REASONS``
        """
        self._check_reason(reason)
        self._end_by_hand("broken", reason)

    def _end_by_hand(self, state, reason):
        self._set_state(
            state,
            date_ended=fields.Date.context_today(self),
            is_ended_by_hand=True,
        )
        self._log_event(state, reason=reason)
        self._end()

    def _end(self):
        """What goes with a plan that no longer runs: activities, held reminders."""
        self.activity_unlink([ACTIVITY_MISSED, ACTIVITY_CHECK])
        self._release()

    def action_amend(self):
        """Prepare an amended version on what is open today; it replaces this one when
        it is started, and this one stays as it was signed.

        :return: the draft
        :raises UserError: the plan does not run, or a version is being prepared
        """
        self.ensure_one()
        if not self._running():
            raise UserError(self.env._("Only a running plan can be amended."))
        draft = self.search(
            [("previous_id", "=", self.id), ("state", "in", ("draft", "proposed"))],
            limit=1,
        )
        if draft:
            raise UserError(
                self.env._("An amended version is being prepared: %s.", draft.reference)
            )
        # sudo: which version follows which is nobody's to choose.
        version = self.sudo().copy({"user_id": self.env.user.id, "lump_sum": 0})
        version.write({"previous_id": self.id, "version": self.version + 1})
        version = version.with_env(self.env)
        covered = set(self.line_ids.move_line_id.ids)
        rows = [
            row[:2] for row in version._open_at() if not row[2] or row[0] in covered
        ]
        version.date_first = max(
            self.next_due_date or fields.Date.context_today(self),
            fields.Date.context_today(self),
        )
        if rows:
            version.line_ids = [
                Command.create({"move_line_id": line, "amount": amount})
                for line, amount in rows
            ]
        return version

    def action_open_amended(self):
        """Open the amended version that the button prepares."""
        version = self.action_amend()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "view_mode": "form",
            "context": {"show_holder": True},
        }
