"""“Suspend litigation until …”: decided at a point, seen by recovery at once (F2)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# Known only to this module: the decision writes it, nobody else.
_DECISION_KEY = object()


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    litigation_until = fields.Date(
        string="Litigation suspended until",
        readonly=True,
        copy=False,
        tracking=True,
        help="Decided by both sides at a monthly point; until then no further act is"
        " asked for and the reminders stay on hold.",
    )
    litigation_review_id = fields.Many2one(
        "declic.review",
        string="Decided at",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    is_litigation_suspended = fields.Boolean(
        compute="_compute_is_litigation_suspended",
        search="_search_is_litigation_suspended",
    )

    @api.depends("litigation_until")
    def _compute_is_litigation_suspended(self):
        today = fields.Date.context_today(self)
        for household in self:
            until = household.litigation_until
            household.is_litigation_suspended = bool(until and until >= today)

    def _search_is_litigation_suspended(self, operator, value):
        if operator != "in":
            return NotImplemented
        running = Domain("litigation_until", ">=", "today")
        return running if True in value else ~running

    def _check_decided(self, vals):
        """Raise AccessError when ``vals`` suspend the litigation without a decision."""
        decided = {"litigation_until", "litigation_review_id"} & vals.keys()
        if decided and self.env.context.get("declic_decision_key") is not _DECISION_KEY:
            raise AccessError(
                self.env._("Both sides suspend the litigation, at a monthly point.")
            )

    def _suspend_litigation(self, review, until):
        """Apply a decision of both sides: recovery is told, the hold goes on.

        :param review: the validated review that decided it
        :param until: last day of the suspension
        """
        self.ensure_one()
        self.with_context(declic_decision_key=_DECISION_KEY).write(
            {
                "litigation_until": until,
                "litigation_review_id": review.id,
            }
        )
        review.case_id._hold()
        for procedure in self.procedure_ids.filtered(lambda p: p.state == "open"):
            activity = procedure.activity_ids.filtered(
                lambda a: (
                    a.activity_type_id == self.env.ref("declic.activity_litigation")
                )
            )
            if activity:
                activity.date_deadline = until
            else:
                procedure.activity_schedule(
                    "declic.activity_litigation",
                    date_deadline=until,
                    user_id=procedure.user_id.id,
                )
