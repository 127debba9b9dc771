from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    declic_rent_first = fields.Boolean(
        related="company_id.declic_rent_first", readonly=False
    )
    declic_tolerance_days = fields.Integer(
        related="company_id.declic_tolerance_days", readonly=False
    )
    declic_tolerance_amount = fields.Monetary(
        related="company_id.declic_tolerance_amount",
        readonly=False,
        currency_field="currency_id",
    )
    declic_benefit_delay = fields.Selection(
        related="company_id.declic_benefit_delay", readonly=False
    )
    declic_territory = fields.Selection(
        related="company_id.declic_territory", readonly=False
    )
    declic_stale_days = fields.Integer(
        related="company_id.declic_stale_days", readonly=False
    )
    declic_consent_months = fields.Integer(
        related="company_id.declic_consent_months", readonly=False
    )
    declic_self_approval = fields.Boolean(
        related="company_id.declic_self_approval", readonly=False
    )
    declic_link_days = fields.Integer(
        related="company_id.declic_link_days", readonly=False
    )
    declic_living_floor = fields.Monetary(
        related="company_id.declic_living_floor",
        readonly=False,
        currency_field="currency_id",
    )
    declic_draft_days = fields.Integer(
        related="company_id.declic_draft_days", readonly=False
    )
    declic_notice_version = fields.Char(
        related="company_id.declic_notice_version", readonly=False
    )
    declic_sleep_days = fields.Integer(
        related="company_id.declic_sleep_days", readonly=False
    )
    declic_rent_journal_ids = fields.Many2many(
        "account.journal",
        string="Rent journals",
        compute="_compute_declic_journals",
        inverse="_inverse_declic_rent_journal_ids",
    )
    declic_benefit_journal_ids = fields.Many2many(
        "account.journal",
        string="Housing benefit journals",
        compute="_compute_declic_journals",
        inverse="_inverse_declic_benefit_journal_ids",
    )
    declic_fee_journal_ids = fields.Many2many(
        "account.journal",
        string="Procedure cost journals",
        compute="_compute_declic_journals",
        inverse="_inverse_declic_fee_journal_ids",
    )

    def _declic_journals(self, kind):
        return self.env["account.journal"].search(
            [("declic_kind", "=", kind), ("company_id", "=", self.company_id.id)]
        )

    @api.depends("company_id")
    def _compute_declic_journals(self):
        for settings in self:
            settings.declic_rent_journal_ids = settings._declic_journals("rent")
            settings.declic_benefit_journal_ids = settings._declic_journals("benefit")
            settings.declic_fee_journal_ids = settings._declic_journals("fee")

    def _set_declic_journals(self, kind, journals):
        (self._declic_journals(kind) - journals).declic_kind = False
        journals.declic_kind = kind

    def _inverse_declic_rent_journal_ids(self):
        for settings in self:
            settings._set_declic_journals("rent", settings.declic_rent_journal_ids)

    def _inverse_declic_benefit_journal_ids(self):
        for settings in self:
            settings._set_declic_journals(
                "benefit", settings.declic_benefit_journal_ids
            )

    def _inverse_declic_fee_journal_ids(self):
        for settings in self:
            settings._set_declic_journals("fee", settings.declic_fee_journal_ids)
