from odoo import api, fields, models
from odoo.tools import formatLang
from odoo.tools.translate import LazyTranslate

from ...engine import distributions, indicators, programme_figures

_lt = LazyTranslate(__name__)

THEMES = [
    ("activity", "Activity"),
    ("delay", "Delays"),
    ("adhesion", "Adhesion"),
    ("outcome", "Outcomes"),
    ("debt", "Debt and payments"),
    ("comparison", "Comparison"),
    ("effort", "Means of the support"),
    ("network", "Network of partners"),
    ("means", "Cost and funding"),
    ("table", "Profiles and outcomes"),
]
UNITS = [
    ("count", "number"),
    ("percent", "%"),
    ("days", "days"),
    ("months", "months"),
    ("hours", "hours"),
    ("eur", "EUR"),
    ("number", "number by case"),
]
# Texts of the two rows that come from the ledger of everybody.
COMPARED = {
    "compared_cases": (
        _lt("Debt lower six months later: households followed"),
        _lt(
            "Households whose arrears, six months after the month before the support"
            " began, are lower; those with somebody to compare with."
        ),
    ),
    "compared_others": (
        _lt("Debt lower six months later: same arrears, not admitted"),
        _lt(
            "Households of the same landlord, in the same band of arrears in the same"
            " month, not admitted up to the end of the period; weighted like the"
            " households followed."
        ),
    ),
}


