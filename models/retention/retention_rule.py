"""How long a file of support is kept, and on which ground (C6)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.title import title


class DeclicRetentionRule(models.Model):
    """A duration in force from a day, with its source; the data officer's.

    A new duration is a new record: the former one says what was in force before. The
    night anonymises nothing until a rule is applied, so that the officer can look at
    what would go first.
    """

    _name = "declic.retention.rule"
    _description = "Duration of conservation"
    _inherit = ["declic.named.mixin"]
    _order = "company_id, date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        string="Landlord",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    data_class = fields.Selection(
        [
            ("file", "Files of support"),
            ("signal", "Closed signals of the detection"),
            ("document", "Papers of closed supports"),
            ("request", "Files handed over to a person"),
            ("log", "Logs of readings and changes"),
        ],
        string="What",
        required=True,
        default="file",
    )
    would_go = fields.Integer(
        string="Would go tonight",
        compute="_compute_would_go",
        help="As this line stands, applied or not.",
    )
    programme_id = fields.Many2one(
        "declic.programme",
        index="btree_not_null",
        check_company=True,
        help="Empty: of all programmes that have no duration of their own.",
    )
    date_from = fields.Date(
        string="In force from", required=True, default=fields.Date.context_today
    )
    months = fields.Integer(
        string="Months after the last contact",
        required=True,
        default=24,
        help="Two years after the last contact (CNIL, référentiel social,"
        " délibération n° 2021-028).",
    )
    source = fields.Char(
        required=True, help="The text or the decision that gives this duration."
    )
    is_applied = fields.Boolean(
        string="Applied by night",
        help="Until then the list says what would go, and nothing goes.",
    )

    _months_some = models.Constraint(
        "CHECK(months BETWEEN 1 AND 1200)",
        "A file is kept for a month at least, and a hundred years at most.",
    )

    _programme_of_files = models.Constraint(
        "CHECK(programme_id IS NULL OR data_class = 'file')",
        "Only files of support have a duration by programme.",
    )

    @api.depends("months", "date_from")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = title(
                rule.programme_id.name or rule.company_id.name,
                self.env._("%s months", rule.months),
            )

    def write(self, vals):
        if vals.keys() - {"is_applied"} and any(rule.is_applied for rule in self):
            raise UserError(
                self.env._(
                    "This duration is applied: record a new one, in force from the"
                    " day it changes."
                )
            )
        return super().write(vals)
