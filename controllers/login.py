from odoo.http import request

from odoo.addons.portal.controllers.web import Home

from .portal import HOME


class DeclicLogin(Home):
    """After the login an association's user stands where the work is."""

    def _login_redirect(self, uid, redirect=None):
        if not redirect:
            # sudo: the account that is just logging in looks at its own groups.
            user = request.env["res.users"].sudo().browse(uid)
            if user._is_portal() and any(
                user.has_group(f"declic.group_{role}")
                for role in ("association_worker", "psychologist")
            ):
                redirect = HOME
        return super()._login_redirect(uid, redirect=redirect)