class DeclicEvaluationLine(models.Model):
    """One figure: what it is, over what, and the list behind it."""

    _name = "declic.evaluation.line"
    _description = "Figure of an evaluation"
    _inherit = ["declic.masked.export.mixin"]
    _order = "evaluation_id, sequence, id"

    evaluation_id = fields.Many2one(
        "declic.evaluation", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="evaluation_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(readonly=True)
    code = fields.Char(required=True, readonly=True)
    theme = fields.Selection(THEMES, required=True, readonly=True)
    unit = fields.Selection(UNITS, required=True, readonly=True)
    name = fields.Char(string="Indicator", compute="_compute_texts")
    definition = fields.Char(compute="_compute_texts")
    numerator = fields.Float(readonly=True, digits=(16, 2))
    denominator = fields.Float(readonly=True, digits=(16, 2))
    value = fields.Float(readonly=True, digits=(16, 2))
    is_void = fields.Boolean(
        readonly=True, help="Nothing to measure: not the same as zero."
    )
    shown_value = fields.Char(string="Result", compute="_compute_shown_value")
    heading = fields.Char(
        compute="_compute_heading",
        help="Of which the first line of each part bears the name.",
    )
    shown_numerator = fields.Char(string="Count", compute="_compute_shown_value")
    shown_denominator = fields.Char(string="Out of", compute="_compute_shown_value")
    bar = fields.Float(string="Share", compute="_compute_shown_value")
    is_masked = fields.Boolean(string="Masked in exports", readonly=True)
    is_masked_numerator = fields.Boolean(readonly=True)
    is_masked_denominator = fields.Boolean(readonly=True)
    has_list = fields.Boolean(compute="_compute_has_list")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_texts(self):
        lang = self.env.lang or "en_US"
        for line in self:
            name, definition = line._texts()
            line.name = name._translate(lang) if name else ""
            line.definition = definition._translate(lang) if definition else ""

    def _texts(self):
        """(name, definition) of the declared table, not translated yet."""
        self.ensure_one()
        code = self.code or ""
        if ":" in code:
            table_code, key = code.split(":")
            table = distributions.BY_CODE[table_code]
            return table.cells[key], table.name
        if code in COMPARED:
            return COMPARED[code]
        indicator = indicators.BY_CODE.get(code)
        return (indicator.name, indicator.definition) if indicator else (None, None)

    @api.depends("code", "theme", "evaluation_id.line_ids.sequence")
    @api.depends_context("lang")
    def _compute_heading(self):
        parts = {
            line: line.definition if line.theme == "table" else line.theme
            for line in self.evaluation_id.line_ids | self
        }
        themes = dict(self._fields["theme"]._description_selection(self.env))
        first = {}
        for line in sorted(parts, key=lambda one: (one.sequence, one._origin.id)):
            first.setdefault((line.evaluation_id, parts[line]), line)
        for line in self:
            part = parts[line]
            is_first = first[line.evaluation_id, part] == line
            line.heading = themes.get(part, part) if is_first else ""

    @api.depends("value", "numerator", "denominator", "unit", "theme", "is_void")
    @api.depends_context("lang")
    def _compute_shown_value(self):
        for line in self:
            line.shown_value = line._format(line.value)
            line.shown_numerator = line._amount("numerator")
            line.shown_denominator = line._amount("denominator")
            is_share = line.unit == "percent" and not line.is_void
            line.bar = min(line.value, 100) if is_share else 0

    def _has_base(self):
        """Whether the figure is told out of something."""
        return bool(self.denominator) or self.unit == "percent"

    def _amount(self, name):
        """The figure ``name`` as it is written: a number of files, of which a delay is
        the median, has neither decimals nor the delay's unit."""
        if name == "denominator" and not self._has_base():
            return ""
        # Money to the cent; places, days and households of its rows are counts.
        is_money = self.unit == "eur" and name != "denominator"
        in_parts = is_money or not float(self[name]).is_integer()
        digits = 2 if self.theme == "means" and in_parts else 0
        return formatLang(self.env, self[name], digits=digits)

    def _format(self, value):
        """``value`` with its unit, as the reader's language writes it."""
        self.ensure_one()
        if self.is_void:
            return "–"
        if self.unit == "eur":
            return formatLang(
                self.env, value, currency_obj=self.evaluation_id.currency_id
            )
        digits = 0 if self.unit in ("count", "days") else 1
        text = formatLang(self.env, value, digits=digits)
        units = dict(self._fields["unit"]._description_selection(self.env))
        suffix = {"percent": "\u202f%"}.get(self.unit)
        if suffix is None and self.unit in ("days", "months", "hours"):
            suffix = f"\u00a0{units[self.unit]}"
        return f"{text}{suffix or ''}"

    @api.depends("code", "theme")
    @api.depends_context("uid")
    def _compute_has_list(self):
        for line in self:
            line.has_list = line._may_list()

    def _population(self):
        """Name of the set that the figure counts; None when no list stands behind."""
        self.ensure_one()
        if self.theme == "table":
            return self.code
        indicator = indicators.BY_CODE.get(self.code)
        return indicator.population if indicator else None

    def _may_list(self):
        """Whether a list stands behind the figure that its reader may read whole."""
        self.ensure_one()
        population = self._population()
        if not population:
            return False
        model = programme_figures.model(population)
        # F2: the association's contacts are counted for the pilot and not listed.
        if model == "declic.contact":
            return self.env.user.has_group("declic.group_counsellor")
        return self.env[model].has_access("read")

    def action_open(self):
        """Open the records that the figure counts, and no others; False when the
        reader may not read them one by one."""
        if not self._may_list():
            return False
        population = self._population()
        evaluation = self.evaluation_id
        self.env.flush_all()
        model, ids = programme_figures.members(
            self.env.cr,
            population,
            evaluation.date_from,
            evaluation._day(),
            evaluation.programme_id.id,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("id", "in", ids)],
            "context": {"create": False},
        }

    # What leaves the house

    def _masks(self):
        return {
            "numerator": self.is_masked_numerator,
            "denominator": self.is_masked_denominator,
            "value": self.is_masked,
            "shown_value": self.is_masked,
            "shown_numerator": self.is_masked_numerator,
            "shown_denominator": self.is_masked_denominator,
            "bar": self.is_masked,
        }

    def _printed(self):
        """The row as the report prints it.

        :return: dict of ``name``, ``definition``, ``numerator``, ``denominator`` and
            ``value``, texts in the reader's language; ``bar`` a share in percent, or 0
        """
        self.ensure_one()
        masks = self._masks()

        def number(name):
            return self._mask_text(name) if masks[name] else self._amount(name)

        return {
            "name": self.name,
            "definition": self.definition,
            "numerator": number("numerator"),
            "denominator": number("denominator"),
            "value": (self._mask_text("value") if masks["value"] else self.shown_value),
            "bar": 0 if masks["value"] else self.bar,
        }
