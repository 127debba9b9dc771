"""The supervision of a programme (M7)."""

from odoo import models


class DeclicProgramme(models.Model):
    _inherit = "declic.programme"

    def _supervision(self):
        """The pages of the open supports of the programme, those that the reader may
        see: as ``declic.case._supervision`` has them."""
        self.ensure_one()
        cases = self.env["declic.case"].search(
            [("programme_id", "=", self.id), ("state", "!=", "closed")],
            order="date_start, id",
        )
        return cases._supervision()
