import hashlib
import secrets

from odoo import api, fields, models
from odoo.fields import Domain

# 32 bytes of the system's randomness: 256 bits, nobody guesses it.
TOKEN_BYTES = 32
# Who meets households.
_MEETS = ("declic.group_counsellor", "declic.group_association_worker")


class ResUsers(models.Model):
    _inherit = "res.users"

    declic_digest_date = fields.Date(
        string="Last weekly digest", readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    declic_calendar_hash = fields.Char(
        string="Calendar address",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="SHA-256 of its key; the key itself is shown once and never stored.",
    )

    _declic_calendar_unique = models.UniqueIndex(
        "(declic_calendar_hash) WHERE declic_calendar_hash IS NOT NULL",
        "This address already exists.",
    )

    def _declic_has_calendar(self):
        """Whether the reader has a calendar address that works."""
        # sudo: one's own; the field is nobody's to read.
        return bool(self.env.user.sudo().declic_calendar_hash)

    def _declic_make_calendar(self):
        """Give the reader a calendar address; the former one ends at once.

        :return: the address, the only time that it is known
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        # sudo: one's own address, and nothing else of oneself.
        self.env.user.sudo().declic_calendar_hash = self._declic_digest(token)
        return f"{self.env.user.get_base_url()}/declic/agenda/{token}.ics"

    def _declic_revoke_calendar(self):
        """End the reader's calendar address at once."""
        self.env.user.sudo().declic_calendar_hash = False  # sudo: as above

    @api.model
    @api.private
    def _declic_of_calendar(self, token):
        """The user whose calendar address ends in ``token``, while it gives access.

        :return: the user; none for an address that is guessed, revoked, of an account
            that was put to sleep or meets no household any more
        """
        found = Domain("declic_calendar_hash", "=", self._declic_digest(token))
        # sudo: the token is the right; what it opens is read as its user.
        user = self.sudo().search(found & Domain("active", "=", True), limit=1)
        if not any(user.has_group(group) for group in _MEETS if user):
            return self.browse()
        return user.sudo(False)

    @api.model
    def _declic_digest(self, token):
        return hashlib.sha256(token.encode()).hexdigest()
