import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Longer than a phone stays without a network with a form in its outbox.
KEPT_DAYS = 30
_TOKEN = re.compile(r"[A-Za-z0-9-]{16,64}")


class DeclicFormReceipt(models.Model):
    """Forms that were carried out once: tapped twice or sent again when the network
    returns, the same form does nothing more. Technical: nobody reads it."""

    _name = "declic.form.receipt"
    _description = "Form received"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    token = fields.Char(required=True, readonly=True)

    _token_once = models.UniqueIndex("(user_id, token)", "Received already.")

    @api.model
    @api.private
    def _take(self, token):
        """Take the form ``token`` in; of two at once, the second waits for the first.

        :return: whether it has to be carried out (also when it has no valid token)
        """
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return True
        taken = self.env.execute_query(
            SQL(
                "INSERT INTO declic_form_receipt (user_id, token, create_date)"
                " VALUES (%s, %s, now() AT TIME ZONE 'UTC')"
                " ON CONFLICT (user_id, token) DO NOTHING RETURNING id",
                self.env.uid,
                token,
            )
        )
        return bool(taken)

    @api.autovacuum
    def _gc_receipts(self):
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search(Domain("create_date", "<", old)).unlink()
