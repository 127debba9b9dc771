import json
from collections import OrderedDict

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.web.controllers.export import CSVExport, ExcelExport

from ..engine.cells import as_text


class DeclicExportFormat:
    """Odoo's export of a list; the file of ours is kept for 48 hours (X4)."""

    def base(self, data):
        params = json.loads(data)
        exports = request.env["declic.export"]
        names = [field["name"] for field in params["fields"]]
        if not exports._concerns(params["model"], names):
            return super().base(data)
        exports._check_allowed()
        domain = None if params["ids"] else params["domain"]
        if domain is not None:
            # Odoo writes the filter to the server's log, and with it a name that was
            # searched. Of records chosen one by one it writes some numbers.
            model = request.env[params["model"]].with_context(
                **params.get("context", {})
            )
            params["ids"] = model.search(domain).ids
            params["domain"] = list(Domain.FALSE)
        response = super().base(json.dumps(params))
        exports._keep_file(response.get_data(), self.extension.strip("."), domain)
        return response


class DeclicCSVExport(DeclicExportFormat, CSVExport):
    pass


class DeclicExcelExport(DeclicExportFormat, ExcelExport):
    def from_group_data(self, fields, columns_headers, groups):
        """The titles of groups are texts that somebody typed, too."""
        return super().from_group_data(fields, columns_headers, _titled(groups))


def _titled(groups):
    """``groups`` (Odoo's tree of an export), their titles as texts."""
    groups.children = OrderedDict(
        (
            tuple(map(as_text, key)) if isinstance(key, tuple) else as_text(key),
            _titled(child),
        )
        for key, child in groups.children.items()
    )
    return groups


class DeclicExportLink(http.Controller):
    @http.route("/declic/export/<int:export_id>", type="http", auth="user")
    def declic_export(self, export_id, **kw):
        export = request.env["declic.export"].search([("id", "=", export_id)])
        try:
            content = export and export._bytes()
        except UserError:
            content = None
        if not content:
            return request.not_found()
        name = f"declic-export-{export.id}.{export.format}"
        return request.make_response(
            content,
            [
                ("Content-Type", "application/octet-stream"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
