from odoo import fields, models, tools

from ..common.groups import LANDLORD_GROUPS


class DeclicRepaymentForecast(models.Model):
    """What the running plans will bring, month by month, for accounting.

    What is left to pay of each instalment, and the aids granted and not paid yet. No
    link to the request itself: its reason is no business of accounting.
    """

    _name = "declic.repayment.forecast"
    _description = "Cash-flow forecast of the repayment plans"
    _auto = False
    _order = "date, id"
    _rec_name = "date"

    plan_id = fields.Many2one("declic.repayment.plan", readonly=True)
    household_id = fields.Many2one(
        "declic.household",
        readonly=True,
        groups=LANDLORD_GROUPS,
    )
    partner_id = fields.Many2one("res.partner", string="Account holder", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(string="Expected on", readonly=True)
    origin = fields.Selection(
        [
            ("late", "Instalment late"),
            ("instalment", "Instalment"),
            ("aid", "Aid granted"),
        ],
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        # What is late is expected at once, hence this month.
        self.env.cr.execute(
            """
            CREATE VIEW declic_repayment_forecast AS
            SELECT i.id * 2 AS id, p.id AS plan_id, p.household_id, p.partner_id,
                   p.company_id, c.currency_id,
                   GREATEST(i.date_due, CURRENT_DATE) AS date,
                   CASE WHEN i.date_due < CURRENT_DATE THEN 'late'
                        ELSE 'instalment' END AS origin,
                   i.amount_due - COALESCE(i.paid, 0) AS amount
              FROM declic_repayment_plan p
              JOIN declic_repayment_installment i ON i.plan_id = p.id
              JOIN res_company c ON c.id = p.company_id
             WHERE p.state = 'active' AND i.amount_due > COALESCE(i.paid, 0)
            UNION ALL
            SELECT a.id * 2 + 1, p.id, a.household_id, h.partner_id, a.company_id,
                   c.currency_id, GREATEST(a.date_expected, CURRENT_DATE), 'aid',
                   a.amount_granted - COALESCE(a.amount_paid, 0)
              FROM declic_aid_request a
              JOIN declic_household h ON h.id = a.household_id
              JOIN res_company c ON c.id = a.company_id
              LEFT JOIN declic_repayment_plan p ON p.household_id = a.household_id
               AND p.state IN ('active', 'suspended')
             WHERE a.state = 'granted'
            """
        )
