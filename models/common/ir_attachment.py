"""What proves something is neither changed nor deleted, by any path (S7).

A model names the binary fields that hold its proofs in ``_proof_fields``. Their
attachments are made once; whoever asks, superuser included, they stay as long as the
record does. A new proof is a new record.
"""

from odoo import models
from odoo.exceptions import AccessError

# What makes an attachment the proof that it is.
_KEPT = frozenset(
    {
        "datas",
        "raw",
        "db_datas",
        "store_fname",
        "checksum",
        "file_size",
        "mimetype",
        "name",
        "res_model",
        "res_field",
        "res_id",
        "type",
        "url",
        "public",
        "access_token",
    }
)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if _KEPT & vals.keys():
            self._declic_check_proofs()
        return super().write(vals)

    def unlink(self):
        self._declic_check_proofs()
        return super().unlink()

    def _declic_check_proofs(self):
        """Raise AccessError when one of these holds a proof of a record that exists."""
        for attachment in self:
            model = self.env.get(attachment.res_model)
            if (
                attachment.res_field
                and attachment.res_field in getattr(model, "_proof_fields", ())
                and model.sudo().browse(attachment.res_id).exists()
            ):
                raise AccessError(
                    self.env._("This file proves something: it cannot be changed.")
                )
