"""What a person asks of its data, and by when it is answered (C5)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common.title import title

# GDPR, art. 12(3): one month from the receipt; two more where the requests are complex
# or many, told to the person, with the reason, within the first month.
MONTHS = 1
MORE_MONTHS = 2
# The data officer is told so many days before.
WARN_DAYS = 7


class DeclicRightsRequest(models.Model):
    """A request of access, rectification, restriction, erasure or opposition.

    The data officer's register: received, due, answered, what was handed over. It is
    about one adult of one household, named by the household's reference and by the
    person's own name, so that nobody reads a file in order to choose one.
    """

    _name = "declic.rights.request"
    _description = "Request of a person"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "mail.thread",
        "declic.activity.mixin",
    ]
    _order = "date_received desc, id desc"
    _initial_state = "received"
    _transitions = {"received": {"answered", "dropped"}}
    _locked_states = frozenset({"answered", "dropped"})
    _unlocked_fields = frozenset({"date_lifted"})
    _guarded_fields = frozenset(
        {
            "household_id",
            "member_id",
            "date_extended",
            "date_answered",
            "answered_by_id",
            "date_gathered",
            "file_pdf",
            "file_json",
            "own_note_count",
            "date_lifted",
        }
    )

    company_id = fields.Many2one(
        "res.company",
        string="Landlord",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [
            ("access", "Access (art. 15)"),
            ("rectification", "Rectification (art. 16)"),
            ("erasure", "Erasure (art. 17)"),
            ("restriction", "Restriction (art. 18)"),
            ("opposition", "Opposition (art. 21)"),
        ],
        string="Right",
        required=True,
    )
    channel = fields.Selection(
        [
            ("letter", "Letter"),
            ("email", "E-mail"),
            ("desk", "At a desk"),
            ("association", "Through the association"),
        ],
        string="Received by",
        required=True,
        default="letter",
    )
    date_received = fields.Date(
        string="Received on", required=True, default=fields.Date.context_today
    )
    person_name = fields.Char(
        string="Person", required=True, help="As the person writes its name."
    )
    household_reference = fields.Char(
        string="Household's reference",
        help="As it stands on the landlord's letters; empty: nothing is held.",
    )
    household_id = fields.Many2one(
        "declic.household", readonly=True, copy=False, index=True, ondelete="restrict"
    )
    member_id = fields.Many2one(
        "declic.household.member",
        string="Adult",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the account holder.",
    )
    identity = fields.Selection(
        [
            ("known", "Known to who received it"),
            ("document", "A document was shown, no copy kept"),
            ("data", "By data that the person alone knows"),
        ],
        string="Identity checked",
        help="Only where it is in doubt may more be asked (art. 12(6)).",
    )
    details = fields.Text(string="What is asked")
    state = fields.Selection(
        [
            ("received", "To answer"),
            ("answered", "Answered"),
            ("dropped", "Withdrawn by the person"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="received",
        index=True,
    )
    date_due = fields.Date(
        string="To answer by", compute="_compute_date_due", store=True
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    extension_reason = fields.Selection(
        [
            ("complex", "The request is complex"),
            ("many", "The person made many requests"),
        ],
        string="Why two months more",
        copy=False,
    )
    date_extended = fields.Date(string="Person told on", readonly=True, copy=False)
    answer = fields.Selection(
        [
            ("granted", "Granted"),
            ("partly", "Granted in part"),
            ("refused", "Refused"),
            ("nothing", "Nothing is held on this person"),
        ],
        copy=False,
    )
    answer_words = fields.Text(
        string="Answer, and why",
        copy=False,
        help="A refusal says why, and that a complaint may be brought before the CNIL"
        " or a judge (art. 12(4)).",
    )
    handed_over = fields.Char(
        string="What was handed over", copy=False, help="And by which way."
    )
    date_answered = fields.Date(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    date_lifted = fields.Date(
        string="Restriction lifted on",
        readonly=True,
        copy=False,
        help="The person was told before (art. 18(3)).",
    )

    @api.depends("reference", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            request.display_name = title(request.reference, kinds.get(request.kind))

    @api.depends("date_received", "date_extended")
    def _compute_date_due(self):
        for request in self:
            months = MONTHS + (MORE_MONTHS if request.date_extended else 0)
            request.date_due = request.date_received and (
                request.date_received + relativedelta(months=months)
            )

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for request in self:
            request.is_late = (
                request.state == "received"
                and bool(request.date_due)
                and request.date_due < today
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "received") & fields.Domain(
            "date_due", "<", fields.Date.context_today(self)
        )
        return late if True in value else ~late

    @api.constrains("date_received")
    def _check_date_received(self):
        for request in self:
            if request.date_received > fields.Date.context_today(self):
                raise UserError(
                    self.env._("A request is recorded once it was received.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._identify()
        for request in requests:
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=request.date_due - relativedelta(days=WARN_DAYS),
                summary=self.env._("Answer the person"),
                user_id=self.env.uid,
            )
        return requests

    def write(self, vals):
        done = super().write(vals)
        if {"person_name", "household_reference", "company_id"} & vals.keys():
            self._identify()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The register keeps every request: it is answered or withdrawn.")
        )

    # Acts

    def action_extend(self):
        """Take two months more, once, within the first one; the person is told.

        :raises UserError: no reason, too late, or taken already
        """
        for request in self:
            request.check_access("write")
            if not request.extension_reason:
                raise UserError(
                    self.env._("Say why two months more are needed: it is told.")
                )
            if request.date_extended or request.state != "received":
                raise UserError(self.env._("The deadline is moved once, before it."))
            if request.is_late:
                raise UserError(
                    self.env._("The first month is over: answer without delay.")
                )
            # sudo: a guarded field, for who may write the request.
            request.sudo().date_extended = fields.Date.context_today(self)

    def action_answer(self):
        """Close the request with its answer, and do what it grants.

        :raises UserError: the answer, its reasons or the check of the identity miss
        """
        for request in self:
            request.check_access("write")
            request._check_answer()
            if request.answer in ("granted", "partly"):
                request._do_granted()
            request._end_as("answered")

    def action_drop(self):
        """The person withdrew its request."""
        self.check_access("write")
        for request in self:
            request._end_as("dropped")

    def _end_as(self, state):
        self.ensure_one()
        # sudo: guarded fields, for who may write the request.
        self.sudo()._set_state(
            state,
            date_answered=fields.Date.context_today(self),
            answered_by_id=self.env.uid,
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        # sudo: what was reviewed is copied no longer than that; the file stays.
        self.sudo().passage_ids.unlink()

    def _check_answer(self):
        """Raise UserError when the answer could not be shown to anybody later."""
        self.ensure_one()
        if not self.answer:
            raise UserError(self.env._("Say what was answered."))
        if self.answer in ("granted", "partly") and not self.household_id:
            raise UserError(
                self.env._(
                    "Nothing is held on this person under that reference: answer so, or"
                    " correct the reference."
                )
            )
        if self.answer == "nothing" and self.household_id:
            raise UserError(self.env._("This person is known: say what was done."))
        if self.answer != "nothing" and not self.identity:
            raise UserError(self.env._("Say how the person's identity was checked."))
        if self.answer in ("partly", "refused") and not self.answer_words:
            raise UserError(
                self.env._("Give the reasons: the person must be told (art. 12(4)).")
            )
