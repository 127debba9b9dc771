from odoo import api, fields, models

from ...engine import legal_days
from ...engine.worklist import HEARING_FIRST_DAYS
from ..common.portal_mixin import OF_HOUSEHOLD
from ..common.title import title


class DeclicProcedureStep(models.Model):
    _name = "declic.procedure.step"
    _description = "Step of a procedure"
    _inherit = ["declic.portal.mixin"]
    _order = "date desc, id desc"
    _programme_path = OF_HOUSEHOLD
    _portal_fields = frozenset(
        {
            "household_id",
            "type_id",
            "type_name",
            "date",
            "deadline",
            "deadline_name",
            "is_shareable",
            "is_hearing",
        }
    )

    procedure_id = fields.Many2one(
        "declic.procedure", required=True, index=True, ondelete="cascade"
    )
    household_id = fields.Many2one(
        related="procedure_id.household_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="procedure_id.company_id", store=True, precompute=True
    )
    type_id = fields.Many2one(
        "declic.procedure.step.type",
        string="Milestone",
        required=True,
        index=True,
        ondelete="restrict",
    )
    type_name = fields.Char(related="type_id.name", string="Milestone's name")
    is_shareable = fields.Boolean(related="type_id.is_shareable", store=True)
    is_hearing = fields.Boolean(related="type_id.is_hearing", store=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    attendance = fields.Selection(
        [("attended", "The household came"), ("missed", "The household did not come")],
        help="Of a hearing: a household that comes keeps its home far more often.",
    )
    ref = fields.Char(
        string="Act's reference", help="Number of the act or of the EXPLOC file."
    )
    deadline = fields.Date(compute="_compute_deadline", store=True)
    deadline_name = fields.Char(related="type_id.deadline_name")
    notice_date = fields.Date(
        string="Last day to notify the prefect",
        compute="_compute_deadline",
        store=True,
        help="Forty-two whole days counted back from the eve of the hearing"
        " (loi 89-462, art. 24 III; Cass. 3e civ., avis, 6 Nov. 2025, n° 25-70.018).",
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null"
    )

    @api.depends(
        "date",
        "type_id.delay",
        "type_id.delay_unit",
        "type_id.winter_break",
        "type_id.is_waiting",
        "type_id.notice_days",
        "company_id.declic_territory",
        "household_id.clause_delay",
        "household_id.lease_date",
    )
    def _compute_deadline(self):
        for step in self:
            kind = step.type_id
            step.notice_date = (
                legal_days.shift(step.date, -kind.notice_days - 1, "day")
                if step.date and kind.notice_days
                else False
            )
            if not step.date or not kind.deadline_name:
                step.deadline = False
                continue
            delay, unit = kind.delay, kind.delay_unit
            if unit == "clause":
                delay, unit = legal_days.clause_delay(
                    step.household_id.clause_delay, step.household_id.lease_date
                )
            territory = step.company_id.declic_territory
            count = legal_days.waiting_end if kind.is_waiting else legal_days.shift
            deadline = count(step.date, delay, unit, territory)
            if kind.winter_break:
                deadline = legal_days.after_winter(deadline)
            step.deadline = deadline

    @api.model
    def _near_hearings(self):
        """Dates of the hearings that lead every list (D6), as the user may see them.

        :return: dict of household to the date
        """
        today = fields.Date.context_today(self)
        steps = self.search(
            [
                ("is_hearing", "=", True),
                ("date", ">=", today),
                ("date", "<=", fields.Date.add(today, days=HEARING_FIRST_DAYS)),
            ],
            order="date desc",
        )
        return {step.household_id: step.date for step in steps}

    @api.depends("household_id.reference", "type_id.name")
    def _compute_display_name(self):
        # sudo: a reference and a milestone, for whoever sees the step.
        for step in self.sudo():
            step.display_name = title(step.household_id.reference, step.type_id.name)

    def _log_disclosures(self):
        """A step before a body outside tells it of the household (C9)."""
        for step in self.filtered("type_id.recipient"):
            self.env["declic.disclosure"]._log(
                step.household_id,
                step.type_id.recipient,
                step.type_id.name,
                "duty",
                step.type_id.source,
            )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._schedule_deadline()
        steps.household_id._refresh_levels()
        steps._log_disclosures()
        return steps

    def write(self, vals):
        done = super().write(vals)
        if {"date", "type_id"} & vals.keys():
            self.activity_id.unlink()
            self._schedule_deadline()
            self.household_id._refresh_levels()
        return done

    def unlink(self):
        households = self.household_id
        self.activity_id.unlink()
        done = super().unlink()
        households._refresh_levels()
        return done

    def _schedule_deadline(self):
        """One activity per coming deadline, for who follows the procedure."""
        today = fields.Date.context_today(self)
        for step in self:
            if step.deadline and step.deadline >= today and not step.activity_id:
                user = step.procedure_id.user_id
                step.activity_id = step.procedure_id.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=step.deadline,
                    summary=step.type_id.with_context(lang=user.lang).deadline_name,
                    user_id=user.id,
                )
