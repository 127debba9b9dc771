from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.rules import HONOURED
from ..common.groups import SOCIAL_GROUPS
from ..common.portal_mixin import OF_HOUSEHOLD
from ..common.title import title

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
PLACES = [
    ("home", "At the household's home"),
    ("association", "At the association"),
    ("agency", "At the agency"),
    ("elsewhere", "Elsewhere"),
    ("remote", "At a distance"),
]
INITIATIVES = [
    ("ours", "Ours"),
    ("household", "The household's"),
    ("notice", "After a notice to quit"),
]
# Where a contact takes place, unless somebody says otherwise.
PLACE_BY_MEDIUM = {"visit": "home", "office": "association", "agency": "agency"}
# What can come of each medium: nobody keeps an appointment by text message.
RESULTS_BY_MEDIUM = {
    "visit": ("no_answer", "reached", "kept", "missed", "excused"),
    "office": ("kept", "missed", "excused", "reached"),
    "agency": ("kept", "missed", "excused", "reached"),
    "phone": ("no_answer", "reached", "kept", "missed", "excused"),
    "sms": ("sent", "reached"),
    "email": ("sent", "reached"),
    "letter": ("sent", "reached", "returned_mail"),
    "registered": ("sent", "reached", "returned_mail"),
    "third_party": ("sent", "reached", "no_answer"),
}
# What stays as it was logged: who, with whom, on which file; set aside by the act.
_KEPT = frozenset(
    {
        "household_id",
        "case_id",
        "user_id",
        "appointment_id",
        "active",
        "aside_reason_id",
        "aside_by_id",
    }
)


