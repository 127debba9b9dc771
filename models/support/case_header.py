"""The head of a case on the landlord's screen: whose it is, what comes next, and money,
link and work at a glance."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..common.local_day import day_at

SOCIAL = "declic.group_counsellor"


class DeclicCase(models.Model):
    _inherit = "declic.case"

    holder_name = fields.Char(
        related="household_id.name", string="Account holder", groups=SOCIAL
    )
    phone = fields.Char(related="household_id.phone", groups=SOCIAL)
    safe_channel = fields.Selection(related="household_id.safe_channel", groups=SOCIAL)
    arrears = fields.Monetary(related="household_id.overdue", groups=SOCIAL)
    arrears_trend = fields.Monetary(related="household_id.trend", groups=SOCIAL)
    current_rent_paid = fields.Boolean(
        related="household_id.current_rent_paid", groups=SOCIAL
    )
    current_rent_missing = fields.Monetary(
        related="household_id.current_rent_missing", groups=SOCIAL
    )
    hearing_date = fields.Date(related="household_id.hearing_date", groups=SOCIAL)
    days_to_hearing = fields.Integer(
        related="household_id.days_to_hearing", groups=SOCIAL
    )
    hearing_level = fields.Selection(
        related="household_id.hearing_level", groups=SOCIAL
    )
    is_litigation_suspended = fields.Boolean(
        related="household_id.is_litigation_suspended", groups=SOCIAL
    )
    plan_late = fields.Monetary(
        string="Plan late by", compute="_compute_glance", groups=SOCIAL
    )
    last_contact_date = fields.Date(
        string="Last reached", compute="_compute_glance", groups=SOCIAL
    )
    appointment_count = fields.Integer(
        string="Appointments to come", compute="_compute_glance", groups=SOCIAL
    )
    review_count = fields.Integer(
        string="Points held", compute="_compute_glance", groups=SOCIAL
    )
    late_action_count = fields.Integer(
        string="Actions late", compute="_compute_glance", groups=SOCIAL
    )
    next_act = fields.Selection(
        [
            ("concern", "Acknowledge the serious concern"),
            ("result", "Record the result of the appointment"),
            ("approve", "Approve the plan"),
            ("review", "Hold the point"),
            ("contact", "Make the first contact"),
            ("appointment", "Plan an appointment"),
            ("none", "Nothing is due"),
        ],
        string="Next step",
        compute="_compute_next_act",
        groups=SOCIAL,
    )
    next_act_date = fields.Date(
        string="Next step due", compute="_compute_next_act", groups=SOCIAL
    )

    def _compute_glance(self):
        # Counted as the reader: what is not theirs to read is not counted.
        mine = Domain("case_id", "in", self.ids)
        reached = dict(
            self.env["declic.contact"]._read_group(
                mine & Domain("is_honoured", "=", True), ["case_id"], ["date:max"]
            )
        )
        late = dict(
            self.env["declic.plan.action"]._read_group(
                Domain("plan_id", "in", self.plan_id.ids)
                & Domain("state", "=", "open")
                & Domain("date_due", "<", fields.Date.context_today(self)),
                ["plan_id"],
                ["__count"],
            )
        )
        for case in self:
            case.last_contact_date = day_at(case, reached.get(case))
            # Read for the next step already.
            planned = case.appointment_ids.filtered(lambda a: a.state == "planned")
            held = case.review_ids.filtered(lambda r: r.state == "validated")
            case.appointment_count, case.review_count = len(planned), len(held)
            case.late_action_count = late.get(case.plan_id, 0)
            case.plan_late = case.repayment_plan_id.plan_late

    @api.depends(
        "state",
        "concern_ids.state",
        "appointment_ids.state",
        "appointment_ids.start",
        "plan_ids.state",
        "review_ids.state",
        "review_ids.date_due",
        "date_first_contact",
    )
    def _compute_next_act(self):
        for case in self:
            act, record = case._next_act()
            case.next_act = act
            day = False
            if act == "review":
                day = record.date_due
            elif act == "result":
                day = day_at(case, record.start)
            elif act == "contact":
                day = case.date_contact_due
            case.next_act_date = day

    def _next_act(self):
        """The one thing to do next on this case, the most pressing first.

        :return: a key of ``next_act`` and the record it is done on
        """
        self.ensure_one()
        if self.state == "closed":
            return "none", self
        today = fields.Date.context_today(self)
        raised = self.concern_ids.filtered(lambda c: c.state == "raised")
        if raised:
            return "concern", raised[:1]
        unanswered = self.appointment_ids.filtered("is_unanswered").sorted("start")
        if unanswered:
            return "result", unanswered[:1]
        proposed = self.plan_ids.filtered(lambda p: p.state == "proposed")
        if proposed:
            return "approve", proposed[:1]
        due = self.review_ids.filtered(
            lambda r: r.state == "draft" and r.date_due <= today
        ).sorted("date_due")
        if due:
            return "review", due[:1]
        if not self.date_first_contact:
            return "contact", self
        if not self.next_appointment:
            return "appointment", self
        return "none", self

    # Buttons

    def _action_for_record(self, record):
        """The action that opens ``record`` on a page of its own."""
        return self.household_id._action_for_record(record)

    def action_next(self):
        """Open what is to be done next, ready to be done."""
        self.ensure_one()
        act, record = self._next_act()
        dialogs = {
            "result": "declic.declic_appointment_result_action",
            "contact": "declic.declic_contact_log_action_case",
            "appointment": "declic.declic_appointment_action_plan",
        }
        if act not in dialogs:
            return self._action_for_record(record)
        action = self.env["ir.actions.act_window"]._for_xml_id(dialogs[act])
        action["context"] = (
            {"default_appointment_id": record.id}
            if act == "result"
            else {
                "default_case_id": self.id,
                "default_household_id": self.household_id.id,
            }
        )
        return action

    def action_open_household(self):
        """Open the household of the case."""
        self.ensure_one()
        return self._action_for_record(self.household_id)

    def action_open_account(self):
        """Open the rent ledger of the household."""
        self.ensure_one()
        return self.household_id.action_open_ledger()

    def action_open_repayment_plan(self):
        """Open the running repayment plan."""
        self.ensure_one()
        return self._action_for_record(self.repayment_plan_id)

    def action_open_procedure(self):
        """Open the running procedure."""
        self.ensure_one()
        return self.household_id.action_open_procedure()
