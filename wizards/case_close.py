from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import outcomes


class DeclicCaseClose(models.TransientModel):
    """Closing a support: what is still open, in lists that lead there, then the form.

    Nothing is made before the form is asked for. When the association is gone or
    silent, the pilot closes alone, with a reason.
    """

    _name = "declic.case.close"
    _description = "Close a case"
    _inherit = ["declic.named.mixin"]

    case_id = fields.Many2one("declic.case", required=True, readonly=True)
    review_ids = fields.Many2many(
        "declic.review", string="Points and reviews", compute="_compute_open"
    )
    appointment_ids = fields.Many2many(
        "declic.appointment",
        string="Appointments",
        compute="_compute_open",
        groups="declic.group_counsellor",
    )
    appointment_count = fields.Integer(
        string="Appointments planned", compute="_compute_open"
    )
    concern_ids = fields.Many2many(
        "declic.concern", string="Serious concerns", compute="_compute_open"
    )
    is_free = fields.Boolean(string="Nothing is open", compute="_compute_open")
    is_alone = fields.Boolean(string="Without the association")
    alone_reason_id = fields.Many2one(
        "declic.reason",
        string="Why without the association",
        domain=[("kind", "=", "alone")],
    )
    outcome = fields.Selection(outcomes.selection(), string="Housing outcome")
    closing_reason_id = fields.Many2one(
        "declic.reason", string="Reason", domain=[("kind", "=", "closing")]
    )

    def _compute_open(self):
        may_read = self.env["declic.appointment"].has_access("read")
        for wizard in self:
            # sudo: an appointment is no pilot's to read; how many there are is told.
            case = wizard.case_id if may_read else wizard.case_id.sudo()
            found = case._open_records() if case else {}
            wizard.review_ids = found.get("reviews", False)
            wizard.appointment_count = len(found.get("appointments", ()))
            if may_read:
                wizard.appointment_ids = found.get("appointments", False)
            wizard.concern_ids = found.get("concerns", False)
            wizard.is_free = not any(found.values())

    def action_prepare(self):
        """Open the closing form, made when there is none."""
        self.ensure_one()
        return self.case_id.action_close()

    def action_close_alone(self):
        """See :meth:`declic.case.action_close_alone`.

        :raises AccessError: to who is not the pilot
        :raises UserError: outcome, reason or motive is missing
        """
        self.ensure_one()
        if not self.env.user.has_group("declic.group_manager"):
            raise AccessError(self.env._("Only the pilot closes without a partner."))
        if not (self.outcome and self.closing_reason_id and self.alone_reason_id):
            raise UserError(
                self.env._("Choose an outcome, a reason, and why you close alone.")
            )
        self.case_id.action_close_alone(
            self.outcome, self.closing_reason_id.id, self.alone_reason_id.id
        )
