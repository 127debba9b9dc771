"""What the logs of single fields have in common (S2, C7)."""

from odoo import api, fields, models


class DeclicFieldLogMixin(models.AbstractModel):
    """A row that says of which field of which file, when and by whom; no word of it.

    The data officer alone reads it; nobody writes, changes or deletes it by hand.
    """

    _name = "declic.field.log.mixin"
    _description = "Log of fields"
    _order = "create_date desc, id desc"
    _rec_name = "reference"

    user_id = fields.Many2one("res.users", string="Person", required=True, index=True)
    household_id = fields.Many2one(
        "declic.household",
        string="Household file",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    reference = fields.Char(
        related="household_id.reference",
        string="Household",
        store=True,
        precompute=True,
    )
    res_model = fields.Char(required=True)
    field_name = fields.Char(required=True)
    place = fields.Char(string="Where", compute="_compute_place")
    field_label = fields.Char(string="Field", compute="_compute_place")

    @api.depends("res_model", "field_name")
    @api.depends_context("lang")
    def _compute_place(self):
        for one in self:
            # sudo: the name of a kind of records.
            one.place = self.env["ir.model"].sudo()._get(one.res_model).name
            field = self.env[one.res_model]._fields.get(one.field_name)
            one.field_label = field and field._description_string(self.env)

    @api.model
    def _keep(self, rows):
        """Write rows of the log.

        :param rows: list of dicts of values, the person left out
        """
        if rows:
            # sudo: nobody writes this log by hand.
            self.sudo().create([{**row, "user_id": self.env.uid} for row in rows])
