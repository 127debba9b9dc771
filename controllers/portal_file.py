from odoo import http
from odoo.http import request

from .portal import HOME, DeclicPortal


class DeclicPortalFile(DeclicPortal):
    """Validated forms as they were frozen, letters, and blank forms for the field."""

    @http.route(
        f"{HOME}/file/<int:file_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_file(self, file_id, **kw):
        file = self._declic_record("declic.frozen.file", file_id)
        if not file:
            return self._declic_home()
        return self._pdf_response(file._bytes(), file.name.removesuffix(".pdf"))

    @http.route(
        f"{HOME}/case/<int:case_id>/letter/<string:kind>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_letter(self, case_id, kind, **kw):
        case = self._declic_record("declic.case", case_id)
        letters = {
            "plan": "declic.report_letter_plan",
            "end": "declic.report_letter_end",
            "worker": "declic.report_letter_worker",
        }
        if not case or kind not in letters or not case._has_letter(kind):
            return self._declic_home()
        return self._declic_pdf(letters[kind], case)

    @http.route(
        f"{HOME}/blank", type="http", auth="user", methods=["GET"], website=True
    )
    def declic_blank(self, **kw):
        programmes = request.env["declic.programme"]
        if not programmes.has_access("read"):
            return request.redirect("/my")
        programme = programmes.search([], limit=1)
        if not programme:
            return self._declic_home()
        return self._declic_pdf("declic.report_blank", programme)
