import base64

from odoo import http
from odoo.http import request

from .portal import HOME, DeclicPortal


class DeclicPortalOrientation(DeclicPortal):
    def _render_orientation(self, orientation, done=None, error=None, typed=None):
        content = orientation.content_id._filtered_access("read")
        return request.render(
            "declic.portal_orientation",
            self._declic_values(
                "declic_orientation",
                done=done,
                error=error,
                typed=typed or {},
                orientation=orientation,
                household=orientation.household_id._filtered_access("read"),
                content=content,
                snapshot=content.snapshot_id._filtered_access("read"),
                workers=orientation._get_association_workers(),
                can_write=orientation.state in ("sent", "returned", "waiting"),
                **self._file_values(orientation=orientation),
                reasons=request.env["declic.reason"].search([("kind", "=", "decline")]),
                complements=request.env["declic.reason"].search(
                    [("kind", "=", "complement")]
                ),
            ),
        )

    @http.route(
        f"{HOME}/orientation/<int:orientation_id>",
        type="http",
        auth="user",
        website=True,
    )
    def declic_orientation(self, orientation_id, done=None, **kw):
        orientation = self._declic_record("declic.orientation", orientation_id)
        if not orientation:
            return self._declic_home()
        orientation._acknowledge()
        return self._render_orientation(orientation, done)

    @http.route(
        f"{HOME}/orientation/<int:orientation_id>/accept",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_accept(self, orientation_id, worker_id=None, **kw):
        orientation = self._declic_record("declic.orientation", orientation_id)
        if not orientation:
            return self._declic_home()
        worker = self._posted_id(worker_id) or None
        opened = []

        def accept():
            opened.append(orientation.action_accept(worker))

        answer = self._declic_act(
            accept,
            HOME,
            lambda error: self._render_orientation(orientation, error=error),
            "waiting",
        )
        case = opened and opened[0]._filtered_access("read")
        if case:
            return request.redirect(f"{HOME}/case/{case.id}?done=accepted", code=303)
        return answer

    @http.route(
        f"{HOME}/orientation/<int:orientation_id>/decline",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_decline(self, orientation_id, reason_id=None, **kw):
        orientation = self._declic_record("declic.orientation", orientation_id)
        if not orientation:
            return self._declic_home()
        reason = self._posted_id(reason_id)
        return self._declic_act(
            lambda: orientation.action_decline(reason),
            HOME,
            lambda error: self._render_orientation(orientation, error=error),
            "declined",
        )

    @http.route(
        f"{HOME}/orientation/<int:orientation_id>/complement",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_complement(self, orientation_id, reason_id=None, **kw):
        orientation = self._declic_record("declic.orientation", orientation_id)
        if not orientation:
            return self._declic_home()
        reason = self._posted_id(reason_id)
        return self._declic_act(
            lambda: orientation.action_ask_complement(reason),
            f"{HOME}/orientation/{orientation.id}",
            lambda error: self._render_orientation(orientation, error=error),
            "complement",
        )

    @http.route(
        f"{HOME}/orientation/<int:orientation_id>/position",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_position(
        self, orientation_id, position=None, mode=None, scan=None, **kw
    ):
        orientation = self._declic_record("declic.orientation", orientation_id)
        if not orientation:
            return self._declic_home()
        picture = base64.b64encode(scan.read()) if hasattr(scan, "read") else None
        return self._declic_act(
            lambda: orientation.action_record_position(position, mode, picture),
            f"{HOME}/orientation/{orientation.id}",
            lambda error: self._render_orientation(
                orientation, error=error, typed={"position": position, "mode": mode}
            ),
            "position",
        )
