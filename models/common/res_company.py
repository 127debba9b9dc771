from odoo import api, fields, models


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

    def _declic_zone(self):
        """Name of the time zone in which the landlord's households live."""
        self.ensure_one()
        return self.partner_id.tz or "Europe/Paris"

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
