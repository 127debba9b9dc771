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

    def _counts(self):
        """The masked figures that stand in no sum and are numbers of households: set of
        field names."""
        self.ensure_one()
        return set()

    def _mask_text(self, name):
        """What stands for the masked figure ``name``.

        One mark, which is no number, for all that is hidden in tables with totals: two
        marks, for the small cells and for those hidden for their sake, would tell the
        small ones (of six, “< 5” and another that is not: one and five).
        """
        self.ensure_one()
        if name in self._counts():
            return f"< {SMALL}"
        return self.env._("n/d")

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
                    rows[0][column] = record._mask_text(path[0])
            exported += rows
        return exported
