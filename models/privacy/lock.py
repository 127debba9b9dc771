from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..common.title import title


class DeclicLock(models.Model):
    """A named person who may not see a household: a relative, a neighbour (T6).

    Global record rules hide the household and all that hangs on it, from managers too.
    Only the data officer reads and writes locks; none is ever deleted, so that the list
    is its own log.
    """

    _name = "declic.lock"
    _description = "Excluded person"
    _order = "id desc"

    household_id = fields.Many2one(
        "declic.household",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    reference = fields.Char(
        string="Household's reference",
        compute="_compute_reference",
        readonly=False,
        help="As it stands on the household's letters: its file stays closed to you.",
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one("res.users", string="Person", required=True, index=True)
    reason = fields.Selection(
        [
            ("relative", "Relative"),
            ("neighbour", "Neighbour"),
            ("conflict", "Conflict of interest"),
            ("request", "At the household's request"),
        ],
        required=True,
    )
    active = fields.Boolean(default=True)
    date_ended = fields.Datetime(readonly=True)

    _one_per_person = models.UniqueIndex(
        "(household_id, user_id) WHERE active IS TRUE",
        "This person is already excluded.",
    )

    @api.depends("household_id.reference")
    def _compute_reference(self):
        # sudo: the reference alone, for who may read no household.
        for lock in self.sudo():
            lock.reference = lock.household_id.reference

    @api.depends("household_id.reference", "user_id.name")
    def _compute_display_name(self):
        for lock in self:
            lock.display_name = title(lock.reference, lock.user_id.name)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            reference = vals.pop("reference", None)
            if reference:
                vals["household_id"] = self._find_household(reference).id
        locks = super().create(vals_list)
        # The rules of who is excluded are computed anew.
        self.env.registry.clear_cache()
        return locks

    def _find_household(self, reference):
        """The household that bears ``reference``, archived ones included.

        :raises UserError: none does in the user's companies
        """
        # sudo: the data officer names a household and reads nothing of it.
        households = self.env["declic.household"].sudo()
        found = households.with_context(active_test=False).search(
            Domain("reference", "=", reference.strip().upper())
            & Domain("company_id", "in", self.env.companies.ids),
            limit=1,
        )
        if not found:
            raise UserError(
                self.env._(
                    "No household bears the reference %s: type it as it stands on its"
                    " letters.",
                    reference,
                )
            )
        return found

    def write(self, vals):
        self.env.registry.clear_cache()
        if vals.keys() - {"active", "date_ended"}:
            raise AccessError(self.env._("A lock is ended, never changed."))
        return super().write(vals)

    def action_end(self):
        """Let the person see the household again; the lock stays in the log."""
        self.write({"active": False, "date_ended": fields.Datetime.now()})
