from odoo import api, fields, models

from ..common.title import title


class DeclicDomainLevel(models.Model):
    """The wording of one step of a domain's scale, as people tick it."""

    _name = "declic.domain.level"
    _description = "Wording of a scale"
    _inherit = ["declic.portal.mixin"]
    _order = "domain_id, value"
    _programme_path = ""
    _portal_fields = frozenset({"domain_id", "value", "name"})

    domain_id = fields.Many2one(
        "declic.domain", required=True, ondelete="cascade", index=True
    )
    value = fields.Integer(required=True, default=1)
    name = fields.Char(string="Wording", required=True, translate=True)

    _value_unique = models.Constraint(
        "UNIQUE(domain_id, value)", "This step of the scale already has a wording."
    )

    @api.depends("value", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for level in self:
            level.display_name = title(str(level.value), level.name)
