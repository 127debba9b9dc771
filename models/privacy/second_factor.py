"""No second factor, no case (S3): decided where the record rules are decided."""

from odoo import models
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
        if (
            model_name.startswith("declic.")
            and not self.env.su
            and self.env.user._is_portal()
        ):
            domain &= self._second_factor_domain(model_name)
        return domain

    def _second_factor_domain(self, model_name):
        """What the portal user who is logged in may read of one of our models."""
        model = self.env[model_name]
        path = getattr(model, "_programme_path", None)
        if path is None:
            return Domain.FALSE
        if not path or self.env.user._declic_has_second_factor():
            return Domain.TRUE
        domain = ~Domain(f"{path}.requires_second_factor", "=", True)
        # “Not in a programme that requires it” is true of what is in none.
        first = model._fields[path.split(".")[0]]
        if first.type == "many2one" and not first.required:
            domain &= Domain(first.name, "!=", False)
        return domain
