from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import holders, ledger
from ..common.groups import SOCIAL_GROUPS
from ..common.local_day import day_at

# What the social counsellor says of a household, and its association where shared.
_SOCIAL_FIELDS = frozenset(
    {
        "safe_channel",
        "do_not_write",
        "do_not_call",
        "household_type",
        "interpreter_id",
    }
)


class DeclicHousehold(models.Model):
    _name = "declic.household"
    _description = "Household"
    _inherit = [
        "declic.reference.mixin",
        "declic.guard.mixin",
        "declic.portal.mixin",
        "mail.thread",
        "declic.activity.mixin",
    ]
    # Portal users may not even sort by the arrears.
    _order = "id desc"
    _rec_names_search = ["reference", "name", "lease_number"]
    _check_company_auto = True
    _programme_path = "assignment_ids.orientation_id.programme_id"
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
            "interpreter_id",
            "household_size",
            "adult_count",
            "child_count",
            "household_type",
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
    household_type = fields.Selection(
        [
            ("alone", "Person alone"),
            ("single_parent", "Single parent"),
            ("couple", "Couple"),
            ("couple_children", "Couple with children"),
            ("other", "Other"),
        ]
    )

    dwelling = fields.Char(help="Number of the dwelling.")
    lease_number = fields.Char(index="btree_not_null", copy=False)
    lease_date = fields.Date(string="Lease signed on")
    holder_from = fields.Date(
        string="Account holder since",
        copy=False,
        help="The first day whose entries are of this lease, when the holder had"
        " another one before; the signature of the lease when left empty.",
    )
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
    benefit_status = fields.Selection(
        [
            ("none", "No right"),
            ("landlord", "Paid to the landlord"),
            ("tenant", "Paid to the tenant"),
            ("requested", "Requested"),
            ("suspended", "Suspended"),
        ],
        string="State of the housing benefit",
    )
    payment_mode = fields.Selection(
        [
            ("debit", "Direct debit"),
            ("transfer", "Transfer"),
            ("card", "Card"),
            ("cheque", "Cheque"),
            ("cash", "Cash"),
        ],
        string="Pays by",
    )
    net_rent = fields.Monetary(compute="_compute_net_rent", store=True)

    contact_ids = fields.One2many("declic.contact", "household_id")
    orientation_ids = fields.One2many("declic.orientation", "household_id")
    case_ids = fields.One2many("declic.case", "household_id")
    consent_ids = fields.One2many("declic.consent", "household_id")
    procedure_ids = fields.One2many("declic.procedure", "household_id")
    repayment_plan_ids = fields.One2many("declic.repayment.plan", "household_id")
    assignment_ids = fields.One2many("declic.assignment", "household_id")
    # Each count for those who may read what is counted.
    case_count = fields.Integer(
        compute="_compute_case_count", groups="declic.group_counsellor"
    )
    repayment_plan_count = fields.Integer(compute="_compute_repayment_plan_count")

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE active IS TRUE",
        "This account holder already has an open household.",
    )
    _amounts_positive = models.Constraint(
        "CHECK(rent >= 0 AND charges >= 0 AND rent_reduction >= 0"
        " AND housing_benefit >= 0)",
        "Rent, charges, rent reduction and housing benefit are typed without a minus"
        " sign: what is taken off the rent is taken off by the calculation. Correct the"
        " amount, or leave it empty.",
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
    @api.depends_context("show_holder", "uid")
    def _compute_display_name(self):
        # The name is shown where a landlord's screen asks for it only: mails,
        # activities and file names carry the display name.
        named = self._named() if self.env.context.get("show_holder") else ()
        for household in self:
            shown = household.reference or ""
            if household in named and household.name:
                shown = f"{shown} · {household.name}"
            household.display_name = shown

    def _has_field_access(self, field, operation):
        # domain.md F1: recovery reads how a household may be reached, and who lives
        # there; its social counsellor says it.
        if (
            operation == "write"
            and field.name in _SOCIAL_FIELDS
            and not self.env.su
            and not self.env.user.has_groups(SOCIAL_GROUPS)
        ):
            return False
        return super()._has_field_access(field, operation)

    def _named(self):
        """The households whose holder's name the user may be shown beside the
        reference: the landlord's staff, as far as their rules go.

        Odoo reads the name of a linked record as superuser, and any client may ask for
        it with the key of the context: the reader's own rights decide.
        """
        own = self.sudo(False)
        if own.env.user._is_portal():
            return self.browse()
        return own._filtered_access("read").sudo(self.env.su)

    def _count_of(self, model):
        """Number of records of ``model`` of each household, as the user reads them."""
        return dict(
            self.env[model]._read_group(
                [("household_id", "in", self.ids)], ["household_id"], ["__count"]
            )
        )

    def _compute_case_count(self):
        counts = self._count_of("declic.case")
        for household in self:
            household.case_count = counts.get(household._origin, 0)

    def _compute_repayment_plan_count(self):
        counts = self._count_of("declic.repayment.plan")
        for household in self:
            household.repayment_plan_count = counts.get(household._origin, 0)

    # Business

    def _holders(self):
        """Partners who hold the lease today."""
        today = fields.Date.context_today(self)
        return self.partner_id | self.member_ids.filtered(
            lambda m: m.role == "co_holder" and not (m.date_to and m.date_to < today)
        ).mapped("partner_id")

    @api.private
    @api.model
    def _of_partners(self, partner_ids):
        """Households in whose ledger lines of these partners may stand.

        The same whoever asks: what may be seen of them is the caller's matter.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT household_id FROM (%s) c WHERE partner_id = ANY(%s)",
                holders.claims(archived=True),
                list(partner_ids),
            )
        )
        return self.browse([row[0] for row in self.env.cr.fetchall()])

    @api.private
    @api.model
    def _of_lines(self, line_ids):
        """The household of each of these receivable lines, those of none left out.

        :return: dict of line id to household
        """
        self.env.flush_all()
        lines = self.env["account.move.line"].sudo().browse(line_ids)  # sudo: whose
        households = self._of_partners(lines.partner_id.ids)
        self.env.cr.execute(
            SQL(
                "SELECT id, household_id FROM (%s) l",
                ledger.own(
                    self.env.cr,
                    households.ids,
                    SQL("l.id = ANY(%s)", list(line_ids)),
                ),
            )
        )
        return {row[0]: self.browse(row[1]) for row in self.env.cr.fetchall()}

    def _account_partners(self):
        """Partners whose receivable lines may stand in the ledger: holders and former
        holders, and the commercial partners on whom Odoo books."""
        partners = self.partner_id | self.member_ids.filtered(
            lambda m: m.role in ("holder", "co_holder")
        ).mapped("partner_id")
        return partners | partners.commercial_partner_id

    def _open_receivable_lines(self):
        """Lines of the ledger that are not fully paid, oldest first."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM (%s) l ORDER BY day, id",
                ledger.own(self.env.cr, self.ids, SQL("l.reconciled IS NOT TRUE")),
            )
        )
        return self.env["account.move.line"].browse(
            [row[0] for row in self.env.cr.fetchall()]
        )

    def _procedure_stage(self):
        """Where the eviction procedure stands, for the orientation form.

        :return: dict of ``procedure_stage_id`` and ``next_deadline``
        """
        self.ensure_one()
        running = self.procedure_ids.filtered(lambda p: p.state == "open")
        running._refresh_stages()
        return {
            "procedure_stage_id": running.stage_id.id,
            "next_deadline": running.next_deadline,
        }

    def _contact_history(self):
        """Attempts made so far and the last reply, for the orientation form.

        :return: dict of ``attempt_count``, ``attempt_media`` (number by medium),
            ``returned_mail_count`` and ``last_contact_date``
        """
        self.ensure_one()
        contacts = self.contact_ids
        honoured = contacts.filtered("is_honoured").mapped("date")
        return {
            "attempt_count": len(contacts),
            "attempt_media": dict(Counter(contacts.mapped("medium"))),
            "returned_mail_count": len(
                contacts.filtered(lambda c: c.result == "returned_mail")
            ),
            "last_contact_date": day_at(self, max(honoured, default=False)),
        }
