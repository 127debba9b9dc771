from odoo import models

from ...engine.masking import SMALL


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

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        # Also when the rows are exported as the lines of another record.
        exported = []
        for record in self:
            rows = super(DeclicMaskedExportMixin, record)._export_rows(
                fields, _is_toplevel_call=_is_toplevel_call
            )
            masks = record._masks()
            for column, path in enumerate(fields):
                if rows and path and masks.get(path[0]):
                    rows[0][column] = self._mask_text()
            exported += rows
        return exported
