"""Forms that are frozen when they are validated, one file per reader (V1, V2)."""

import base64
import hashlib

from odoo import fields, models


class DeclicFrozenMixin(models.AbstractModel):
    _name = "declic.frozen.mixin"
    _description = "Forms frozen when validated"

    frozen_ids = fields.One2many(
        "declic.frozen.file",
        "res_id",
        string="Frozen documents",
        domain=lambda self: [("res_model", "=", self._name)],
    )

    def unlink(self):
        # sudo: the files go with their record, whoever may delete that one.
        files = self.sudo().frozen_ids
        done = super().unlink()
        files.unlink()
        return done

    def _frozen_values(self):
        """Where the files belong: values of ``declic.frozen.file``."""
        self.ensure_one()
        return {"company_id": self.company_id.id}

    def _keep(self, audience, name, content):
        """Freeze ``content`` for ``audience``.

        :param audience: a key of ``declic.frozen.file.audience``
        :param name: file name with its extension; a reference, never a name
        :param content: bytes
        :return: the frozen file
        """
        self.ensure_one()
        # sudo: files are written by the acts that validate, by nobody's hand.
        return (
            self.env["declic.frozen.file"]
            .sudo()
            .create(
                {
                    **self.sudo()._frozen_values(),
                    "res_model": self._name,
                    "res_id": self.id,
                    "audience": audience,
                    "name": name,
                    "content": base64.b64encode(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            )
        )

    def _frozen(self, audience, extension="pdf"):
        """The file of ``audience``, as far as the user may read it; else empty."""
        self.ensure_one()
        return self.env["declic.frozen.file"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("audience", "=", audience),
                ("name", "=like", f"%.{extension}"),
            ],
            limit=1,
        )

    def _download(self, file):
        """Action that downloads a frozen file; its rights are those of the file."""
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/declic.frozen.file/{file.id}/content"
            f"?download=true&filename={file.name}",
        }
