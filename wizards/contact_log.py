from odoo import fields, models

from ..models.household.contact import INITIATIVES, MEDIA, RESULTS


class DeclicContactLog(models.TransientModel):
    """A contact or an attempt in three clicks: open, how, with what result.

    Each result is a button that records: nothing else has to be said. The date is now,
    minutes and who was there are typed when there are any.
    """

    _name = "declic.contact.log"
    _description = "Log a contact"
    _inherit = ["declic.named.mixin"]

    household_id = fields.Many2one("declic.household", required=True, readonly=True)
    case_id = fields.Many2one("declic.case", readonly=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    medium = fields.Selection(MEDIA, required=True, default="phone")
    minutes = fields.Integer(help="Time spent, in minutes, the way there included.")
    present_ids = fields.Many2many(
        "declic.reason",
        "declic_contact_log_present_rel",
        domain=[("kind", "=", "present")],
        groups="declic.group_counsellor",
    )
    initiative = fields.Selection(
        INITIATIVES, string="On whose initiative", required=True, default="ours"
    )
    result = fields.Selection(RESULTS)

    def action_log(self):
        """Log the contact with the result of the button that was pressed.

        :raises UserError: no result, or what :meth:`declic.contact._log` refuses
        """
        self.ensure_one()
        may_say_who = self._has_field_access(self._fields["present_ids"], "read")
        self.env["declic.contact"]._log(
            self.case_id.household_id or self.household_id,
            self.medium,
            self.env.context.get("declic_result") or self.result,
            self.minutes,
            self.date,
            case=self.case_id,
            initiative=self.initiative,
            present_ids=self.present_ids.ids if may_say_who else (),
        )
