from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.base.models.res_users import check_identity

# What a key may open: the name of the call, its field.
SCOPES = {
    "arrears": "reads_arrears",
    "cases": "reads_cases",
    "orientations": "reads_orientations",
    "plans": "reads_plans",
    "worklist": "reads_worklist",
}
# A key that nobody renews is a key that nobody watches.
MAX_DAYS = 365


class DeclicApiAccess(models.Model):
    """Another software that reads one programme, and what it may read of it (X2).

    Its key is Odoo's (``res.users.apikeys``), of a user of its own that has no right in
    Odoo at all: what it gets goes through ``declic.api`` and its scope.
    """

    _name = "declic.api.access"
    _description = "Access of another software"
    _inherit = ["declic.named.mixin"]
    _order = "name, id"

    name = fields.Char(string="Software", required=True)
    programme_id = fields.Many2one(
        "declic.programme", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, precompute=True
    )
    active = fields.Boolean(default=True)
    reads_arrears = fields.Boolean(string="Arrears", default=True)
    reads_cases = fields.Boolean(string="Supports")
    reads_orientations = fields.Boolean(string="Orientations")
    reads_plans = fields.Boolean(string="Repayment plans")
    reads_worklist = fields.Boolean(string="Households to examine")
    has_names = fields.Boolean(
        string="With names",
        help="The holder's name and the lease number beside the reference. Without it"
        " the other software gets references alone.",
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", index=True
    )
    date_expiry = fields.Date(string="Key valid until", readonly=True, copy=False)
    call_ids = fields.One2many("declic.api.call", "access_id", string="Calls")
    webhook_ids = fields.One2many("declic.webhook", "access_id", string="Notices")

    @api.constrains("programme_id")
    def _check_programme(self):
        """A key opens the programme it was made for and never another."""
        if any(access.user_id for access in self):
            raise UserError(
                self.env._(
                    "A key was made for this programme: archive this access and create"
                    " another one."
                )
            )

    def write(self, vals):
        done = super().write(vals)
        if vals.get("active") is False:
            self.action_revoke()
        return done

    @check_identity
    def action_make_key(self):
        """Make a key and show it, once; the former one no longer opens anything."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.users.apikeys.show",
            "name": self.env._("Key of %s", self.name),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": self._make_key()},
        }

    def _make_key(self):
        """A new key, valid for a year.

        :return: the key; it is stored nowhere but as Odoo's hash
        :raises UserError: the access is archived
        """
        self.ensure_one()
        self.check_access("write")
        if not self.active:
            raise UserError(self.env._("This access is archived."))
        self.action_revoke()
        # sudo, to the end: the pilot makes no users and no keys, but this one.
        access = self.sudo()
        if not access.user_id:
            access.user_id = access._make_user()
        access.date_expiry = fields.Date.today() + timedelta(days=MAX_DAYS)
        # sudo: it is this user's, who may do nothing with it but call.
        keys = access.env["res.users.apikeys"].with_user(access.user_id).sudo()
        return keys._generate(None, f"declic.api {access.id}", access.date_expiry)

    def _make_user(self):
        """A user who is neither internal nor of the portal, and can only hold a key."""
        self.ensure_one()
        users = self.env["res.users"].with_context(no_reset_password=True)
        return users.create(
            {
                "name": f"API {self.name}",
                "login": f"declic-api-{self.id}",
                "group_ids": [Command.set(self.env.ref("declic.group_api").ids)],
                "company_id": self.company_id.id,
                "company_ids": [Command.set(self.company_id.ids)],
            }
        )

    def action_revoke(self):
        """Take the key back at once."""
        self.check_access("write")
        # sudo: the keys of users whom the pilot does not manage otherwise.
        own = self.sudo()
        keys = own.env["res.users.apikeys"]
        keys.search([("user_id", "in", own.user_id.ids)])._remove()
        own.date_expiry = False
