from odoo import fields, models


class DeclicBudgetItem(models.Model):
    """A row that the budget sheet offers; records: each landlord has its own."""

    _name = "declic.budget.item"
    _description = "Row of the budget sheet"
    _inherit = ["declic.portal.mixin"]
    _order = "kind, sequence, id"
    _programme_path = ""
    _portal_fields = frozenset({"name", "kind", "sequence", "housing"})

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("resource", "Resource"), ("charge", "Charge"), ("debt", "Debt repaid")],
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    housing = fields.Boolean(
        string="Of the housing",
        help="Rent and its benefit: they make the share of resources that housing"
        " takes (taux d'effort).",
    )

    _name_kind = models.Constraint(
        "UNIQUE(name, kind)", "This row already stands on the budget sheet."
    )