class DeclicContact(models.Model):
    """A contact or an attempt. Closed lists and minutes: no free text about people.

    The minutes split the programme's cost by household (M2); the results feed the
    silence axis of the detection (D3).
    """

    _name = "declic.contact"
    _description = "Contact"
    _inherit = ["declic.portal.mixin"]
    _order = "date desc, id desc"
    _programme_path = OF_HOUSEHOLD
    _portal_fields = frozenset(
        {
            "case_id",
            "household_id",
            "date",
            "medium",
            "place",
            "result",
            "present_ids",
            "third_party_id",
            "initiative",
            "minutes",
            "user_id",
            "appointment_id",
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
    place = fields.Selection(
        PLACES, compute="_compute_place", store=True, readonly=False, precompute=True
    )
    result = fields.Selection(RESULTS, required=True)
    present_ids = fields.Many2many(
        "declic.reason",
        "declic_contact_present_rel",
        domain=[("kind", "=", "present")],
        groups=SOCIAL_GROUPS,
    )
    third_party_id = fields.Many2one(
        "declic.reason",
        string="Third party",
        index="btree_not_null",
        domain=[("kind", "=", "circle")],
        help="In which role: a social worker of the sector, a doctor, a relative…",
        groups=SOCIAL_GROUPS,
    )
    initiative = fields.Selection(
        INITIATIVES,
        string="On whose initiative",
        required=True,
        default="ours",
        help="After a refusal: whether the household came by itself (C3).",
    )
    minutes = fields.Integer(help="Time spent, in minutes, the way there included.")
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    appointment_id = fields.Many2one(
        "declic.appointment",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    # A contact feeds the signals, the delays and the cost: it is never deleted.
    active = fields.Boolean(default=True, readonly=True, copy=False)
    aside_reason_id = fields.Many2one(
        "declic.reason",
        string="Set aside, why",
        readonly=True,
        copy=False,
        domain=[("kind", "=", "contact_aside")],
    )
    aside_by_id = fields.Many2one(
        "res.users", string="Set aside by", readonly=True, copy=False
    )
    is_honoured = fields.Boolean(compute="_compute_is_honoured", store=True)

    _household_date_idx = models.Index("(household_id, date)")
    _minutes_range = models.Constraint(
        "CHECK(minutes >= 0 AND minutes <= 1440)", "Minutes go from 0 to 1440."
    )

    @api.depends("medium")
    def _compute_place(self):
        for contact in self:
            contact.place = PLACE_BY_MEDIUM.get(contact.medium, "remote")

    @api.depends("result")
    def _compute_is_honoured(self):
        for contact in self:
            contact.is_honoured = contact.result in HONOURED

    @api.depends("household_id.reference", "medium", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        media = dict(self._fields["medium"]._description_selection(self.env))
        # sudo: the reference alone, for whoever sees the contact.
        for contact in self.sudo():
            contact.display_name = title(
                contact.household_id.reference, media.get(contact.medium)
            )

    @api.constrains("date")
    def _check_date(self):
        for contact in self:
            if contact.date > fields.Datetime.add(fields.Datetime.now(), minutes=5):
                raise UserError(self.env._("A contact is logged once it took place."))

    @api.constrains("present_ids", "third_party_id")
    def _check_lists(self):
        for contact in self:
            kinds = set(contact.present_ids.mapped("kind"))
            third = contact.third_party_id.kind or "circle"
            if kinds - {"present"} or third != "circle":
                raise UserError(self.env._("Choose one of the answers of the list."))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Nobody logs in somebody else's name.
            self = self._without_defaults(
                {"user_id", "appointment_id", "active", "aside_reason_id"}
            )
            for vals in vals_list:
                if not vals.get("active", True):
                    raise UserError(self.env._("A contact counts once it is logged."))
                if vals.get("user_id", self.env.uid) != self.env.uid:
                    raise UserError(
                        self.env._("Who met which household is whoever logs it.")
                    )
        contacts = super().create(vals_list)
        contacts.case_id._check_open()
        contacts.case_id._count_first_contact()
        return contacts

    def write(self, vals):
        if not self.env.su:
            self._check_author(vals)
        done = super().write(vals)
        if {"result", "date"} & vals.keys():
            self.case_id._count_first_contact()
        return done

    def _check_author(self, vals):
        """Raise UserError when somebody else's contact would change: it counts in the
        signals and in the cost. The pilot may correct all but who met whom."""
        is_manager = self.env.user.has_group("declic.group_manager")
        for contact in self:
            if _KEPT & vals.keys():
                raise UserError(
                    self.env._("Who met which household stays as it was logged.")
                )
            if contact.user_id != self.env.user and not is_manager:
                raise UserError(
                    self.env._("A contact is corrected by who logged it, or the pilot.")
                )
            contact.case_id._check_open()

    def action_set_aside(self, reason_id):
        """Count a contact no more that was logged by mistake; it stays, with the reason
        and who said so.

        :param reason_id: id of a ``declic.reason`` of kind ``contact_aside``
        :raises UserError: no reason, somebody else's contact, or a closed case
        """
        reason = self.env["declic.reason"]._chosen(
            reason_id, "contact_aside", self.env._("Say why it does not count.")
        )
        self.check_access("write")
        self._check_author({})
        # sudo: this act alone writes it; who may was checked above.
        self.sudo().write(
            {
                "active": False,
                "aside_reason_id": reason.id,
                "aside_by_id": self.env.uid,
            }
        )
        self.case_id._count_first_contact()

    @api.model
    def _log(self, household, medium, result, minutes=0, date=None, case=None, **more):
        """Create a contact from values typed by somebody.

        :param minutes: time spent, minutes
        :param more: ``place``, ``present_ids`` (ids), ``third_party_id`` (id),
            ``initiative``, ``appointment`` (record); all may be left out
        :raises UserError: a value is not of the closed lists
        """
        places = {False, *dict(PLACES)}
        if (
            medium not in dict(MEDIA)
            or result not in dict(RESULTS)
            or (more.get("place") or False) not in places
            or (more.get("initiative") or "ours") not in dict(INITIATIVES)
        ):
            raise UserError(self.env._("Choose how and with what result."))
        reasons = self.env["declic.reason"]
        appointment = more.get("appointment")
        vals = {
            "household_id": household.id,
            "case_id": case.id if case else False,
            "medium": medium,
            "result": result,
            "minutes": minutes,
            "date": date or fields.Datetime.now(),
            "user_id": self.env.uid,
            "appointment_id": appointment.id if appointment else False,
        }
        for name in ("place", "initiative"):
            if more.get(name):
                vals[name] = more[name]
        # Only what is said: recovery logs too, and says nobody's name or role.
        if more.get("present_ids"):
            present = reasons.browse(more["present_ids"]).exists()
            vals["present_ids"] = [fields.Command.set(present.ids)]
        if more.get("third_party_id"):
            vals["third_party_id"] = reasons.browse(more["third_party_id"]).exists().id
        return self.create(vals)
