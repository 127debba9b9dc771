from odoo import fields, models
from odoo.tools import SQL, create_index, sql


class DeclicLedgerMonth(models.Model):
    """The fact table: what fell due and what was paid, per household and month.

    Written by ``engine.ledger.refresh_months`` only, from the posted entries; it can
    be thrown away and rebuilt at will. The table is made here and not by Odoo: a
    foreign key and an index for each field would cost twice the facts (measured, see
    docs/benchmarks.md); households take their months away with them.
    """

    _name = "declic.ledger.month"
    _description = "Ledger month"
    _order = "household_id, month desc"
    _log_access = False
    _auto = False
    _rec_name = "month"

    household_id = fields.Many2one("declic.household", readonly=True)
    company_id = fields.Many2one(related="household_id.company_id")
    currency_id = fields.Many2one(related="household_id.currency_id")
    month = fields.Date(readonly=True)
    due = fields.Monetary(readonly=True, help="Rent and charges that fell due.")
    fees = fields.Monetary(string="Procedure costs", readonly=True)
    paid = fields.Monetary(readonly=True, string="Paid by the household")
    benefit = fields.Monetary(readonly=True, string="Housing benefit")
    other = fields.Monetary(
        readonly=True,
        help="Opening balance, debt moved, deposit, write-off and what is unclassified;"
        " more being owed.",
    )
    closing_balance = fields.Monetary(readonly=True)
    overdue = fields.Monetary(readonly=True)

    def init(self):
        cr = self.env.cr
        if not sql.table_exists(cr, self._table):
            cr.execute(
                SQL(
                    """
                    CREATE TABLE declic_ledger_month (
                        id serial PRIMARY KEY,
                        household_id integer NOT NULL,
                        month date NOT NULL,
                        due numeric NOT NULL,
                        fees numeric NOT NULL,
                        paid numeric NOT NULL,
                        benefit numeric NOT NULL,
                        other numeric NOT NULL DEFAULT 0,
                        closing_balance numeric NOT NULL,
                        overdue numeric NOT NULL
                    )
                    """
                )
            )
        create_index(
            cr,
            "declic_ledger_month_household_month",
            self._table,
            ["household_id", "month"],
            unique=True,
        )
