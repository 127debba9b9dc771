from odoo import api, fields, models

from ...engine import legal_days
from ...engine.trajectory import INSTALMENT_COLUMNS

FIGURES = frozenset(INSTALMENT_COLUMNS)


class DeclicRepaymentInstallment(models.Model):
    _name = "declic.repayment.installment"
    _description = "Instalment of a repayment plan"
    _inherit = ["declic.guard.mixin"]
    _order = "plan_id, date_due, id"
    _rec_name = "date_due"
    _sealed_fields = FIGURES

    plan_id = fields.Many2one(
        "declic.repayment.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_due = fields.Date(required=True)
    date_nominal = fields.Date(
        string="Nominal date", help="Before it rolled to a working day."
    )
    amount = fields.Monetary(required=True, string="As signed")
    is_lump = fields.Boolean(string="At the signature")

    # Written by the engine, from the ledger.
    amount_due = fields.Monetary(
        string="To pay",
        readonly=True,
        copy=False,
        help="Less than signed when the debt was shortened.",
    )
    paid = fields.Monetary(readonly=True, copy=False)
    date_paid = fields.Date(string="Paid on", readonly=True, copy=False)
    delay_days = fields.Integer(
        string="Days late when paid", readonly=True, copy=False, aggregator=None
    )
    days_late = fields.Integer(
        string="Days late",
        compute="_compute_days_late",
        help="Until it was paid; until today while something is left to pay.",
    )
    state = fields.Selection(
        [
            ("planned", "To come"),
            ("due", "Fallen due"),
            ("missed", "Instalment missed"),
            ("paid", "Instalment paid"),
            ("caught_up", "Caught up"),
            ("dropped", "No longer due"),
        ],
        readonly=True,
        copy=False,
        default="planned",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "An instalment must be more than zero."
    )

    @api.depends("state", "delay_days", "date_due")
    def _compute_days_late(self):
        today = fields.Date.context_today(self)
        for installment in self:
            if installment.state in ("due", "missed"):
                running = (today - installment.date_due).days
                installment.days_late = max(running, 0)
            else:
                installment.days_late = installment.delay_days

    @api.model_create_multi
    def create(self, vals_list):
        installments = super().create(
            [{"date_nominal": vals.get("date_due"), **vals} for vals in vals_list]
        )
        installments.plan_id._check_unlocked({"installment_ids": True})
        # Until the plan is started, what is signed is what is to be paid.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE declic_repayment_installment SET amount_due = amount, paid = 0"
            " WHERE id = ANY(%s)",
            [installments.ids],
        )
        installments.invalidate_recordset(["amount_due", "paid"])
        return installments

    def write(self, vals):
        if not self._is_keyed():
            self.plan_id._check_unlocked({"installment_ids": True})
        return super().write(vals)

    def _sealed_sentence(self, names):
        return self.env._("The figures come from the ledger alone.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.plan_id._check_unlocked({"installment_ids": True})

    def _owed(self):
        """Instalments of which something is left to pay."""
        return self.filtered(lambda i: i.state in ("planned", "due", "missed"))

    def _postpone(self, months):
        """Put these instalments off by ``months``, the plan having been suspended."""
        for installment in self:
            nominal = fields.Date.add(installment.date_nominal, months=months)
            # Past the lock of the plan: the schedule follows from the suspension.
            installment._keyed().write(
                {
                    "date_nominal": nominal,
                    "date_due": legal_days.next_working_day(
                        nominal, installment.company_id.declic_territory
                    ),
                }
            )
