from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..common.portal_mixin import OF_HOUSEHOLD

# Copied from the household as they stood on the day.
COPIED_FIELDS = (
    "rent",
    "charges",
    "rent_reduction",
    "housing_benefit",
    "net_rent",
    "overdue",
    "net_months",
    "oldest_unpaid_date",
    "last_payment_date",
    "current_rent_paid",
    "benefit_status",
    "payment_mode",
    "arrears_date",
)


class DeclicSnapshot(models.Model):
    """The ledger as it stood on a day: a later payment does not change a form."""

    _name = "declic.snapshot"
    _description = "Frozen ledger figures"
    _inherit = ["declic.portal.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"
    _programme_path = OF_HOUSEHOLD
    _portal_fields = frozenset(COPIED_FIELDS) - {"arrears_date"} | {
        "date",
        "currency_id",
    }

    household_id = fields.Many2one(
        "declic.household", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    rent = fields.Monetary(readonly=True)
    charges = fields.Monetary(readonly=True)
    rent_reduction = fields.Monetary(string="Solidarity rent reduction", readonly=True)
    housing_benefit = fields.Monetary(readonly=True)
    net_rent = fields.Monetary(readonly=True)
    overdue = fields.Monetary(string="Arrears", readonly=True)
    net_months = fields.Float(string="Net months due", digits=(16, 2), readonly=True)
    oldest_unpaid_date = fields.Date(string="Oldest unpaid term", readonly=True)
    arrears_date = fields.Date(string="Impayé constitué", readonly=True)
    last_payment_date = fields.Date(string="Last payment", readonly=True)
    current_rent_paid = fields.Boolean(readonly=True)
    benefit_status = fields.Selection(
        lambda self: self._household_selection("benefit_status"),
        string="State of the housing benefit",
        readonly=True,
    )
    payment_mode = fields.Selection(
        lambda self: self._household_selection("payment_mode"),
        string="Pays by",
        readonly=True,
    )
    content_ids = fields.One2many("declic.orientation.content", "snapshot_id")
    review_ids = fields.One2many("declic.review", "snapshot_id")

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for snapshot in self:
            snapshot.display_name = format_date(self.env, snapshot.date)

    @api.model
    def _household_selection(self, name):
        return (
            self.env["declic.household"]._fields[name]._description_selection(self.env)
        )

    @api.model
    def _take(self, household):
        """Freeze today's figures of ``household``, read from the ledger first."""
        household._run_detection(household.ids)
        # sudo: whoever closes a form freezes the figures, also when the ledger
        # itself is beyond his rights.
        vals = {name: household.sudo()[name] for name in COPIED_FIELDS}
        vals.update(
            household_id=household.id, date=fields.Date.context_today(household)
        )
        return self.sudo().create(vals)  # sudo: nobody creates a snapshot by hand

    def write(self, vals):
        if vals:
            raise UserError(self.env._("Frozen figures cannot be changed."))
        return super().write(vals)
