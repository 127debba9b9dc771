from odoo import fields, models


class DeclicReason(models.Model):
    """Closed lists: figures can be made of them and nothing is typed about people."""

    _name = "declic.reason"
    _description = "Reason of a closed list"
    _inherit = ["declic.portal.mixin"]
    _order = "kind, sequence, id"
    _portal_fields = frozenset({"name", "kind", "sequence"})

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("orientation", "Orientation"),
            ("measure", "Measure already tried"),
            ("decline", "Orientation declined"),
            ("complement", "Complement asked"),
            ("correction", "Correction asked"),
            ("oral", "Agreement said, not signed"),
            ("floor", "Instalment above what is left to live on"),
            ("circle", "Role in the circle"),
            ("circle_end", "Left the circle"),
            ("category", "Data shared"),
            ("sharing", "Sharing without agreement"),
            ("override", "Admitted beyond the places"),
            ("dismiss", "Proposal set aside"),
            ("closing", "Closing"),
        ],
        required=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_kind = models.Constraint(
        "UNIQUE(name, kind)", "This reason already stands in the list."
    )
