"""The report of a period as PDF, XLSX and CSV; no name of a household in them (M5)."""

import base64
import io

import xlsxwriter

from odoo import api, fields, models

from ...engine import distributions
from .evaluation_line import THEMES


class DeclicEvaluation(models.Model):
    _name = "declic.evaluation"
    _inherit = ["declic.evaluation", "declic.frozen.mixin"]

    _frozen_report = "declic.report_evaluation"
    _audiences = {"funder": frozenset()}

    # Served by /web/content, with the rights of the record.
    xlsx = fields.Binary(string="Workbook", compute="_compute_xlsx")
    delays_csv = fields.Binary(string="Delays (CSV)", compute="_compute_delays_csv")

    @api.depends_context("lang")
    def _compute_xlsx(self):
        for evaluation in self:
            frozen = evaluation._frozen("funder", "xlsx")
            evaluation.xlsx = (
                frozen.with_context(bin_size=False).content
                if frozen
                else base64.b64encode(evaluation._render_xlsx())
            )

    @api.depends_context("lang")
    def _compute_delays_csv(self):
        for evaluation in self:
            content = self.env["declic.delay"]._csv(evaluation._delay_domain())
            evaluation.delays_csv = base64.b64encode(content)

    def _file_name(self, extension):
        """File name of the report: the programme's number and its period."""
        self.ensure_one()
        period = self._period_label().replace("/", "").replace("–", "-")
        return f"declic-{self.programme_id.id}-{period}.{extension}"

    def _letterhead(self):
        """Names and logos of the landlord and of the partners."""
        self.ensure_one()
        # sudo: name and logo of organisations, to whoever may print the report.
        own = self.sudo()
        return {
            "landlord": self.company_id.name,
            "association": ", ".join(own.programme_id.association_ids.mapped("name")),
            "landlord_logo": own.company_id._declic_logo(),
            "association_logo": False,
        }

    # What both files say

    def _sections(self):
        """Indicators by theme: list of (title, list of printed rows)."""
        self.ensure_one()
        labels = dict(
            self.env["declic.evaluation.line"]
            ._fields["theme"]
            ._description_selection(self.env)
        )
        by_theme = self.line_ids.grouped("theme")
        return [
            (labels[theme], [line._printed() for line in by_theme[theme]])
            for theme, _label in THEMES
            if theme != "table" and theme in by_theme
        ]

    def _distributions(self):
        """Tables of profiles and outcomes: list of (title, list of printed rows)."""
        return [
            (title, [line._printed() for line in lines])
            for title, lines in self._table_lines()
        ]

    def _delay_rows(self):
        """Delays by association and quarter as texts, titles first; no row without a
        title."""
        return self._delays()._text_rows()

    def _delays(self):
        self.ensure_one()
        return self.env["declic.delay"].search(self._delay_domain())

    # Files

    def _file_stem(self):
        return self._file_name("pdf").removesuffix(".pdf")

    def _freeze(self):
        """Keep the report and the workbook as the funder gets them."""
        self.ensure_one()
        self._freeze_forms()
        xlsx = self._as_version("funder")._render_xlsx()
        self._freeze_bytes("funder", self._file_name("xlsx"), xlsx)

    def action_print(self):
        """The report: the frozen file once validated, else as it stands."""
        self.ensure_one()
        frozen = self._frozen("funder")
        if frozen:
            return frozen.action_download()
        return self.env.ref("declic.action_report_evaluation").report_action(self)

    def action_xlsx(self):
        """The workbook."""
        return self._download_field("xlsx", "xlsx")

    def action_delays_csv(self):
        """The delays of the associations, as CSV."""
        return self._download_field("delays_csv", "csv")

    def _download_field(self, name, extension):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/declic.evaluation/{self.id}/{name}"
            f"?download=true&filename={self._file_name(extension)}",
        }

    def _render_xlsx(self):
        """The report as a workbook: indicators, distributions with charts, delays.

        :return: bytes
        """
        self.ensure_one()
        content = io.BytesIO()
        book = xlsxwriter.Workbook(
            content,
            # What somebody typed is a text, and never a formula or a link.
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {"bold": True, "bg_color": "#166063", "font_color": "#FFFFFF"}
            ),
            "theme": book.add_format({"bold": True, "bg_color": "#E3F0EF"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "cell": book.add_format({"valign": "top", "num_format": "#,##0.##"}),
        }
        self._sheet_of_indicators(book, styles)
        self._sheet_of_tables(book, styles)
        self._sheet_of_delays(book, styles)
        book.close()
        return content.getvalue()

    def _sheet_of_indicators(self, book, styles):
        tab = self.env._("Indicators")
        sheet = book.add_worksheet(tab)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 70)
        sheet.set_column(2, 5, 16)
        sheet.write(0, 0, self.programme_id.name, styles["title"])
        sheet.write(1, 0, self.env._("Period: %s", self._period_label()))
        sheet.write(2, 0, self._masking_note())
        titles = self.env["declic.evaluation.line"]._fields
        heads = ("name", "definition", "numerator", "denominator", "value", "unit")
        for column, name in enumerate(heads):
            title = titles[name]._description_string(self.env)
            sheet.write(4, column, title, styles["head"])
        units = dict(titles["unit"]._description_selection(self.env))
        row = 5
        labels = dict(titles["theme"]._description_selection(self.env))
        theme, shares = None, []
        for line in self.line_ids.filtered(lambda line: line.theme != "table"):
            if line.theme != theme:
                theme = line.theme
                sheet.write(row, 0, labels[theme], styles["theme"])
                row += 1
            masks = line._masks()
            sheet.write(row, 0, line.name, styles["wrap"])
            sheet.write(row, 1, line.definition, styles["wrap"])
            for column, name in enumerate(("numerator", "denominator", "value"), 2):
                void = line.is_void if name == "value" else not line[name]
                if name == "numerator":
                    void = False
                value = line._mask_text(name) if masks[name] else line[name]
                sheet.write(row, column, "" if void else value, styles["cell"])
            sheet.write(row, 5, units[line.unit], styles["cell"])
            if line.unit == "percent" and not (line.is_void or masks["value"]):
                shares.append(row + 1)
            row += 1
        if shares:
            self._chart_of_shares(book, tab, shares)

    def _chart_of_shares(self, book, tab, rows):
        """Bars of the shares that leave, beside the indicators.

        :param tab: name of their sheet
        :param rows: their rows, counted from 1
        """

        def cells(column):
            return "=({})".format(",".join(f"'{tab}'!${column}${row}" for row in rows))

        chart = book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": cells("A"),
                "values": cells("E"),
                "fill": {"color": "#166063"},
                "data_labels": {"value": True},
            }
        )
        chart.set_title({"name": self.env._("Shares (%)"), "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        chart.set_x_axis({"min": 0, "max": 100})
        chart.set_y_axis({"reverse": True})
        chart.set_size({"width": 640, "height": 60 + 28 * len(rows)})
        book.get_worksheet_by_name(tab).insert_chart(4, 7, chart)

    def _sheet_of_tables(self, book, styles):
        name = self.env._("Distributions")
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 0, 44)
        row = 0
        for title, lines in self._table_lines():
            sheet.write(row, 0, title, styles["head"])
            sheet.write(row, 1, self.env._("Count"), styles["head"])
            first = row + 1
            for number, line in enumerate(lines, first):
                sheet.write(number, 0, line.name)
                masked = line._masks()["numerator"]
                count = line._mask_text("numerator") if masked else line.numerator
                sheet.write(number, 1, count)
            last = first + len(lines) - 1
            chart = book.add_chart({"type": "bar"})
            chart.add_series(
                {
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, 1, last, 1],
                    "fill": {"color": "#166063"},
                }
            )
            chart.set_title({"name": title, "name_font": {"size": 11}})
            chart.set_legend({"none": True})
            chart.set_y_axis({"reverse": True})
            sheet.insert_chart(row, 3, chart, {"x_scale": 1.1, "y_scale": 0.8})
            row = max(last + 2, row + 14)

    def _table_lines(self):
        lang = self.env.lang or "en_US"
        lines = self.line_ids.filtered(lambda line: line.theme == "table")
        return [
            (
                table.name._translate(lang),
                lines.filtered(lambda line, t=table: line.code.split(":")[0] == t.code),
            )
            for table in distributions.TABLES
        ]

    def _sheet_of_delays(self, book, styles):
        sheet = book.add_worksheet(self.env._("Delays"))
        sheet.set_column(0, 5, 26)
        for row, cells in enumerate(self._delays()._rows()):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell, styles["head"] if not row else None)

    def _masking_note(self):
        return self.env._(
            "“n/d”: not disclosed, so that nobody is recognised. “< 5”: one to four"
            " households."
        )
