from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..common.axes import AXES


class DeclicDomain(models.Model):
    """A domain of life that the assessment looks at; records, not code (A1)."""

    _name = "declic.domain"
    _description = "Domain of the assessment"
    _inherit = ["declic.portal.mixin"]
    _order = "sequence, id"
    _programme_path = ""
    _portal_fields = frozenset(
        {"name", "sequence", "axis", "answer", "is_landlord_visible", "level_ids"}
    )

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    axis = fields.Selection(AXES, required=True, help="Axis of the goals it calls for.")
    answer = fields.Selection(
        [("scale", "Scale from 1 to 5"), ("yes_no", "A need, yes or no")],
        required=True,
        default="scale",
        help="Health is a need of orientation, said or not: never a diagnosis.",
    )
    critical_value = fields.Integer(
        string="Critical up to",
        default=2,
        help="A domain scored so low calls for a goal in the plan.",
    )
    is_landlord_visible = fields.Boolean(
        string="The landlord reads it",
        help="The association's and the household's scores; the others stay with the"
        " association.",
    )
    level_ids = fields.One2many("declic.domain.level", "domain_id", copy=True)

    _name_unique = models.Constraint(
        "UNIQUE(name)", "This domain already stands in the list."
    )

    @api.constrains("answer", "level_ids")
    def _check_levels(self):
        for domain in self:
            expected = {1, 2, 3, 4, 5} if domain.answer == "scale" else {0, 1}
            if set(domain.level_ids.mapped("value")) - expected:
                raise ValidationError(
                    self.env._(
                        "%(domain)s: the wordings go from %(low)s to %(high)s.",
                        domain=domain.name,
                        low=min(expected),
                        high=max(expected),
                    )
                )
