"""One meeting of two partners, the monthly points of many households (F3)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DeclicReviewSession(models.Model):
    """The *point de suivi mensuel* of the project sheet: the landlord's counsellor and
    an association go through the households that both follow.

    Each household keeps its own point, with its own rights, figures and versions; the
    session says which of them were held together and prints one record of them. Who may
    not see one of its households does not see the session.
    """

    _name = "declic.review.session"
    _description = "Meeting of the monthly points"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "declic.frozen.mixin",
    ]
    _order = "date desc, id desc"
    _transitions = {"draft": {"held"}}
    _locked_states = frozenset({"held"})
    _guarded_fields = frozenset({"user_id"})
    _frozen_report = "declic.report_review_session"
    _audiences = {"landlord": frozenset({"identity"})}

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    association_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        domain="[('declic_programme_ids', '!=', False)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="For the landlord",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("draft", "To hold"), ("held", "Held")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    review_ids = fields.One2many("declic.review", "session_id", string="Points")
    open_count = fields.Integer(string="Still to hold", compute="_compute_counts")
    sent_count = fields.Integer(
        string="Sent by the association", compute="_compute_counts"
    )

    @api.depends("review_ids.state", "review_ids.association_sent_on")
    def _compute_counts(self):
        for session in self:
            drafts = session.review_ids.filtered(lambda r: r.state == "draft")
            session.open_count = len(drafts)
            session.sent_count = len(drafts.filtered("association_sent_on"))

    @api.model_create_multi
    def create(self, vals_list):
        sessions = super().create(vals_list)
        for session in sessions:
            session._collect()
        return sessions

    def write(self, vals):
        if "association_id" in vals and any(
            session.association_id.id != vals["association_id"] for session in self
        ):
            raise UserError(
                self.env._("A session stays with its association: make another one.")
            )
        return super().write(vals)

    def _collect(self):
        """Put the monthly points that wait for this association on the list, decided
        “continue” unless somebody says otherwise."""
        self.ensure_one()
        reviews = self.env["declic.review"].search(
            [
                ("association_id", "=", self.association_id.id),
                ("company_id", "=", self.company_id.id),
                ("review_type", "=", "monthly"),
                ("state", "=", "draft"),
                ("session_id", "=", False),
            ]
        )
        # sudo: which meeting a point belongs to is no side's part; found as the user.
        reviews.sudo().session_id = self
        reviews.filtered(lambda r: not r.decision).write({"decision": "continue"})

    def action_collect(self):
        """Add the points that came up since the session was made."""
        self._check_unlocked({"review_ids": True})
        for session in self:
            session._collect()

    def action_present(self):
        """Say once, for all the points to hold, that the landlord is there.

        The association says so in its own part: nobody says it for the other side.
        """
        for session in self:
            drafts = session.review_ids.filtered(lambda r: r.state == "draft")
            drafts.filtered(lambda r: not r.landlord_present).write(
                {"landlord_present": True}
            )

    def action_held(self):
        """End the session: its record is frozen, and the points that were not held go
        back to the list.

        :raises UserError: no point was validated or recorded as missed
        """
        for session in self:
            left = session.review_ids.filtered(lambda r: r.state == "draft")
            if not session.review_ids - left:
                raise UserError(
                    self.env._("Validate one point at least, then end the session.")
                )
            # sudo: see _collect.
            left.sudo().session_id = False
            session._set_state("held")
            session._freeze_forms()

    def action_print(self):
        """Print the record of the session."""
        self.ensure_one()
        return self.env.ref("declic.action_report_review_session").report_action(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(session.state == "held" for session in self):
            raise UserError(self.env._("A meeting that was held stays."))

    # The printed record

    def _frozen_values(self):
        return {**super()._frozen_values(), "session_id": self.id}

    def _letterhead(self):
        """The landlord and the association, for the head of the record."""
        self.ensure_one()
        self.check_access("read")
        # sudo: names of organisations, for whoever may print the record.
        session = self.sudo()
        return {
            "landlord": session.company_id.name,
            "association": session.association_id.name,
            "landlord_logo": session.company_id._declic_logo(),
            "association_logo": False,
        }

    def _printed_points(self):
        """The points of the record, by reference of their case: as they were held."""
        self.ensure_one()
        held = self.review_ids.filtered(lambda r: r.state != "draft")
        return held.sorted(lambda r: (r.case_id.reference or "", r.id))
