from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import (
    comparison_group,
    distributions,
    indicators,
    masking,
    programme_figures,
)


class DeclicEvaluation(models.Model):
    """The figures of one programme over one period: the year report (M3, M5).

    Computed from the records as often as wished while it is a draft; once validated,
    figures and files stay as they were handed over.
    """

    _name = "declic.evaluation"
    _description = "Evaluation of a programme"
    _inherit = ["declic.state.mixin"]
    _order = "date_to desc, id desc"

    _transitions = {"draft": {"validated"}}
    _locked_states = frozenset({"validated"})
    _guarded_fields = frozenset({"date_computed"})

    programme_id = fields.Many2one(
        "declic.programme",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["declic.programme"].search([], limit=1),
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: date(fields.Date.context_today(self).year, 1, 1),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: date(fields.Date.context_today(self).year, 12, 31),
    )
    state = fields.Selection(
        [("draft", "Draft"), ("validated", "Validated")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    date_computed = fields.Datetime(string="Computed on", readonly=True, copy=False)
    line_ids = fields.One2many("declic.evaluation.line", "evaluation_id")
    cost_ids = fields.One2many("declic.evaluation.cost", "evaluation_id")

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "The period ends before it starts."
    )

    @api.depends("programme_id.name", "date_from", "date_to")
    def _compute_display_name(self):
        for evaluation in self:
            evaluation.display_name = (
                f"{evaluation.programme_id.name or ''} · {evaluation._period_label()}"
            )

    def _period_label(self):
        """The year alone when the period is one, else both dates."""
        self.ensure_one()
        first, last = self.date_from, self.date_to
        if not first or not last:
            return ""
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            if first.year == last.year:
                return str(first.year)
        return f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"

    def _day(self):
        """The day the figures are told as of: the end of the period, or today."""
        self.ensure_one()
        return min(self.date_to, fields.Date.context_today(self))

    # Computing

    def action_compute(self):
        """Compute all the figures again from the records.

        :raises UserError: the report is validated, or its period is still to come
        """
        for evaluation in self:
            evaluation.check_access("write")
            evaluation._check_unlocked({"line_ids": True})
            if evaluation.date_from > fields.Date.context_today(self):
                raise UserError(self.env._("This period is still to come."))
            # sudo: figures do not depend on which files their reader may open.
            evaluation.sudo()._compute_figures()

    def _compute_figures(self):
        self.ensure_one()
        self.env.flush_all()
        period = (self.date_from, self._day(), self.programme_id.id)
        sizes, measures = programme_figures.compute(self.env.cr, *period)
        compared = comparison_group.compare(self.env.cr, *period)
        rows = self._indicator_rows(sizes, measures)
        rows += self._comparison_rows(compared)
        rows += self._table_rows(sizes)
        self._mask(rows, sizes)
        self.line_ids.unlink()
        self.env["declic.evaluation.line"].create(
            [
                {"evaluation_id": self.id, "sequence": number, **row}
                for number, row in enumerate(rows)
            ]
        )
        self._write_costs()
        self._count_gaps()
        self.date_computed = fields.Datetime.now()

    def _indicator_rows(self, sizes, measures):
        amounts = self._amounts(sizes["followed"], measures["hours"] or 0)
        rows = []
        for indicator in indicators.INDICATORS:
            if indicator.amount:
                numerator, denominator, value = amounts[indicator.amount]
            else:
                numerator = sizes[indicator.population]
                denominator = sizes.get(indicator.base, 0)
                value = numerator
                if indicator.measure:
                    value = measures[indicator.code]
                elif indicator.base:
                    value = 100 * numerator / denominator if denominator else None
            rows.append(
                {
                    "code": indicator.code,
                    "theme": indicator.theme,
                    "unit": indicator.unit,
                    "numerator": numerator,
                    "denominator": denominator,
                    "value": value or 0,
                    "is_void": value is None,
                }
            )
        return rows

    def _comparison_rows(self, compared):
        rows = []
        for code, prefix, rate in (
            ("compared_cases", "cases", compared["rate"]),
            ("compared_others", "others", compared["rate_others"]),
        ):
            rows.append(
                {
                    "code": code,
                    "theme": "comparison",
                    "unit": "percent",
                    "numerator": compared[f"{prefix}_lower"],
                    "denominator": compared[prefix],
                    "value": 100 * (rate or 0),
                    "is_void": rate is None,
                }
            )
        return rows

    def _table_rows(self, sizes):
        return [
            {
                "code": f"{table.code}:{key}",
                "theme": "table",
                "unit": "percent",
                "numerator": sizes[f"{table.code}:{key}"],
                "denominator": sizes[table.base],
                "value": 100 * sizes[f"{table.code}:{key}"] / (sizes[table.base] or 1),
                "is_void": not sizes[table.base],
            }
            for table in distributions.TABLES
            for key in table.cells
        ]

    # What may leave the house

    def _mask(self, rows, sizes):
        """Mark what the exports may not show, small cells and what would tell them."""
        sizes = dict(sizes)
        sums = list(distributions.SUMS)
        # How many came back is the difference of two figures that are shown.
        sizes["returned"] = sizes["followed"] - sizes["households"]
        sums.append(("followed", ("households", "returned")))
        shown = set()
        for row in rows:
            names = row["_cells"] = self._cells(row)
            sizes.update(names)
            shown |= names.keys()
            if len(names) == 2 and row["theme"] not in ("table", "means"):
                part, base = names
                rest = f"{base} without {part}"
                sizes[rest] = sizes[base] - sizes[part]
                sums.append((base, (part, rest)))
        hidden = masking.masked(sizes, sums, shown)
        for row in rows:
            names = list(row.pop("_cells"))
            row["is_masked_numerator"] = names[:1] != [] and names[0] in hidden
            row["is_masked_denominator"] = len(names) > 1 and names[1] in hidden
            row["is_masked"] = any(name in hidden for name in names)

    def _cells(self, row):
        """The counts of persons or acts that a row shows, by the name of the set."""
        indicator = indicators.BY_CODE.get(row["code"])
        if row["theme"] == "comparison":
            code = row["code"]
            return {f"{code} lower": row["numerator"], code: row["denominator"]}
        if row["theme"] == "table":
            base = distributions.BY_CODE[row["code"].split(":")[0]].base
            return {row["code"]: row["numerator"], base: row["denominator"]}
        if indicator.code in ("sessions", "session_hours"):
            return {"sessions": row["numerator"]}
        if row["code"] == "cost_per_household":
            # The budget is no secret: it would tell how many shared it.
            return {"budget": row["numerator"], "followed": row["denominator"]}
        if indicator.amount:
            return {}
        names = {indicator.population: row["numerator"]}
        if indicator.base:
            names[indicator.base] = row["denominator"]
        return names

    # Buttons

    def action_validate(self):
        """Freeze the figures and the files for the funder.

        :raises UserError: nothing was computed, or the period is not over
        """
        for evaluation in self:
            if not evaluation.line_ids:
                raise UserError(self.env._("Compute the figures first."))
            if evaluation.date_to >= fields.Date.context_today(self):
                raise UserError(
                    self.env._("The period is not over: its figures can still change.")
                )
            # sudo: the date of the files is written by the act alone.
            own = evaluation.sudo()
            own._count_gaps()
            own._freeze()
            evaluation._set_state("validated")

    def action_open_delays(self):
        """The delays of the associations in the quarters of the period."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delays by association"),
            "res_model": "declic.delay",
            "view_mode": "list,graph,pivot",
            "domain": self._delay_domain(),
        }

    def _delay_domain(self):
        first = self.date_from.replace(day=1)
        quarter = first - relativedelta(months=(first.month - 1) % 3)
        return [
            ("programme_id", "=", self.programme_id.id),
            ("quarter", ">=", quarter),
            ("quarter", "<=", self.date_to),
        ]
