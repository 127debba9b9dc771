from odoo import api, fields, models
from odoo.exceptions import AccessError


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
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, index=True
    )
    reason = fields.Selection(
        [
            ("relative", "Relative"),
            ("neighbour", "Neighbour"),
            ("conflict", "Conflict of interest"),
            ("request", "At the household's request"),
        ],
        required=True,
        readonly=True,
    )
    active = fields.Boolean(default=True)
    date_ended = fields.Datetime(readonly=True)

    _one_per_person = models.UniqueIndex(
        "(household_id, user_id) WHERE active IS TRUE",
        "This person is already excluded.",
    )

    @api.depends("household_id.reference", "user_id.name")
    def _compute_display_name(self):
        for lock in self:
            lock.display_name = f"{lock.household_id.reference} · {lock.user_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        locks = super().create(vals_list)
        self.env.registry.clear_cache()
        return locks

    def write(self, vals):
        self.env.registry.clear_cache()
        if vals.keys() - {"active", "date_ended"}:
            raise AccessError(self.env._("A lock is ended, never changed."))
        return super().write(vals)

    def action_end(self):
        """Let the person see the household again; the lock stays in the log."""
        self.write({"active": False, "date_ended": fields.Datetime.now()})
