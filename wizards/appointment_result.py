from odoo import api, fields, models

from ..models.support.appointment import ENDS


class DeclicAppointmentResult(models.TransientModel):
    """What came of an appointment, how long it took and who was there: one dialog."""

    _name = "declic.appointment.result"
    _description = "Result of an appointment"
    _inherit = ["declic.named.mixin"]

    appointment_id = fields.Many2one(
        "declic.appointment", required=True, readonly=True, ondelete="cascade"
    )
    household_id = fields.Many2one(related="appointment_id.household_id")
    result = fields.Selection(
        lambda self: [
            one
            for one in self.env["declic.appointment"]
            ._fields["state"]
            ._description_selection(self.env)
            if one[0] in ENDS
        ],
        required=True,
        default="kept",
    )
    minutes = fields.Integer(
        string="Minutes spent",
        compute="_compute_minutes",
        store=True,
        readonly=False,
        precompute=True,
        help="The way there included; they share the programme's cost out.",
    )
    present_ids = fields.Many2many(
        "declic.reason",
        "declic_appointment_result_present_rel",
        domain=[("kind", "=", "present")],
    )

    @api.depends("appointment_id", "result")
    def _compute_minutes(self):
        for wizard in self:
            # An excuse takes no time; who waited at the door says how long.
            is_held = wizard.result == "kept"
            wizard.minutes = wizard.appointment_id.minutes if is_held else 0

    def action_record(self):
        """See :meth:`declic.appointment.action_record_result`."""
        self.ensure_one()
        self.appointment_id.action_record_result(
            self.result, self.minutes, self.present_ids.ids
        )
