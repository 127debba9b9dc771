from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import split_every

# Leases of one entry: what an accountant can look over, and Odoo saves in seconds.
SLICE = 500


class DeclicOpeningEntry(models.TransientModel):
    """The balances of an imported file as entries of accounting (X3): drafts, that the
    accountant reads, corrects and posts.

    Only of leases of which accounting holds nothing, posted or draft: a balance that
    differs from the books is not an opening. Pressed twice it enters nothing twice.
    """

    _name = "declic.opening.entry"
    _description = "Opening entry of a file's balances"
    _inherit = ["declic.named.mixin"]

    import_id = fields.Many2one("declic.lease.import", required=True, readonly=True)
    company_id = fields.Many2one(related="import_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        domain="[('type', '=', 'general'), ('company_id', '=', company_id)]",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Counterpart",
        required=True,
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable')),"
        " ('company_ids', 'in', company_id)]",
        help="Where the other side of the opening is kept: ask your accountant.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    lease_count = fields.Integer(string="Leases to enter", compute="_compute_found")
    owed = fields.Monetary(string="Owed by tenants", compute="_compute_found")
    ahead = fields.Monetary(string="Paid ahead by tenants", compute="_compute_found")
    known_count = fields.Integer(
        string="Of which accounting holds lines, left out", compute="_compute_found"
    )

    @api.depends("import_id")
    def _compute_found(self):
        for wizard in self:
            told, chosen = wizard._lines()
            wizard.lease_count = len(chosen)
            wizard.known_count = len(told) - len(chosen)
            wizard.owed = sum(line.balance for line in chosen if line.balance > 0)
            wizard.ahead = -sum(line.balance for line in chosen if line.balance < 0)

    def _lines(self):
        """(rows of the file that say a balance, those of leases new to accounting)."""
        told = self.import_id.line_ids.filtered(
            lambda line: (
                line.household_id and not self.currency_id.is_zero(line.balance)
            )
        )
        # Whoever is excluded from a household enters nothing of it.
        households = told.household_id._filtered_access("read")
        told = told.filtered(lambda line: line.household_id in households)
        partners = {one: one._account_partners() for one in households}
        known = self.env["account.move.line"]._read_group(
            [
                ("partner_id", "in", households._account_partners().ids),
                ("company_id", "=", self.company_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "!=", "cancel"),
            ],
            ["partner_id"],
        )
        known = self.env["res.partner"].union(*(partner for (partner,) in known))
        return told, told.filtered(lambda line: not partners[line.household_id] & known)

    def action_prepare(self):
        """Write the entries, in draft, with the rights of who asks.

        :return: the action that shows them
        :raises UserError: there is nothing to enter
        :raises AccessError: to who may not write entries in accounting
        """
        self.ensure_one()
        _told, chosen = self._lines()
        if not chosen:
            raise UserError(
                self.env._(
                    "There is nothing to enter: accounting holds lines of each of these"
                    " leases already."
                )
            )
        moves = self.env["account.move"].create(
            [self._entry(part) for part in split_every(SLICE, chosen)]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opening entries"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", moves.ids)],
        }

    def _entry(self, lines):
        """Values of the entry of some rows: a line each, and the counterpart."""
        partners = (
            self.env["res.partner"]
            .union(*(line.household_id.partner_id for line in lines))
            .with_company(self.company_id)
        )
        accounts = {one.id: one.property_account_receivable_id for one in partners}
        rows = [
            {
                "name": self.env._("Opening balance, lease %s", line.lease_number),
                "account_id": accounts[line.household_id.partner_id.id].id,
                "partner_id": line.household_id.partner_id.id,
                "debit": max(line.balance, 0),
                "credit": max(-line.balance, 0),
                "date_maturity": line.oldest_date or self.date,
            }
            for line in lines
        ]
        total = self.currency_id.round(sum(line.balance for line in lines))
        if not self.currency_id.is_zero(total):
            rows.append(
                {
                    "name": self.env._("Opening balances"),
                    "account_id": self.account_id.id,
                    "debit": max(-total, 0),
                    "credit": max(total, 0),
                }
            )
        return {
            "move_type": "entry",
            "journal_id": self.journal_id.id,
            "date": self.date,
            "ref": self.env._("Opening balances"),
            "line_ids": [Command.create(row) for row in rows],
        }
