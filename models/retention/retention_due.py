"""What is anonymised next, before it is (C6)."""

from odoo import fields, models
from odoo.tools import SQL, drop_view_if_exists

from ...engine import retention


class DeclicRetentionDue(models.Model):
    """The files of support with the day they go; a dry run, always up to date.

    By the reference alone: the data officer reads no household.
    """

    _name = "declic.retention.due"
    _description = "End of conservation"
    _auto = False
    _order = "date_due, id"
    _rec_name = "reference"

    household_id = fields.Many2one(
        "declic.household", string="Household file", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    reference = fields.Char(string="Household", readonly=True)
    last_day = fields.Date(string="Last contact", readonly=True)
    date_due = fields.Date(string="Anonymised from", readonly=True)
    is_applied = fields.Boolean(string="Applied by night", readonly=True)
    held_by = fields.Selection(
        [
            ("restriction", "A restriction: the person needs the file"),
            ("case", "A running support"),
            ("orientation", "An orientation without answer"),
            ("plan", "A running repayment plan"),
            ("procedure", "An open procedure"),
        ],
        string="Held back by",
        readonly=True,
    )
    case_count = fields.Integer(string="Supports", readonly=True)
    document_count = fields.Integer(string="Documents", readonly=True)

    def init(self):
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                retention.files(),
            )
        )
