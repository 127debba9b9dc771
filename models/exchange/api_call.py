from psycopg2.errors import ReadOnlySqlTransaction
from werkzeug.exceptions import HTTPException

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request


class DeclicApiCall(models.Model):
    """One call of another software: what it asked, and what it was given (X2)."""

    _name = "declic.api.call"
    _description = "Call of another software"
    _order = "id desc"
    _rec_name = "method"

    access_id = fields.Many2one(
        "declic.api.access",
        string="Software",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="access_id.company_id", store=True, precompute=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    method = fields.Char(required=True, readonly=True)
    is_refused = fields.Boolean(string="Refused", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    remote_address = fields.Char(string="Called from", readonly=True)

    @api.model
    def _log(self, access, method, row_count=0, is_refused=False):
        """Keep one call. No value that was asked for: it may be a name."""
        # sudo: written by calls alone.
        self.sudo().create(
            {
                "access_id": access.id,
                "method": method,
                "row_count": row_count,
                "is_refused": is_refused,
                "remote_address": request.httprequest.remote_addr if request else False,
            }
        )

    @api.model
    def _watched(self, dispatch):
        """Answer a call by JSON-2, and keep what another software is refused.

        :param dispatch: function that answers
        :return: what it returned, or the refusal as a response: raised, it would undo
            the line that tells of it
        """
        access = self.env["declic.api"]._access()
        if not access:
            return dispatch()
        if self.env.cr.readonly:
            # Odoo begins again on the main server, where the line can be written.
            raise ReadOnlySqlTransaction("a call is written down")
        try:
            with self.env.cr.savepoint():
                return dispatch()
        except (UserError, HTTPException) as error:
            params = request.params
            method = f"{params.get('__model__')}/{params.get('__method__')}"
            self._log(access, method[:100], is_refused=True)
            return request.dispatcher.handle_error(error)
