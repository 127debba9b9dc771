import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# 32 bytes of the system's randomness: 256 bits, nobody guesses it.
TOKEN_BYTES = 32


class DeclicSheetLink(models.Model):
    """An expiring link to the household's own sheet, and to nothing else (P6).

    The token itself is shown once and never stored: only its SHA-256 is.
    """

    _name = "declic.sheet.link"
    _description = "Link to the household's sheet"
    _inherit = ["declic.guard.mixin", "declic.case.part.mixin"]
    _order = "id desc"
    _guarded_fields = frozenset(
        {
            "case_id",
            "token_hash",
            "user_id",
            "date_expiry",
            "date_revoked",
            "date_opened",
            "open_count",
        }
    )
    _portal_fields = frozenset(
        {
            "case_id",
            "date_expiry",
            "date_revoked",
            "date_opened",
            "open_count",
            "is_running",
            "user_id",
        }
    )

    _part_name_fields = ("date_expiry",)

    case_id = fields.Many2one(readonly=True)
    token_hash = fields.Char(
        required=True, readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    user_id = fields.Many2one(
        "res.users",
        string="Made by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    date_expiry = fields.Datetime(string="Valid until", required=True, readonly=True)
    date_revoked = fields.Datetime(string="Revoked on", readonly=True)
    date_opened = fields.Datetime(string="Last opened", readonly=True)
    open_count = fields.Integer(string="Times opened", readonly=True)
    is_running = fields.Boolean(string="Valid", compute="_compute_is_running")

    _token_unique = models.UniqueIndex("(token_hash)", "This link already exists.")

    @api.depends("date_expiry", "date_revoked", "case_id.state")
    def _compute_is_running(self):
        now = fields.Datetime.now()
        for link in self:
            link.is_running = (
                not link.date_revoked
                and link.date_expiry > now
                # sudo: the state alone, for whoever sees the link.
                and link.sudo().case_id.state != "closed"
            )

    def _part_name(self):
        return f"{self.date_expiry:%d/%m/%Y}"

    @api.model
    def _make(self, case):
        """A new link to the sheet of ``case``; the former ones stay as they are.

        :return: the address to hand over, the only time that it is known
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        days = case.company_id.declic_link_days
        self.create(
            {
                "case_id": case.id,
                "token_hash": hashlib.sha256(token.encode()).hexdigest(),
                "user_id": self.env.uid,
                "date_expiry": fields.Datetime.add(fields.Datetime.now(), days=days),
            }
        )
        return f"{self.get_base_url()}/declic/fiche/{token}"

    @api.model
    @api.private
    def _find_valid(self, token):
        """The valid link of ``token``, counted as opened; empty for any other one:
        expired, revoked, guessed, of a closed support."""
        digest = hashlib.sha256((token or "").encode()).hexdigest()
        # sudo: the token is the right; nothing but this sheet hangs on it.
        link = self.sudo().search(Domain("token_hash", "=", digest), limit=1)
        if not link.is_running:
            return self.browse()
        link.write(
            {"date_opened": fields.Datetime.now(), "open_count": link.open_count + 1}
        )
        return link

    def _check_open(self):
        """A link may be revoked whenever, also after the closure."""

    def action_revoke(self):
        """End the links at once; whoever follows them finds the neutral page.

        :raises UserError: revoked already
        """
        links = self._acting()
        if any(link.date_revoked for link in links):
            raise UserError(self.env._("This link was revoked already."))
        links._keyed().write({"date_revoked": fields.Datetime.now()})
