"""Repayment plans in each state, and aids asked for, granted and refused."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .behaviours import PLANS, SIGNED, instalment_of, month_before

# What recovery did with the plan of these households, besides those that went their way
# by their payments alone.
ACTS = {
    ("running", 4): "amended",
    ("running", 7): "protocol",
    ("alone", 1): "draft",
    ("alone", 2): "proposed",
    ("alone", 4): "suspended",
    ("alone", 5): "cancelled",
}
# Aids of the running cases: body, amount asked, then what came of it.
AIDS = {
    0: ("aid_body_2", 150, "refused"),
    2: ("aid_body_1", 600, "granted"),
    3: ("aid_body_3", 900, "asked"),
    7: ("aid_body_6", 350, "granted"),
}


class Repayment:
    """Part of :class:`declic.demo.history.History`."""

    def _money(self, tenants):
        """Journeys of the plans and of the aids."""
        told = []
        for tenant in tenants:
            act = ACTS.get((tenant.kind, tenant.rank))
            if tenant.kind == "running":
                if tenant.rank in PLANS:
                    told.append(self._repayment(tenant, PLANS[tenant.rank][1], act))
                if tenant.rank in AIDS:
                    told.append(self._aid(tenant, *AIDS[tenant.rank]))
            elif act:
                told.append(self._repayment(tenant, 1, act))
        return told

    def _new_plan(self, tenant, first, **values):
        """A draft plan over the terms that are open."""
        plan = self._as(self.env["declic.repayment.plan"], "recouvrement").create(
            {
                "household_id": tenant.record.id,
                "installment_amount": instalment_of(tenant),
                "date_first": first,
                **values,
            }
        )
        plan.action_cover_open_lines()
        self._give_floor_reason(plan)
        return plan

    def _give_floor_reason(self, plan):
        if plan.is_below_floor and not plan.floor_reason_id:
            reasons = self.env["declic.reason"].search([("kind", "=", "floor")])
            plan.floor_reason_id = reasons[-1:]

    def _repayment(self, tenant, age, act):
        """Journey of a plan signed that many months ago; paid since or not."""
        signed = month_before(self.today, age) + timedelta(days=SIGNED - 1)
        values = {}
        if act == "protocol":
            values = {"kind": "protocol", "date_approved": signed}
        elif act == "proposed":
            values = {"schedule_mode": "duration", "installment_count": 12}
        yield signed
        if not tenant.record._open_receivable_lines():
            # In a short ledger the debt lies before it.
            return
        first = month_before(self.today, age - 1) + timedelta(days=9)
        plan = self._new_plan(tenant, first, **values)
        if act == "draft":
            return
        yield signed + timedelta(days=2)
        if act == "proposed":
            plan.action_propose()
        elif act == "cancelled":
            plan.action_cancel("mistake")
        else:
            plan.action_activate()
        if act == "suspended":
            yield signed + timedelta(days=6)
            plan.action_suspend("over_indebtedness")
        elif act == "amended":
            yield self._ago(days=8)
            version = plan.action_amend()
            version.date_first = self.today + relativedelta(days=12)
            version.installment_amount = round(plan.installment_amount / 2)
            version.action_compute_schedule()
            self._give_floor_reason(version)
            version.action_activate()

    def _aid(self, tenant, body, amount, answer):
        """Journey of a request for an aid."""
        yield self._ago(days=20)
        request = self._as(tenant.record.case_ids, "cesf").action_ask_aid(
            {
                "body_id": self.env.ref(f"declic.reason_{body}").id,
                "amount_asked": amount,
                "date_asked": self._ago(days=20),
                "date_deadline": self.today + relativedelta(days=15),
            }
        )
        yield self._ago(days=6)
        if answer == "granted":
            request.action_grant(amount, self.today + relativedelta(months=1))
        elif answer == "refused":
            request.action_refuse(self.env.ref("declic.reason_aid_refusal_3").id)
