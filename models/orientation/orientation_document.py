"""The papers of an orientation, and those without which nobody is admitted (V3)."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..common.audience_mixin import AUDIENCES


class DeclicOrientation(models.Model):
    _inherit = "declic.orientation"

    document_ids = fields.One2many("declic.document", "orientation_id")

    def action_add_document(self, type_id, audience, file):
        """Add a paper to the file.

        :param type_id: id of a ``declic.document.type``
        :param audience: ``both`` or ``own``
        :param file: base64 of a PDF or a picture
        :return: the document
        :raises UserError: no type, no audience, or a file that is refused
        """
        self.ensure_one()
        orientation = self._acting()
        kind = orientation.env["declic.document.type"].browse(type_id or 0).exists()
        if not kind or audience not in dict(AUDIENCES[:2]):
            raise UserError(self.env._("Say what the document is, and for whom."))
        document = orientation.env["declic.document"].create(
            {
                "orientation_id": orientation.id,
                "type_id": kind.id,
                "audience": audience,
                "file": file,
            }
        )
        return document.with_env(self.env)

    def action_accept(self, worker_id=None):
        """See the original; refused while a paper of the admission is missing."""
        self.check_access("read")
        missing = self.env["declic.document.type"]._missing(self, "acceptance")
        if missing:
            raise UserError(
                self.env._(
                    "Not admitted yet, this is missing: %s. Add it under “Documents”,"
                    " or ask for a complement.",
                    ", ".join(missing.mapped("name")),
                )
            )
        return super().action_accept(worker_id)

    def _open_case(self, worker):
        case = super()._open_case(worker)
        # sudo: the papers that came with the orientation belong to the case.
        self.sudo().document_ids.case_id = case
        return case
