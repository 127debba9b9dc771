from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .form import posted_file, posted_id
from .portal import HOME, DeclicPortal


class DeclicPortalOrientation(DeclicPortal):
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
        f"{HOME}/orientation/<int:orientation_id>/<any(document,position):form>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_orientation_form(self, orientation_id, form, **kw):
        orientation = self._declic_record("declic.orientation", orientation_id)
        if not orientation:
            return self._declic_home()
        return self._render_orientation_form(orientation, form)

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
        worker = posted_id(worker_id)
        workers = orientation._get_association_workers()

        def accept():
            if not worker and len(workers) > 1:
                raise UserError(request.env._("Choose who will follow the household."))
            return orientation.action_accept(worker or None)

        def page(case):
            if not case._filtered_access("read"):
                return None
            mine = case.worker_id == request.env.user
            done = "accepted" if mine else "accepted_other"
            return f"{HOME}/case/{case.id}?done={done}"

        return self._declic_act(
            accept,
            f"{HOME}/orientation/{orientation.id}",
            lambda error: self._render_orientation(
                orientation, error=error, typed={"worker_id": worker_id}
            ),
            "waiting",
            then=page,
        )

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
        reason = posted_id(reason_id)
        return self._declic_act(
            lambda: orientation.action_decline(reason),
            HOME,
            lambda error: self._render_orientation(
                orientation, error=error, typed={"act": "decline"}
            ),
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
        reason = posted_id(reason_id)
        return self._declic_act(
            lambda: orientation.action_ask_complement(reason),
            f"{HOME}/orientation/{orientation.id}",
            lambda error: self._render_orientation(
                orientation, error=error, typed={"act": "complement"}
            ),
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
        picture = posted_file(scan)
        return self._declic_act(
            lambda: orientation.action_record_position(position, mode, picture),
            self._orientation_url(orientation, "position"),
            lambda error: self._render_orientation_form(
                orientation, "position", error=error, typed={"mode": mode}
            ),
            f"position_{position}",
        )
