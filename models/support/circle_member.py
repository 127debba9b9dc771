from odoo import api, fields, models
from odoo.exceptions import UserError


class DeclicCircleMember(models.Model):
    """A professional around the household: who does what, from when to when (N2).

    People who already stand on the case (the landlord's referent, the association's
    workers) are not typed again: :meth:`declic.case._circle` adds them.
    """

    _name = "declic.circle.member"
    _description = "Professional around the household"
    _inherit = ["declic.case.part.mixin"]
    _order = "date_to desc nulls first, is_referent desc, date_from, id"
    _portal_fields = frozenset(
        {
            "case_id",
            "name",
            "organisation",
            "phone",
            "role_id",
            "is_referent",
            "is_shareable",
            "date_from",
            "date_to",
            "end_reason_id",
        }
    )

    _part_name_fields = ("role_id.name",)

    name = fields.Char(string="Professional", required=True)
    organisation = fields.Char()
    phone = fields.Char()
    role_id = fields.Many2one(
        "declic.reason",
        required=True,
        domain=[("kind", "=", "circle")],
    )
    is_referent = fields.Boolean(
        string="Referent", help="Whom the others and the household turn to first."
    )
    is_shareable = fields.Boolean(
        string="Shared with the landlord",
        default=lambda self: not self.env.user.share,
        help="Else only the association and the household know of this person.",
    )
    date_from = fields.Date(
        string="Since", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Until", readonly=True, copy=False)
    end_reason_id = fields.Many2one(
        "declic.reason",
        string="Why it ended",
        readonly=True,
        copy=False,
        domain=[("kind", "=", "circle_end")],
    )

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "The end comes before the start.",
    )

    def _part_name(self):
        return self.role_id.name

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._check_open()
        return members

    def write(self, vals):
        self._check_open()
        if any(member.date_to for member in self):
            raise UserError(self.env._("Who left the circle stays as written."))
        return super().write(vals)

    def action_end(self, reason_id, date=None):
        """End the part of these professionals; the row stays.

        :param reason_id: id of a ``declic.reason`` of kind ``circle_end``
        :param date: last day, today when empty
        :raises UserError: no such reason, or an end before the start
        """
        members = self._acting()
        reason = members.env["declic.reason"]._chosen(
            reason_id,
            "circle_end",
            self.env._("Choose why this person leaves the circle."),
        )
        last = date or fields.Date.context_today(self)
        if any(last < member.date_from for member in members):
            raise UserError(self.env._("The end comes before the start."))
        members.write({"date_to": last, "end_reason_id": reason.id})
