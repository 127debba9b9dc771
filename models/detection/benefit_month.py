from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class DeclicBenefitMonth(models.Model):
    """The housing benefit of a month, as the office told it: announced and paid.

    What is awaited of the office in a month, and the net rent of its terms, follow from
    its announcement; where none is known, from the amount on the household
    (``engine/awaited.py``). What was paid is told, and set against nothing: what counts
    as paid is what accounting has entered.
    """

    _name = "declic.benefit.month"
    _description = "Housing benefit of a month"
    _order = "household_id, month desc, kind"
    _rec_name = "month"

    household_id = fields.Many2one(
        "declic.household", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("monthly", "Of the month"),
            ("adjustment", "Adjustment"),
            ("withheld", "Withheld"),
        ],
        required=True,
        readonly=True,
        help="An adjustment or what the office withholds changes what is awaited of it,"
        " and no rent.",
    )
    is_announced = fields.Boolean(readonly=True)
    announced = fields.Monetary(readonly=True)
    is_paid = fields.Boolean(readonly=True)
    paid = fields.Monetary(
        string="Paid, says the office", readonly=True, help="Not what was entered."
    )
    # Whether the amount on the household followed, in its month.
    is_applied = fields.Boolean(readonly=True)

    _once = models.UniqueIndex(
        "(household_id, month, kind)", "This month of the benefit is known already."
    )
    _applied_idx = models.Index("(household_id) WHERE is_applied IS NOT TRUE")

    @api.model
    def _apply(self, day):
        """Let the amount on the households follow the announcement of the month of
        ``day``, or of the month before: the office is a month late. Each announcement
        once, so that what somebody corrects by hand stays.

        :param day: date
        :return: number of households that changed
        """
        self.flush_model()
        households = self.env["declic.household"].sudo()  # sudo: the night's
        households.flush_model()
        first = day.replace(day=1)
        self.env.cr.execute(
            """
            SELECT h.id, last.announced
              FROM (SELECT DISTINCT household_id FROM declic_benefit_month
                     WHERE is_applied IS NOT TRUE AND month <= %(first)s) n
              JOIN declic_household h ON h.id = n.household_id AND h.active
              CROSS JOIN LATERAL (
                  SELECT announced, is_applied, month FROM declic_benefit_month b
                   WHERE b.household_id = h.id AND b.kind = 'monthly'
                     AND b.is_announced AND b.month <= %(first)s
                   ORDER BY b.month DESC LIMIT 1) last
             WHERE last.is_applied IS NOT TRUE AND last.month >= %(before)s
               AND COALESCE(h.housing_benefit, 0) <> last.announced
             ORDER BY h.id
            """,
            {"first": first, "before": first - relativedelta(months=1)},
        )
        found = self.env.cr.fetchall()
        moved = households.browse([household for household, _amount in found])
        moved._keep_values()
        self.env.cr.execute(
            "UPDATE declic_household h SET housing_benefit = n.amount,"
            " ledger_stale = TRUE"
            " FROM unnest(%s::int[], %s::numeric[]) AS n(id, amount)"
            " WHERE h.id = n.id",
            [moved.ids, [amount for _household, amount in found]],
        )
        self.env.cr.execute(
            "UPDATE declic_benefit_month SET is_applied = TRUE"
            " WHERE is_applied IS NOT TRUE AND month <= %s",
            [first],
        )
        self.invalidate_model(["is_applied"])
        moved.invalidate_recordset(["housing_benefit", "ledger_stale"])
        moved.modified(["housing_benefit"])
        return len(moved)
