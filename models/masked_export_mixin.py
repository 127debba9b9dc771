from odoo import models

from ..engine.masking import SMALL


class DeclicMaskedExportMixin(models.AbstractModel):
    """Figures whose small cells leave the screen masked (M3): exports of any kind."""

    _name = "declic.masked.export.mixin"
    _description = "Small cells masked in exports"

    def _masks(self):
        """Whether each figure of the record is masked: dict of field name to bool."""
        self.ensure_one()
        return {}

    def _mask_text(self):
        return f"< {SMALL}"

    def export_data(self, fields_to_export):
        rows = super().export_data(fields_to_export)
        for record, row in zip(self, rows["datas"], strict=True):
            masks = record._masks()
            for column, name in enumerate(fields_to_export):
                if masks.get(name.split("/")[0]):
                    row[column] = self._mask_text()
        return rows
