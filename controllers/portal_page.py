from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .portal import HOME, DeclicPortal

# The record that an address names by another word than its model's.
MODELS = {
    "action": "plan.action",
    "aid": "aid.request",
    "goal": "plan.goal",
    "link": "sheet.link",
}
# Whose pages stand the forms on that have none of their own, in this order.
PAGES = ("plan", "case", "orientation")


class DeclicPortalPage(DeclicPortal):
    """An address that takes a form and is opened as a page: after a login, by Back,
    from a link that was kept. It leads to the page on which its form stands."""

    @http.route(
        f"{HOME}/<string:kind>/<int:record_id>/<path:rest>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_page_of_form(self, kind, record_id, rest, **kw):
        return request.redirect(self._page_of(kind, record_id) or HOME, code=303)

    def _page_of(self, kind, record_id):
        """Address of the page of a record that the user may read, or None."""
        if kind in (*PAGES, "assessment", "review", "appointment"):
            return f"{HOME}/{kind}/{record_id}"
        model = f"declic.{MODELS.get(kind, kind)}"
        if not issubclass(
            type(request.env.get(model)), request.env.registry["declic.portal.mixin"]
        ):
            return None
        record = self._declic_record(model, record_id)
        for page in PAGES:
            name = f"{page}_id"
            if not record or name not in record._fields:
                continue
            try:
                owner = record[name]
            except UserError:
                continue
            if owner:
                return f"{HOME}/{page}/{owner.id}"
        return None
