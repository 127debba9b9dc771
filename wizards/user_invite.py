from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import email_normalize, escape_psql

# The trades, with the group of each; those of an association come last.
ROLES = {
    "counsellor": "declic.group_counsellor",
    "recovery": "declic.group_recovery",
    "manager": "declic.group_manager",
    "reporter": "declic.group_reporter",
    "data_officer": "declic.group_data_officer",
    "worker": "declic.group_association_worker",
    "coordinator": "declic.group_association_coordinator",
    "psychologist": "declic.group_psychologist",
}
OF_ASSOCIATION = ("worker", "coordinator", "psychologist")


class DeclicUserInvite(models.TransientModel):
    """One person, one trade, one invitation: the user that Odoo asks four screens for.

    Acts with the rights of whoever may create users in Odoo.
    """

    _name = "declic.user.invite"
    _description = "Invite a user"

    name = fields.Char(required=True)
    email = fields.Char(string="E-mail", required=True)
    role = fields.Selection(
        lambda self: self._roles(), string="Trade", required=True, default="counsellor"
    )
    is_of_association = fields.Boolean(compute="_compute_is_of_association")
    association_id = fields.Many2one("res.partner", domain=[("is_company", "=", True)])

    def _roles(self):
        """The trades as their groups are called."""
        # sudo: names of groups, whoever may invite.
        return [
            (role, self.env.ref(group).sudo().name) for role, group in ROLES.items()
        ]

    @api.depends("role")
    def _compute_is_of_association(self):
        for wizard in self:
            wizard.is_of_association = wizard.role in OF_ASSOCIATION

    def action_invite(self):
        """Create the user in the group of the trade; Odoo mails the invitation.

        :return: an action that says so
        :raises UserError: the address is none, has a user already, or the association
            is missing
        """
        self.ensure_one()
        address = email_normalize(self.email)
        if not address:
            raise UserError(self.env._("“%s” is no e-mail address.", self.email))
        if self.role in OF_ASSOCIATION and not self.association_id:
            raise UserError(self.env._("Choose the association that the person is of."))
        users = self.env["res.users"].with_context(active_test=False)
        if users.search_count([("login", "=ilike", escape_psql(address))], limit=1):
            raise UserError(
                self.env._(
                    "%s has a user already: change the groups there.",
                    address,
                )
            )
        values = {
            "name": self.name.strip(),
            "login": address,
            "email": address,
            "group_ids": [Command.set(self.env.ref(ROLES[self.role]).ids)],
            "company_id": self.env.company.id,
            "company_ids": [Command.set(self.env.company.ids)],
        }
        if self.role in OF_ASSOCIATION:
            contact = self.env["res.partner"].search(
                Domain("parent_id", "=", self.association_id.id)
                & Domain("email_normalized", "=", address),
                limit=1,
            )
            values["partner_id"] = (
                contact
                or contact.create(
                    {
                        "name": values["name"],
                        "email": address,
                        "parent_id": self.association_id.id,
                    }
                )
            ).id
        self.env["res.users"].create(values)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The invitation leaves by e-mail."),
                "next": {
                    "type": "ir.actions.act_window_close",
                    "infos": {"noReload": False},
                },
            },
        }
