from odoo import fields, models
from odoo.exceptions import ValidationError

# Proposed: a month, within which the next rent falls due.
DAYS_ASIDE = 30


class DeclicHouseholdDismiss(models.TransientModel):
    _name = "declic.household.dismiss"
    _description = "Set proposed households aside"
    _inherit = ["declic.named.mixin"]

    household_ids = fields.Many2many("declic.household", required=True)
    reason_id = fields.Many2one(
        "declic.reason", required=True, domain=[("kind", "=", "dismiss")]
    )
    date_until = fields.Date(
        string="Look again on",
        required=True,
        default=lambda self: fields.Date.add(
            fields.Date.context_today(self), days=DAYS_ASIDE
        ),
    )

    def action_dismiss(self):
        """Set the households aside until the date, with the reason kept in their
        history.

        :raises ValidationError: the date is not in the future
        """
        self.ensure_one()
        if self.date_until <= fields.Date.context_today(self):
            raise ValidationError(
                self.env._("The date to look again must be in the future.")
            )
        self.household_ids.write(
            {"dismissed_until": self.date_until, "dismiss_reason_id": self.reason_id.id}
        )
        self.household_ids._refresh_levels()
