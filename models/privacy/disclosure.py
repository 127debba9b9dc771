"""What was told of a household outside of the two parties (C9)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class DeclicDisclosure(models.Model):
    """One row for each communication: what, to whom, on which basis, by whom, when.

    The act itself leaves it; nobody fills in a second form, and nobody, superuser
    included, changes it. It belongs to the person's file (RGPD, art. 15 and 19).
    """

    _name = "declic.disclosure"
    _description = "Communication outside"
    _order = "date desc, id desc"
    _rec_name = "recipient"

    household_id = fields.Many2one(
        "declic.household",
        string="Household file",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    reference = fields.Char(
        string="Household",
        compute="_compute_reference",
        store=True,
        compute_sudo=True,
        help="The reference, for who reads no household.",
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True)
    recipient = fields.Char(string="To whom", required=True, readonly=True)
    what = fields.Char(string="What was told", required=True, readonly=True)
    basis = fields.Selection(
        [
            ("duty", "Duty of the law"),
            ("agreement", "The household agrees"),
            ("danger", "Danger for a person"),
            ("mission", "Between social services, strictly necessary (CASF L.121-6-2)"),
        ],
        required=True,
        readonly=True,
    )
    source = fields.Char(readonly=True)

    @api.depends("household_id.reference")
    def _compute_reference(self):
        for one in self:
            one.reference = one.household_id.reference

    def write(self, vals):
        if vals.keys() - {"household_id", "reference", "company_id"}:
            raise AccessError(self.env._("What was told outside is not rewritten."))
        return super().write(vals)

    @api.private
    @api.model
    def _log(self, household, recipient, what, basis, source=False):
        """Keep that something of ``household`` was told outside.

        :param recipient: name of the body or service, in words
        :param what: what was told, in words: a kind of paper, categories of data; no
            free text
        :param basis: of the field ``basis``
        """
        # sudo: an act leaves it, whoever acts; nobody writes it by hand.
        return self.sudo().create(
            {
                "household_id": household.id,
                "user_id": self.env.uid,
                "recipient": recipient,
                "what": what,
                "basis": basis,
                "source": source,
            }
        )
