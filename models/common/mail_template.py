from odoo import api, models
from odoo.exceptions import UserError


class MailTemplate(models.Model):
    """The words of our mails, which an administrator may change."""

    _inherit = "mail.template"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declic(self):
        ours = self.env["ir.model.data"].search_count(
            [
                ("module", "=", "declic"),
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        )
        if ours:
            raise UserError(
                self.env._(
                    "Déclic sends this mail: change its words, but do not delete it."
                )
            )

    @api.model
    def _declic_words(self, name, record, lang, **context):
        """Subject and body of one of our mails.

        :param name: external id of the template, without ``mail_template_``
        :param record: what the mail is about
        :param lang: code of the reader's language
        :param context: what the template reads from ``ctx``
        :return: (plain text, safe HTML)
        """
        # sudo: the words are the module's, whoever's act sends them.
        template = self.env.ref(f"declic.mail_template_{name}").sudo()
        template = template.with_context(lang=lang, **context)
        return tuple(
            template._render_field(field, record.ids)[record.id]
            for field in ("subject", "body_html")
        )
