from odoo import http
from odoo.http import request

from ..models.support.concern import ORIGINS
from .form import posted_id, reasons
from .portal import HOME, DeclicPortal


class DeclicPortalConcern(DeclicPortal):
    """Raise a serious concern, acknowledge one, settle it."""

    def _render_raising(self, case, origin="case", error=None, typed=None):
        return request.render(
            "declic.portal_concern_raise",
            self._declic_values(
                "declic_concern",
                error=error,
                typed=typed or {},
                case=case,
                origin=origin if origin in dict(ORIGINS) else "case",
                kinds=reasons("concern"),
                can_write=case.state != "closed",
            ),
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/concern",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_concern_raise(self, case_id, origin="case", **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._render_raising(case, origin)

    @http.route(
        f"{HOME}/case/<int:case_id>/concern",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_concern_raise_save(
        self, case_id, kind_id=None, facts="", origin="case", **kw
    ):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            lambda: case.action_report_concern(posted_id(kind_id), facts, origin),
            f"{HOME}/case/{case.id}",
            lambda error: self._render_raising(
                case, origin, error=error, typed={"kind_id": kind_id, "facts": facts}
            ),
            "concern",
        )

    def _render_concern(self, concern, done=None, error=None):
        return request.render(
            "declic.portal_concern",
            self._declic_values(
                "declic_concern",
                done=done,
                error=error,
                concern=concern,
                case=concern.case_id,
                outcomes=reasons("concern_end"),
            ),
        )

    def _concern_act(self, concern, act, done):
        return self._declic_act(
            act,
            f"{HOME}/concern/{concern.id}",
            lambda error: self._render_concern(concern, error=error),
            done,
        )

    @http.route(
        f"{HOME}/concern/<int:concern_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_concern(self, concern_id, done=None, **kw):
        concern = self._declic_record("declic.concern", concern_id)
        if not concern:
            return self._declic_home()
        return self._render_concern(concern, done)

    @http.route(
        f"{HOME}/concern/<int:concern_id>/acknowledge",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_concern_acknowledge(self, concern_id, **kw):
        concern = self._declic_record("declic.concern", concern_id)
        if not concern:
            return self._declic_home()
        return self._concern_act(concern, concern.action_acknowledge, "acknowledged")

    @http.route(
        f"{HOME}/concern/<int:concern_id>/settle",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_concern_settle(self, concern_id, outcome_id=None, **kw):
        concern = self._declic_record("declic.concern", concern_id)
        if not concern:
            return self._declic_home()
        return self._concern_act(
            concern,
            lambda: concern.action_settle(posted_id(outcome_id)),
            "settled",
        )
