from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

# The address is a key: it goes to no other site, no search engine, no cache.
HEADERS = (
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Robots-Tag", "noindex, nofollow"),
)


class DeclicSheet(http.Controller):
    """The household's sheet, opened by its expiring link and without an account."""

    def _answer(self, template, status=200, **values):
        response = request.render(template, values, status=status)
        for header in HEADERS:
            response.headers.set(*header)
        return response

    def _plan_to_sign(self, case):
        """The version that the household's page shows, and no other."""
        plan = case._sheet()["plan"]
        return plan if plan.goal_ids and plan.state != "replaced" else plan.browse()

    @http.route(
        "/declic/fiche/<string:token>", type="http", auth="public", website=True
    )
    def declic_sheet(self, token, **kw):
        link = request.env["declic.sheet.link"]._find_valid(token)
        if not link:
            return self._answer("declic.sheet_gone", status=404)
        case = link.case_id
        plan = self._plan_to_sign(case)
        return self._answer(
            "declic.sheet_page",
            sheet=case._sheet(is_whole=True),
            token=token,
            to_sign=bool(plan) and not plan.agreement_channel,
            signed=bool(plan.agreement_channel),
            is_asked=bool(case.date_talk_asked),
        )

    @http.route(
        "/declic/fiche/<string:token>/sign",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def declic_sheet_signing(self, token, **kw):
        link = request.env["declic.sheet.link"]._find_valid(token)
        if not link:
            return self._answer("declic.sheet_gone", status=404)
        plan = self._plan_to_sign(link.case_id)
        if not plan or plan.agreement_channel:
            return request.redirect(f"/declic/fiche/{token}", code=303)
        return self._answer(
            "declic.sheet_sign_page", token=token, shown=plan._content_sha256()
        )

    @http.route(
        "/declic/fiche/<string:token>/talk",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def declic_sheet_talk(self, token, **kw):
        link = request.env["declic.sheet.link"]._find_valid(token)
        if not link:
            return self._answer("declic.sheet_gone", status=404)
        link.case_id._ask_to_talk()
        return request.redirect(f"/declic/fiche/{token}", code=303)

    @http.route(
        "/declic/fiche/<string:token>/sign/<string:shown>",
        type="jsonrpc",
        auth="public",
    )
    def declic_sheet_sign(self, token, shown, name=None, signature=None):
        link = request.env["declic.sheet.link"]._find_valid(token)
        plan = link and self._plan_to_sign(link.case_id)
        if not plan:
            return {"error": request.env._("This link is not valid.")}
        if not request.env.user._is_public():
            # Never signed by staff in the household's place.
            return {
                "error": request.env._(
                    "You are logged in as %s: the household signs from its own link.",
                    request.env.user.name,
                )
            }
        try:
            with request.env.cr.savepoint():
                plan._agree("remote", name, signature=signature, shown=shown)
        except UserError as error:
            return {"error": error.args[0]}
        return {"force_refresh": True, "redirect_url": f"/declic/fiche/{token}"}
