from odoo import fields, models


class DeclicSignalReport(models.TransientModel):
    """What agency staff saw: they name the lease and see nothing of the file."""

    _name = "declic.signal.report"
    _description = "Report a worry"

    lease = fields.Char(
        string="Lease, dwelling or tenant",
        required=True,
        help="Number of the lease or of the dwelling, or the tenant's whole name.",
    )
    manual_kind = fields.Selection(
        lambda self: (
            self.env["declic.signal"]
            ._fields["manual_kind"]
            ._description_selection(self.env)
        ),
        string="What was seen",
        required=True,
    )
    comment = fields.Char(
        size=200, help="One sentence of facts. No health, no judgement."
    )

    def action_report(self):
        """Open a manual signal on the household that is named.

        :raises UserError: no household, or more than one, bears that name
        """
        self.ensure_one()
        found = self.env["declic.household"]._named_as(self.lease)
        found.signal_ids.create(
            {
                "household_id": found.id,
                "manual_kind": self.manual_kind,
                "comment": self.comment,
            }
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Thank you: the counsellors will look at it."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
