"""What a granted request does: the file, the restriction, the opposition (C5)."""

from odoo import fields, models
from odoo.exceptions import UserError


class DeclicRightsRequest(models.Model):
    _inherit = "declic.rights.request"

    recipients = fields.Char(
        string="Who has to be told",
        compute="_compute_recipients",
        help="Who received these data is told of a rectification, an erasure or a"
        " restriction (art. 19).",
    )

    def _compute_recipients(self):
        # sudo: names of organisations, for who answers for the data.
        for request in self.sudo():
            household = request.household_id
            names = set(household.assignment_ids.association_id.mapped("name"))
            disclosures = request.env["declic.disclosure"]
            told = disclosures.search([("household_id", "=", household.id)])
            names |= set(told.mapped("recipient")) if household else set()
            request.recipients = ", ".join(sorted(names))

    def _do_granted(self):
        """Do what is granted; what is asked of accounting and of the staff is theirs.

        :raises UserError: the file was not made, or is not this person's to erase
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        # sudo: the data officer reads and writes no household.
        household = self.sudo().household_id
        if self.kind == "access":
            self._check_file_made()
        elif self.kind == "erasure":
            if self.member_id:
                raise UserError(
                    self.env._(
                        "The file belongs to the account holder: for another adult,"
                        " have what concerns this person taken out by hand, and answer"
                        " “granted in part” under Rectification."
                    )
                )
            # The night's, once nothing runs.
            household.date_erasure_asked = today
        elif self.kind == "restriction":
            household._set_restricted(household.date_restricted or today)
        elif self.kind == "opposition":
            member = self.member_id
            given = household.consent_ids.filtered(
                lambda c: c.state == "given" and c.member_id == member
            )
            given.action_withdraw()
            if not member:
                household._set_objected(today)

    def action_lift(self):
        """Lift the restriction: the person was told before.

        :raises UserError: there is none, or it was lifted already
        """
        for request in self:
            request.check_access("write")
            if not request._restricts():
                raise UserError(self.env._("This request restricts nothing any more."))
            # sudo: a guarded field, and the file that is no longer restricted.
            own = request.sudo()
            own.date_lifted = fields.Date.context_today(self)
            others = own.search(
                [
                    ("household_id", "=", own.household_id.id),
                    ("kind", "=", "restriction"),
                    ("state", "=", "answered"),
                ]
            )
            if not any(other._restricts() for other in others):
                own.household_id._set_restricted(False)

    def _restricts(self):
        """Whether this request keeps the file restricted today."""
        return (
            self.kind == "restriction"
            and self.state == "answered"
            and self.answer in ("granted", "partly")
            and not self.date_lifted
        )
