from odoo import api, fields, models

from .title import title


class DeclicCasePartMixin(models.AbstractModel):
    """What belongs to one case: its household and its company are the case's, its name
    is the case's reference, and nothing is added once the case is closed."""

    _name = "declic.case.part.mixin"
    _description = "Part of a case"
    _inherit = ["declic.portal.mixin"]

    _programme_path = "case_id.programme_id"
    # Fields that :meth:`_part_name` reads.
    _part_name_fields = ()

    case_id = fields.Many2one(
        "declic.case", required=True, ondelete="cascade", index=True
    )
    household_id = fields.Many2one(
        related="case_id.household_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, precompute=True
    )

    @api.depends(lambda self: ("case_id.reference", *self._part_name_fields))
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: the reference and a word of the scheme, for whoever sees the record.
        for part in self.sudo():
            part.display_name = title(part.case_id.reference, part._part_name())

    def _part_name(self):
        """Which part of the case this is, in the user's language; nobody's name."""
        raise NotImplementedError

    def _check_open(self):
        self.case_id._check_open()
