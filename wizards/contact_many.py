from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

# What leaves by itself or on paper; the rest is somebody's own call or visit.
_WRITTEN = ("email", "letter")


class DeclicContactMany(models.TransientModel):
    """Several households asked at once to call back, each by its safe channel (U4).

    The words are neutral: no debt, no scheme. What a household refused and what is on
    hold is left out before anything leaves, and said row by row.
    """

    _name = "declic.contact.many"
    _description = "Contact several households"
    _inherit = ["declic.named.mixin"]

    line_ids = fields.One2many("declic.contact.many.line", "many_id")
    state = fields.Selection(
        [("draft", "To send"), ("done", "Sent")],
        default="draft",
        readonly=True,
        required=True,
    )
    has_letters = fields.Boolean(compute="_compute_has_letters")

    @api.depends("line_ids.result")
    def _compute_has_letters(self):
        for many in self:
            many.has_letters = "print" in many.line_ids.mapped("result")

    @api.depends_context("lang")
    def _compute_display_name(self):
        for many in self:
            many.display_name = self.env._("Contact several households")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "declic.household":
            chosen = self.env.context.get("active_ids") or []
            values["line_ids"] = [
                Command.create({"household_id": household.id})
                for household in self.env["declic.household"].browse(chosen)
            ]
        return values

    def action_send(self):
        """Send the mails, prepare the letters, and log each as a contact.

        :raises UserError: it was sent already, or nothing may leave
        """
        self.ensure_one()
        if self.state == "done":
            raise UserError(self.env._("This was sent already."))
        if not self.line_ids:
            raise UserError(self.env._("Choose households in the list first."))
        for line in self.line_ids:
            line._send()
        self.state = "done"
        return self._show()

    def action_print(self):
        """Print the letters in one file."""
        self.ensure_one()
        report = self.env.ref("declic.action_report_call_back")
        return report.report_action(self.line_ids.filtered(lambda x: x.is_letter))

    def _show(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_contact_many_action"
        )
        return {**action, "res_id": self.id}


class DeclicContactManyLine(models.TransientModel):
    _name = "declic.contact.many.line"
    _description = "Household to contact"
    _inherit = ["declic.named.mixin"]

    many_id = fields.Many2one(
        "declic.contact.many", required=True, ondelete="cascade", readonly=True
    )
    household_id = fields.Many2one(
        "declic.household", required=True, ondelete="cascade", readonly=True
    )
    channel = fields.Selection(
        related="household_id.safe_channel", string="Safe channel"
    )
    obstacle = fields.Char(string="Left out because", compute="_compute_obstacle")
    is_letter = fields.Boolean(compute="_compute_is_letter")
    result = fields.Selection(
        [
            ("sent", "Sent by e-mail"),
            ("print", "Letter to print"),
            ("self", "To be reached by yourself"),
            ("left_out", "Left out"),
        ],
        readonly=True,
    )

    @api.depends("household_id")
    @api.depends_context("lang")
    def _compute_obstacle(self):
        today = fields.Date.context_today(self)
        for line in self:
            line.obstacle = line._obstacle(today)

    @api.depends("result")
    def _compute_is_letter(self):
        for line in self:
            line.is_letter = line.result == "print"

    def _obstacle(self, today):
        """Why nothing is sent to the household, as a sentence; "" when it may be."""
        self.ensure_one()
        household = self.household_id
        if household.date_death:
            return self.env._("The account holder is deceased.")
        if household.debt_hold_until and household.debt_hold_until >= today:
            return self.env._(
                "The debt is on hold until %s.",
                format_date(self.env, household.debt_hold_until),
            )
        if not household._is_reached_by(household._invitation_channel()) or (
            household._invitation_channel() != household.safe_channel
        ):
            return self.env._("It refused its own safe channel: ask it again.")
        if household.safe_channel == "email" and not household.email:
            return self.env._("No e-mail address is known.")
        if household.safe_channel == "letter" and not household.street:
            return self.env._("No address is known.")
        return ""

    def _send(self):
        self.ensure_one()
        household = self.household_id
        if self._obstacle(fields.Date.context_today(self)):
            self.result = "left_out"
            return
        if household.safe_channel not in _WRITTEN:
            # A call, a text message, a visit: a person's.
            self.result = "self"
            return
        if household.safe_channel == "email":
            self._mail()
        self.result = "sent" if household.safe_channel == "email" else "print"
        self.env["declic.contact"]._log(household, household.safe_channel, "sent")

    def _mail(self):
        household = self.household_id
        lang = household.partner_id.lang or self.env.lang
        subject, body = self.env["mail.template"]._declic_words("call_back", self, lang)
        # sudo: the mail is of this act; it is deleted once sent, and kept nowhere.
        self.env["mail.mail"].sudo().create(
            {
                "subject": subject,
                "body_html": body,
                "email_to": household.email,
                "email_from": household.company_id.email_formatted,
                "auto_delete": True,
            }
        )

    def _caller(self):
        """Who asks, and whom the household rings up: dict of ``name``,
        ``organisation`` and ``phone``."""
        user = self.env.user
        company = self.household_id.company_id
        return {
            "name": user.name,
            "organisation": company.name,
            "phone": user.phone or company.phone,
        }

    def _letter(self):
        """What stands on the letter.

        :return: dict of ``holders`` (names), ``address`` (lines) and what
            :meth:`_caller` tells
        :raises UserError: the household must not be written to
        """
        self.ensure_one()
        household = self.household_id
        household.check_access("read")
        household._check_channel("letter")
        return {
            # sudo: those of the lease, for whoever reads the household.
            "holders": household.sudo()._holders().mapped("name"),
            "address": [
                household.street,
                household.street2,
                f"{household.zip or ''} {household.city or ''}".strip(),
            ],
            **self._caller(),
        }
