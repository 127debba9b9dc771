from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.groups import SOCIAL_GROUPS

# Unread for so long, it goes to the pilot (F4).
ESCALATE_HOURS = 24
ORIGINS = [
    ("case", "Case"),
    ("contact", "Contact"),
    ("appointment", "Appointment"),
    ("assessment", "Assessment"),
    ("plan", "Plan"),
    ("review", "Point or review"),
]
# What was said stays as it was said.
_SAID = frozenset({"case_id", "kind_id", "facts", "origin"})


class DeclicConcern(models.Model):
    """A serious concern for somebody's safety, raised from any form (F4).

    Both referents are told at once, without a word of its content; one of them
    acknowledges it with name and time, else the pilot is told after a day. The support
    cannot be closed while it is open. No chatter: the content stays here.
    """

    _name = "declic.concern"
    _description = "Serious concern"
    _inherit = ["declic.state.mixin", "declic.case.part.mixin"]
    _order = "date desc, id desc"
    _portal_fields = frozenset(
        {
            "case_id",
            "household_id",
            "state",
            "origin",
            "kind_id",
            "facts",
            "user_id",
            "date",
            "acknowledged_by_id",
            "date_acknowledged",
            "outcome_id",
            "settled_by_id",
            "date_settled",
            "can_acknowledge",
        }
    )

    # That there is one, and who took it on: no word of what it is about.
    _pilot_fields = frozenset(
        {
            "case_id",
            "household_id",
            "company_id",
            "state",
            "origin",
            "user_id",
            "date",
            "acknowledged_by_id",
            "date_acknowledged",
            "date_escalated",
            "settled_by_id",
            "date_settled",
            "can_acknowledge",
        }
    )

    _initial_state = "raised"
    _transitions = {"raised": {"acknowledged"}, "acknowledged": {"settled"}}
    _locked_states = frozenset({"settled"})
    _guarded_fields = frozenset(
        {
            "user_id",
            "date",
            "acknowledged_by_id",
            "date_acknowledged",
            "date_escalated",
            "outcome_id",
            "settled_by_id",
            "date_settled",
        }
    )

    state = fields.Selection(
        [
            ("raised", "To acknowledge"),
            ("acknowledged", "Acknowledged"),
            ("settled", "Settled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="raised",
        index=True,
    )
    origin = fields.Selection(
        ORIGINS, string="Raised from", required=True, default="case"
    )
    kind_id = fields.Many2one(
        "declic.reason",
        string="What for",
        required=True,
        domain=[("kind", "=", "concern")],
        groups=SOCIAL_GROUPS,
    )
    facts = fields.Text(
        groups=SOCIAL_GROUPS,
        help="What was seen or heard. In danger, call 15, 17, 18 or 112 first.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Raised by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(
        string="Raised on", required=True, readonly=True, default=fields.Datetime.now
    )
    acknowledged_by_id = fields.Many2one(
        "res.users", string="Acknowledged by", readonly=True, copy=False
    )
    date_acknowledged = fields.Datetime(
        string="Acknowledged on", readonly=True, copy=False
    )
    date_escalated = fields.Datetime(string="Pilot told on", readonly=True, copy=False)
    outcome_id = fields.Many2one(
        "declic.reason",
        string="What was done",
        readonly=True,
        copy=False,
        domain=[("kind", "=", "concern_end")],
        groups=SOCIAL_GROUPS,
    )
    settled_by_id = fields.Many2one(
        "res.users", string="Settled by", readonly=True, copy=False
    )
    date_settled = fields.Datetime(string="Settled on", readonly=True, copy=False)
    can_acknowledge = fields.Boolean(compute="_compute_can_acknowledge")

    _raised_idx = models.Index("(date) WHERE state = 'raised'")

    def _part_name(self):
        return self.env._("serious concern")

    @api.depends_context("uid")
    @api.depends("state", "user_id")
    def _compute_can_acknowledge(self):
        for concern in self:
            concern.can_acknowledge = (
                concern.state == "raised" and concern.user_id != self.env.user
            )

    @api.constrains("kind_id")
    def _check_kind(self):
        for concern in self:
            if concern.kind_id.kind != "concern":
                raise UserError(self.env._("Choose what the concern is."))

    @api.model_create_multi
    def create(self, vals_list):
        concerns = super().create(vals_list)
        concerns._check_open()
        for concern in concerns:
            concern._notify_referents()
        concerns.case_id._refresh_reminders()
        return concerns

    def write(self, vals):
        if _SAID & vals.keys():
            raise UserError(self.env._("A concern stays as it was raised."))
        return super().write(vals)

    # Acts

    def action_acknowledge(self):
        """Take the concern on: one's name and the time are kept.

        :raises AccessError: one raised it oneself
        :raises UserError: it is acknowledged already
        """
        for concern in self._acting(pilot=True):
            if concern.user_id == self.env.user:
                raise AccessError(
                    self.env._("Somebody else acknowledges what you raised.")
                )
            concern._set_state(
                "acknowledged",
                acknowledged_by_id=self.env.uid,
                date_acknowledged=fields.Datetime.now(),
            )
            concern.case_id._refresh_reminders()

    def action_settle(self, outcome_id):
        """Record what was done; the support may be closed again.

        :param outcome_id: id of a ``declic.reason`` of kind ``concern_end``
        :raises UserError: no such reason, or nobody acknowledged it yet
        """
        self.ensure_one()
        concern = self._acting()
        outcome = self.env["declic.reason"]._chosen(
            outcome_id,
            "concern_end",
            self.env._("Say what was done about the concern."),
        )
        concern._set_state(
            "settled",
            outcome_id=outcome.id,
            settled_by_id=self.env.uid,
            date_settled=fields.Datetime.now(),
        )

    # Telling

    def _notify_referents(self):
        """Tell both referents at once, but for who raised it and who is excluded. At
        the landlord's somebody is always told: the pilot, where the referent is not."""
        self.ensure_one()
        case = self.sudo().case_id  # sudo: the referents, whoever raises
        self._notify((case._told_users() | case._told_worker()) - self.user_id)

    def _notify(self, users):
        """A mail with the reference, and no word of what it is about."""
        for user in users:
            subject, body = self.env["mail.template"]._declic_words(
                "concern", self, user.lang, declic_link=user._declic_link(self)
            )
            # sudo: the message is the module's; its readers were chosen above.
            self.sudo().case_id.with_context(lang=user.lang).message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject,
                body=body,
                email_layout_xmlid="mail.mail_notification_light",
            )

    @api.model
    def _cron_escalate(self):
        """Tell the pilot of what nobody acknowledged in a day, once each."""
        before = fields.Datetime.now() - timedelta(hours=ESCALATE_HOURS)
        late = self.search(
            [
                ("state", "=", "raised"),
                ("date", "<=", before),
                ("date_escalated", "=", False),
            ]
        )
        for concern in late:
            concern._notify(concern.case_id.programme_id.manager_id)
            concern.date_escalated = fields.Datetime.now()
        late.case_id._refresh_reminders()


class DeclicCase(models.Model):
    _inherit = "declic.case"

    concern_ids = fields.One2many("declic.concern", "case_id")

    def _told_worker(self):
        """The association's referent, unless excluded from the household."""
        return self.worker_id - self.household_id.lock_ids.filtered("active").user_id

    def _told_users(self):
        """Who of the landlord is told of what cannot wait: the referent; where this one
        is excluded from the household or gone, the programme's pilot; where that one is
        too, every pilot who is not."""
        self.ensure_one()
        excluded = self.household_id.lock_ids.filtered("active").user_id
        pilots = self.env.ref("declic.group_manager").all_user_ids.filtered(
            lambda user: not user.share and self.company_id in user.company_ids
        )
        for users in (self.referent_id, self.programme_id.manager_id, pilots):
            told = users.filtered("active") - excluded
            if told:
                return told
        return pilots.browse()

    def action_raise_concern(self):
        """Open the form of a new concern about the household of this case."""
        self.ensure_one()
        return self._create_concern("case")

    def _create_concern(self, origin):
        """Open the form of a new concern raised from ``origin``, a key of
        ``declic.concern.origin``."""
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Serious concern"),
            "res_model": "declic.concern",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id, "default_origin": origin},
        }

    def action_report_concern(self, kind_id, facts="", origin="case"):
        """Raise a serious concern; both referents are told at once.

        :param kind_id: id of a ``declic.reason`` of kind ``concern``
        :param facts: what was seen or heard
        :param origin: a key of ``declic.concern.origin``
        :return: the concern
        :raises UserError: a value is not of the lists
        """
        self.ensure_one()
        case = self._acting(in_danger=True)
        sentence = self.env._("Choose what the concern is.")
        kind = case.env["declic.reason"]._chosen(kind_id, "concern", sentence)
        if origin not in dict(ORIGINS):
            raise UserError(sentence)
        concern = case.env["declic.concern"].create(
            {
                "case_id": case.id,
                "kind_id": kind.id,
                "facts": (facts or "").strip(),
                "origin": origin,
            }
        )
        return concern.with_env(self.env)
