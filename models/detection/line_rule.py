from odoo import api, fields, models

from ...engine.natures import NATURES
from ..common.groups import ACCOUNTING_GROUPS


class DeclicLineRule(models.Model):
    """Says what a receivable line of a tenant is: the first rule that matches.

    Every condition that is filled in must hold. A line that no rule knows is
    unclassified; the natures are defined in ``engine/natures.py``.
    """

    _name = "declic.line.rule"
    _description = "Nature of a tenant's line"
    _inherit = ["declic.named.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", string="Landlord")
    nature = fields.Selection(NATURES, required=True)
    direction = fields.Selection(
        [("debit", "Owed by the tenant"), ("credit", "In the tenant's favour")],
        help="Both when left empty.",
    )
    entry_type = fields.Selection(
        [
            ("invoice", "Invoices and credit notes"),
            ("money", "Bank and cash journals"),
            ("entry", "Other entries"),
        ],
        string="Entries",
    )
    journal_ids = fields.Many2many(
        "account.journal",
        "declic_line_rule_journal_rel",
        "declic_line_rule_id",
        "account_journal_id",
        string="Journals",
        # Who keeps no accounts reads no journal of Odoo's: the kind stands for it.
        groups=ACCOUNTING_GROUPS,
    )
    journal_kind = fields.Selection(
        [("benefit", "Housing benefit"), ("fee", "Procedure costs")],
        string="Kind of journal",
    )
    account_prefix = fields.Char(
        string="Counterpart accounts",
        help="Beginnings of the account codes on the entry's other lines, with commas;"
        " “receivable”: another tenant's account.",
    )
    product_ids = fields.Many2many(
        "product.product",
        "declic_line_rule_product_rel",
        "declic_line_rule_id",
        "product_product_id",
        string="Products",
    )
    category_ids = fields.Many2many(
        "product.category",
        "declic_line_rule_category_rel",
        "declic_line_rule_id",
        "product_category_id",
        string="Product categories",
    )
    words = fields.Char(
        help="One of these words stands in the label or the reference, in the lines of"
        " an invoice or in the name of who paid; with commas between them, “*” after"
        " the beginning of a word."
    )
    matched_with = fields.Selection(
        [("charge", "What never was a payment")],
        help="What the line is matched with.",
    )
    is_outbound = fields.Boolean(string="Payment sent", help="A payment to the tenant.")
    below_rent = fields.Float(
        string="Less than (% of the rent)",
        digits=(16, 2),
        help="The whole invoice against the rent and charges in force on its day.",
    )

    _below_rent_positive = models.Constraint(
        "CHECK(below_rent >= 0)",
        "The share of the rent cannot be negative: type 0 when the amount is not asked"
        " for.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._read_again()
        return rules

    def write(self, vals):
        done = super().write(vals)
        if vals.keys() - {"name"}:
            self._read_again()
        return done

    def unlink(self):
        done = super().unlink()
        self._read_again()
        return done

    def _read_again(self):
        """Have the next run read all ledgers: each line may be something else now."""
        self.env.flush_all()
        self.env["declic.household"]._mark_all_stale()
