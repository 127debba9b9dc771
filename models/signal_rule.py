from odoo import api, fields, models
from odoo.exceptions import ValidationError

AXES = [("debt", "Debt"), ("silence", "Silence")]


class DeclicSignalRule(models.Model):
    _name = "declic.signal.rule"
    _description = "Signal rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        [
            ("net_months", "Months of net rent due"),
            ("debt_age", "Age of the debt"),
            ("payment_silence", "Days since the last payment"),
            ("failed_contacts", "Attempts without an answer"),
            ("missed_appointments", "Missed appointments"),
        ],
        required=True,
        readonly=True,
        help="The query that gives the value.",
    )
    axis = fields.Selection(AXES, required=True, readonly=True)
    unit = fields.Selection(
        [("month", "months of rent"), ("day", "days"), ("count", "times")],
        required=True,
        readonly=True,
    )
    amber = fields.Float(required=True, help="Value from which the signal is amber.")
    red = fields.Float(required=True, help="Value from which the signal is red.")
    window_days = fields.Integer(
        default=60, help="How far back contacts are counted, in days."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE(code)", "One rule per kind of signal.")

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
