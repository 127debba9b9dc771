from odoo import http
from odoo.http import request

from .form import posted_id, reasons
from .portal import HOME, DeclicPortal


class DeclicPortalCorrection(DeclicPortal):
    """Forms that were sent, and the way to get one back."""

    def _sent_form(self, kind, form_id):
        """The form, if the user may read it, else None; and where its page is."""
        if kind not in ("assessment", "plan", "review"):
            return None, HOME
        form = self._declic_record(f"declic.{kind}", form_id)
        return form, f"{HOME}/{kind}/{form_id}"

    def _render_correction(self, form, url, error=None):
        return request.render(
            "declic.portal_correction",
            self._declic_values(
                "declic_correction",
                error=error,
                form=form,
                kind=form._name.removeprefix("declic."),
                form_url=url,
                case=form.case_id,
                corrections=reasons("correction"),
            ),
        )

    @http.route(
        f"{HOME}/correction/<string:kind>/<int:form_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_correction(self, kind, form_id, **kw):
        form, url = self._sent_form(kind, form_id)
        if not form:
            return self._declic_home()
        return self._render_correction(form, url)

    @http.route(
        f"{HOME}/correction/<string:kind>/<int:form_id>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_correction_ask(self, kind, form_id, reason_id=None, **kw):
        form, url = self._sent_form(kind, form_id)
        if not form:
            return self._declic_home()
        return self._declic_act(
            lambda: form.action_ask_correction(posted_id(reason_id)),
            url,
            lambda error: self._render_correction(form, url, error=error),
            "correction",
        )
