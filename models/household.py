from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DeclicHousehold(models.Model):
    _name = "declic.household"
    _description = "Household"
    _inherit = [
        "declic.reference.mixin",
        "declic.portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    # Portal users may not even sort by the arrears.
    _order = "id desc"
    _rec_names_search = ["reference", "name", "lease_number"]
    _check_company_auto = True
    _portal_fields = frozenset(
        {
            "reference",
            "name",
            "street",
            "street2",
            "zip",
            "city",
            "phone",
            "email",
            "safe_channel",
            "do_not_write",
            "do_not_call",
            "household_size",
            "adult_count",
            "child_count",
        }
    )

    partner_id = fields.Many2one(
        "res.partner",
        string="Account holder",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Landlord",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    agency_id = fields.Many2one("declic.agency", index=True, check_company=True)
    active = fields.Boolean(default=True)

    # Copied from the account holder, so that an association may read them here
    # without any access to the landlord's contacts.
    name = fields.Char(related="partner_id.name", store=True, string="Holder's name")
    street = fields.Char(related="partner_id.street")
    street2 = fields.Char(related="partner_id.street2")
    zip = fields.Char(related="partner_id.zip")
    city = fields.Char(related="partner_id.city", store=True, string="Town")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    safe_channel = fields.Selection(
        [
            ("phone", "Phone"),
            ("sms", "Text message"),
            ("email", "E-mail"),
            ("letter", "Letter"),
            ("visit", "Visit"),
        ],
        string="Safe channel",
        default="letter",
        help="The channel by which the household may be reached without any risk.",
    )
    do_not_write = fields.Boolean()
    do_not_call = fields.Boolean()

    member_ids = fields.One2many("declic.household.member", "household_id")
    adult_count = fields.Integer(
        compute="_compute_member_counts", store=True, string="Adults"
    )
    child_count = fields.Integer(
        compute="_compute_member_counts", store=True, string="Children"
    )
    household_size = fields.Integer(compute="_compute_member_counts", store=True)

    dwelling = fields.Char(help="Number of the dwelling.")
    lease_number = fields.Char(index="btree_not_null", copy=False)
    lease_date = fields.Date(string="Lease signed on")
    lease_end_date = fields.Date(string="Left on")
    clause_delay = fields.Selection(
        [("6w", "6 weeks"), ("2m", "2 months")],
        string="Delay of the termination clause",
        help="As written in the lease: running leases keep the delay of their own "
        "clause (Cass. avis 13 June 2024, n° 24-70.002).",
    )
    is_conventional = fields.Boolean(string="Regulated lease (conventionné)")
    rent = fields.Monetary()
    charges = fields.Monetary()
    rent_reduction = fields.Monetary(string="Solidarity rent reduction (RLS)")
    housing_benefit = fields.Monetary(
        string="Housing benefit (APL)", help="Monthly amount announced."
    )
    net_rent = fields.Monetary(compute="_compute_net_rent", store=True)

    contact_ids = fields.One2many("declic.contact", "household_id")
    orientation_ids = fields.One2many("declic.orientation", "household_id")
    case_ids = fields.One2many("declic.case", "household_id")
    consent_ids = fields.One2many("declic.consent", "household_id")
    procedure_ids = fields.One2many("declic.procedure", "household_id")
    repayment_plan_ids = fields.One2many("declic.repayment.plan", "household_id")
    assignment_ids = fields.One2many("declic.assignment", "household_id")
    case_count = fields.Integer(compute="_compute_counts")
    repayment_plan_count = fields.Integer(compute="_compute_counts")

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE active IS TRUE",
        "This account holder already has an open household.",
    )

    @api.depends("member_ids.role", "member_ids.date_to")
    def _compute_member_counts(self):
        for household in self:
            present = household.member_ids.filtered(lambda m: not m.date_to)
            others = present.filtered(lambda m: m.role != "holder")
            household.adult_count = 1 + len(others.filtered("is_adult"))
            household.child_count = len(others) - len(others.filtered("is_adult"))
            household.household_size = 1 + len(others)

    @api.depends("rent", "charges", "rent_reduction", "housing_benefit")
    def _compute_net_rent(self):
        for household in self:
            household.net_rent = max(
                household.rent
                + household.charges
                - household.rent_reduction
                - household.housing_benefit,
                0,
            )

    @api.depends("reference", "name")
    @api.depends_context("show_holder")
    def _compute_display_name(self):
        # The name is shown where a landlord's screen asks for it only: mails,
        # activities and file names carry the display name.
        for household in self:
            shown = household.reference or ""
            if self.env.context.get("show_holder") and household.name:
                shown = f"{shown} · {household.name}"
            household.display_name = shown

    def _compute_counts(self):
        cases = dict(
            self.env["declic.case"]._read_group(
                [("household_id", "in", self.ids)], ["household_id"], ["__count"]
            )
        )
        plans = dict(
            self.env["declic.repayment.plan"]._read_group(
                [("household_id", "in", self.ids)], ["household_id"], ["__count"]
            )
        )
        for household in self:
            household.case_count = cases.get(household, 0)
            household.repayment_plan_count = plans.get(household, 0)

    # Buttons

    def action_orient(self):
        """Open a new orientation form for the household; saved when typed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New orientation"),
            "res_model": "declic.orientation",
            "view_mode": "form",
            "context": {"default_household_id": self.id, "show_holder": True},
        }

    def action_reopen(self):
        """Write a new orientation to the association that followed the household last:
        its acceptance opens the next episode, and the first one stays as it is.

        :raises UserError: there is no closed support
        """
        self.ensure_one()
        last = self.case_ids.filtered(lambda c: c.state == "closed").sorted(
            "date_closed"
        )[-1:]
        if not last:
            raise UserError(self.env._("No closed support to reopen."))
        orientation = self.env["declic.orientation"].create(
            {
                "household_id": self.id,
                "programme_id": last.programme_id.id,
                "association_id": last.association_id.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "declic.orientation",
            "res_id": orientation.id,
            "view_mode": "form",
            "context": {"show_holder": True},
        }

    def action_dismiss(self):
        """Open the wizard that sets the household aside until a date."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set aside"),
            "res_model": "declic.household.dismiss",
            "view_mode": "form",
            "target": "new",
            "context": {"default_household_ids": self.ids},
        }

    def action_open_invoices(self):
        """Open the rent invoices and credit notes of the holder."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [
            ("partner_id", "in", self._holders().ids),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {"default_partner_id": self.partner_id.id}
        return action

    def action_open_payments(self):
        """Open the payments of the holder."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_payments"
        )
        action["domain"] = [
            ("partner_id", "in", self._holders().ids),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {"default_partner_id": self.partner_id.id}
        return action

    def _action_open_related(self, xmlid, **defaults):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("household_id", "=", self.id)]
        action["context"] = {"default_household_id": self.id, **defaults}
        return action

    def action_open_cases(self):
        """Open the cases of the household."""
        return self._action_open_related("declic.declic_case_action")

    def action_open_repayment_plans(self):
        """Open the repayment plans of the household."""
        return self._action_open_related("declic.declic_repayment_plan_action")

    # Business

    def _holders(self):
        """Partners whose receivable lines make the household's ledger."""
        return self.partner_id | self.member_ids.filtered(
            lambda m: m.role == "co_holder"
        ).mapped("partner_id")

    def _open_receivable_lines(self):
        """Posted receivable lines that are not fully paid, oldest first."""
        return self.env["account.move.line"].search(
            Domain("partner_id", "in", self._holders().ids)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("reconciled", "=", False),
            order="date_maturity, id",
        )

    def _contact_history(self):
        """Attempts made so far and the last reply, for the orientation form.

        :return: dict of ``attempt_count`` and ``last_contact_date``
        """
        self.ensure_one()
        honoured = self.contact_ids.filtered("is_honoured").mapped("date")
        return {
            "attempt_count": len(self.contact_ids),
            "last_contact_date": max(honoured).date() if honoured else False,
        }
