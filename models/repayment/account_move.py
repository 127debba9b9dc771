from odoo import api, fields, models
from odoo.fields import Domain

from ..common.groups import ACCOUNTING_GROUPS
from .dunning_hold_mixin import HOLDS


class AccountMove(models.Model):
    _inherit = "account.move"

    declic_repayment_plan_id = fields.Many2one(
        "declic.repayment.plan",
        string="Repayment plan",
        compute="_compute_declic_repayment_plan_id",
        groups=ACCOUNTING_GROUPS,
        help="The running plan that covers a term of this entry.",
    )
    declic_plan_state = fields.Selection(
        selection=lambda self: self.env["declic.repayment.plan"]._states(),
        compute="_compute_declic_repayment_plan_id",
        string="State of the repayment plan",
        groups=ACCOUNTING_GROUPS,
    )
    declic_plan_next_date = fields.Date(
        compute="_compute_declic_repayment_plan_id",
        string="Next instalment on",
        groups=ACCOUNTING_GROUPS,
    )
    declic_is_held = fields.Boolean(
        string="Reminders on hold",
        compute="_compute_declic_is_held",
        groups=ACCOUNTING_GROUPS,
        help="Déclic keeps these terms out of the reminders and gives them back.",
    )
    declic_is_indemnity = fields.Boolean(
        string="Indemnité d'occupation",
        compute="_compute_declic_is_indemnity",
        help="A social cohesion protocol runs: what is invoiced is no rent but the"
        " price of the occupation (CCH L.353-15-2).",
    )

    def _compute_declic_repayment_plan_id(self):
        covering = dict(
            self.env["declic.repayment.plan.line"]._read_group(
                [
                    ("move_id", "in", self.ids),
                    ("plan_id.state", "in", ("active", "suspended")),
                ],
                ["move_id"],
                ["plan_id:recordset"],
            )
        )
        for move in self:
            plan = covering.get(move, self.env["declic.repayment.plan"])[:1]
            move.declic_repayment_plan_id = plan
            move.declic_plan_state = plan.state
            move.declic_plan_next_date = plan.next_due_date

    def _compute_declic_is_held(self):
        held = dict(
            self.env["account.move.line"]
            .sudo()  # sudo: whether, not for what
            ._read_group(
                Domain("move_id", "in", self.ids)
                & Domain.OR(Domain(name, "!=", False) for name in HOLDS),
                ["move_id"],
                ["__count"],
            )
        )
        for move in self:
            move.declic_is_held = bool(held.get(move))

    @api.depends("partner_id", "invoice_date", "move_type")
    def _compute_declic_is_indemnity(self):
        invoices = self.filtered(lambda m: m.move_type in ("out_invoice", "out_refund"))
        (self - invoices).declic_is_indemnity = False
        if not invoices:
            return
        # sudo: one word of the plan, for whoever reads the invoice.
        starts = {
            (plan.partner_id.id, plan.company_id.id): plan.date_start
            for plan in self.env["declic.repayment.plan"]
            .sudo()
            .search(
                [
                    ("kind", "=", "protocol"),
                    ("state", "in", ("active", "suspended")),
                    ("partner_id", "in", invoices.partner_id.ids),
                ]
            )
        }
        for move in invoices:
            start = starts.get((move.partner_id.id, move.company_id.id))
            date = move.invoice_date or fields.Date.context_today(move)
            move.declic_is_indemnity = bool(start and date >= start)

    def action_declic_make_plan(self):
        """Make a repayment plan of these invoices: see ``declic.repayment.make``."""
        return self.env["declic.repayment.make"]._action_for_moves(self)

    def _post(self, soft=True):
        posted = super()._post(soft)
        # New terms of a household under support are held like the earlier ones (D5).
        # sudo: whoever posts a rent may know nothing of the support.
        self.env["declic.case"].sudo()._hold_new_terms(posted)
        # sudo: nor that the tenant died.
        self.env["declic.household"].sudo()._hold_terms_of_the_dead(posted.sudo())
        # sudo: nor of the plan that covers what is posted again.
        self.env["declic.repayment.plan"].sudo()._hold_terms_written_again(posted)
        posted._declic_refresh_plans()
        return posted

    def button_draft(self):
        done = super().button_draft()
        # Made out to somebody else before it is posted again, it is of his ledger.
        lines = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.env["declic.household"]._mark_stale(lines.partner_id.ids)
        self._declic_refresh_plans()
        return done

    def _declic_refresh_plans(self):
        """Have the plans of these accounts look at the ledger: it has moved."""
        lines = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        matched = lines._declic_matched_partners()
        self.env["declic.household"]._mark_stale(matched.ids)
        self.env["declic.repayment.plan"]._ledger_moved(
            (lines.partner_id | matched).ids
        )
