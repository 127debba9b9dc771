"""The frozen documents of a case, as its reader may open them."""

from odoo import fields, models


class DeclicCase(models.Model):
    _inherit = "declic.case"

    frozen_file_ids = fields.One2many(
        "declic.frozen.file", "case_id", string="Validated forms"
    )
