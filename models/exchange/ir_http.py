from odoo import models
from odoo.http import request

from .api import PATH


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        dispatch = super()._dispatch
        if not request.httprequest.path.startswith(PATH):
            return dispatch(endpoint)
        return request.env["declic.api.call"]._watched(lambda: dispatch(endpoint))
