from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .portal import HOME, DeclicPortal

# Forms on a page, and texts on a device: more is no page of ours.
MAX_ASKED = 200


def _some(asked):
    """The list that a script sent, or an empty one when it is none."""
    return asked[:MAX_ASKED] if isinstance(asked, list) else []


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
    def declic_draft_open(self, keys=None, sent=None, **kw):
        """What the page of a form asks for once.

        :param keys: keys of the forms on the page
        :param sent: tokens of the forms whose text is still on the device
        :return: dict of ``drafts`` (by key) and ``received`` (tokens whose forms were
            carried out: their text is saved)
        """

        def opened(drafts):
            received = request.env["declic.form.receipt"]._received(_some(sent))
            kept = {key: drafts._kept(key) for key in _some(keys)}
            return {
                "drafts": {key: draft for key, draft in kept.items() if draft},
                "received": received,
            }

        return self._draft_answer(opened)

    @http.route(f"{HOME}/draft/keep", type="jsonrpc", auth="user")
    def declic_draft_keep(self, key=None, texts=None, bases=None, once="", **kw):
        def keep(drafts):
            drafts._keep(key, texts, bases, once)
            return {"kept": True}

        return self._draft_answer(keep)

    @http.route(f"{HOME}/draft/forget", type="jsonrpc", auth="user")
    def declic_draft_forget(self, key=None, **kw):
        def forget(drafts):
            drafts._form_record(key)
            drafts._forget(key)
            return {"forgotten": True}

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
