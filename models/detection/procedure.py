from odoo import api, fields, models
from odoo.exceptions import UserError


class DeclicProcedure(models.Model):
    """The eviction procedure of a lease: its dated milestones and what comes next."""

    _name = "declic.procedure"
    _description = "Eviction procedure"
    _inherit = [
        "declic.guard.mixin",
        "declic.reference.mixin",
        "mail.thread",
        "declic.activity.mixin",
    ]
    _order = "id desc"
    _guarded_fields = frozenset({"state"})

    household_id = fields.Many2one(
        "declic.household",
        required=True,
        index=True,
        ondelete="cascade",
    )
    date_restricted = fields.Date(related="household_id.date_restricted")
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    agency_id = fields.Many2one(related="household_id.agency_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Followed by",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    state = fields.Selection(
        [("open", "Under way"), ("closed", "Ended")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        tracking=True,
    )
    step_ids = fields.One2many("declic.procedure.step", "procedure_id", string="Steps")
    stage_id = fields.Many2one(
        "declic.procedure.step.type",
        compute="_compute_stage",
        store=True,
    )
    next_deadline = fields.Date(compute="_compute_next_deadline")
    next_deadline_name = fields.Char(compute="_compute_next_deadline")
    hearing_date = fields.Date(related="household_id.hearing_date", store=True)
    hearing_level = fields.Selection(related="household_id.hearing_level")
    overdue = fields.Monetary(related="household_id.overdue")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _one_open = models.UniqueIndex(
        "(household_id) WHERE state = 'open'",
        "This household already has a procedure under way.",
    )

    @api.depends("step_ids.date", "step_ids.type_id.sequence")
    def _compute_stage(self):
        today = fields.Date.context_today(self)
        for procedure in self:
            past = procedure.step_ids.filtered(lambda s: s.date <= today)
            last = past.sorted(lambda s: (s.date, s.type_id.sequence))[-1:]
            procedure.stage_id = last.type_id

    def _refresh_stages(self):
        """A step that was entered for a day to come is the stage from that day on."""
        # Odoo writes what differs only: a night without news writes nothing.
        self.env.add_to_compute(self._fields["stage_id"], self)
        self._recompute_recordset(["stage_id"])

    @api.depends("step_ids.deadline")
    def _compute_next_deadline(self):
        today = fields.Date.context_today(self)
        for procedure in self:
            coming = procedure.step_ids.filtered(
                lambda s: s.deadline and s.deadline >= today
            ).sorted("deadline")[:1]
            procedure.next_deadline = coming.deadline
            procedure.next_deadline_name = coming.deadline_name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if self.step_ids:
            raise UserError(
                self.env._(
                    "This procedure has dated steps, which prove that the delays were"
                    " kept: end it instead of deleting it."
                )
            )

    def action_end(self):
        """End the procedure: the debt is settled, or the dwelling was left."""
        self.check_access("write")
        self._keyed().write({"state": "closed"})
        self.activity_ids.unlink()
        self.household_id._refresh_levels()
