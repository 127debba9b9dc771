"""Papers of a file: type, audience, checklist per stage (V3)."""

from odoo import api, fields, models

from ..common.groups import SOCIAL_GROUPS
from ..common.proof import MIMETYPES, checked_mimetype
from ..common.title import title
from .document_type import STAGE_OF_STATE


class DeclicDocument(models.Model):
    """A file whose access is its record's, also by its direct address.

    The name it had on somebody's phone is not kept: it often tells a person's.
    """

    _name = "declic.document"
    _description = "Document"
    _inherit = ["declic.audience.mixin"]
    _order = "create_date desc, id desc"
    _programme_path = "orientation_id.programme_id"
    _portal_fields = frozenset(
        {
            "orientation_id",
            "case_id",
            "type_id",
            "type_name",
            "file",
            "filename",
            "audience",
            "side",
            "create_date",
            "is_mine",
        }
    )

    orientation_id = fields.Many2one(
        "declic.orientation",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    case_id = fields.Many2one(
        "declic.case", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    type_id = fields.Many2one("declic.document.type", required=True, index=True)
    type_name = fields.Char(related="type_id.name")
    file = fields.Binary(attachment=True, required=True)
    filename = fields.Char(compute="_compute_filename", string="File name")
    mimetype = fields.Char(readonly=True)

    @api.depends("orientation_id.reference", "mimetype")
    def _compute_filename(self):
        # sudo: the reference alone, for whoever sees the document.
        for document in self.sudo():
            ending = MIMETYPES.get(document.mimetype, "bin")
            reference = document.orientation_id.reference
            document.filename = f"{reference}-{document.id or 0}.{ending}"

    @api.depends("orientation_id.reference", "type_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: the reference alone, for whoever sees the document.
        for document in self.sudo():
            document.display_name = title(
                document.orientation_id.reference, document.type_id.name
            )

    def _subject(self, vals):
        if vals.get("case_id") and not vals.get("orientation_id"):
            case = self.env["declic.case"].browse(vals["case_id"])
            # sudo: the file's orientation, whoever adds to the case.
            vals["orientation_id"] = case.sudo().orientation_id.id
        orientation = self.env["declic.orientation"].browse(vals.get("orientation_id"))
        # sudo: the case that was opened for it, if any.
        cases = orientation.sudo().case_ids
        if vals.get("case_id") not in cases.ids:
            vals["case_id"] = cases[-1:].id
        return orientation

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["mimetype"] = checked_mimetype(self.env, vals.get("file"))
        return super().create(vals_list)

    def _check_open(self):
        self.case_id._check_open()


class DeclicCase(models.Model):
    _inherit = "declic.case"

    document_ids = fields.One2many("declic.document", "case_id", groups=SOCIAL_GROUPS)
    missing_documents = fields.Char(
        compute="_compute_missing_documents", groups=SOCIAL_GROUPS
    )

    @api.depends("document_ids.type_id", "state")
    @api.depends_context("lang")
    def _compute_missing_documents(self):
        kinds = self.env["declic.document.type"]
        for case in self:
            stage = STAGE_OF_STATE[case.state or "contact"]
            # sudo: the orientation of the case that the reader sees.
            missing = kinds._missing(case.sudo().orientation_id, stage)
            case.missing_documents = ", ".join(missing.mapped("name"))
