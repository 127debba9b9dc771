from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import proposal

# Whoever was billed no term for so long rents no more.
MONTHS = 3
# Households created at a time: what one INSERT of Odoo takes.
SLICE = 1000


class DeclicHouseholdProposal(models.TransientModel):
    """The households that accounting knows already: whoever is billed a rent (U1).

    Reads the entries and writes households, nothing else. Pressed twice it creates
    nobody twice; killed in the middle nothing is there, and it is pressed again.
    """

    _name = "declic.household.proposal"
    _description = "Households from the accounting"
    _inherit = ["declic.named.mixin"]

    company_id = fields.Many2one(
        "res.company",
        string="Landlord",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    journals = fields.Char(
        string="Rent journals",
        compute="_compute_found",
        help="Those that the settings name; all sales journals but those of costs while"
        " they name none.",
    )
    lease_from_ref = fields.Boolean(
        string="Lease number: the partner's reference",
        default=True,
        help="A reference that two partners bear is no lease number and is left out.",
    )
    with_former = fields.Boolean(
        string="Former tenants who owe too",
        help="They are written as having left at the end of the month of the last term"
        " that they still owe: correct the day where you know it.",
    )
    billed_count = fields.Integer(
        string="Partners billed in three months", compute="_compute_found"
    )
    known_count = fields.Integer(
        string="Of whom in a household", compute="_compute_found"
    )
    firm_count = fields.Integer(
        string="Companies and their contacts, left out", compute="_compute_found"
    )
    new_count = fields.Integer(string="To create", compute="_compute_found")
    benefit_count = fields.Integer(
        string="With a housing benefit", compute="_compute_found"
    )
    no_rent_count = fields.Integer(
        string="Without a rent that is told", compute="_compute_found"
    )
    former_count = fields.Integer(
        string="Owe and are billed no more", compute="_compute_found"
    )

    def _select(self, query):
        """The rows of one of the engine's SELECT, as dicts."""
        self.env.flush_all()
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()

    def _billed(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        journals = self.company_id._declic_rent_journals()
        return proposal.billed(
            self.company_id.id,
            journals.ids,
            today - relativedelta(months=MONTHS),
            today,
        )

    def _former(self):
        """Who owes a rent, is of no household and was billed nothing since."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT o.* FROM (%s) o
             WHERE NOT o.is_firm AND NOT o.is_known AND o.last_date < %s
               AND o.partner_id NOT IN (SELECT partner_id FROM (%s) b)
            """,
            proposal.owing(
                self.company_id.id, self.company_id._declic_rent_journals().ids, today
            ),
            today - relativedelta(months=MONTHS),
            self._billed(),
        )

    @api.depends("company_id")
    def _compute_found(self):
        for wizard in self:
            journals = wizard.company_id._declic_rent_journals()
            wizard.journals = ", ".join(journals.mapped("display_name"))
            [found] = wizard._select(
                SQL(
                    """
                    SELECT count(*) AS billed_count,
                           count(*) FILTER (WHERE is_known) AS known_count,
                           count(*) FILTER (WHERE is_firm AND NOT is_known)
                               AS firm_count,
                           count(*) FILTER (WHERE is_new) AS new_count,
                           count(*) FILTER (WHERE is_new AND housing_benefit > 0)
                               AS benefit_count,
                           count(*) FILTER (WHERE is_new AND COALESCE(rent, 0) <= 0)
                               AS no_rent_count
                      FROM (SELECT b.*, NOT is_known AND NOT is_firm AS is_new
                              FROM (%s) b) b
                    """,
                    wizard._billed(),
                )
            )
            [former] = wizard._select(
                SQL(
                    "SELECT count(*) AS former_count FROM (%s) f",
                    wizard._former(),
                )
            )
            for name, count in {**found, **former}.items():
                wizard[name] = count

    def action_create(self):
        """Create the households that are proposed, and show them.

        :raises UserError: accounting knows nobody who has no household yet
        """
        self.ensure_one()
        values = [
            self._values(row)
            for row in self._select(self._billed())
            if not row["is_known"] and not row["is_firm"]
        ]
        if self.with_former:
            values += [self._former_values(row) for row in self._select(self._former())]
        if not values:
            raise UserError(
                self.env._(
                    "Nobody is left to create: choose the journals of rents in the"
                    " settings, or create a household by hand."
                )
            )
        households = self.env["declic.household"]
        quiet = households.with_context(tracking_disable=True)
        for start in range(0, len(values), SLICE):
            households |= quiet.create(values[start : start + SLICE])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_household_action"
        )
        return {
            **action,
            "domain": [
                ("id", ">=", min(households.ids)),
                ("create_uid", "=", self.env.uid),
            ],
            "target": "main",
        }

    def action_import(self):
        """The import of a file, for leases that accounting does not know."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_lease_import_action"
        )

    def _values(self, row):
        """Values of the household of a row of :func:`engine.proposal.billed`."""
        # What accounting tells may come out negative: no lease has such an amount.
        names = ("rent", "charges", "rent_reduction", "housing_benefit")
        amounts = {name: max(row[name] or 0, 0) for name in names}
        return {
            **amounts,
            "partner_id": row["partner_id"],
            "company_id": self.company_id.id,
            "lease_number": row["ref"] if self.lease_from_ref else False,
            "benefit_status": "landlord" if amounts["housing_benefit"] else False,
        }

    def _former_values(self, row):
        """Values of the household of a row of :func:`engine.proposal.owing`."""
        return {
            "partner_id": row["partner_id"],
            "company_id": self.company_id.id,
            "lease_end_date": fields.Date.end_of(row["last_date"], "month"),
        }
