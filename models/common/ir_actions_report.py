"""Our printed forms carry what they need: the renderer has no address to call (V4)."""

import io
import logging
from collections import OrderedDict

from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models import ir_actions_report as base_report

from ...engine import renderer, style_sheet

_logger = logging.getLogger(__name__)

# The bundles of ``web.minimal_layout``, in its order.
BUNDLES = ("web.report_assets_pdf", "web.report_assets_common")
# Where ``declic.print_layout`` has its style sheet.
STYLES = "/* declic.styles */"
# What Odoo writes into a bundle that does not compile.
BROKEN = "## CSS error message ##"
# Values of a paper format that the renderer is told.
PAPER = (
    "format",
    "page_height",
    "page_width",
    "orientation",
    "margin_top",
    "margin_bottom",
    "margin_left",
    "margin_right",
    "header_line",
    "header_spacing",
    "disable_shrinking",
    "dpi",
)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        # Odoo leaves the right to read to the template, where what was read as
        # superuser before is served from the cache.
        model = self.env.get(report.model)
        if model is not None and model._name.startswith("declic."):
            model.browse(docids).check_access("read")
            self._check_reader(report)
        return super()._get_rendering_context(report, docids, data)

    def _check_reader(self, report):
        """Odoo hides a document from who is not of its groups, and prints it to whoever
        types its address.

        :raises AccessError: the reader is of none of its groups
        """
        groups = report.sudo().group_ids  # sudo: whom the document is for
        if self.env.su or not groups or groups & self.env.user.all_group_ids:
            return
        raise AccessError(self.env._("This document is not for your role."))

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # A form that was validated is not printed again: its frozen file is handed out.
        model = self.env.get(self._get_report(report_ref).model)
        if not res_ids or not hasattr(model, "_frozen_bytes"):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        name = self._get_report(report_ref).report_name
        kept = {}
        for record in model.browse(res_ids):
            content = record._frozen_bytes(name)
            if content:
                kept[record.id] = {"stream": io.BytesIO(content), "attachment": None}
        missing = [res_id for res_id in res_ids if res_id not in kept]
        made = (
            super()._render_qweb_pdf_prepare_streams(report_ref, data, missing)
            if missing
            else {}
        )
        return OrderedDict((i, kept.get(i) or made[i]) for i in dict.fromkeys(res_ids))

    # Without a network

    def _is_declic(self):
        return (self.report_name or "").startswith("declic.")

    def _get_layout(self):
        if self._is_declic():
            return self.env.ref("declic.print_layout")
        return super()._get_layout()

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        report = self._get_report(report_ref) if report_ref else self
        if not report._is_declic():
            return super()._run_wkhtmltopdf(
                bodies,
                report_ref=report_ref,
                header=header,
                footer=footer,
                landscape=landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        try:
            sheet = report._sheet(bodies, header, footer, specific_paperformat_args)
            styles = self._styles()
        except renderer.PrintError as error:
            raise self._refusal(error) from error
        return self._print_or_refuse(sheet, styles)

    def _sheet(self, bodies, header, footer, options):
        """What the renderer needs for one document, its style sheet apart.

        :return: dict of ``bodies``, ``header``, ``footer`` (HTML), ``options`` (what
            the page says of its paper) and ``paper`` (values of its paper format)
        :raises PrintError: a picture would be a gap
        """
        paper = self.get_paperformat()
        # Plain text: what is put into Odoo's markup would be escaped.
        *bodies, header, footer = (str(page) for page in (*bodies, header, footer))
        renderer.check_pictures([*bodies, header, footer])
        return {
            "bodies": bodies,
            "header": header,
            "footer": footer,
            "options": options or {},
            "paper": {name: paper[name] for name in PAPER},
        }

    def _freeze_sheet(self, res_ids):
        """These records as they stand, to be printed at any time.

        :return: (sheet, its style sheet)
        :raises UserError: a picture would be a gap, or there is no style sheet
        """
        # As Odoo renders for a PDF: pictures of a kind that the renderer draws.
        report = self.with_context(debug=False, webp_as_jpg=True)
        page, _kind = report._render_qweb_html(
            report, res_ids, data={"report_type": "pdf"}
        )
        return report._page_sheet(page)

    def _page_sheet(self, page):
        """As :meth:`_freeze_sheet`, of a page that was rendered already."""
        self.ensure_one()
        bodies, _ids, header, footer, options = self._prepare_html(
            page, report_model=self.model
        )
        try:
            sheet = self._sheet(bodies, header, footer, options)
            return sheet, self._styles()
        except renderer.PrintError as error:
            raise self._refusal(error) from error

    @api.model
    def _print_or_refuse(self, sheet, styles):
        """As :meth:`_print_sheet`, for who waits for the document.

        :raises UserError: why there is none
        """
        try:
            return self._print_sheet(sheet, styles)
        except renderer.PrintError as error:
            raise self._refusal(error) from error

    @api.model
    def _print_sheet(self, sheet, styles):
        """The PDF of a sheet; wherever it is printed, the same text and layout.

        :param sheet: as :meth:`_sheet` made it
        :param styles: style sheet that names no address
        :return: bytes
        :raises PrintError: the renderer is missing or complained
        """
        info = base_report._wkhtml()
        if not info.is_patched_qt:
            # Not the patched one: it prints no header and no footer.
            raise renderer.PrintError("missing")
        paper = self.env["report.paperformat"].new(sheet["paper"])
        arguments = self._build_wkhtmltopdf_args(
            paper, None, specific_paperformat_args=sheet["options"]
        )
        pages = [*sheet["bodies"], sheet["header"], sheet["footer"]]
        used = style_sheet.used(styles, pages)
        *bodies, header, footer = (page.replace(STYLES, used) for page in pages)
        content, said = renderer.render(info.bin, arguments, bodies, header, footer)
        if said:
            _logger.debug("the PDF renderer said: %s", said)
        return content

    @api.model
    def _styles(self):
        """The style sheet of all reports, with its fonts and pictures in it.

        :raises PrintError: Odoo could not compile it
        """
        lang = self.env["res.lang"]._get_data(code=self.env.lang or self.env.user.lang)
        params = self.env["ir.asset"]._get_asset_params()
        return self._compiled_styles(
            lang.direction == "rtl", tuple(sorted(params.items()))
        )

    @tools.ormcache("rtl", "params", cache="assets")
    def _compiled_styles(self, rtl, params):
        css = "".join(
            self.env["ir.qweb"]
            ._get_asset_bundle(
                name, js=False, rtl=rtl, assets_params=dict(params), autoprefix=True
            )
            .css()
            .raw.decode()
            for name in BUNDLES
        )
        if BROKEN in css:
            # What the compiler said, for the log: the words of a style sheet.
            said = css[css.index(BROKEN) + len(BROKEN) :]
            raise renderer.PrintError("styles", said[:1000])
        return style_sheet.embed(css, _read_static)

    @api.model
    def _refusal(self, error):
        """What the user is told when a document could not be printed.

        :param error: PrintError
        :return: UserError
        """
        _logger.warning("a document was not printed: %s %s", error.code, error.details)
        sentences = {
            "missing": self.env._(
                "The server has no PDF renderer (wkhtmltopdf, the version with patched"
                " Qt). Nothing was printed: tell your administrator."
            ),
            "slow": self.env._(
                "The PDF renderer took too long. Nothing was printed: try again, then"
                " tell your administrator."
            ),
            "picture": self.env._(
                "A picture of this document, its logo perhaps, is missing, stands on"
                " another server or cannot be drawn. Nothing was printed: replace it by"
                " a PNG, JPEG, GIF or SVG file."
            ),
            "styles": self.env._(
                "The style sheets of the reports do not compile. Nothing was printed:"
                " tell your administrator."
            ),
            "altered": self.env._(
                "What was frozen is no longer what is stored. Nothing was printed: tell"
                " your administrator."
            ),
        }
        return UserError(
            sentences.get(error.code)
            or self.env._(
                "The PDF renderer stopped with an error, or needed something from"
                " another server. Nothing was printed: try again, then tell your"
                " administrator."
            )
        )


def _read_static(path):
    try:
        with tools.file_open(path.lstrip("/"), "rb") as file:
            return file.read()
    except (OSError, ValueError):
        return None
