from odoo import fields, models


class DeclicReason(models.Model):
    """Closed lists: figures can be made of them and nothing is typed about people."""

    _name = "declic.reason"
    _description = "Reason of a closed list"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("orientation", "Orientation"),
            ("measure", "Measure already tried"),
            ("domain", "Domain to explore"),
            ("decline", "Orientation declined"),
            ("complement", "Complement asked"),
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
