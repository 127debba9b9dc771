from odoo import api, fields, models


class DeclicRepaymentInstallment(models.Model):
    _name = "declic.repayment.installment"
    _description = "Instalment of a repayment plan"
    _order = "plan_id, date_due, id"
    _rec_name = "date_due"

    plan_id = fields.Many2one(
        "declic.repayment.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_due = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    paid = fields.Monetary(compute="_compute_paid")
    state = fields.Selection(
        [
            ("planned", "To come"),
            ("due", "Due"),
            ("missed", "Missed"),
            ("paid", "Paid"),
        ],
        compute="_compute_paid",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "An instalment must be more than zero."
    )

    @api.depends(
        "amount", "date_due", "plan_id.paid_on_plan", "plan_id.installment_ids"
    )
    def _compute_paid(self):
        today = fields.Date.context_today(self)
        for plan, installments in self.grouped("plan_id").items():
            left = plan.paid_on_plan
            paid = {}
            # What was paid on the plan extinguishes its instalments in their order.
            for installment in plan.installment_ids.sorted("date_due"):
                paid[installment] = min(left, installment.amount)
                left -= paid[installment]
            for installment in installments:
                done = paid.get(installment, 0)
                installment.paid = done
                tolerated = fields.Date.add(
                    installment.date_due or today, days=plan.tolerance_days
                )
                if plan.currency_id.compare_amounts(done, installment.amount) >= 0:
                    installment.state = "paid"
                elif tolerated < today:
                    installment.state = "missed"
                elif installment.date_due and installment.date_due <= today:
                    installment.state = "due"
                else:
                    installment.state = "planned"

    @api.model_create_multi
    def create(self, vals_list):
        installments = super().create(vals_list)
        installments.plan_id._check_unlocked({"installment_ids": True})
        return installments

    def write(self, vals):
        self.plan_id._check_unlocked({"installment_ids": True})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.plan_id._check_unlocked({"installment_ids": True})
