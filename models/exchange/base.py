from odoo import models

from ...engine.cells import as_texts


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Odoo's own exports, by a menu or a remote call: those that hold our records
        ask for our permission, are logged, and run nothing in a spreadsheet (X4).

        :raises UserError: the user may not export, or one of the files is restricted
        """
        exports = self.env["declic.export"]
        if not exports._concerns(self._name, fields_to_export):
            return super().export_data(fields_to_export)
        exports._check_allowed()
        self.env["declic.household"]._refuse_restricted(self)
        exported = super().export_data(fields_to_export)
        exported["datas"] = as_texts(exported["datas"])
        exports._log(self, fields_to_export, len(exported["datas"]))
        return exported
