from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .form import labels
from .sheet import HEADERS


class DeclicReferralLink(http.Controller):
    """A partner of the network answers one referral by its link, without a login."""

    def _page(self, template, status=200, **values):
        response = request.render(template, values, status=status)
        for header in HEADERS:
            response.headers.set(*header)
        return response

    def _form(self, token, referral, error=None, typed=None):
        return self._page(
            "declic.referral_link_page",
            token=token,
            referral=referral,
            answers=labels("declic.referral", "answer"),
            error=error,
            typed=typed or {},
        )

    @http.route(
        "/declic/reponse/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def declic_referral_link(self, token, **kw):
        referral = request.env["declic.referral"]._find_by_link(token)
        if not referral:
            return self._page("declic.sheet_gone", status=404)
        return self._form(token, referral)

    @http.route(
        "/declic/reponse/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def declic_referral_link_save(self, token, answer=None, words=None, **kw):
        referral = request.env["declic.referral"]._find_by_link(token)
        if not referral:
            return self._page("declic.sheet_gone", status=404)
        try:
            with request.env.cr.savepoint():
                referral._answer_by_link(answer, words)
        except UserError as error:
            typed = {"answer": answer, "words": words}
            return self._form(token, referral, error.args[0], typed)
        return self._page("declic.referral_link_done")
