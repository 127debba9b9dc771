from odoo import api, fields, models
from odoo.exceptions import UserError


class DeclicMeeting(models.Model):
    """Meeting of the partners around households that nobody there can recognise (N3).

    Each household is a letter and a sheet of facts from closed lists; what was decided
    goes back to its plan.
    """

    _name = "declic.meeting"
    _description = "Partners' meeting"
    _inherit = ["declic.reference.mixin", "declic.state.mixin"]
    _order = "date desc, id desc"

    _may_copy = True
    _transitions = {"draft": {"held", "cancelled"}}
    _locked_states = frozenset({"held", "cancelled"})

    programme_id = fields.Many2one(
        "declic.programme",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["declic.programme"].search([], limit=1),
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, precompute=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    place = fields.Char()
    network_ids = fields.Many2many("declic.network.partner", string="Partners present")
    state = fields.Selection(
        [("draft", "Being prepared"), ("held", "Held"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    sheet_ids = fields.One2many("declic.meeting.sheet", "meeting_id", string="Sheets")

    def _letterhead(self):
        """The landlord and the associations of the programme, for the sheet's head."""
        self.ensure_one()
        self.check_access("read")
        # sudo: names and logo of organisations, for whoever may print the sheet.
        own = self.sudo()
        return {
            "landlord": own.company_id.name,
            "association": ", ".join(own.programme_id.association_ids.mapped("name")),
            "landlord_logo": own.company_id._declic_logo(),
            "association_logo": False,
        }

    def action_print(self):
        """Print the anonymous sheets, for the partners."""
        self.ensure_one()
        return self.env.ref("declic.action_report_meeting").report_action(self)

    def action_held(self):
        """Close the meeting and take its decisions over to the plans.

        :raises UserError: no sheet, or a decision that its plan cannot take now
        """
        for meeting in self:
            if not meeting.sheet_ids:
                raise UserError(self.env._("Add the sheet of one household at least."))
            meeting.sheet_ids._carry_over()
            meeting._set_state("held")
            for sheet in meeting.sheet_ids:
                self.env["declic.disclosure"]._log(
                    sheet.household_id,
                    self.env._("Partners' meeting"),
                    self.env._("Anonymous sheet"),
                    "mission",
                )

    def action_cancel(self):
        """The meeting does not take place."""
        self._set_state("cancelled")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(meeting.state == "held" for meeting in self):
            raise UserError(self.env._("A meeting that was held stays."))
