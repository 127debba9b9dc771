from odoo import api, fields, models


class DeclicOrientationMeasure(models.Model):
    """A measure that the landlord tried before orienting, and what came of it."""

    _name = "declic.orientation.measure"
    _description = "Measure already tried"
    _inherit = ["declic.portal.mixin"]
    _order = "orientation_id, id"
    _programme_path = "orientation_id.programme_id"
    _portal_fields = frozenset({"orientation_id", "measure_id", "result"})

    orientation_id = fields.Many2one(
        "declic.orientation", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="orientation_id.company_id", store=True, precompute=True
    )
    measure_id = fields.Many2one(
        "declic.reason",
        required=True,
        domain=[("kind", "=", "measure")],
    )
    result = fields.Selection(
        [
            ("no_answer", "No answer"),
            ("refused", "Refused"),
            ("partial", "Helped for a time"),
            ("running", "Under way"),
            ("not_eligible", "Not eligible"),
        ],
        required=True,
        default="no_answer",
    )

    _measure_once = models.Constraint(
        "UNIQUE(orientation_id, measure_id)", "Each measure stands once on the form."
    )

    @api.depends("measure_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for measure in self:
            measure.display_name = measure.measure_id.name

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures._check_form_open()
        return measures

    def write(self, vals):
        self._check_form_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_form_open()

    def _check_form_open(self):
        # sudo: the state decides for everybody, whoever may read the orientation.
        self.sudo().orientation_id._check_unlocked({"measure_ids": True})
