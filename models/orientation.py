from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.schedule import next_working_day

SHARING_LEVELS = [
    ("anonymous", "Reference, town and size only"),
    ("informed", "Identity and reasons, to go to the door"),
    ("agreed", "The whole form"),
]
# What the household's recorded position lets the association see.
LEVEL_BY_POSITION = {
    "none": "anonymous",
    "opposed": "anonymous",
    "informed": "informed",
    "agreed": "agreed",
}
# Working days an association has to answer.
ANSWER_DAYS = 5


class DeclicOrientation(models.Model):
    _name = "declic.orientation"
    _description = "Orientation"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "declic.portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _portal_fields = frozenset(
        {
            "reference",
            "state",
            "city",
            "household_size",
            "association_id",
            "programme_id",
            "date_sent",
            "date_answer_due",
            "date_answered",
            "decline_reason_id",
            "sharing_level",
            "shared_reasons",
            "content_id",
            "household_id",
            "case_ids",
        }
    )

    _transitions = {
        "draft": {"sent", "withdrawn"},
        "sent": {"accepted", "waiting", "declined", "withdrawn"},
        "waiting": {"accepted", "declined", "withdrawn"},
    }
    _locked_states = frozenset({"sent", "waiting", "accepted", "declined", "withdrawn"})
    _unlocked_fields = frozenset(
        {"household_position", "position_date", "position_mode", "worker_id"}
    )

    # The form itself stands in a record of its own, with its own record rule. Odoo's
    # delegation (_inherits) would apply that rule to the orientation as well.
    content_id = fields.Many2one(
        "declic.orientation.content",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        copy=False,
    )
    origin = fields.Selection(
        related="content_id.origin", readonly=False, default="counsellor"
    )
    reason_ids = fields.Many2many(related="content_id.reason_ids", readonly=False)
    tried_measure_ids = fields.Many2many(
        related="content_id.tried_measure_ids", readonly=False
    )
    domain_ids = fields.Many2many(related="content_id.domain_ids", readonly=False)
    request = fields.Text(related="content_id.request", readonly=False)
    protected_adult = fields.Selection(
        related="content_id.protected_adult", readonly=False, default="none"
    )
    snapshot_id = fields.Many2one(related="content_id.snapshot_id")
    attempt_count = fields.Integer(related="content_id.attempt_count")
    last_contact_date = fields.Date(related="content_id.last_contact_date")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("waiting", "Waiting for a place"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        index=True,
    )
    household_id = fields.Many2one(
        "declic.household", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    # Stored: an association reads them without any access to the household.
    city = fields.Char(related="household_id.city", store=True)
    household_size = fields.Integer(related="household_id.household_size", store=True)
    programme_id = fields.Many2one(
        "declic.programme", required=True, index=True, check_company=True
    )
    association_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        domain="[('declic_programme_ids', '=', programme_id)]",
    )
    referrer_id = fields.Many2one(
        "res.users",
        string="Landlord's referent",
        required=True,
        default=lambda self: self.env.user,
    )
    household_position = fields.Selection(
        [
            ("none", "Nothing recorded"),
            ("informed", "Informed, agreement to be sought at the door"),
            ("agreed", "Agrees"),
            ("opposed", "Opposed"),
        ],
        required=True,
        default="none",
        tracking=True,
        help="Decides what the association sees: nothing recorded or opposed, only the "
        "reference, the town and the size of the household.",
    )
    position_date = fields.Date(string="Position recorded on")
    position_mode = fields.Selection(
        [("letter", "Letter"), ("spoken", "Spoken"), ("signed", "Signed form")],
        string="How",
    )
    sharing_level = fields.Selection(
        SHARING_LEVELS, compute="_compute_sharing_level", store=True
    )
    shared_reasons = fields.Char(
        compute="_compute_shared_reasons",
        help="The reasons, once the household was informed.",
    )
    date_sent = fields.Datetime(readonly=True, copy=False)
    date_answer_due = fields.Date(readonly=True, copy=False)
    date_answered = fields.Datetime(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decline_reason_id = fields.Many2one(
        "declic.reason", readonly=True, copy=False, domain=[("kind", "=", "decline")]
    )
    assignment_ids = fields.One2many("declic.assignment", "orientation_id")
    case_ids = fields.One2many("declic.case", "orientation_id")

    _one_running = models.UniqueIndex(
        "(household_id) WHERE state IN ('sent', 'waiting')",
        "This household is already oriented: await the answer or withdraw it first.",
    )

    @api.depends("household_position")
    def _compute_sharing_level(self):
        for orientation in self:
            orientation.sharing_level = LEVEL_BY_POSITION[
                orientation.household_position or "none"
            ]

    @api.depends("sharing_level", "content_id.reason_ids")
    @api.depends_context("lang")
    def _compute_shared_reasons(self):
        for orientation in self:
            # sudo: the level, not the reader, decides whether the reasons are shared.
            shared = orientation.sudo()
            orientation.shared_reasons = (
                ", ".join(shared.content_id.reason_ids.mapped("name"))
                if shared.sharing_level in ("informed", "agreed")
                else ""
            )

    @api.constrains("association_id", "programme_id")
    def _check_association(self):
        for orientation in self:
            if (
                orientation.association_id
                not in orientation.programme_id.association_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(association)s is no partner of the programme %(programme)s.",
                        association=orientation.association_id.name,
                        programme=orientation.programme_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            content = self.env["declic.orientation.content"].create({})
            vals["content_id"] = content.id
        return super().create(vals_list)

    # Acts of the landlord

    def action_send(self):
        """Freeze the form and hand it to the association.

        :raises UserError: a reason, a tried measure or the referent is missing, or the
            household is already followed
        """
        for orientation in self:
            orientation._check_complete()
            household = orientation.household_id
            orientation.content_id.write(
                {
                    "snapshot_id": self.env["declic.snapshot"]._take(household).id,
                    "lease_number": household.lease_number,
                    "lease_date": household.lease_date,
                    **household._contact_history(),
                }
            )
            today = fields.Date.context_today(self)
            due = today
            for _day in range(ANSWER_DAYS):
                due = next_working_day(fields.Date.add(due, days=1))
            orientation._set_state(
                "sent", date_sent=fields.Datetime.now(), date_answer_due=due
            )
            # sudo: access is opened by sending, whatever else the sender may do.
            self.env["declic.assignment"].sudo().create(
                {
                    "household_id": household.id,
                    "orientation_id": orientation.id,
                    "association_id": orientation.association_id.id,
                    "role": "coordinator",
                }
            )
        self.household_id._refresh_levels()

    def _check_complete(self):
        """Raise UserError when the form may not be sent yet."""
        self.ensure_one()
        if not self.reason_ids:
            raise UserError(self.env._("Choose at least one reason before sending."))
        if not self.tried_measure_ids:
            raise UserError(
                self.env._("Tell at least one measure already tried before sending.")
            )
        coordinators = self.env.ref("declic.group_association_coordinator")
        # sudo: accounts are looked at, not shown.
        if not coordinators.sudo().all_user_ids.filtered(
            lambda u: u.commercial_partner_id == self.association_id
        ):
            raise UserError(
                self.env._(
                    "%s has no coordinator with a portal account: nobody would see the"
                    " orientation.",
                    self.association_id.name,
                )
            )
        running = self.household_id.case_ids.filtered(lambda c: c.state != "closed")
        if running:
            raise UserError(
                self.env._(
                    "This household is already followed: see %s.", running[0].reference
                )
            )

    def action_withdraw(self):
        """Take the orientation back; the association no longer sees it."""
        self._set_state("withdrawn")
        self.assignment_ids._end(self.env._("Orientation withdrawn"))
        self.household_id._refresh_levels()

    # Acts of the association

    def action_accept(self, worker_id=None):
        """Accept the household, under the programme's capacity.

        :param worker_id: id of the association's user who will follow the household,
            the current user when empty
        :return: the new case, or an empty recordset when the household waits for a
            place
        :raises UserError: already answered, or the worker is not of the association
        """
        self.ensure_one()
        orientation = self._acting()
        worker = self.env["res.users"].sudo().browse(worker_id or self.env.uid)
        if worker.commercial_partner_id != orientation.association_id:
            raise UserError(self.env._("Choose a worker of the association."))
        answered = {
            "date_answered": fields.Datetime.now(),
            "answered_by_id": self.env.uid,
        }
        if orientation.programme_id._is_full():
            orientation._set_state("waiting", **answered)
            return self.env["declic.case"]
        orientation._set_state("accepted", **answered)
        return orientation._open_case(worker).with_env(self.env)

    def action_admit(self):
        """Give a waiting household the place that came free (landlord's manager)."""
        self.ensure_one()
        self.check_access("write")
        if self.programme_id._is_full():
            raise UserError(
                self.env._("The programme has no free place: close a case first.")
            )
        worker = self.answered_by_id
        self._set_state("accepted")
        return self._open_case(worker)

    def action_decline(self, reason_id):
        """Decline with a reason of the closed list.

        :param reason_id: id of a ``declic.reason`` of kind ``decline``
        :raises UserError: no such reason, or already answered
        """
        self.ensure_one()
        orientation = self._acting()
        reason = self.env["declic.reason"].browse(reason_id).exists()
        if reason.kind != "decline":
            raise UserError(self.env._("Choose the reason of the refusal."))
        orientation._set_state(
            "declined",
            date_answered=fields.Datetime.now(),
            answered_by_id=self.env.uid,
            decline_reason_id=reason.id,
        )
        orientation.assignment_ids._end(self.env._("Orientation declined"))
        orientation.household_id._refresh_levels()

    def action_record_position(self, position, mode):
        """Record what the household said; it decides what the association sees.

        :param position: a key of ``household_position`` but ``none``
        :param mode: a key of ``position_mode``
        :raises UserError: unknown position or mode
        """
        self.ensure_one()
        orientation = self._acting()
        modes = dict(self._fields["position_mode"].selection)
        if position not in ("informed", "agreed", "opposed") or mode not in modes:
            raise UserError(self.env._("Choose what the household said, and how."))
        orientation.write(
            {
                "household_position": position,
                "position_mode": mode,
                "position_date": fields.Date.context_today(self),
            }
        )

    def _get_association_workers(self):
        """Users of the association among whom a coordinator chooses the referent.

        :return: list of (user id, name); only oneself for who is no coordinator
        """
        self.ensure_one()
        if not self.env.user.has_group("declic.group_association_coordinator"):
            return [(self.env.user.id, self.env.user.name)]
        # sudo: a portal user reads no other user; names of colleagues only.
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", self.association_id.id),
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref("declic.group_association_worker").id,
                    ),
                ],
                order="name",
            )
        )
        return [(user.id, user.name) for user in users]

    def _open_case(self, worker):
        """Create the case and give the worker access to it."""
        # sudo: opening the case follows from the acceptance, which was checked.
        case = (
            self.env["declic.case"]
            .sudo()
            .create(
                {
                    "household_id": self.household_id.id,
                    "orientation_id": self.id,
                    "programme_id": self.programme_id.id,
                    "association_id": self.association_id.id,
                    "referent_id": self.referrer_id.id,
                }
            )
        )
        case.orientation_id.assignment_ids.write({"case_id": case.id})
        case._assign(worker, "worker")
        case.household_id._refresh_levels()
        return case
