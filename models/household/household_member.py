from odoo import api, fields, models

from ..common.title import title


class DeclicHouseholdMember(models.Model):
    _name = "declic.household.member"
    _description = "Household member"
    _inherit = ["declic.named.mixin"]
    _order = "household_id, date_from, id"

    household_id = fields.Many2one(
        "declic.household", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="household_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        index="btree_not_null",
        help="Leave empty for a child: no name is needed.",
    )
    role = fields.Selection(
        [
            ("holder", "Account holder"),
            ("co_holder", "Co-holder of the lease"),
            ("adult", "Other adult"),
            ("child", "Child"),
        ],
        required=True,
        default="adult",
    )
    is_adult = fields.Boolean(compute="_compute_is_adult", store=True)
    date_from = fields.Date(
        string="From", help="Of a co-holder: since ever when left empty."
    )
    date_to = fields.Date(
        string="Until", help="What a co-holder owes from then on is not of this lease."
    )

    @api.depends("role")
    def _compute_is_adult(self):
        for member in self:
            member.is_adult = member.role != "child"

    @api.depends("role", "household_id.reference")
    @api.depends_context("lang")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for member in self:
            member.display_name = title(
                member.household_id.reference, roles.get(member.role)
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._keep_size([vals.get("household_id") for vals in vals_list])
        members = super().create(vals_list)
        members.household_id.ledger_stale = True
        members._claims_moved(members.partner_id)
        return members

    def write(self, vals):
        households, partners = self.household_id, self.partner_id
        if {"role", "date_to", "household_id"} & vals.keys():
            self._keep_size(
                [*households.ids, *filter(None, [vals.get("household_id")])]
            )
        done = super().write(vals)
        if {"partner_id", "role", "date_from", "date_to", "household_id"} & vals.keys():
            (households | self.household_id).ledger_stale = True
            self._claims_moved(partners | self.partner_id)
        return done

    def unlink(self):
        households, partners = self.household_id, self.partner_id
        self._keep_size(households.ids)
        done = super().unlink()
        households.ledger_stale = True
        self._claims_moved(partners)
        return done

    @api.model
    def _keep_size(self, household_ids):
        """Keep how many they were, of those whose support is counted somewhere."""
        # sudo: whether there is a support, whoever writes who lives there.
        known = {one for one in household_ids if one}
        households = self.env["declic.household"].sudo().browse(known)
        households.exists().filtered("case_ids")._keep_values()

    def _claims_moved(self, partners):
        """Have the other leases of these people read again: a line that is no longer
        of one lease may be of another."""
        partners |= partners.commercial_partner_id
        self.env["declic.household"]._mark_stale(partners.ids)
