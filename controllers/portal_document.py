from odoo import http
from odoo.http import request

from .form import posted_file, posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalDocument(DeclicPortal):
    """Papers of a file, photographed at the door."""

    def _render_with_documents(self, orientation, error=None):
        """The page the papers stand on: the case's once it is open."""
        case = orientation.case_ids._filtered_access("read")[-1:]
        if case:
            return self._render_case(case, error=error, part="documents")
        return self._render_orientation(orientation, error=error)

    @http.route(
        f"{HOME}/orientation/<int:orientation_id>/document",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_document_add(
        self, orientation_id, type_id=None, audience=None, file=None, **kw
    ):
        orientation = self._declic_record("declic.orientation", orientation_id)
        if not orientation:
            return self._declic_home()
        return self._declic_act(
            lambda: orientation.action_add_document(
                posted_id(type_id), audience, posted_file(file) or b""
            ),
            self._orientation_url(orientation, "document"),
            lambda error: self._render_orientation_form(
                orientation,
                "document",
                error=error,
                typed={"type_id": type_id, "audience": audience},
            ),
            "document",
        )

    @http.route(
        f"{HOME}/document/<int:document_id>/remove",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_document_remove(self, document_id, **kw):
        document = self._declic_record("declic.document", document_id)
        if not document:
            return self._declic_home()
        orientation = document.orientation_id
        return self._declic_act(
            document.action_remove,
            self._orientation_url(orientation, "document"),
            lambda error: self._render_with_documents(orientation, error=error),
            "removed",
        )

    @http.route(
        f"{HOME}/document/<int:document_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_document_open(self, document_id, **kw):
        document = self._declic_record("declic.document", document_id)
        if not document:
            return self._declic_home()
        return request.redirect(
            f"/web/content/declic.document/{document.id}/file"
            f"?filename={document.filename}"
        )
