from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .portal import HOME, DeclicPortal


class DeclicPortalDraft(DeclicPortal):
    """One place for what the scripts of all forms need: their version, their draft, and
    a fresh token for what waited on the phone."""

    def _draft_answer(self, act):
        # No exception leaves: the answer of a remote call would carry its trace.
        try:
            with request.env.cr.savepoint():
                return act(request.env["declic.draft"])
        except UserError as error:
            return {"error": error.args[0]}

    @http.route(f"{HOME}/draft/open", type="jsonrpc", auth="user")
    def declic_draft_open(self, key=None, **kw):
        """Version of the form and what its author had typed."""

        def opened(drafts):
            return {
                "version": drafts._form_record(key)._form_version(),
                "draft": drafts._kept(key),
            }

        return self._draft_answer(opened)

    @http.route(f"{HOME}/draft/keep", type="jsonrpc", auth="user")
    def declic_draft_keep(self, key=None, texts=None, **kw):
        return self._draft_answer(lambda drafts: {"kept": drafts._keep(key, texts)})

    @http.route(f"{HOME}/draft/forget", type="jsonrpc", auth="user")
    def declic_draft_forget(self, key=None, **kw):
        def forget(drafts):
            drafts._form_record(key)
            drafts._forget(key)

        return self._draft_answer(forget)

    @http.route(
        f"{HOME}/token", type="http", auth="user", methods=["GET"], readonly=True
    )
    def declic_token(self, **kw):
        """A token for a form that is sent once the network is back."""
        return request.make_json_response(
            {"csrf_token": request.csrf_token(), "uid": request.env.uid},
            headers=[("Cache-Control", "no-store")],
        )
