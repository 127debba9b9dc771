from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.rules import HONOURED

MEDIA = [
    ("visit", "Home visit"),
    ("office", "Meeting at the association"),
    ("agency", "Meeting at the agency"),
    ("phone", "Phone"),
    ("sms", "Text message"),
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("registered", "Registered letter"),
    ("third_party", "Through a third party"),
]
RESULTS = [
    ("reached", "Reached"),
    ("kept", "Appointment kept"),
    ("missed", "Appointment missed"),
    ("excused", "Excused"),
    ("no_answer", "No answer"),
    ("returned_mail", "Mail returned or unclaimed"),
    ("sent", "Sent, reply awaited"),
]


class DeclicContact(models.Model):
    """A contact or an attempt. Figures only: no free text about people here."""

    _name = "declic.contact"
    _description = "Contact"
    _inherit = ["declic.portal.mixin"]
    _order = "date desc, id desc"
    _portal_fields = frozenset(
        {
            "case_id",
            "household_id",
            "date",
            "medium",
            "result",
            "minutes",
            "user_id",
            "is_honoured",
        }
    )

    household_id = fields.Many2one(
        "declic.household", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    case_id = fields.Many2one("declic.case", ondelete="cascade", index="btree_not_null")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    medium = fields.Selection(MEDIA, required=True, default="phone")
    result = fields.Selection(RESULTS, required=True)
    minutes = fields.Integer(help="Time spent, in minutes, the way there included.")
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    is_honoured = fields.Boolean(compute="_compute_is_honoured", store=True)

    _household_date_idx = models.Index("(household_id, date)")
    _minutes_range = models.Constraint(
        "CHECK(minutes >= 0 AND minutes <= 1440)", "Minutes go from 0 to 1440."
    )

    @api.depends("result")
    def _compute_is_honoured(self):
        for contact in self:
            contact.is_honoured = contact.result in HONOURED

    @api.depends("household_id.reference", "medium", "date")
    def _compute_display_name(self):
        media = dict(self._fields["medium"]._description_selection(self.env))
        # sudo: the reference alone, for whoever sees the contact.
        for contact in self.sudo():
            contact.display_name = (
                f"{contact.household_id.reference} · {media.get(contact.medium, '')}"
            )

    @api.constrains("date")
    def _check_date(self):
        for contact in self:
            if contact.date > fields.Datetime.add(fields.Datetime.now(), minutes=5):
                raise UserError(self.env._("A contact is logged once it took place."))

    @api.model
    def _log(self, household, medium, result, minutes=0, date=None, case=None):
        """Create a contact from values typed by somebody.

        :raises UserError: a value is not of the closed lists
        """
        if medium not in dict(MEDIA) or result not in dict(RESULTS):
            raise UserError(self.env._("Choose how and with what result."))
        return self.create(
            {
                "household_id": household.id,
                "case_id": case.id if case else False,
                "medium": medium,
                "result": result,
                "minutes": minutes,
                "date": date or fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
