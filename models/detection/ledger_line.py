from odoo import fields, models
from odoo.tools import SQL

from ...engine import ledger
from ...engine.natures import NATURES

# Lines of somebody else's entries, and accounting's own, never share an id.
OTHER_IDS = 2**30


class DeclicLedgerLine(models.Model):
    """The typed ledger on the screen: what each line is, and whose.

    Read from ``engine.ledger`` for the households of the context key ``declic_ledger``;
    without it, for those that have a line which no rule knows.
    """

    _name = "declic.ledger.line"
    _description = "Line of a rent ledger"
    _order = "day desc, id desc"
    _rec_name = "label"
    _auto = False
    _log_access = False

    household_id = fields.Many2one("declic.household", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(
        string="Counts from", readonly=True, help="A debit from its due date."
    )
    since = fields.Date(
        readonly=True,
        help="Where a later entry stands for an earlier one: the earlier one's day.",
    )
    nature = fields.Selection(NATURES, readonly=True, help="Empty: no rule knows it.")
    label = fields.Char(readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    debit = fields.Monetary(string="Owed", readonly=True)
    credit = fields.Monetary(string="In the tenant's favour", readonly=True)
    is_other = fields.Boolean(
        string="By somebody else",
        readonly=True,
        help="Matched across accounts: paid by a third party, or used elsewhere.",
    )

    @property
    def _table_query(self):
        ids = self.env.context.get("declic_ledger")
        if ids is None:
            self.env["declic.household"].flush_model(["unclassified_count"])
            self.env.cr.execute(
                "SELECT id FROM declic_household"
                " WHERE active AND unclassified_count > 0 AND company_id = ANY(%s)",
                [self.env.companies.ids],
            )
            ids = [row[0] for row in self.env.cr.fetchall()]
        self.env["account.move.line"].flush_model()
        return SQL(
            """
            SELECT CASE WHEN k.id < 0 THEN %(other)s - k.id ELSE k.id END AS id,
                   k.household_id, h.company_id, k.day, k.since, k.nature,
                   concat_ws(' ', m.name, l.name, l.ref) AS label, m.journal_id,
                   k.debit, k.credit, k.is_other
              FROM (%(lines)s) k
              JOIN declic_household h ON h.id = k.household_id
              JOIN account_move m ON m.id = k.move_id
              LEFT JOIN account_move_line l ON l.id = k.id
            """,
            other=OTHER_IDS,
            lines=ledger.lines(self.env.cr, fields.Date.to_date("9999-12-31"), ids),
        )
