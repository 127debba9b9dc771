from odoo import api, fields, models

from ...engine import freshness, local_day

# Content, in French: health, then justice, then judgements.


class ResCompany(models.Model):
    _inherit = "res.company"

    declic_rent_first = fields.Boolean(
        string="First euro to the current rent",
        default=True,
        help="While a repayment plan runs, what is paid goes to the current rent first "
        "and to the instalments next; else the other way round.",
    )
    declic_consent_months = fields.Integer(
        string="Agreements last (months)", default=24
    )
    declic_self_approval = fields.Boolean(
        string="An author may approve his own plan",
        help="For a landlord with a single counsellor; each time is logged.",
    )
    declic_link_days = fields.Integer(
        string="Links to the household's sheet last (days)", default=30
    )
    declic_living_floor = fields.Monetary(
        string="Least to live on, per consumption unit and month",
        default=240.0,
        help="An instalment that leaves less needs a reason.",
    )
    declic_notice_version = fields.Char(
        string="Version of the information notice",
        default="1",
        help="What households were told in writing; kept with each answer.",
    )
    declic_sleep_days = fields.Integer(
        string="Unused accounts are closed after (days)",
        default=180,
        help="Accounts of the associations' users; 0: never.",
    )
    declic_tolerance_days = fields.Integer(
        string="Tolerance of a plan (days)", default=10
    )
    declic_tolerance_amount = fields.Monetary(
        string="Tolerance of a plan (amount)", default=1.0
    )

    declic_benefit_delay = fields.Selection(
        [("same", "In the month itself"), ("next", "In the month after")],
        string="The benefit of a month is paid",
        required=True,
        default="same",
        help="By the benefit office: what it owes and has not paid yet is no default of"
        " the tenant.",
    )

    declic_territory = fields.Selection(
        [
            ("alsace_moselle", "Alsace-Moselle"),
            ("guadeloupe", "Guadeloupe"),
            ("martinique", "Martinique"),
            ("guyane", "French Guiana"),
            ("reunion", "Réunion"),
            ("mayotte", "Mayotte"),
            ("saint_barthelemy", "Saint-Barthélemy"),
            ("saint_martin", "Saint-Martin"),
        ],
        string="Public holidays of",
        help="Beside those of metropolitan France.",
    )
    declic_stale_days = fields.Integer(
        string="Ledger too old after (days)",
        default=45,
        help="Without an entry of the bank for so long no reminder leaves, no plan"
        " breaks and nobody is told to be silent; 0: never.",
    )

    _declic_durations_some = models.Constraint(
        "CHECK(declic_consent_months BETWEEN 1 AND 120"
        " AND declic_link_days BETWEEN 1 AND 366"
        " AND declic_sleep_days BETWEEN 0 AND 3660"
        " AND declic_tolerance_days BETWEEN 0 AND 366"
        " AND declic_stale_days BETWEEN 0 AND 3660)",
        "A duration is too short or too long: agreements last 1 to 120 months, links 1"
        " to 366 days, a plan is tolerated 0 to 366 days, accounts and ledgers 0 to"
        " 3660 days.",
    )

    _declic_amounts_positive = models.Constraint(
        "CHECK(declic_living_floor >= 0 AND declic_tolerance_amount >= 0)",
        "What is left to live on and the tolerance of a plan are typed in euros, zero"
        " or more: type 0 to have none.",
    )

    declic_bank_date = fields.Date(
        string="Last entry of the bank", compute="_compute_declic_freshness"
    )
    declic_benefit_date = fields.Date(
        string="Last entry of the benefit office", compute="_compute_declic_freshness"
    )
    declic_is_stale = fields.Boolean(
        string="Ledger too old", compute="_compute_declic_freshness"
    )

    @api.depends("declic_stale_days")
    def _compute_declic_freshness(self):
        today = fields.Date.context_today(self)
        self.env.flush_all()
        dates = freshness.dates(self.env.cr, today, self.ids)
        for company in self:
            bank, benefit = dates.get(company.id, (None, None))
            company.declic_bank_date = bank
            company.declic_benefit_date = benefit
            company.declic_is_stale = bool(
                bank
                and company.declic_stale_days
                and (today - bank).days > company.declic_stale_days
            )

    def _declic_rent_journals(self):
        """Journals in which the landlord bills rents: those of that kind, else all its
        sales journals of no other kind."""
        self.ensure_one()
        # sudo: which they are, for a pilot who keeps no accounts.
        journals = self.env["account.journal"].sudo()
        own = journals.search([("company_id", "=", self.id)])
        return own.filtered(lambda j: j.declic_kind == "rent") or own.filtered(
            lambda j: j.type == "sale" and not j.declic_kind
        )

    def _declic_zone(self):
        """Name of the time zone in which the landlord's households live."""
        self.ensure_one()
        return self.partner_id.tz or local_day.DEFAULT_ZONE

    @api.model
    def _declic_stale(self):
        """The landlords whose books are behind."""
        return self._declic_landlords().filtered("declic_is_stale")

    @api.model
    def _declic_landlords(self):
        """The companies that have a household."""
        self.env["declic.household"].flush_model(["company_id", "active"])
        # One household is enough: to group them all would read the whole table.
        self.env.cr.execute(
            "SELECT c.id FROM res_company c WHERE EXISTS (SELECT 1"
            " FROM declic_household h WHERE h.company_id = c.id AND h.active)"
            " ORDER BY c.id"
        )
        return self.browse(row[0] for row in self.env.cr.fetchall())

    def _declic_logo(self):
        """The company's own logo for printed forms; nothing when it is Odoo's."""
        self.ensure_one()
        return False if self.uses_default_logo else self.logo

    @api.model
    def _declic_load_demo(self):
        """Build the demonstration landlord, for Odoo's own demonstration data."""
        # Imported here: the package is no part of a running server.
        from ...demo import landlord  # noqa: PLC0415

        landlord.load(self.env)
