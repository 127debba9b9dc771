"""The figures that the engine writes on a household, and what makes it read again."""

from odoo import api, fields, models

from ...engine import figures
from .household_value import KEPT

# Written by the engine only, from the ledger and the contact log.
FIGURES = frozenset(figures.COLUMNS) | {
    "default_date",
    "arrears_date",
    "arrears_rule_id",
    "debt_level",
    "silence_level",
    "proposal_state",
    "date_proposed",
    "urgency",
    "tenancy",
}
# Written by a decision of both sides only: see household_litigation.py.
SUSPENSION = frozenset({"litigation_until", "litigation_review_id"})
# A change of one of these changes the figures: the next run reads the ledger again.
LEDGER_FIELDS = frozenset(
    {
        "partner_id",
        "holder_from",
        "lease_date",
        "lease_number",
        "company_id",
        "active",
        "rent",
        "charges",
        "rent_reduction",
        "housing_benefit",
        "benefit_status",
        "member_ids",
    }
)

# A change of one of these may give lines to another household, or take them from it.
CLAIM_FIELDS = frozenset(
    {
        "partner_id",
        "holder_from",
        "lease_date",
        "lease_number",
        "company_id",
        "active",
    }
)


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    _sealed_fields = FIGURES | SUSPENSION

    overdue = fields.Monetary(string="Arrears", readonly=True, copy=False)
    net_months = fields.Float(
        string="Net months due", digits=(16, 2), readonly=True, copy=False
    )
    oldest_unpaid_date = fields.Date(
        string="Oldest unpaid term", readonly=True, copy=False
    )
    last_payment_date = fields.Date(string="Last payment", readonly=True, copy=False)
    trend = fields.Monetary(
        readonly=True,
        copy=False,
        help="Slope of the closing balances of the last six months, in EUR a month.",
    )
    last_term_date = fields.Date(string="Last term", readonly=True, copy=False)
    last_term_amount = fields.Monetary(readonly=True, copy=False)
    current_rent_missing = fields.Monetary(
        string="Missing on the current rent", readonly=True, copy=False
    )
    current_rent_paid = fields.Boolean(readonly=True, copy=False, default=True)
    benefit_pending = fields.Monetary(
        string="Housing benefit awaited",
        readonly=True,
        copy=False,
        help="Announced for the last term and not received yet.",
    )
    benefit_ratio = fields.Float(readonly=True, copy=False, default=1)
    due_jump = fields.Monetary(readonly=True, copy=False)
    punctual_terms = fields.Integer(readonly=True, copy=False)
    partial_terms = fields.Integer(readonly=True, copy=False)
    payment_drift = fields.Integer(readonly=True, copy=False)
    reject_date = fields.Date(
        string="Last rejected direct debit", readonly=True, copy=False
    )
    reject_date_before = fields.Date(readonly=True, copy=False)
    unallocated = fields.Monetary(
        string="Received and not allocated",
        readonly=True,
        copy=False,
        help="In the tenant's favour and not matched yet.",
    )
    ledger_bank_date = fields.Date(related="company_id.declic_bank_date")
    ledger_benefit_date = fields.Date(related="company_id.declic_benefit_date")
    ledger_is_stale = fields.Boolean(related="company_id.declic_is_stale")
    unclassified_count = fields.Integer(
        string="Lines without a nature", readonly=True, copy=False, aggregator=None
    )
    arrears_record_ids = fields.One2many("declic.arrears.record", "household_id")

    default_date = fields.Date(
        string="First default",
        readonly=True,
        copy=False,
        help="The day the running debt began: since then the balance never was zero.",
    )
    arrears_date = fields.Date(string="Impayé constitué", readonly=True, copy=False)
    arrears_rule_id = fields.Many2one(
        "declic.arrears.rule", string="Definition applied", readonly=True, copy=False
    )

    lock_ids = fields.One2many(
        "declic.lock", "household_id", groups="declic.group_data_officer"
    )
    ledger_month_ids = fields.One2many("declic.ledger.month", "household_id")
    benefit_month_ids = fields.One2many("declic.benefit.month", "household_id")

    def write(self, vals):
        if LEDGER_FIELDS & vals.keys():
            vals = {**vals, "ledger_stale": True}
        if not vals.get("active", True):
            self._check_nothing_runs()
        self._record_values(vals)
        self._record_holder(vals)
        claims = CLAIM_FIELDS & vals.keys()
        before = set(self._account_partners().ids) if claims else set()
        done = super().write(vals)
        if claims:
            # A line that is no longer of this lease may be of another one.
            self._mark_stale(before | set(self._account_partners().ids))
        self._tenancy_moved(vals)
        return done

    @api.model_create_multi
    def create(self, vals_list):
        households = super().create(vals_list)
        self._mark_stale(households._account_partners().ids)
        households.filtered(lambda h: h.date_death or h.lease_end_date)._tenancy_moved(
            ("date_death", "lease_end_date")
        )
        return households

    def _sealed_sentence(self, names):
        if names & FIGURES:
            return self.env._("The arrears come from the ledger alone.")
        return self.env._("Both sides suspend the litigation, at a monthly point.")

    def _record_values(self, vals):
        """Keep what is about to change, with the day it was in force until."""
        changed = [name for name in KEPT if name in vals]
        moved = self.filtered(
            lambda h: any(h[name] != (vals[name] or h[name] * 0) for name in changed)
        )
        moved._keep_values()

    def _keep_values(self):
        """Keep the values of today: they are about to change."""
        if not self:
            return
        today = fields.Date.context_today(self)
        # sudo: kept by whatever act, and nobody's to write.
        Value = self.env["declic.household.value"].sudo()
        last = dict(
            Value._read_group(
                [("household_id", "in", self.ids)], ["household_id"], ["date_to:max"]
            )
        )
        Value.create(
            [
                {
                    "household_id": household.id,
                    "date_from": last.get(household),
                    "date_to": today,
                    **{name: household[name] for name in (*KEPT, "household_size")},
                }
                for household in self
                # The first values of the day are those that were in force before it.
                if last.get(household) != today
            ]
        )

    def _record_holder(self, vals):
        """A holder who is replaced keeps his past: he stays as a former holder."""
        if "partner_id" not in vals:
            return
        today = fields.Date.context_today(self)
        # sudo: whoever may change the holder leaves the former one with his dates.
        self.env["declic.household.member"].sudo().create(
            [
                {
                    "household_id": household.id,
                    "partner_id": household.partner_id.id,
                    "role": "holder",
                    "date_from": household.holder_from,
                    "date_to": today,
                }
                for household in self
                if household.partner_id.id != vals["partner_id"]
            ]
        )

    def unlink(self):
        ids = self.ids
        done = super().unlink()
        # The fact table has no foreign key.
        self.env.cr.execute(
            "DELETE FROM declic_ledger_month WHERE household_id = ANY(%s)", [ids]
        )
        return done
