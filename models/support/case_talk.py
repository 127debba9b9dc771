"""“I would like to talk about it”: what a household says from its own page (P6)."""

from odoo import fields, models

from ..common.groups import SOCIAL_GROUPS


class DeclicCase(models.Model):
    _inherit = "declic.case"

    date_talk_asked = fields.Datetime(
        string="Household asks to talk since",
        readonly=True,
        copy=False,
        help="Said by the household on its own page; over with the next contact.",
        groups=SOCIAL_GROUPS,
    )

    def _ask_to_talk(self):
        """The household wants to talk: its worker is told, once until the next contact.

        Who may say it is whoever holds the household's link, which the caller checked.
        """
        self.ensure_one()
        # sudo: no account stands behind the household's link.
        case = self.sudo()
        if case.date_talk_asked or case.state == "closed":
            return
        case.date_talk_asked = fields.Datetime.now()
        user = case.worker_id
        if not user:
            return
        subject, body = self.env["mail.template"]._declic_words(
            "talk", case, user.lang, declic_link=user._declic_link(case)
        )
        case.with_context(lang=user.lang).message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=body,
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _talked(self):
        """A contact answers what the household asked for."""
        # sudo: it follows from the contact and is nobody's to type.
        self.sudo().filtered("date_talk_asked").date_talk_asked = False
