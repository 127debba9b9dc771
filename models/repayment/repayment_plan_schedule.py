"""The terms that a plan covers, and its instalments."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine import instalments, legal_days, repayment_ledger

# A debt is paid back within three years (loi 89-462, art. 24 V; CCH R.824-8); longer
# with a reason. A protocol runs two years and may be extended by three (L.353-15-2).
MAX_MONTHS = {"protocol": 24}
DEFAULT_MAX_MONTHS = 36
MAX_MONTHS_EXTENDED = {"protocol": 60}
# A schedule longer than a working life is a slip of the pen.
MAX_ROWS = 360


class DeclicRepaymentPlan(models.Model):
    _inherit = "declic.repayment.plan"

    def action_cover_open_lines(self):
        """Cover every term open at the signature, and make the schedule.

        Costs of procedure stay out: they are no rent debt.

        :raises UserError: nothing is due, or the schedule is refused
        """
        self.check_access("write")
        for plan in self:
            plan._cover([row[:2] for row in plan._open_at() if not row[2]])
            plan.action_compute_schedule()

    def _open_at(self):
        """Lines open at the signature: see :func:`repayment_ledger.open_at`."""
        self.env.flush_all()
        day = self.date_start or fields.Date.context_today(self)
        return repayment_ledger.open_at(self.env.cr, self.household_id.id, day)

    def _cover(self, rows):
        """Cover these lines and no other; ``rows``: list of (line id, EUR).

        :raises UserError: there is none
        """
        self._check_draft()
        if not rows:
            raise UserError(self.env._("Nothing is due: no plan is needed."))
        self.line_ids = [
            Command.clear(),
            *(
                Command.create({"move_line_id": line_id, "amount": amount})
                for line_id, amount in rows
            ),
        ]

    def action_compute_schedule(self):
        """Compute the instalments: from their amount, or from their number.

        The lump sum comes first, on the day of the signature; the last instalment takes
        the rest; each keeps its day of the month and rolls to a working day.

        :raises UserError: nothing is covered, the lump sum exceeds the debt, an amount
            is less than a cent, or the plan would be too long
        """
        for plan in self:
            plan._check_draft()
            if not plan.line_ids:
                raise UserError(self.env._("Choose the terms the plan covers first."))
            rows = plan._schedule()
            plan.installment_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "date_due": date,
                            "date_nominal": nominal,
                            "amount": amount,
                            "is_lump": is_lump,
                        }
                    )
                    for date, nominal, amount, is_lump in rows
                ),
            ]
            plan._check_length()

    def _schedule(self):
        """List of (date, nominal date, EUR, whether it is the lump sum)."""
        self.ensure_one()
        currency = self.currency_id
        left = currency.round(self.amount_total - self.lump_sum)
        if self.lump_sum and left < 0:
            raise UserError(
                self.env._("What is paid at the signature exceeds the debt covered.")
            )
        rows = []
        territory = self.company_id.declic_territory
        if self.lump_sum:
            day = self.date_start or fields.Date.context_today(self)
            rows.append(
                (legal_days.next_working_day(day, territory), day, self.lump_sum, True)
            )
        if not left:
            return rows
        months = int(self.frequency)
        if self.schedule_mode == "duration":
            if self.installment_count > MAX_ROWS:
                self._refuse_length(self.installment_count * months)
            try:
                dues = instalments.split_over(
                    left,
                    self.installment_count,
                    self.date_first,
                    currency.round,
                    currency.rounding,
                    months,
                    territory,
                )
            except ValueError:
                raise UserError(
                    self.env._("There are more instalments than cents to pay.")
                ) from None
            self.installment_amount = dues[0][1]
        else:
            amount = currency.round(self.installment_amount)
            if currency.is_zero(amount) or amount < 0:
                raise UserError(self.env._("The instalment must be more than zero."))
            if left / amount > MAX_ROWS:
                self._refuse_length(int(left / amount) * months)
            dues = instalments.split(
                left, amount, self.date_first, currency.round, months, territory
            )
        return rows + [
            (
                date,
                fields.Date.add(self.date_first, months=months * rank),
                amount,
                False,
            )
            for rank, (date, amount) in enumerate(dues)
        ]

    def _check_length(self):
        """Raise UserError when the plan lasts longer than it may."""
        self.ensure_one()
        start = self.date_start or fields.Date.context_today(self)
        count = len(self.installment_ids.filtered(lambda i: not i.is_lump))
        months = count * int(self.frequency)
        # The first instalment may be put off as well.
        last = max(self.installment_ids.mapped("date_due"), default=start)
        limit = MAX_MONTHS.get(self.kind, DEFAULT_MAX_MONTHS)
        extended = MAX_MONTHS_EXTENDED.get(self.kind)
        if months <= limit and last <= self._limit_date(start, limit):
            return
        if extended and (months > extended or last > self._limit_date(start, extended)):
            raise UserError(
                self.env._(
                    "A protocol lasts %s months at most, extension included.", extended
                )
            )
        if not self.length_reason_id:
            self._refuse_length(months)

    def _limit_date(self, start, months):
        """Last day of a plan of ``months``; the month of grace is for the day of the
        month and for working days."""
        return fields.Date.add(start, months=months + 1)

    def _refuse_length(self, months):
        raise UserError(
            self.env._(
                "This would take %(count)s months, %(max)s at most: raise the"
                " instalment, or say why it has to be so long.",
                count=months,
                max=MAX_MONTHS.get(self.kind, DEFAULT_MAX_MONTHS),
            )
        )
