from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class DeclicReferentMany(models.TransientModel):
    """Several households given to one person at once (U4): a colleague of the landlord,
    or a worker of the association. What cannot be is told row by row, and the rest is
    done."""

    _name = "declic.referent.many"
    _description = "Give several households to somebody"
    _inherit = ["declic.named.mixin"]

    role = fields.Selection(
        [
            ("landlord", "Referent at the landlord's"),
            ("association", "Referent of the association"),
        ],
        string="As",
        required=True,
        default="landlord",
    )
    user_id = fields.Many2one(
        "res.users", string="To", domain="[('id', 'in', candidate_ids)]"
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    line_ids = fields.One2many("declic.referent.many.line", "many_id")
    state = fields.Selection(
        [("draft", "To give"), ("done", "Given")],
        default="draft",
        readonly=True,
        required=True,
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        for many in self:
            many.display_name = self.env._("Give several households to somebody")

    @api.depends("role", "line_ids.household_id")
    def _compute_candidate_ids(self):
        group = self.env.ref("declic.group_counsellor")
        for many in self:
            households = many.line_ids.household_id
            domain = Domain("all_group_ids", "in", group.id) & Domain(
                "company_ids", "in", households.company_id.ids
            )
            if many.role == "association":
                cases = households._running_cases().values()
                domain = Domain("share", "=", True) & Domain(
                    "commercial_partner_id", "in", [c.association_id.id for c in cases]
                )
            many.candidate_ids = self.env["res.users"].search(domain)

    @api.onchange("role")
    def _onchange_role(self):
        self.user_id = False

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        if model in ("declic.household", "declic.case"):
            chosen = self.env[model].browse(self.env.context.get("active_ids") or [])
            if model == "declic.case":
                chosen = chosen.household_id
            values["line_ids"] = [
                Command.create({"household_id": household.id}) for household in chosen
            ]
        return values

    def action_give(self):
        """Give what may be given, and tell the rest.

        :raises UserError: it was done already, or nobody or nothing is chosen
        """
        self.ensure_one()
        if self.state == "done":
            raise UserError(self.env._("This was done already."))
        if not self.line_ids:
            raise UserError(self.env._("Choose households in the list first."))
        if self.user_id not in self.candidate_ids:
            raise UserError(self.env._("Choose who takes these households."))
        # As it stands now, whatever the page showed.
        self.line_ids._compute_obstacle()
        given = self.line_ids.filtered(lambda line: not line.obstacle)
        if self.role == "landlord":
            given._give_to(self.user_id)
        else:
            running = given.household_id._running_cases()
            cases = self.env["declic.case"].union(*running.values())
            cases.action_hand_over(dict.fromkeys(cases.ids, self.user_id.id))
        given.result = "given"
        (self.line_ids - given).result = "left"
        self.state = "done"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_referent_many_action"
        )
        return {**action, "res_id": self.id}


class DeclicReferentManyLine(models.TransientModel):
    _name = "declic.referent.many.line"
    _description = "Household to give"
    _inherit = ["declic.named.mixin"]

    many_id = fields.Many2one(
        "declic.referent.many", required=True, ondelete="cascade", index=True
    )
    household_id = fields.Many2one(
        "declic.household", required=True, ondelete="cascade", readonly=True
    )
    # Stored: as they were when it was given.
    current_id = fields.Many2one(
        "res.users", string="Today", compute="_compute_obstacle", store=True
    )
    obstacle = fields.Char(
        string="Left out because", compute="_compute_obstacle", store=True
    )
    result = fields.Selection([("given", "Given"), ("left", "Left out")], readonly=True)

    @api.depends("household_id", "many_id.role", "many_id.user_id")
    def _compute_obstacle(self):
        households = self.household_id
        running, owners = households._running_cases(), households._worked_by()
        excluding = {user: households._excluding(user) for user in self.many_id.user_id}
        for line in self:
            household, many = line.household_id, line.many_id
            case, user = running.get(household), many.user_id
            if many.role == "association":
                line.current_id = case and case.worker_id
            else:
                line.current_id = owners.get(household)
            line.obstacle = ""
            if many.role == "association" and not case:
                line.obstacle = self.env._("No association follows it.")
            elif not user:
                continue
            elif line.current_id == user:
                line.obstacle = self.env._("This person has it already.")
            elif household in excluding[user]:
                line.obstacle = self.env._("Choose somebody else for this household.")
            elif many.role == "association":
                if user.commercial_partner_id != case.association_id:
                    line.obstacle = self.env._("Another association follows it.")
            elif line._is_a_colleagues():
                line.obstacle = self.env._(
                    "A colleague follows it: the pilot hands it over."
                )

    def _is_a_colleagues(self):
        """Whether somebody else has it, and the user is no pilot."""
        return (
            self.current_id
            and self.current_id != self.env.user
            and not self.env.user.has_group("declic.group_manager")
        )

    def _give_to(self, user):
        """Give these households to a colleague: support, orientation, appointments and
        activities; one that nobody follows is this colleague's to examine."""
        for current, lines in self.grouped("current_id").items():
            if current:
                lines.household_id._pass_on(current, user)
        households = self.household_id
        followed = households._open_orientations().household_id
        followed = followed.union(*households._running_cases())
        (households - followed)._take_to_examine(user)
