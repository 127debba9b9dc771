"""Whether the household wants the support, asked and answered again as time goes."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..common.groups import SOCIAL_GROUPS


class DeclicCase(models.Model):
    _inherit = "declic.case"

    adhesion = fields.Selection(
        [
            ("pending", "Not proposed yet"),
            ("accepted", "Agrees"),
            ("not_engaging", "Agreed but does not engage"),
            ("refused", "Refuses"),
            ("unable", "Could not answer"),
        ],
        required=True,
        readonly=True,
        default="pending",
        tracking=True,
    )
    adhesion_date = fields.Date(readonly=True)
    # Each answer with its day, [["2026-03-02", "accepted"], …]: a past period is told
    # by what was known then.
    adhesion_log = fields.Json(readonly=True, copy=False)
    refusal_reason_id = fields.Many2one(
        "declic.reason",
        string="Why it refuses",
        readonly=True,
        copy=False,
        domain=[("kind", "=", "refusal")],
        groups=SOCIAL_GROUPS,
    )

    def action_record_adhesion(self, answer, reason_id=None):
        """Record whether the household wants the support; a refusal closes nothing.

        :param answer: a key of ``adhesion`` but ``pending``
        :param reason_id: id of a ``declic.reason`` of kind ``refusal``, of a refusal
        :raises UserError: unknown answer, or a refusal without its reason
        """
        self.ensure_one()
        case = self._acting()
        answers = dict(self._fields["adhesion"].selection)
        if answer not in answers or answer == "pending":
            raise UserError(self.env._("Choose what the household answered."))
        reason = self.env["declic.reason"]
        if answer == "refused":
            reason = reason._chosen(
                reason_id, "refusal", self.env._("Say why the household refuses.")
            )
        today = fields.Date.context_today(self)
        case._keyed().write(
            {
                "adhesion": answer,
                "adhesion_date": today,
                "adhesion_log": [*case._answers(), [today.isoformat(), answer]],
                "refusal_reason_id": reason.id,
            }
        )
        if answer == "accepted" and case.state == "contact":
            case._set_state("assessment")

    def _answers(self):
        """What the household answered so far, [[day, answer], …]: one that was given
        before the answers were kept counts as the first."""
        self.ensure_one()
        if self.adhesion_log or not self.adhesion_date:
            return self.adhesion_log or []
        return [[self.adhesion_date.isoformat(), self.adhesion]]
