from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DeclicAssignment(models.Model):
    """Who may see a case, as what, from when to when.

    The only source of portal access: each portal rule goes through this table. A row
    without a user opens the file to the coordinators of the association.
    """

    _name = "declic.assignment"
    _description = "Assignment"
    _inherit = ["declic.portal.mixin"]
    _order = "date_from desc, id desc"
    _programme_path = "orientation_id.programme_id"
    _portal_fields = frozenset(
        {
            "household_id",
            "orientation_id",
            "case_id",
            "user_id",
            "association_id",
            "role",
            "date_from",
            "date_to",
        }
    )

    household_id = fields.Many2one(
        "declic.household", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    orientation_id = fields.Many2one(
        "declic.orientation", required=True, ondelete="cascade", index=True
    )
    case_id = fields.Many2one("declic.case", ondelete="cascade", index="btree_not_null")
    association_id = fields.Many2one("res.partner", required=True, index=True)
    user_id = fields.Many2one("res.users", index="btree_not_null")
    role = fields.Selection(
        [
            ("coordinator", "Coordination"),
            ("worker", "Referent of the association"),
            ("substitute", "Substitute"),
        ],
        required=True,
    )
    sharing_level = fields.Selection(
        related="orientation_id.sharing_level", store=True, precompute=True
    )
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Until")
    reason = fields.Char(string="Reason of the end")
    keeps_closing = fields.Boolean(
        readonly=True,
        help="The closing form stays readable after the end: the support was closed"
        " while the person was assigned.",
    )

    _user_case_idx = models.Index("(user_id, date_to)")
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from - 1)",
        "The end comes before the start.",
    )

    @api.depends("household_id.reference", "role")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        # sudo: the reference alone, for whoever sees the assignment.
        for assignment in self.sudo():
            reference = (
                assignment.case_id.reference or assignment.orientation_id.reference
            )
            assignment.display_name = f"{reference} · {roles.get(assignment.role)}"

    @api.constrains("user_id", "association_id", "role")
    def _check_user(self):
        for assignment in self:
            if assignment.role != "coordinator" and not assignment.user_id:
                raise ValidationError(self.env._("Name the person who is assigned."))
            user = assignment.user_id
            if user and user.commercial_partner_id != assignment.association_id:
                raise ValidationError(
                    self.env._("This person is not of the association.")
                )

    def _is_running(self):
        """Whether the assignment gives access today."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return self.date_from <= today and (not self.date_to or self.date_to >= today)

    def _end(self, reason):
        """End the running assignments at once, with the reason."""
        today = fields.Date.context_today(self)
        self.filtered(lambda a: not a.date_to or a.date_to >= today).write(
            {"date_to": fields.Date.subtract(today, days=1), "reason": reason}
        )
