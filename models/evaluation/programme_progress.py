from odoo import models
from odoo.tools import SQL


class DeclicProgramme(models.Model):
    _name = "declic.programme"
    _inherit = ["declic.programme", "declic.progress"]

    def _progress_cases(self):
        self.check_access("read")
        return SQL("SELECT id FROM declic_case WHERE programme_id = %s", self.id)
