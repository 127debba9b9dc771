from odoo import fields, models


class DeclicActivityMixin(models.AbstractModel):
    """Odoo's activities with a state that a screen of ours can be grouped by.

    Odoo translates the labels of its mixin for its own models only: without ours, the
    groups of a French list would be “Overdue” and “Today”.
    """

    _name = "declic.activity.mixin"
    _description = "Activities"
    _inherit = ["mail.activity.mixin"]

    activity_state = fields.Selection(
        selection=[("overdue", "Late"), ("today", "Today"), ("planned", "Planned")]
    )
