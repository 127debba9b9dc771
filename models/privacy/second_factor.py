"""No second factor, no case (S3): decided where the record rules are decided."""

from odoo import api, models
from odoo.fields import Domain
from odoo.http import request


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        checked = super()._check_credentials(credential, env)
        # A passkey is two factors in one. Having one and logging in with the password
        # alone is not: hence the session remembers, not the user.
        if request and checked.get("auth_method") == "passkey":
            request.session["declic_passkey"] = checked["uid"]
        return checked

    def _declic_has_second_factor(self):
        """Whether the user came in with more than a password."""
        self.ensure_one()
        # sudo: whether a code is set, of the user who is logged in.
        return bool(
            self.sudo()._mfa_type()
            or (request and request.session.get("declic_passkey") == self.id)
        )

    def _declic_misses_second_factor(self):
        """Whether files stay shut to the user for want of a second factor."""
        self.ensure_one()
        if not self._is_portal() or self._declic_has_second_factor():
            return False
        assignments = self.env["declic.assignment"]
        # sudo: the very assignments that the user does not see; their number only.
        return bool(
            assignments.sudo().search_count(
                assignments._unended()
                & Domain(
                    "orientation_id.programme_id.requires_second_factor", "=", True
                )
                & (
                    Domain("user_id", "=", self.id)
                    | Domain("association_id", "=", self.commercial_partner_id.id)
                    & Domain(self.has_group("declic.group_association_coordinator"))
                ),
                limit=1,
            )
        )


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        # Added to the (cached) rules and not a rule itself: it must hold for every
        # model that the portal reads, also one added later, and end the moment the
        # factor is set.
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        if (
            not self.env.su
            and isinstance(model, self.env.registry["declic.portal.mixin"])
            and self.env.user._is_portal()
            and (path := model._programme_path())
            and not self.env.user._declic_has_second_factor()
        ):
            domain &= ~Domain(f"{path}.requires_second_factor", "=", True)
        return domain


class DeclicPortalMixin(models.AbstractModel):
    _inherit = "declic.portal.mixin"

    @api.model
    def _programme_path(self):
        """Path of fields from the record to its programme; "" for what belongs to no
        file (the lists of the scheme)."""
        if self._name == "declic.programme":
            return ""
        if "programme_id" in self._fields:
            return "programme_id"
        for name in ("case_id", "orientation_id", "household_id", "orientation_ids"):
            if name in self._fields:
                model = self.env[self._fields[name].comodel_name]
                return f"{name}.{model._programme_path()}"
        for name, field in self._fields.items():
            if field.type == "many2one" and field.required:
                model = self.env[field.comodel_name]
                path = (
                    model._programme_path()
                    if isinstance(model, self.env.registry["declic.portal.mixin"])
                    else ""
                )
                if path:
                    return f"{name}.{path}"
        return ""


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    @api.model
    def _programme_path(self):
        return "assignment_ids.orientation_id.programme_id"


class DeclicFrozenFile(models.Model):
    _inherit = "declic.frozen.file"

    @api.model
    def _programme_path(self):
        # Some belong to an orientation and some to a case; all of them to a household.
        return f"household_id.{self.env['declic.household']._programme_path()}"
