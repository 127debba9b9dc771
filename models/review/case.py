"""The closing form of a case, its extension, its end and its episodes."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...engine import outcomes
from ..common.local_day import day_at

# Access stays open that long after closure, for the last papers.
ACCESS_DAYS_AFTER_CLOSURE = 30


class DeclicCase(models.Model):
    _inherit = "declic.case"

    check_ids = fields.One2many(
        "declic.closure.check", "case_id", string="After the closure"
    )
    episode_ids = fields.Many2many(
        "declic.case", string="Episodes", compute="_compute_episode_ids"
    )
    closing_id = fields.Many2one(
        "declic.review", string="Closing form", compute="_compute_closing_id"
    )

    def _compute_episode_ids(self):
        # Searched as the reader: nobody learns of a support that is not theirs.
        episodes = self.search([("household_id", "in", self.household_id.ids)])
        for case in self:
            case.episode_ids = episodes.filtered(
                lambda c, case=case: c.household_id == case.household_id
            ).sorted("episode")

    @api.depends("review_ids.state")
    def _compute_closing_id(self):
        for case in self:
            case.closing_id = case.review_ids.filtered(
                lambda r: r.review_type == "closing" and r.state == "validated"
            )[:1]

    def action_print_closing(self):
        """Print the closing form of this episode.

        :raises UserError: it is not closed
        """
        self.ensure_one()
        if not self.closing_id:
            raise UserError(self.env._("This episode has no closing form."))
        return self.env.ref("declic.action_report_review").report_action(
            self.closing_id
        )

    def action_prepare_closing(self):
        """The closing form being written, made when there is none; either side's.

        :return: the draft form
        :raises UserError: the case is closed
        """
        self.ensure_one()
        case = self._acting()
        closing = case.review_ids.filtered(
            lambda r: r.review_type == "closing" and r.state == "draft"
        )
        if not closing:
            closing = case.env["declic.review"].create(
                {"case_id": case.id, "review_type": "closing"}
            )
        return closing.with_env(self.env)

    def action_close(self):
        """Open the closing form of the case."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "declic.review",
            "res_id": self.action_prepare_closing().id,
            "view_mode": "form",
        }

    def _extend(self, until, reason):
        """Move the end of the support; the reviews of the former end are dropped.

        :param until: the new end, a date
        :param reason: why beyond the programme's maximum; empty when within it
        """
        self.ensure_one()
        self.review_ids.filtered(
            lambda r: r.review_type == "end" and r.state == "draft"
        )._set_state("cancelled")
        self.date_end = until
        if reason:
            self.message_post(
                body=self.env._(
                    "Extended until %(date)s, beyond the programme's maximum:"
                    " %(reason)s.",
                    date=format_date(self.env, until),
                    reason=reason.name,
                )
            )
        # The terms billed since the former end are held again.
        self._hold()

    def action_close_alone(self, outcome, reason_id, motive_id):
        """Close without the association, which is gone or silent: the pilot's act.

        Points that fell due are recorded as missed, appointments taken back; a serious
        concern is settled before, whoever closes.

        :param outcome: a key of ``engine/outcomes.py``
        :param reason_id: id of a reason of kind ``closing``
        :param motive_id: id of a reason of kind ``alone``
        :raises AccessError: to who is no pilot
        :raises UserError: something is not of the lists, or a concern is not settled
        """
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group("declic.group_manager")):
            raise AccessError(self.env._("Only the pilot closes without a partner."))
        reasons = self.env["declic.reason"]
        sentence = self.env._("Choose an outcome, a reason, and why you close alone.")
        reason = reasons._chosen(reason_id, "closing", sentence)
        motive = reasons._chosen(motive_id, "alone", sentence)
        if outcome not in outcomes.OUTCOMES:
            raise UserError(sentence)
        case = self._acting(pilot=True)
        open_records = case._open_records()
        open_records["reviews"].action_missed()
        open_records["appointments"].action_cancel()
        closing = case.action_prepare_closing()
        closing.write(
            {
                "landlord_present": True,
                "outcome": outcome,
                "closing_reason_id": reason.id,
            }
        )
        # sudo: the motive is the act's alone, see `_guarded_fields`.
        closing.sudo().alone_reason_id = motive
        closing.action_validate()

    def _open_records(self):
        """What stands in the way of the closure.

        :return: dict of recordsets: ``reviews`` (points and reviews that fell due),
            ``appointments`` (planned) and ``concerns`` (not settled)
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        return {
            "reviews": self.review_ids.filtered(
                lambda r: (
                    r.state == "draft"
                    and r.review_type != "closing"
                    and r.date_due <= today
                )
            ),
            "appointments": self.appointment_ids.filtered(
                lambda a: a.state == "planned"
            ),
            "concerns": self.concern_ids.filtered(lambda c: c.state != "settled"),
        }

    def _open_matters(self):
        """Names of what stands in the way of the closure."""
        # sudo: named by their reference and kind, whoever closes.
        found = self.sudo()._open_records()
        return (
            found["reviews"].mapped("display_name")
            + [
                f"{a.display_name} ({format_date(self.env, day_at(a, a.start))})"
                for a in found["appointments"]
            ]
            + found["concerns"].mapped("display_name")
        )

    def _close(self, outcome, reason):
        """Close the case; access ends some days later, the landlord's view stays."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        self.review_ids.filtered(
            lambda r: r.state == "draft" and r.review_type != "closing"
        )._set_state("cancelled")
        self._set_state(
            "closed",
            date_closed=today,
            outcome=outcome,
            closing_reason_id=reason.id,
        )
        last_day = fields.Date.add(fields.Date.today(), days=ACCESS_DAYS_AFTER_CLOSURE)
        # sudo: the end of the access follows from the closure, a substitute's too.
        self.sudo().assignment_ids.filtered(
            lambda a: not a.date_to or a.date_to > last_day
        ).write(
            {
                "date_to": last_day,
                "reason": self.env._("Case closed"),
                "keeps_closing": True,
            }
        )
        self.activity_ids.unlink()
        self._release()
        self.programme_id._propose_free_place()
        self.household_id._refresh_levels()
