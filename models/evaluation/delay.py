import csv
import io

from odoo import api, fields, models
from odoo.tools import SQL, drop_view_if_exists, formatLang

from ...engine import facts
from ...engine.cells import as_texts
from ...engine.masking import SMALL

# Figures of a delay, and their decimals.
_FIGURES = {"case_count": 0, "median": 1, "p90": 1}


class DeclicDelay(models.Model):
    """Median and ninth decile of each step, by association and quarter (M4).

    From time-stamps that only the acts write: sending, answer, first contact, approval
    of the plan, closure.
    """

    _name = "declic.delay"
    _description = "Delays by association"
    _inherit = ["declic.masked.export.mixin"]
    _auto = False
    _order = "quarter desc, association_id, step"
    _rec_name = "step"
    _depends = {
        "declic.case": ["date_first_contact", "date_closed", "association_id"],
        "declic.orientation": ["date_sent", "date_answered", "association_id"],
        "declic.plan": ["date_approved", "case_id"],
    }

    programme_id = fields.Many2one("declic.programme", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    association_id = fields.Many2one("res.partner", readonly=True)
    quarter = fields.Date(readonly=True, help="First day of the quarter.")
    step = fields.Selection(
        [
            ("answer", "Orientation to answer"),
            ("contact", "Answer to first contact"),
            ("plan", "First contact to approved plan"),
            ("closure", "Approved plan to closure"),
        ],
        readonly=True,
    )
    case_count = fields.Integer(string="Count", readonly=True)
    median = fields.Float(
        string="Median (days)", readonly=True, digits=(16, 1), aggregator=None
    )
    p90 = fields.Float(
        string="90th percentile (days)", readonly=True, digits=(16, 1), aggregator=None
    )

    def init(self):
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), facts.delays())
        )

    def _masks(self):
        small = self.case_count < SMALL
        return {"case_count": small, "median": small, "p90": small}

    def _counts(self):
        return {"case_count"}

    def _quarter_label(self):
        self.ensure_one()
        return f"{self.quarter.year} T{(self.quarter.month + 2) // 3}"

    def _rows(self):
        """The delays as they leave the house: titles, then a list each of texts and,
        where nothing is masked, numbers."""
        label = self._fields
        steps = dict(label["step"]._description_selection(self.env))
        names = ("quarter", "association_id", "step", *_FIGURES)
        rows = [[label[name]._description_string(self.env) for name in names]]
        for delay in self:
            masks = delay._masks()
            rows.append(
                [
                    delay._quarter_label(),
                    delay.association_id.name,
                    steps[delay.step],
                    *(
                        delay._mask_text(name)
                        if masks[name]
                        else round(delay[name], digits)
                        for name, digits in _FIGURES.items()
                    ),
                ]
            )
        return rows

    def _text_rows(self):
        """As :meth:`_rows`, the numbers as the reader's language writes them."""
        digits = dict(enumerate(_FIGURES.values(), 3))
        return [
            [
                cell
                if isinstance(cell, str)
                else formatLang(self.env, cell, digits=digits[column])
                for column, cell in enumerate(row)
            ]
            for row in self._rows()
        ]

    @api.model
    def _csv(self, domain):
        """The delays of ``domain`` as a CSV file that French spreadsheets open.

        :return: bytes; semicolons, UTF-8 with its mark
        """
        content = io.StringIO()
        csv.writer(content, delimiter=";").writerows(
            as_texts(self.search(domain)._text_rows())
        )
        return content.getvalue().encode("utf-8-sig")
