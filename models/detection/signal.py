from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ..common.title import title
from .signal_rule import AXES

_lt = LazyTranslate(__name__)

# What a person reads on the worklist, by kind of rule. ``value`` has one digit,
# ``count`` none, ``days`` run from ``date``.
EXPLANATIONS = {
    "net_months": _lt("%(value)s months of net rent due"),
    "debt_age": _lt("oldest unpaid term %(date)s (%(days)s days)"),
    # Paid first-in-first-out, the oldest term is younger than the debt.
    "debt_born": _lt(
        "in debt since %(born)s, oldest unpaid term %(date)s (%(days)s days)"
    ),
    "payment_silence": _lt("no payment for %(days)s days"),
    "trend": _lt("debt growing by %(value)s months of rent a month"),
    "first_miss": _lt("first missed term after a year on time"),
    "rejected_debits": _lt("%(count)s rejected payments"),
    "partial_payments": _lt("%(count)s partly paid terms out of three"),
    "timing_drift": _lt("payment date moved by %(count)s days"),
    "benefit_drop": _lt("housing benefit down by %(count)s %%"),
    "charge_shock": _lt("last term higher than usual by %(value)s months of rent"),
    "broken_plan": _lt("%(count)s broken repayment plans"),
    "failed_contacts": _lt("%(count)s attempts without an answer"),
    "returned_mail": _lt("%(count)s letters returned or unclaimed"),
    "missed_appointments": _lt("%(count)s appointments missed"),
    "silence_after_act": _lt("no reply since the act of %(date)s (%(days)s days)"),
    "refused_access": _lt("%(count)s refused accesses"),
    "neighbours": _lt("%(count)s worries of the neighbours"),
}
CONSTITUTED = _lt("impayé constitué since %(date)s")
CLOCK = _lt("%(count)s %% of the legal clock before impayé constitué")


class DeclicSignal(models.Model):
    _name = "declic.signal"
    _description = "Signal"
    _inherit = ["declic.guard.mixin"]
    _order = "date_opened desc, id desc"
    # The detection's, in SQL, or the closing act's.
    _guarded_fields = frozenset(
        {
            "state",
            "rule_id",
            "value",
            "date_since",
            "is_manual",
            "date_opened",
            "date_closed",
        }
    )

    household_id = fields.Many2one(
        "declic.household", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    rule_id = fields.Many2one("declic.signal.rule", readonly=True, ondelete="restrict")
    axis = fields.Selection(AXES, required=True, default="silence")
    level = fields.Selection(
        [("amber", "Amber"), ("red", "Red")], required=True, default="amber"
    )
    value = fields.Float(digits=(16, 2), readonly=True)
    date_since = fields.Date(
        readonly=True, help="Where the rule measures an age: the date it runs from."
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
    )
    is_manual = fields.Boolean(readonly=True, default=True)
    manual_kind = fields.Selection(
        [
            ("closed_shutters", "Dwelling looks unoccupied"),
            ("no_answer_door", "No answer at the door"),
            ("refused_access", "Access refused for a repair"),
            ("neighbour", "Neighbours worry"),
            ("mail_piling", "Mail piling up"),
            ("insurance", "Proof of insurance overdue"),
            ("survey", "Yearly survey not returned"),
            ("mandate", "Direct debit mandate cancelled"),
            ("no_request", "No request any more, after many"),
            ("act_unanswered", "Hearing missed"),
            ("other", "Other worry"),
        ],
        string="What was seen",
    )
    comment = fields.Char(
        size=200, help="One sentence of facts. No health, no judgement."
    )
    date_opened = fields.Date(
        readonly=True, required=True, default=fields.Date.context_today
    )
    date_closed = fields.Date(readonly=True)
    explanation = fields.Char(compute="_compute_explanation")

    _open_automatic = models.UniqueIndex(
        "(household_id, rule_id) WHERE state = 'open' AND NOT is_manual",
        "This signal is already open.",
    )

    @api.depends(
        "rule_id",
        "value",
        "date_since",
        "manual_kind",
        "comment",
        "date_closed",
        "household_id.default_date",
    )
    @api.depends_context("lang")
    def _compute_explanation(self):
        kinds = dict(self._fields["manual_kind"]._description_selection(self.env))
        for signal in self:
            if signal.is_manual:
                parts = [kinds.get(signal.manual_kind), signal.comment]
                signal.explanation = " : ".join(part for part in parts if part)
            else:
                signal.explanation = signal._explain()

    def _explain(self):
        """The rule and the figures that fired, in the user's language."""
        self.ensure_one()
        code, since = self.rule_id.code, self.date_since
        text = EXPLANATIONS.get(code)
        if code == "legal_clock":
            # What a signal said stays what it says once it is closed.
            text = CONSTITUTED if since else CLOCK
        born = self.household_id.default_date
        is_open = self.state == "open"
        if code == "debt_age" and is_open and since and born and born < since:
            text = EXPLANATIONS["debt_born"]
        until = self.date_closed or fields.Date.context_today(self)
        return str(text._translate(self.env.lang or "en_US")) % {
            "value": formatLang(self.env, self.value, digits=1),
            "count": round(self.value),
            "days": (until - since).days if since else 0,
            "date": format_date(self.env, since) if since else "",
            "born": format_date(self.env, born) if born else "",
        }

    @api.depends("household_id.reference", "rule_id", "manual_kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for signal in self:
            signal.display_name = title(
                signal.household_id.reference,
                signal.rule_id.name or self.env._("Manual signal"),
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("manual_kind"):
                raise UserError(self.env._("Say what was seen: choose it in the list."))
        signals = super().create(vals_list)
        signals.household_id._refresh_levels()
        return signals

    def write(self, vals):
        # What a rule sees is the engine's; of a person's signal the words are his.
        typed = {"comment", "manual_kind", "level"}
        by_hand = not self.env.su and not self._is_keyed()
        if by_hand and (not all(self.mapped("is_manual")) or vals.keys() - typed):
            raise AccessError(
                self.env._("A signal is the detection's: set the household aside.")
            )
        done = super().write(vals)
        self.household_id._refresh_levels()
        return done

    def action_close(self):
        """Close manual signals; an automatic one closes itself with its cause."""
        if not all(self.mapped("is_manual")):
            raise UserError(
                self.env._(
                    "An automatic signal closes itself once its cause is gone. To set"
                    " the household aside, use “Set aside” on the worklist."
                )
            )
        self.check_access("write")
        self._keyed().write(
            {"state": "closed", "date_closed": fields.Date.context_today(self)}
        )
