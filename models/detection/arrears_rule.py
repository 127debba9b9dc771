from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DeclicArrearsRule(models.Model):
    """A dated legal definition of *impayé constitué* and of its delays.

    Records, not code: the definition changes on 1 January 2027 (décret 2026-84), and
    what the law leaves unclear (charges in or out) is a setting.
    """

    _name = "declic.arrears.rule"
    _description = "Legal definition of arrears"
    _order = "date_from"

    name = fields.Char(required=True, translate=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(help="Last day on which the definition is in force.")
    mode = fields.Selection(
        [
            ("multiple", "Several times the net rent"),
            ("amount_or_age", "More than an amount, or older than some months"),
        ],
        required=True,
        default="multiple",
    )
    multiple = fields.Float(default=2, help="Times the net monthly rent.")
    include_charges = fields.Boolean(
        default=True, help="Whether the net rent counts the charges: sources conflict."
    )
    amount = fields.Float(digits=(16, 2), help="EUR; the debt must exceed it.")
    months = fields.Integer(help="Months after the first default.")
    signal_months = fields.Integer(
        string="Months to signal",
        default=2,
        help="Delay to signal the arrears to the benefit office (CCH R.824-4).",
    )
    summons_months = fields.Integer(
        string="Months before a summons",
        default=2,
        help="Between the seizure of the CCAPEX and the summons "
        "(loi 89-462, art. 24 II).",
    )
    source = fields.Char(translate=True)
    active = fields.Boolean(default=True)

    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "The end comes before the start.",
    )
    _amounts = models.Constraint(
        "CHECK((mode = 'multiple' AND multiple > 0)"
        " OR (mode = 'amount_or_age' AND amount >= 0 AND months > 0))",
        "Give what the debt must reach.",
    )

    @api.constrains("date_from", "date_to", "active")
    def _check_overlap(self):
        for rule in self.filtered("active"):
            later = Domain("date_to", "=", False) | Domain(
                "date_to", ">=", rule.date_from
            )
            earlier = Domain("date_from", "<=", rule.date_to or date.max)
            if self.search_count(Domain("id", "!=", rule.id) & later & earlier):
                raise ValidationError(
                    self.env._(
                        "%s: another definition is in force at the same time.",
                        rule.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._restart_clocks()
        return rules

    def write(self, vals):
        done = super().write(vals)
        self._restart_clocks()
        return done

    def unlink(self):
        done = super().unlink()
        self._restart_clocks()
        return done

    def _restart_clocks(self):
        """Have the next run date the running debts again."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE declic_household SET ledger_stale = TRUE"
            " WHERE default_date IS NOT NULL AND NOT ledger_stale"
        )

    @api.model
    def _on(self, day):
        """The definition in force on ``day``; empty when there is none."""
        return self.sudo().search(  # sudo: the law is the same for everybody
            Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)),
            limit=1,
        )
