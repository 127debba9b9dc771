"""“Suspend litigation until …”: decided at a point, seen by recovery at once (F2)."""

from odoo import api, fields, models
from odoo.fields import Domain


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

    def _suspend_litigation(self, review, until):
        """Apply a decision of both sides: recovery is told, the hold goes on.

        :param review: the validated review that decided it
        :param until: last day of the suspension
        """
        self.ensure_one()
        self._keyed().write(
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
                    summary=procedure.with_context(lang=procedure.user_id.lang).env._(
                        "Litigation suspended: decide what follows"
                    ),
                    user_id=procedure.user_id.id,
                )
