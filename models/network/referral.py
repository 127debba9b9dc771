from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.groups import SOCIAL_GROUPS

ANSWERS = [
    ("accepted", "Takes the household up"),
    ("waiting", "On its waiting list"),
    ("redirected", "Sends to somebody else"),
    ("refused", "Refuses"),
]
OUTCOMES = [
    ("received", "The household was received"),
    ("right_opened", "A right or a service was obtained"),
    ("not_come", "The household did not come"),
    ("refused", "The partner could not help"),
    ("given_up", "Given up"),
]


class DeclicReferral(models.Model):
    """Onward referral to a partner of the network, and what came of it (N1).

    Communicating data outside of the two partners is a disclosure: the row keeps what
    was told, to whom, by whom, when, and on which basis (CASF L.121-6-2; CNIL
    2021-028).
    """

    _name = "declic.referral"
    _description = "Referral to a partner"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "declic.case.part.mixin",
    ]
    _order = "date_asked desc nulls first, id desc"
    _portal_fields = frozenset(
        {
            "reference",
            "case_id",
            "network_id",
            "service_id",
            "request",
            "state",
            "basis",
            "consent_date",
            "category_ids",
            "is_shareable",
            "user_id",
            "date_asked",
            "date_answer_due",
            "answer",
            "answer_text",
            "date_answered",
            "outcome",
            "date_outcome",
            "is_late",
        }
    )

    _may_copy = True
    _transitions = {
        "draft": {"asked", "cancelled"},
        "asked": {"answered", "done", "cancelled"},
        "answered": {"done", "cancelled"},
    }
    _locked_states = frozenset({"asked", "answered", "done", "cancelled"})
    _unlocked_fields = frozenset({"is_reminded", "is_shareable"})
    _guarded_fields = frozenset(
        {
            "user_id",
            "date_asked",
            "date_answer_due",
            "answer",
            "answer_text",
            "date_answered",
            "answered_by_id",
            "outcome",
            "date_outcome",
            "is_reminded",
            "link_hash",
            "link_expiry",
        }
    )

    network_id = fields.Many2one(
        "declic.network.partner",
        string="To",
        required=True,
        index=True,
        ondelete="restrict",
    )
    service_id = fields.Many2one(
        "declic.reason", string="For", required=True, domain=[("kind", "=", "service")]
    )
    request = fields.Text(
        string="What is asked",
        groups=SOCIAL_GROUPS,
        help="Facts that the partner needs, and no more. The household may read this.",
    )
    basis = fields.Selection(
        [
            ("agreement", "The household agrees"),
            ("duty", "Duty of the law"),
            ("danger", "Danger for a person"),
        ],
        string="On which basis",
        required=True,
        default="agreement",
    )
    consent_date = fields.Date(string="Agreement given on")
    category_ids = fields.Many2many(
        "declic.reason",
        "declic_referral_category_rel",
        string="Data communicated",
        domain=[("kind", "=", "category")],
    )
    is_shareable = fields.Boolean(
        string="Known to the landlord",
        default=lambda self: not self.env.user.share,
        help="Else only the association and the household know of this referral.",
    )
    user_id = fields.Many2one("res.users", string="Asked by", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "Referral asked"),
            ("answered", "Referral answered"),
            ("done", "Outcome known"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    date_asked = fields.Date(string="Asked on", readonly=True, copy=False)
    date_answer_due = fields.Date(string="Answer due", readonly=True, copy=False)
    answer = fields.Selection(ANSWERS, readonly=True, copy=False)
    answer_text = fields.Char(
        string="In its words",
        readonly=True,
        copy=False,
        groups=SOCIAL_GROUPS,
    )
    date_answered = fields.Date(string="Answered on", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users", string="Answer typed by", readonly=True, copy=False
    )
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False)
    date_outcome = fields.Date(string="Outcome on", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    is_reminded = fields.Boolean(readonly=True, copy=False)

    _due_idx = models.Index("(date_answer_due) WHERE state = 'asked'")

    @api.depends("state", "date_answer_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for referral in self:
            due = referral.date_answer_due
            referral.is_late = bool(referral.state == "asked" and due and due < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "=", "asked"), ("date_answer_due", "<", "today")]
        return late if True in value else ["!", "&", *late]

    @api.depends("reference")
    def _compute_display_name(self):
        for referral in self:
            referral.display_name = referral.reference

    @api.model_create_multi
    def create(self, vals_list):
        referrals = super().create(vals_list)
        referrals._check_open()
        return referrals

    # Acts

    def action_ask(self):
        """Hand the referral to the partner: what was told is kept from now on.

        :raises UserError: the household's agreement or the data told is missing
        """
        today = fields.Date.context_today(self)
        for referral in self._acting():
            if referral.basis == "agreement" and not referral.consent_date:
                raise UserError(
                    self.env._("Say when the household agreed to this referral.")
                )
            if referral.consent_date and referral.consent_date > today:
                raise UserError(
                    self.env._("The household's agreement cannot lie in the future.")
                )
            if not referral.category_ids:
                raise UserError(self.env._("Say which data the partner was told."))
            days = referral.network_id.answer_days
            referral._set_state(
                "asked",
                user_id=self.env.uid,
                date_asked=today,
                date_answer_due=fields.Date.add(today, days=days),
            )
            self.env["declic.disclosure"]._log(
                referral.case_id.sudo().household_id,  # sudo: whose row it is
                referral.network_id.name,
                ", ".join(referral.category_ids.mapped("name")),
                referral.basis,
            )
            referral._send_link()

    def action_answer(self, answer, text=None):
        """Enter what the partner answered, by phone or letter: it needs no login.

        :param answer: a key of ``answer``
        :param text: one sentence in the partner's words, if any
        :raises UserError: unknown answer, or the referral is not waiting for one
        """
        self.ensure_one()
        referral = self._acting()
        if answer not in dict(ANSWERS):
            raise UserError(self.env._("Choose one of the answers of the list."))
        referral._set_state(
            "answered",
            answer=answer,
            answer_text=(text or "").strip(),
            date_answered=fields.Date.context_today(self),
            answered_by_id=self.env.uid,
        )
        referral._close_link()

    def action_outcome(self, outcome):
        """Record what came of the referral.

        :param outcome: a key of ``outcome``
        :raises UserError: unknown outcome, or the referral is over
        """
        self.ensure_one()
        referral = self._acting()
        if outcome not in dict(OUTCOMES):
            raise UserError(self.env._("Choose one of the answers of the list."))
        referral._set_state(
            "done", outcome=outcome, date_outcome=fields.Date.context_today(self)
        )

    def action_cancel(self):
        """Give the referral up before its outcome."""
        referrals = self._acting()
        referrals._set_state("cancelled")
        referrals._close_link()

    # Deadlines

    @api.model
    def _cron_remind(self):
        """One reminder to the referent for each referral without an answer in time;
        run twice, it does nothing more."""
        late = self.search([("is_late", "=", True), ("is_reminded", "=", False)])
        for referral in late:
            referral._tell_asker("referral")
            referral.is_reminded = True
