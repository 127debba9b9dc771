"""What the engine writes on a household: figures, levels, place on the worklist."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from ...engine import arrears, figures, ledger, signals, tenancy, watermark, worklist
from ...engine.rules import NOT_QUIET
from .household_value import KEPT

LEVELS = [("green", "Green"), ("amber", "Amber"), ("red", "Red")]

# Written by the engine only, from the ledger and the contact log.
FIGURES = frozenset(figures.COLUMNS) | {
    "default_date",
    "arrears_date",
    "arrears_rule_id",
    "debt_level",
    "silence_level",
    "proposal_state",
    "date_proposed",
    "urgency",
    "tenancy",
}
# Written by a decision of both sides only: see household_litigation.py.
SUSPENSION = frozenset({"litigation_until", "litigation_review_id"})
# A change of one of these changes the figures: the next run reads the ledger again.
LEDGER_FIELDS = frozenset(
    {
        "partner_id",
        "holder_from",
        "lease_date",
        "lease_number",
        "company_id",
        "active",
        "rent",
        "charges",
        "rent_reduction",
        "housing_benefit",
        "benefit_status",
        "member_ids",
    }
)

# A change of one of these may give lines to another household, or take them from it.
CLAIM_FIELDS = frozenset(
    {
        "partner_id",
        "holder_from",
        "lease_date",
        "lease_number",
        "company_id",
        "active",
    }
)


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    _sealed_fields = FIGURES | SUSPENSION

    overdue = fields.Monetary(string="Arrears", readonly=True, copy=False)
    net_months = fields.Float(
        string="Net months due", digits=(16, 2), readonly=True, copy=False
    )
    oldest_unpaid_date = fields.Date(
        string="Oldest unpaid term", readonly=True, copy=False
    )
    last_payment_date = fields.Date(string="Last payment", readonly=True, copy=False)
    trend = fields.Monetary(
        readonly=True,
        copy=False,
        help="Slope of the closing balances of the last six months, in EUR a month.",
    )
    last_term_date = fields.Date(string="Last term", readonly=True, copy=False)
    last_term_amount = fields.Monetary(readonly=True, copy=False)
    current_rent_missing = fields.Monetary(
        string="Missing on the current rent", readonly=True, copy=False
    )
    current_rent_paid = fields.Boolean(readonly=True, copy=False, default=True)
    benefit_pending = fields.Monetary(
        string="Housing benefit awaited",
        readonly=True,
        copy=False,
        help="Announced for the last term and not received yet.",
    )
    benefit_ratio = fields.Float(readonly=True, copy=False, default=1)
    due_jump = fields.Monetary(readonly=True, copy=False)
    punctual_terms = fields.Integer(readonly=True, copy=False)
    partial_terms = fields.Integer(readonly=True, copy=False)
    payment_drift = fields.Integer(readonly=True, copy=False)
    reject_date = fields.Date(
        string="Last rejected direct debit", readonly=True, copy=False
    )
    reject_date_before = fields.Date(readonly=True, copy=False)
    unallocated = fields.Monetary(
        string="Received and not allocated",
        readonly=True,
        copy=False,
        help="In the tenant's favour and not matched yet.",
    )
    ledger_bank_date = fields.Date(related="company_id.declic_bank_date")
    ledger_benefit_date = fields.Date(related="company_id.declic_benefit_date")
    ledger_is_stale = fields.Boolean(related="company_id.declic_is_stale")
    unclassified_count = fields.Integer(
        string="Lines without a nature", readonly=True, copy=False, aggregator=None
    )
    arrears_record_ids = fields.One2many("declic.arrears.record", "household_id")

    default_date = fields.Date(
        string="First default",
        readonly=True,
        copy=False,
        help="The day the running debt began: since then the balance never was zero.",
    )
    arrears_date = fields.Date(string="Impayé constitué", readonly=True, copy=False)
    arrears_rule_id = fields.Many2one(
        "declic.arrears.rule", string="Definition applied", readonly=True, copy=False
    )

    debt_level = fields.Selection(LEVELS, readonly=True, copy=False, default="green")
    silence_level = fields.Selection(LEVELS, readonly=True, copy=False, default="green")
    proposal_state = fields.Selection(
        [
            ("none", "Not proposed"),
            ("proposed", "To decide"),
            ("watched", "Set aside"),
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

    lock_ids = fields.One2many(
        "declic.lock", "household_id", groups="declic.group_data_officer"
    )
    signal_ids = fields.One2many("declic.signal", "household_id")
    ledger_month_ids = fields.One2many("declic.ledger.month", "household_id")
    explanation = fields.Char(compute="_compute_explanation")

    # Of the machinery: read the ledger again; tell the counsellor.
    ledger_stale = fields.Boolean(readonly=True, copy=False, default=True)
    to_notify = fields.Boolean(readonly=True, copy=False)

    _worklist_idx = models.Index(
        "(urgency, overdue DESC, id) WHERE proposal_state = 'proposed'"
    )
    _not_quiet_idx = models.Index(f"(id) WHERE active AND {NOT_QUIET}")
    _raised_idx = models.Index(f"(id) WHERE active AND {worklist.RAISED}")
    _stale_idx = models.Index("(id) WHERE ledger_stale")
    _to_notify_idx = models.Index("(id) WHERE to_notify")
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
    def _compute_explanation(self):
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
            elif deadline and not household.signalled_date:
                if deadline <= fields.Date.add(today, days=15):
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
            household.explanation = ", ".join(parts)

    def write(self, vals):
        if LEDGER_FIELDS & vals.keys():
            vals = {**vals, "ledger_stale": True}
        if not vals.get("active", True):
            self._check_nothing_runs()
        self._record_values(vals)
        self._record_holder(vals)
        claims = CLAIM_FIELDS & vals.keys()
        before = set(self._account_partners().ids) if claims else set()
        done = super().write(vals)
        if claims:
            # A line that is no longer of this lease may be of another one.
            self._mark_stale(before | set(self._account_partners().ids))
        self._tenancy_moved(vals)
        return done

    @api.model_create_multi
    def create(self, vals_list):
        households = super().create(vals_list)
        self._mark_stale(households._account_partners().ids)
        households.filtered(lambda h: h.date_death or h.lease_end_date)._tenancy_moved(
            ("date_death", "lease_end_date")
        )
        return households

    def _sealed_sentence(self, names):
        if names & FIGURES:
            return self.env._("The arrears come from the ledger alone.")
        return self.env._("Both sides suspend the litigation, at a monthly point.")

    def _record_values(self, vals):
        """Keep what is about to change, with the day it was in force until."""
        changed = [name for name in KEPT if name in vals]
        today = fields.Date.context_today(self)
        moved = self.filtered(
            lambda h: any(h[name] != (vals[name] or h[name] * 0) for name in changed)
        )
        if not moved:
            return
        # sudo: kept by whatever act, and nobody's to write.
        Value = self.env["declic.household.value"].sudo()
        last = dict(
            Value._read_group(
                [("household_id", "in", moved.ids)], ["household_id"], ["date_to:max"]
            )
        )
        Value.create(
            [
                {
                    "household_id": household.id,
                    "date_from": last.get(household.sudo()),
                    "date_to": today,
                    **{name: household[name] for name in KEPT},
                }
                for household in moved
                # The first values of the day are those that were in force before it.
                if last.get(household.sudo()) != today
            ]
        )

    def _record_holder(self, vals):
        """A holder who is replaced keeps his past: he stays as a former holder."""
        if "partner_id" not in vals:
            return
        today = fields.Date.context_today(self)
        # sudo: whoever may change the holder leaves the former one with his dates.
        self.env["declic.household.member"].sudo().create(
            [
                {
                    "household_id": household.id,
                    "partner_id": household.partner_id.id,
                    "role": "holder",
                    "date_from": household.holder_from,
                    "date_to": today,
                }
                for household in self
                if household.partner_id.id != vals["partner_id"]
            ]
        )

    def unlink(self):
        ids = self.ids
        done = super().unlink()
        # The fact table has no foreign key.
        self.env.cr.execute(
            "DELETE FROM declic_ledger_month WHERE household_id = ANY(%s)", [ids]
        )
        return done

    def action_refresh(self):
        """Read the ledger again for these households and re-evaluate their signals.

        :return: an action that says so and shows the new figures
        """
        self.check_access("read")
        self._run_detection(self.ids)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s ledger(s) read again.", len(self)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.private
    @api.model
    def _mark_all_stale(self):
        """Have the next run read all ledgers again: what lines are has changed."""
        self.flush_model(["ledger_stale"])
        self.env.cr.execute(
            "UPDATE declic_household SET ledger_stale = TRUE WHERE NOT ledger_stale"
        )
        self.invalidate_model(["ledger_stale"])

    @api.private
    def _mark_stale(self, partner_ids):
        """Have the next run read the ledgers of these partners again."""
        if not partner_ids:
            return
        self.flush_model(["ledger_stale"])
        self.env.cr.execute(
            """
            UPDATE declic_household SET ledger_stale = TRUE
             WHERE NOT ledger_stale
               AND id IN (SELECT id FROM declic_household
                           WHERE partner_id = ANY(%(partners)s)
                           UNION
                          SELECT household_id FROM declic_household_member
                           WHERE partner_id = ANY(%(partners)s)
                           UNION
                          SELECT h.id FROM res_partner p
                            JOIN declic_household h ON h.partner_id = p.id
                           WHERE p.commercial_partner_id = ANY(%(partners)s))
            """,
            {"partners": list(partner_ids)},
        )
        self.invalidate_model(["ledger_stale"])

    @api.private
    def _run_detection(self, household_ids=None):
        """From the ledger to the worklist, whatever moved; writes only differences.

        :param household_ids: limit to these households, all the active ones when None
        :return: dict of counts: rows of ``months``, ``figures`` and ``clocks`` written,
            signals ``opened``, ``updated`` and ``closed``, ``levels`` changed
        """
        self.env.flush_all()
        counts = {
            **self._refresh_ledger(household_ids),
            **self._refresh_signals(household_ids),
        }
        self.env.invalidate_all(flush=False)
        return counts

    @api.private
    def _refresh_ledger(self, household_ids=None):
        """Months, figures and legal clock of these households."""
        cr, day = self.env.cr, fields.Date.context_today(self)
        lines = ledger.stage(cr, day, household_ids)
        return {
            "months": ledger.refresh_months(cr, lines, household_ids),
            "figures": figures.refresh_figures(cr, day, lines, household_ids),
            "clocks": arrears.refresh_clock(cr, day, lines, household_ids),
        }

    @api.private
    def _refresh_signals(self, household_ids=None):
        """Signals, levels and places on the worklist of these households."""
        cr, day = self.env.cr, fields.Date.context_today(self)
        chosen = SQL()
        if household_ids is not None:
            chosen = SQL("AND h.id = ANY(%s)", list(household_ids))
        tenancy.refresh(cr, day, chosen)
        return {
            **signals.refresh_signals(
                cr,
                self.env["declic.signal.rule"]._read_rules(),
                day,
                fields.Datetime.now(),
                self.env.uid,
                household_ids,
                # sudo: whether the books of a landlord are behind, whoever asks.
                self.env["res.company"].sudo()._declic_stale().ids,
            ),
            "levels": len(worklist.refresh_levels(cr, day, household_ids)),
        }

    @api.private
    def _refresh_levels(self):
        """Re-evaluate the levels of these households after a person's act."""
        if self.ids:
            self.env.flush_all()
            day = fields.Date.context_today(self)
            worklist.refresh_levels(self.env.cr, day, self.ids)
            self.invalidate_recordset()

    @api.model
    def _cron_control(self):
        """Before the nightly run: mark the households whose arrears differ from the
        open residuals. What the ORM was told of is found without it."""
        self.env.flush_all()
        day = fields.Date.context_today(self)
        drifted = watermark.drifted(self.env.cr, day)
        watermark.mark_stale(self.env.cr, drifted)
        self.invalidate_model(["ledger_stale"])

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
        group = self.env.ref("declic.group_counsellor")
        counsellors = self.agency_id.user_ids.filtered(
            lambda user: group in user.all_group_ids
        )
        activity = "mail.mail_activity_data_todo"
        if counsellors and not self.activity_search([activity]):
            self.activity_schedule(
                activity,
                summary=self.with_context(lang=counsellors[0].lang).env._(
                    "Household to examine"
                ),
                user_id=counsellors[0].id,
            )
