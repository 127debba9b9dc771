from odoo import api, fields, models

from ...engine import anonymise
from ..common.axes import AXES
from ..plan.plan_action import ACTORS


class DeclicMeetingDecision(models.Model):
    _name = "declic.meeting.decision"
    _description = "Decision of a meeting"
    _inherit = ["declic.named.mixin"]
    _order = "sheet_id, date_due, id"

    sheet_id = fields.Many2one(
        "declic.meeting.sheet", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="sheet_id.company_id", store=True, precompute=True
    )
    household_id = fields.Many2one(
        related="sheet_id.household_id", store=True, precompute=True, index=True
    )
    axis = fields.Selection(AXES, required=True, default="social")
    name = fields.Char(string="What", required=True)
    actor = fields.Selection(ACTORS, string="Who", required=True)
    date_due = fields.Date(string="To be done before", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        decisions._anonymise()
        return decisions

    def write(self, vals):
        self.sheet_id.meeting_id._check_unlocked({"sheet_ids": True})
        done = super().write(vals)
        if {"name", "sheet_id"} & vals.keys():
            self._anonymise()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.sheet_id.meeting_id._check_unlocked({"sheet_ids": True})

    def _anonymise(self):
        self.sheet_id.meeting_id._check_unlocked({"sheet_ids": True})
        for decision in self:
            sheet = decision.sheet_id
            if sheet.read_by_id:
                sheet._keyed().read_by_id = False
            clean = anonymise.strip(decision.name, sheet._identifiers(), sheet._names())
            if clean != decision.name:
                # Stripping twice changes nothing: the write ends there.
                decision.name = clean
