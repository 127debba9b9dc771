"""A household's place on the worklist: levels, why it is there, who is told."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...engine import worklist
from ...engine.rules import NOT_QUIET

LEVELS = [("green", "Green"), ("amber", "Amber"), ("red", "Red")]


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    debt_level = fields.Selection(LEVELS, readonly=True, copy=False, default="green")
    silence_level = fields.Selection(LEVELS, readonly=True, copy=False, default="green")
    proposal_state = fields.Selection(
        [
            ("none", "Not proposed"),
            ("proposed", "To decide"),
            ("watched", "Put aside"),
            ("left", "Left or deceased, in debt"),
            ("oriented", "Oriented"),
            ("followed", "Followed"),
        ],
        string="Situation",
        readonly=True,
        copy=False,
        default="none",
        index=True,
    )
    date_proposed = fields.Date(readonly=True, copy=False)
    dismissed_until = fields.Date(
        string="Look again on", readonly=True, copy=False, tracking=True
    )
    dismiss_reason_id = fields.Many2one(
        "declic.reason",
        readonly=True,
        copy=False,
        tracking=True,
        domain=[("kind", "=", "dismiss")],
    )
    urgency = fields.Integer(
        readonly=True,
        copy=False,
        default=2,
        aggregator=None,
        help="0: a hearing within 15 days; 1: within 45 days; 2: none.",
    )
    debt_hold_reason = fields.Selection(
        [
            ("disputed", "Disputed invoice"),
            ("over_indebtedness", "Over-indebtedness file"),
            ("benefit", "Housing benefit being settled"),
        ],
        string="Debt on hold",
        copy=False,
        tracking=True,
    )
    debt_hold_until = fields.Date(
        string="On hold until",
        copy=False,
        tracking=True,
        help="Until then the debt raises no signal.",
    )
    signal_ids = fields.One2many("declic.signal", "household_id")
    reasons = fields.Json(
        string="Why",
        compute="_compute_reasons",
        help="Why the household is on the worklist, the strongest reason first.",
    )
    explanation = fields.Char(compute="_compute_explanation")
    to_notify = fields.Boolean(readonly=True, copy=False)
    _worklist_idx = models.Index(
        "(urgency, overdue DESC, id) WHERE proposal_state = 'proposed'"
    )
    _not_quiet_idx = models.Index(f"(id) WHERE active AND {NOT_QUIET}")
    _raised_idx = models.Index(f"(id) WHERE active AND {worklist.RAISED}")
    _to_notify_idx = models.Index("(id) WHERE to_notify")
    _debt_hold_idx = models.Index("(debt_hold_until) WHERE debt_hold_until IS NOT NULL")
    _hold_complete = models.Constraint(
        "CHECK((debt_hold_reason IS NULL) = (debt_hold_until IS NULL))",
        "A debt on hold needs a reason and an end date.",
    )

    @api.depends(
        "signal_ids.state",
        "signal_ids.explanation",
        "contact_ids.date",
        "unallocated",
        "signalling_days_late",
        "hearing_date",
    )
    @api.depends_context("lang")
    def _compute_reasons(self):
        today = fields.Date.context_today(self)
        heard = dict(
            # sudo: one explanation for all, the association's tries in it.
            self.env["declic.contact"]
            .sudo()
            ._read_group(
                [("household_id", "in", self.ids), ("is_honoured", "=", True)],
                ["household_id"],
                ["date:max"],
            )
        )
        for household in self:
            told = household.signal_ids.filtered(lambda s: s.state == "open")
            told = told.sorted(lambda s: (s.axis, s.rule_id.sequence, s.id))
            parts = told.mapped("explanation")
            if household._is_gone():
                parts.insert(0, household._gone_reason())
            elif household.hearing_date and household.hearing_date >= today:
                parts.insert(
                    0,
                    self.env._(
                        "hearing on %s",
                        format_date(self.env, household.hearing_date),
                    ),
                )
            deadline = household.signalling_deadline
            if household.signalling_is_late:
                # First of all until it is recorded.
                parts.insert(
                    0,
                    self.env._(
                        "not signalled to the payer before %(date)s: %(days)s days"
                        " late",
                        date=format_date(self.env, deadline),
                        days=household.signalling_days_late,
                    ),
                )
            elif household.is_to_signal:
                parts.append(
                    self.env._(
                        "to signal to the payer before %s",
                        format_date(self.env, deadline),
                    )
                )
            if parts and household in heard:
                parts.append(
                    self.env._(
                        "last contact %s days ago",
                        (today - heard[household].date()).days,
                    )
                )
            if parts and household.unallocated:
                parts.append(
                    self.env._(
                        "%s received and not allocated",
                        formatLang(
                            self.env,
                            household.unallocated,
                            currency_obj=household.currency_id,
                        ),
                    )
                )
            if parts and household.ledger_is_stale:
                parts.append(
                    self.env._(
                        "last bank entry on %s",
                        format_date(self.env, household.ledger_bank_date),
                    )
                )
            household.reasons = parts

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for household in self:
            household.explanation = ", ".join(household.reasons or [])

    @api.model
    def _cron_notify(self, limit=200):
        """Tell the counsellors of the agencies who is newly proposed: one activity per
        household, in small commits; the rest in the next slice of the cron."""
        domain = [("to_notify", "=", True)]
        households = self.search(domain, limit=limit, order="id")
        for household in households:
            household._notify_proposed()
            household.to_notify = False
        remaining = self.search_count(domain)
        self.env["ir.cron"]._commit_progress(len(households), remaining=remaining)

    def _notify_proposed(self):
        self.ensure_one()
        counsellor = self._social_counsellor()
        activity = "mail.mail_activity_data_todo"
        if counsellor and not self.activity_search([activity]):
            self.activity_schedule(
                activity,
                summary=self.with_context(lang=counsellor.lang).env._(
                    "Household to examine"
                ),
                user_id=counsellor.id,
            )

    def action_look_again(self):
        """Put a household that was set aside back before its day; who set it aside, why
        and until when stays in its history (L4).

        :raises UserError: it is not set aside
        """
        today = fields.Date.context_today(self)
        for household in self:
            if not household.dismissed_until or household.dismissed_until <= today:
                raise UserError(self.env._("This household is not set aside."))
        self.write({"dismissed_until": False, "dismiss_reason_id": False})
        self._refresh_levels()

    def _social_counsellor(self):
        """The counsellor of the household's agency who is told of it; nobody's is
        excluded from it (T6)."""
        self.ensure_one()
        group = self.env.ref("declic.group_counsellor")
        # sudo: who is excluded is looked at, not shown.
        excluded = self.sudo().lock_ids.filtered("active").user_id
        return (
            self.agency_id.user_ids.filtered(
                lambda user: user.active and group in user.all_group_ids
            )
            - excluded
        )[:1]
