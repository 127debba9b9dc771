from odoo import fields, models


class DeclicOrientationPrepare(models.TransientModel):
    """Agency staff and recovery prepare an orientation: a social counsellor completes
    and sends it (O1). Who is not of the social file names the lease and reads nothing.
    """

    _name = "declic.orientation.prepare"
    _description = "Prepare an orientation"

    lease = fields.Char(
        string="Lease, dwelling or tenant",
        required=True,
        help="Number of the lease or of the dwelling, or the tenant's whole name.",
    )
    # No default: where the question comes from is theirs to say.
    origin = fields.Selection(
        lambda self: [
            choice
            for choice in self.env["declic.orientation.content"]
            ._fields["origin"]
            ._description_selection(self.env)
            if choice[0] != "counsellor"
        ],
        string="Referring service",
        required=True,
    )

    def action_prepare(self):
        """Prepare the orientation of the household that is named.

        :raises UserError: no household, or more than one, bears that name; or, to who
            may know, it is oriented or followed already
        """
        self.ensure_one()
        household = self.env["declic.household"]._named_as(self.lease)
        household._prepare_orientation(self.origin)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("A social counsellor is told, and sees to it."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
