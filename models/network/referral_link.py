"""A partner without a login answers by a link (N4)."""

import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from .referral import ANSWERS

# 32 bytes of the system's randomness: 256 bits, nobody guesses it.
TOKEN_BYTES = 32
MAX_WORDS = 300


class DeclicReferral(models.Model):
    _inherit = "declic.referral"

    # Of the token the SHA-256 alone is kept; it is emptied with the answer.
    link_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    link_expiry = fields.Datetime(
        string="Answer by the link until", readonly=True, copy=False
    )

    _link_idx = models.UniqueIndex("(link_hash)", "This link already exists.")

    def _send_link(self):
        """Mail the partner the link of this referral, where it has an address: the
        reference and the date, and no word of the household."""
        for referral in self.sudo():  # sudo: what follows from asking
            address = referral.network_id.email
            if not address:
                continue
            token = secrets.token_urlsafe(TOKEN_BYTES)
            days = referral.company_id.declic_link_days
            now = fields.Datetime.now()
            referral._keyed().write(
                {
                    "link_hash": hashlib.sha256(token.encode()).hexdigest(),
                    "link_expiry": fields.Datetime.add(now, days=days),
                }
            )
            language = referral.company_id.partner_id.lang or self.env.lang
            subject, body = self.env["mail.template"]._declic_words(
                "referral_link",
                referral,
                language,
                declic_link=f"{referral.get_base_url()}/declic/reponse/{token}",
            )
            # sudo: the mail is of this act; it hangs on no record and is deleted once
            # sent, for it carries the key.
            self.env["mail.mail"].sudo().create(
                {
                    "subject": subject,
                    "body_html": body,
                    "email_to": address,
                    "email_from": referral.company_id.email_formatted,
                    "auto_delete": True,
                }
            )

    @api.model
    @api.private
    def _find_by_link(self, token):
        """The referral that ``token`` lets answer, as superuser; empty for any other:
        answered, cancelled, expired, guessed, or of a support that is closed."""
        digest = hashlib.sha256((token or "").encode()).hexdigest()
        # sudo: the token is the right; nothing but this referral hangs on it.
        referral = self.sudo().search([("link_hash", "=", digest)], limit=1)
        is_running = (
            referral.state == "asked"
            and referral.link_expiry
            and referral.link_expiry > fields.Datetime.now()
            and referral.case_id.state != "closed"
        )
        return referral if is_running else self.browse()

    @api.private
    def _answer_by_link(self, answer, text):
        """Enter the partner's own answer; the link dies with it, and who asked is told.

        :param answer: a key of ``answer``
        :param text: in the partner's words, if any
        :raises UserError: unknown answer, or too many words
        """
        self.ensure_one()
        words = text.strip() if isinstance(text, str) else ""
        if answer not in dict(ANSWERS):
            raise UserError(self.env._("Choose one of the answers of the list."))
        if len(words) > MAX_WORDS:
            raise UserError(
                self.env._("%s characters at most: the essential.", MAX_WORDS)
            )
        self._set_state(
            "answered",
            answer=answer,
            answer_text=words,
            date_answered=fields.Date.context_today(self),
            answered_by_id=self.env.ref("base.public_user").id,
        )
        self._close_link()
        self._tell_asker("referral_answered")

    def _close_link(self):
        """The link dies with the answer, whoever entered it."""
        # sudo: the key is nobody's to read or to write.
        self.sudo().filtered("link_hash")._keyed().write({"link_hash": False})

    def _tell_asker(self, template):
        """Tell who asked: a mail with the reference to the portal's user, an activity
        of the referent otherwise."""
        self.ensure_one()
        asker = self.user_id
        subject, body = self.env["mail.template"]._declic_words(
            template, self, asker.lang
        )
        if asker.share:
            self.case_id.with_context(lang=asker.lang).message_notify(
                partner_ids=asker.partner_id.ids,
                subject=subject,
                body=body,
                email_layout_xmlid="mail.mail_notification_light",
            )
            return
        self.case_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=subject,
            user_id=self.case_id.referent_id.id,
        )
