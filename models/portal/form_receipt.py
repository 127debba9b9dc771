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
    target = fields.Char(
        readonly=True, help="Where the first one was answered: so is the second."
    )

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

    @api.model
    @api.private
    def _mine(self, tokens):
        known = [token for token in tokens if isinstance(token, str)]
        # sudo: nobody reads receipts; only the user's own are looked up.
        return self.sudo().search(
            Domain("user_id", "=", self.env.uid) & Domain("token", "in", known)
        )

    @api.model
    @api.private
    def _received(self, tokens):
        """Those of ``tokens`` (strings) whose forms of the user were carried out."""
        return self._mine(tokens).mapped("token")

    @api.model
    @api.private
    def _set_target(self, token, target):
        """Keep the address that answers the form ``token``."""
        self._mine([token]).target = target

    @api.model
    @api.private
    def _target(self, token):
        """The address that answered the form ``token``, or None."""
        return self._mine([token]).target or None

    @api.autovacuum
    def _gc_receipts(self):
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search(Domain("create_date", "<", old)).unlink()
