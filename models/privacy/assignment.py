from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


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

    # Who sees what is the pilot's to decide: the whole row.
    _pilot_fields = _portal_fields | {
        "company_id",
        "sharing_level",
        "is_running",
        "reason",
        "keeps_closing",
    }

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
    # Days of one clock, UTC: the end of an access depends on nobody's time zone.
    date_from = fields.Date(required=True, default=fields.Date.today)
    date_to = fields.Date(string="Until")
    is_running = fields.Boolean(
        compute="_compute_is_running",
        search="_search_is_running",
        help="Gives access now.",
    )
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
            # sudo: another person's groups and organisation are looked at, not shown.
            user = assignment.sudo().user_id
            if assignment.role != "coordinator" and not user:
                raise ValidationError(self.env._("Name the person who is assigned."))
            if user and user.commercial_partner_id != assignment.association_id:
                raise ValidationError(
                    self.env._("This person is not of the association.")
                )
            # A psychologist sees no household at all (C10), an account that was put
            # to sleep sees none either.
            if user and not (
                user.active and user.has_group("declic.group_association_worker")
            ):
                raise ValidationError(
                    self.env._("This person follows no household for the association.")
                )

    @api.depends("date_from", "date_to")
    def _compute_is_running(self):
        today = fields.Date.today()
        for assignment in self:
            start, end = assignment.date_from, assignment.date_to
            assignment.is_running = bool(
                start and start <= today and (not end or end >= today)
            )

    @api.model
    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        running = self._unended() & Domain("date_from", "<=", fields.Date.today())
        return running if True in value else ~running

    def action_readings(self):
        """Open who read the household's file: the data officer's list.

        :return: the window action, or False where nobody reads that list
        """
        self.ensure_one()
        self.check_access("read")
        log = self.env["declic.read.log"]
        if not log.has_access("read"):
            return False
        # sudo: the reference alone, which that list shows.
        reference = self.sudo().household_id.reference
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_read_log_action"
        )
        return {**action, "domain": [("reference", "=", reference)]}

    @api.model
    def _unended(self):
        """Domain of the assignments that give access, now or later."""
        return Domain("date_to", "=", False) | Domain(
            "date_to", ">=", fields.Date.today()
        )

    def _end(self, reason):
        """End at once what gives access now or later, with the reason."""
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        for assignment in self.filtered_domain(self._unended()):
            assignment.write(
                {
                    "date_to": max(
                        yesterday, fields.Date.subtract(assignment.date_from, days=1)
                    ),
                    "reason": reason,
                }
            )
