from odoo import models
from odoo.http import request
from odoo.tools.translate import code_translations

OURS = ("/my/declic", "/declic/")


def _clean(value):
    """``value`` without the character that PostgreSQL cannot store, and with the ends
    of lines that the page showed: a browser posts two characters for each."""
    if isinstance(value, str):
        return value.replace("\x00", "").replace("\r\n", "\n")
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # Without it what we add to Odoo's signature speaks English to everybody.
        return [*super()._get_translation_frontend_modules_name(), "declic"]

    def _declic_page_facts(self):
        """What the scripts of our pages are told: who reads, and their sentences in
        the reader's language."""
        told = code_translations.get_web_translations("declic", self.env.lang)
        return {
            "uid": self.env.uid,
            "words": {one["id"]: one["string"] for one in told["messages"]},
            "guard": self.env["declic.word"]._for_pages(),
        }

    @classmethod
    def _dispatch(cls, endpoint):
        # Here and not in each page: no form, of ours or added later, can trip over it.
        if request.httprequest.path.startswith(OURS):
            request.params = _clean(request.params)
        return super()._dispatch(endpoint)

    @classmethod
    def _post_dispatch(cls, response):
        done = super()._post_dispatch(response)
        if request.httprequest.path.startswith(OURS):
            # What a page held is not on the phone once its reader has logged out.
            response.headers["Cache-Control"] = "no-store"
        return done
