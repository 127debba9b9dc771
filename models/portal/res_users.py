from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _declic_link(self, record):
        """Address of ``record``'s page for this user, behind the login.

        It holds a number and nothing else: it stands in mails.

        :param record: an orientation, a serious concern: what both sides have a page of
        """
        self.ensure_one()
        home = f"my/declic/{record._name.rpartition('.')[2]}"
        if not self.share:
            home = f"odoo/{record._name}"
        return f"{self.get_base_url()}/{home}/{record.id}"
