from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.audience_mixin import AUDIENCES
from ..common.groups import SOCIAL_GROUPS
from ..common.title import title

# Some pages; what is longer is a document.
MAX_NOTE = 10_000


class DeclicNote(models.Model):
    """A narrative on a case, for both parties, one's own organisation, or oneself.

    A note of the last kind is its author's alone: a record rule without a group hides
    it from everybody else, pilots and administrators included. A note is not changed;
    its author may take it away and write another.
    """

    _name = "declic.note"
    _description = "Note"
    _inherit = ["declic.audience.mixin"]
    _order = "create_date desc, id desc"
    _programme_path = "case_id.programme_id"
    _portal_fields = frozenset(
        {"case_id", "text", "audience", "side", "author_name", "create_date", "is_mine"}
    )

    case_id = fields.Many2one(
        "declic.case", required=True, readonly=True, ondelete="cascade", index=True
    )
    text = fields.Text(required=True)
    author_name = fields.Char(compute="_compute_author_name", string="By")

    @api.depends("author_id")
    def _compute_author_name(self):
        # sudo: a name, for who reads the note; portal users read no other user.
        for note in self.sudo():
            note.author_name = note.author_id.name

    @api.depends("case_id.reference", "create_date")
    def _compute_display_name(self):
        # sudo: the reference alone, for whoever sees the note.
        for note in self.sudo():
            note.display_name = title(note.case_id.reference, note._origin.id)

    @api.constrains("text")
    def _check_text(self):
        for note in self:
            if len(note.text) > MAX_NOTE:
                raise UserError(
                    self.env._("A note holds %s characters at most.", MAX_NOTE)
                )

    def _subject(self, vals):
        return self.env["declic.case"].browse(vals.get("case_id"))

    def _check_open(self):
        self.case_id._check_open()


class DeclicCase(models.Model):
    _inherit = "declic.case"

    note_ids = fields.One2many("declic.note", "case_id", groups=SOCIAL_GROUPS)

    def action_add_note(self, text, audience):
        """Write a note on the case.

        :param text: what is to be said
        :param audience: a key of ``declic.note.audience``
        :return: the note
        :raises UserError: nothing typed, unknown audience, or the case is closed
        """
        self.ensure_one()
        case = self._acting()
        if not (text or "").strip():
            raise UserError(self.env._("Write something before saving the note."))
        if audience not in dict(AUDIENCES):
            raise UserError(self.env._("Say for whom the note is."))
        note = case.env["declic.note"].create(
            {
                "case_id": case.id,
                "text": text.strip(),
                "audience": audience,
            }
        )
        return note.with_env(self.env)
