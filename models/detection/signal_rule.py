from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine import signals

AXES = [("debt", "Debt"), ("silence", "Silence")]


# What the manager edits, and the engine takes.
THRESHOLDS = (
    "amber",
    "red",
    "window_days",
    "grace_days",
    "min_age_days",
    "deduct_benefit",
    "min_media",
)


class DeclicSignalRule(models.Model):
    _name = "declic.signal.rule"
    _description = "Signal rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        [
            ("net_months", "Months of net rent due"),
            ("legal_clock", "Legal clock"),
            ("debt_age", "Age of the debt"),
            ("payment_silence", "Days since the last payment"),
            ("trend", "Growing debt"),
            ("first_miss", "First missed term"),
            ("rejected_debits", "Rejected direct debits"),
            ("partial_payments", "Partial payments"),
            ("timing_drift", "Irregular payment dates"),
            ("broken_plan", "Broken repayment plan"),
            ("benefit_drop", "Housing benefit dropped"),
            ("charge_shock", "Unusually high term"),
            ("failed_contacts", "Attempts without an answer"),
            ("returned_mail", "Mail returned"),
            ("missed_appointments", "Missed appointments"),
            ("silence_after_act", "Silence after an act"),
            ("refused_access", "Refused accesses"),
            ("neighbours", "Worries of the neighbours"),
        ],
        required=True,
        readonly=True,
        help="The query that gives the value.",
    )
    axis = fields.Selection(AXES, required=True, readonly=True)
    unit = fields.Selection(
        [
            ("month", "months of rent"),
            ("day", "days"),
            ("count", "times"),
            ("percent", "%"),
        ],
        required=True,
        readonly=True,
    )
    amber = fields.Float(required=True, help="Value from which the signal is amber.")
    red = fields.Float(required=True, help="Value from which the signal is red.")
    window_days = fields.Integer(
        default=60, help="How far back events are counted, in days."
    )
    grace_days = fields.Integer(
        default=15, help="A term due for fewer days is no arrears yet."
    )
    min_age_days = fields.Integer(
        string="Minimum age (days)",
        help="The oldest unpaid term must be at least that old.",
    )
    deduct_benefit = fields.Boolean(
        string="Deduct awaited housing benefit",
        default=True,
        help="Announced for the last term and not received yet.",
    )
    for_gone = fields.Boolean(
        string="Of former tenants too",
        help="Who left or died has no benefit office, no current rent and no eviction.",
    )
    min_media = fields.Integer(
        string="Ways tried",
        default=1,
        help="How many different ways of contact must have been tried.",
    )
    open_count = fields.Integer(string="Households today", compute="_compute_preview")
    gained_count = fields.Integer(string="Would be added", compute="_compute_preview")
    lost_count = fields.Integer(string="Would be dropped", compute="_compute_preview")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE(code)", "One rule per kind of signal.")

    @api.private
    def _read_rules(self):
        """The active rules, as the engine takes them: the same whoever asks."""
        # sudo: somebody who may read no rule may cause the evaluation of one.
        return [rule._values() for rule in self.sudo().search([])]

    def _values(self):
        self.ensure_one()
        names = ("code", "axis", *THRESHOLDS)
        return {"id": self._origin.id, **{name: self[name] for name in names}}

    @api.depends(*THRESHOLDS, "active")
    def _compute_preview(self):
        """How many households the thresholds on the screen touch, before saving."""
        for rule in self:
            rule.open_count = rule.gained_count = rule.lost_count = 0
            stored = rule._origin
            if not stored or not 0 < rule.amber <= rule.red:
                continue
            now = set(rule._see()) if rule.active else set()
            before = set(
                self.env["declic.signal"]
                .search(
                    [
                        ("rule_id", "=", stored.id),
                        ("state", "=", "open"),
                        ("is_manual", "=", False),
                    ]
                )
                .household_id.ids
            )
            rule.open_count = len(before)
            rule.gained_count = len(now - before)
            rule.lost_count = len(before - now)

    def _see(self):
        """Ids of the company's households that the thresholds reach today."""
        day = fields.Date.context_today(self)
        # Flushed without the thresholds being typed: they are on a new record.
        self.env["declic.contact"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT s.household_id FROM (%s) s"
                "  JOIN declic_household h ON h.id = s.household_id"
                " WHERE h.company_id = ANY(%s)",
                signals.seen([self._values()], day),
                self.env.companies.ids,
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.constrains("amber", "red", "window_days")
    def _check_thresholds(self):
        for rule in self:
            if not 0 < rule.amber <= rule.red:
                raise ValidationError(
                    self.env._(
                        "%s: the amber threshold must be more than zero and not above"
                        " the red one.",
                        rule.name,
                    )
                )
            if rule.window_days <= 0:
                raise ValidationError(
                    self.env._("%s: the window must be at least one day.", rule.name)
                )
