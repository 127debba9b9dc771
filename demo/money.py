"""Repayment plans in each state, and aids asked for, granted, refused and paid."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Datetime

from .behaviours import PLANS, instalment_of

# What recovery did with the plan of these running cases, besides those of ``PLANS``
# that went their way by their payments alone.
ACTS = {
    4: "amended",
    5: "proposed",
    6: "suspended",
    7: "protocol",
    9: "draft",
    10: "cancelled",
}
# Aids of the running cases: body, amount asked, then what came of it.
AIDS = {
    0: ("aid_body_2", 150, "refused"),
    2: ("aid_body_1", 600, "granted"),
    3: ("aid_body_3", 900, "asked"),
    7: ("aid_body_6", 350, "granted"),
}


class Money:
    """Part of :class:`declic.demo.history.History`."""

    def _money(self, tenant, case):
        """The plan and the aids of one running case."""
        if tenant.rank in PLANS:
            self._repayment(tenant)
        elif tenant.rank in ACTS:
            self._act_on_plan(tenant, ACTS[tenant.rank])
        if tenant.rank in AIDS:
            self._aid(case, *AIDS[tenant.rank])

    def _new_plan(self, tenant, start, **values):
        """A draft plan over the terms that were open on ``start``."""
        plan = self._as(self.env["declic.repayment.plan"], "recouvrement").create(
            {
                "household_id": tenant.record.id,
                "installment_amount": instalment_of(tenant),
                "date_start": start,
                "date_first": start + relativedelta(days=15),
                **values,
            }
        )
        plan.action_cover_open_lines()
        if plan.is_below_floor:
            reasons = self.env["declic.reason"].search([("kind", "=", "floor")])
            plan.floor_reason_id = reasons[-1:]
        return plan

    def _start(self, plan):
        plan.action_activate()
        # The history was lived, not written today.
        for event in plan.sudo().event_ids:
            day = event.date_due if event.kind != "started" else plan.date_start
            if day and day <= self.today:
                self._rewrite(event, date=Datetime.to_datetime(day))

    def _repayment(self, tenant):
        """A plan of some months ago, kept or broken by what was paid since."""
        _outcome, started = PLANS[tenant.rank]
        start = self._ago(months=started).replace(day=1) - relativedelta(days=1)
        self._start(self._new_plan(tenant, start))

    def _act_on_plan(self, tenant, act):
        start = self._ago(months=1).replace(day=1)
        values = {}
        if act == "protocol":
            values = {"kind": "protocol", "date_approved": start}
        elif act == "proposed":
            values = {"schedule_mode": "duration", "installment_count": 12}
        plan = self._new_plan(tenant, start, **values)
        if act == "draft":
            return
        if act == "proposed":
            plan.action_propose()
            return
        if act == "cancelled":
            plan.action_cancel("mistake")
            return
        self._start(plan)
        if act == "suspended":
            plan.action_suspend("over_indebtedness")
        elif act == "amended" and plan.state == "active":
            version = plan.action_amend()
            version.date_first = self.today + relativedelta(days=12)
            version.installment_amount = round(plan.installment_amount / 2)
            version.action_compute_schedule()
            if version.is_below_floor:
                version.floor_reason_id = plan.floor_reason_id
            version.action_activate()

    def _aid(self, case, body, amount, answer):
        request = self._as(case, "cesf").action_ask_aid(
            {
                "body_id": self.env.ref(f"declic.reason_{body}").id,
                "amount_asked": amount,
                "date_asked": self._ago(days=20),
                "date_deadline": self.today + relativedelta(days=15),
            }
        )
        if answer == "granted":
            request.action_grant(amount, self.today + relativedelta(months=1))
        elif answer == "refused":
            request.action_refuse(self.env.ref("declic.reason_aid_refusal_3").id)
