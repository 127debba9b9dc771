"""The psychologist's anonymous sessions in the figures of a programme (C10)."""

from odoo import api, fields, models


class DeclicProgramme(models.Model):
    _inherit = "declic.programme"

    clinical_session_count = fields.Integer(
        string="Anonymous clinical sessions", compute="_compute_clinical"
    )
    clinical_hours = fields.Float(
        string="Hours of clinical support", compute="_compute_clinical"
    )

    @api.depends("association_ids", "date_from", "date_to")
    def _compute_clinical(self):
        sessions = self.env["declic.clinical.session"]
        sessions.flush_model()
        for programme in self:
            programme.clinical_session_count, programme.clinical_hours = (
                sessions._totals(
                    programme.association_ids, programme.date_from, programme.date_to
                )
                if programme.date_from and programme.date_to
                else (0, 0.0)
            )
