import json
import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# A form is long, not endless.
MAX_DRAFT = 200_000
_KEY = re.compile(r"([a-z][a-z.]{1,40})-(\d{1,9})(?:-([a-z]{1,20}))?")


class DeclicDraft(models.Model):
    """What somebody is typing in a form of the portal, until it is saved (O2).

    Its author's alone, whatever the role of whoever asks; it stands in a table of its
    own, so that no figure counts it, and is purged after the days of the settings.
    """

    _name = "declic.draft"
    _description = "Unsaved text of a form"
    _inherit = ["declic.portal.mixin"]
    _programme_path = ""
    _portal_fields = frozenset({"key", "content", "user_id"})

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True)
    content = fields.Text(required=True, readonly=True)

    _key_once = models.UniqueIndex("(user_id, key)", "One draft per form.")

    @api.depends("key")
    def _compute_display_name(self):
        for draft in self:
            draft.display_name = draft.key

    @api.model
    @api.private
    def _form_record(self, key):
        """The record whose form ``key`` names.

        :param key: ``<model without prefix>-<id>``, with ``-<part>`` if a page has
            several forms
        :raises UserError: no such form, or of a file that the user does not see
        """
        match = _KEY.fullmatch(key) if isinstance(key, str) else None
        name = f"declic.{match[1]}" if match else ""
        if name not in self.env or not hasattr(self.env[name], "_portal_fields"):
            raise AccessError(self.env._("There is no such form."))
        record = self.env[name].browse(int(match[2])).exists()
        record.check_access("read")
        if not record:
            raise AccessError(self.env._("There is no such form."))
        return record

    def _mine(self, key):
        # sudo: portal users hold no write access; only the user's own row is looked up.
        return self.sudo().search([("user_id", "=", self.env.uid), ("key", "=", key)])

    @api.model
    @api.private
    def _keep(self, key, texts, bases=None, once=""):
        """Keep what the user has typed so far; nothing typed forgets the draft.

        :param texts: dict of field name to text, the fields that were changed only
        :param bases: dict of field name to what the page showed there before
        :param once: token of the page on which it was typed
        :raises AccessError: the form is of a file that the user does not see
        :raises UserError: too large, or no texts at all
        """
        self._form_record(key)
        content = {"texts": texts, "bases": bases or {}, "once": once}
        if not isinstance(once, str) or not all(
            isinstance(part, dict)
            and all(isinstance(text, str) for text in part.values())
            for part in (content["texts"], content["bases"])
        ):
            raise UserError(self.env._("This is no form."))
        stored = json.dumps(content, ensure_ascii=False)
        if len(stored) > MAX_DRAFT:
            raise UserError(self.env._("This text is too long to be kept."))
        draft = self._mine(key)
        if not any(text.strip() for text in texts.values()):
            draft.unlink()
        elif draft:
            draft.content = stored
        else:
            # sudo: portal users hold no write access; the row is the user's own.
            self.sudo().create({"user_id": self.env.uid, "key": key, "content": stored})

    @api.model
    @api.private
    def _kept(self, key):
        """What the user had typed in the form and not saved.

        :return: dict of ``texts``, ``bases``, ``once`` and ``time`` (milliseconds since
            1970), or None
        """
        self._form_record(key)
        draft = self._mine(key)
        if not draft:
            return None
        content = json.loads(draft.content)
        # Written by a script that was still under way when its form was saved.
        if self.env["declic.form.receipt"]._received([content["once"]]):
            draft.unlink()
            return None
        return {**content, "time": int(draft.write_date.timestamp() * 1000)}

    @api.model
    @api.private
    def _forget(self, key, onces=None):
        """The form was saved, or its author gave the text up.

        :param onces: tokens of the pages whose text was saved or shown with it; None:
            whatever was typed. What was typed on another device meanwhile stays.
        """
        draft = self._mine(key)
        if onces is None or (draft and json.loads(draft.content)["once"] in onces):
            draft.unlink()

    @api.autovacuum
    def _gc_drafts(self):
        now = fields.Datetime.now()
        for user, last in self._read_group([], ["user_id"], ["write_date:min"]):
            old = fields.Datetime.subtract(now, days=user.company_id.declic_draft_days)
            if last < old:
                self.search(
                    Domain("user_id", "=", user.id) & Domain("write_date", "<", old)
                ).unlink()


class ResCompany(models.Model):
    _inherit = "res.company"

    declic_draft_days = fields.Integer(
        string="Unsaved texts are kept (days)",
        default=14,
        help="What was typed on the portal and never saved.",
    )
    _declic_draft_days_some = models.Constraint(
        "CHECK(declic_draft_days BETWEEN 1 AND 366)",
        "Keep unsaved texts for 1 to 366 days.",
    )
