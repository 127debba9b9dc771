"""Who records what the household said, from when, with which proof (C1, C2).

docs/administration.md holds the table for lawyers; a test compares it with this file.

- The landlord asks first and answers for the proof: it records any word, at any time.
- The association that is to receive the form never opens it to itself: before it took
  the household in charge it may record an opposition and nothing else; after that, at
  the door of a household that was told of it, what the household agrees to; of a
  household it was told nothing about, only what that household signed.
- An opposition is undone by a later word of the household, in writing and joined.
- The landlord is told what the association recorded, and may contest it.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.local_day import day_at

# How far each word opens the file.
RANKS = {"none": 0, "opposed": 0, "informed": 1, "agreed": 2}
WRITTEN = ("letter", "signed")


class DeclicOrientation(models.Model):
    _inherit = "declic.orientation"

    def action_record_position(self, position, mode, scan=None):
        """Record what the household said; it decides what the association sees.

        :param position: a key of ``household_position`` but ``none``
        :param mode: a key of ``position_mode``
        :param scan: base64 of the signed form or of the letter
        :raises AccessError: not the association's to record
        :raises UserError: unknown position or mode, or its proof is missing
        """
        self.ensure_one()
        orientation = self._acting()
        modes = dict(self._fields["position_mode"].selection)
        if position not in ("informed", "agreed", "opposed") or mode not in modes:
            raise UserError(self.env._("Choose what the household said, and how."))
        orientation.write(
            {
                "household_position": position,
                "position_mode": mode,
                "position_date": fields.Date.context_today(self),
                "position_scan": scan or False,
            }
        )

    def _say_again(self):
        """What a new orientation holds of the household's word is checked and proved
        as if it had been said once the orientation was there."""
        for orientation in self:
            position = orientation.household_position
            if position != "none":
                said = {
                    name: orientation[name]
                    for name in ("position_mode", "position_date", "position_scan")
                }
                orientation._keyed().household_position = "none"
                orientation.write({**said, "household_position": position})

    def _check_position(self, vals):
        """Check that the user may record the position in ``vals``.

        :raises AccessError: not the association's to record
        :raises UserError: its proof is missing, or its date is not one
        """
        self.ensure_one()
        position = vals["household_position"] or "none"
        mode = vals.get("position_mode", self.position_mode)
        scan = vals.get("position_scan")
        date = fields.Date.to_date(vals.get("position_date")) or self.position_date
        if date and date > fields.Date.context_today(self):
            raise UserError(self.env._("What the household said is not in the future."))
        if position == "opposed":
            return
        if self._is_association_user():
            self._check_association_position(position, mode, scan)
        opposed_on = self._opposed_on()
        if opposed_on and not (mode in WRITTEN and scan):
            raise UserError(
                self.env._(
                    "The household was opposed: join what it wrote or signed since."
                )
            )
        if opposed_on and date and date < opposed_on:
            raise UserError(
                self.env._("The household was opposed later than that: ask it again.")
            )

    def _check_association_position(self, position, mode, scan):
        """Check what the association that receives the form may record itself."""
        known = self.household_position or "none"
        if known == "agreed" and not self._holder_consent():
            known = "informed"
        if RANKS[position] <= RANKS[known]:
            return
        if self.state != "accepted":
            raise AccessError(
                self.env._(
                    "The landlord records what the household agreed to, until you have"
                    " taken it in charge."
                )
            )
        if known == "informed":
            if mode == "signed" and not scan:
                raise UserError(self.env._("Join the scan of the signed form."))
            return
        if position != "agreed":
            raise AccessError(
                self.env._("The landlord tells the household of the orientation.")
            )
        if mode != "signed" or not scan:
            raise UserError(
                self.env._(
                    "Nothing is known of this household's agreement: join the form that"
                    " it signed."
                )
            )

    def _opposed_on(self):
        """Date of the household's last word to this association when it is an
        opposition, on whichever orientation; else None."""
        self.ensure_one()
        # sudo: what the household said counts, also on orientations not seen.
        own = self.sudo()
        said = own.household_id.orientation_ids.filtered(
            lambda o: (
                o.association_id == own.association_id
                and o.household_position not in (False, "none")
            )
        )
        last = said.sorted(
            lambda o: (
                o.position_date or day_at(o, o.create_date),
                o._origin.id,
            )
        )[-1:]
        if last.household_position != "opposed":
            return None
        return last.position_date or day_at(last, last.create_date)

    def _position_said(self, before):
        """What follows from a word of the household.

        :param before: dict of orientation: position before it
        """
        for orientation in self:
            position = orientation.household_position
            if position == "agreed":
                orientation._prove_agreement(before[orientation])
            elif position != before[orientation]:
                orientation._end_agreement(position)
            if position != before[orientation]:
                orientation._log_position()

    def _log_position(self):
        """Tell the landlord; by a message, for a client may switch tracking off."""
        label = dict(
            self._fields["household_position"]._description_selection(self.env)
        )
        # sudo: the log is written for the act, which was checked.
        orientation = self.sudo()
        orientation.message_post(
            body=self.env._(
                "What the household said: %s.", label[self.household_position]
            ),
            subtype_xmlid="mail.mt_note",
        )
        if self._is_association_user() and self.household_position == "agreed":
            referent = orientation.referrer_id
            orientation.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=orientation.with_context(lang=referent.lang).env._(
                    "The association recorded the household's agreement: check it"
                ),
                user_id=referent.id,
            )

    @api.depends("household_position", "state")
    def _compute_can_contest(self):
        for orientation in self:
            orientation.can_contest = bool(orientation._recorded_by_association())

    def _recorded_by_association(self):
        """The holder's agreement in force, when an association's user recorded it."""
        return self._valid_consents().filtered(
            lambda c: not c.member_id and c.create_uid.share
        )

    def action_contest_agreement(self):
        """Contest the agreement that the association recorded: the file is closed as it
        was before, until the household is asked again.

        :raises UserError: the association recorded none that is in force
        """
        self.ensure_one()
        self.check_access("write")
        contested = self._recorded_by_association()
        if not contested:
            raise UserError(
                self.env._("The association recorded no agreement that is in force.")
            )
        contested._contest()
        self.sudo().message_post(  # sudo: the log of the act above
            body=self.env._("The landlord contests the agreement that was recorded."),
            subtype_xmlid="mail.mt_note",
        )
