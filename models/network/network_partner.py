from odoo import fields, models
from odoo.tools import SQL

# Days a partner is given when nothing else was agreed with it.
DEFAULT_ANSWER_DAYS = 15


class DeclicNetworkPartner(models.Model):
    """A body of the network, with a login or without: what it does, where, for whom."""

    _name = "declic.network.partner"
    _description = "Partner of the network"
    _inherit = ["declic.portal.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "area", "service_ids.name"]
    _programme_path = ""
    _portal_fields = frozenset(
        {
            "name",
            "service_ids",
            "area",
            "eligibility",
            "phone",
            "email",
            "street",
            "zip",
            "city",
            "answer_days",
        }
    )

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        string="Landlord",
        help="Empty: the partner is known to all the landlords of the database.",
        default=lambda self: self.env.company,
    )
    service_ids = fields.Many2many(
        "declic.reason",
        "declic_network_service_rel",
        string="Services",
        domain=[("kind", "=", "service")],
    )
    area = fields.Char(help="Towns or districts it works in.")
    eligibility = fields.Text(help="Whom it receives, and what it asks for.")
    phone = fields.Char()
    email = fields.Char()
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    answer_days = fields.Integer(
        string="Days to answer",
        required=True,
        default=DEFAULT_ANSWER_DAYS,
        help="After that many days without an answer the referent is told, once.",
    )
    referral_count = fields.Integer(
        string="Referrals", compute="_compute_figures", groups="declic.group_counsellor"
    )
    outcome_share = fields.Float(
        string="With an outcome (%)",
        compute="_compute_figures",
        digits=(5, 1),
        groups="declic.group_counsellor",
        help="Referrals whose outcome is known, over all that were asked.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(name, company_id)", "This partner is in the directory already."
    )
    _answer_days_positive = models.Constraint(
        "CHECK(answer_days > 0)", "The delay must be more than zero."
    )

    def _compute_figures(self):
        self.env["declic.referral"].flush_model(["network_id", "state", "outcome"])
        self.env.cr.execute(
            SQL(
                """
                SELECT network_id, COUNT(*), COUNT(outcome)
                  FROM declic_referral
                 WHERE network_id = ANY(%s) AND state NOT IN ('draft', 'cancelled')
                 GROUP BY 1
                """,
                self.ids,
            )
        )
        found = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        for partner in self:
            asked, known = found.get(partner.id, (0, 0))
            partner.referral_count = asked
            partner.outcome_share = 100 * known / asked if asked else 0
