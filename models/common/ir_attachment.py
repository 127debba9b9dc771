"""What proves something is neither changed nor deleted, by any path (S7).

A file is read by who may read the field that it stands in.

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

    def _check_access(self, operation):
        # Odoo asks for the groups of the field and not for the model's own word on it;
        # a file without a field hangs on the thread, which is the landlord's.
        result = super()._check_access(operation)
        if self.env.su:
            return result
        is_portal = self.env.user._is_portal()
        refused = self.browse()
        # sudo: where the file hangs decides who may have it.
        for attachment in self.sudo():
            name = attachment.res_model or ""
            model = self.env.get(name) if name.startswith("declic.") else None
            if model is None:
                continue
            field = model._fields.get(attachment.res_field or "")
            if (
                not model._has_field_access(field, "read")
                if field
                else is_portal and attachment.create_uid != self.env.user
            ):
                refused |= attachment.sudo(False)
        if not refused:
            return result
        forbidden = refused | (result[0] if result else self.browse())
        return forbidden, lambda: AccessError(
            self.env._("This file is not yours to read.")
        )

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
            # The style sheets of frozen pages belong to no single one of them.
            is_style = model is not None and model._name == "declic.frozen.file"
            # sudo: a proof is one whoever asks.
            if (
                attachment.res_field in getattr(model, "_proof_fields", ())
                and model.sudo().browse(attachment.res_id).exists()
                if attachment.res_field
                else is_style
            ):
                raise AccessError(
                    self.env._("This file proves something: it cannot be changed.")
                )
