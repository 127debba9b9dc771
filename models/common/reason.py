import re

from odoo import api, fields, models
from odoo.exceptions import UserError


class DeclicReason(models.Model):
    """Closed lists: figures can be made of them and nothing is typed about people."""

    _name = "declic.reason"
    _description = "Reason of a closed list"
    _inherit = ["declic.portal.mixin"]
    _order = "kind, sequence, id"
    _programme_path = ""
    _portal_fields = frozenset({"name", "kind", "sequence"})

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("orientation", "Orientation"),
            ("measure", "Measure already tried"),
            ("decline", "Orientation declined"),
            ("complement", "Complement asked"),
            ("correction", "Correction asked"),
            ("oral", "Agreement said, not signed"),
            ("floor", "Instalment above what is left to live on"),
            ("plan_length", "Repayment plan longer than three years"),
            ("aid_body", "Body that grants aids"),
            ("aid_refusal", "Aid refused"),
            ("language", "Language of an interpreter"),
            ("circle", "Role in the circle"),
            ("circle_end", "Left the circle"),
            ("category", "Data shared"),
            ("service", "Service of a partner"),
            ("fact", "Fact told at a partners' meeting"),
            ("sharing", "Sharing without agreement"),
            ("override", "Admitted beyond the places"),
            ("dismiss", "Proposal set aside"),
            ("present", "Present at a contact"),
            ("contact_aside", "Contact that does not count"),
            ("silence", "Why the household did not answer"),
            ("extension", "Extended beyond the maximum"),
            ("concern", "Serious concern"),
            ("concern_end", "What was done about a concern"),
            ("refusal", "Why the household refuses"),
            ("closing", "Closing"),
            ("relay", "Relay in place"),
            ("alone", "Closed without the association"),
        ],
        required=True,
        index=True,
    )
    is_early = fields.Boolean(
        string="Ends before the goal",
        help="A closing for this reason counts as an early end in the figures.",
    )
    payer_words = fields.Char(
        string="Words in the bank's label",
        help="How the payments of a body that grants aids are known, separated by"
        " commas; the words of its name when left empty.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_kind = models.Constraint(
        "UNIQUE(name, kind)", "This reason already stands in the list."
    )

    @api.model
    def _chosen(self, reason_id, kind, sentence):
        """The reason that somebody chose in one of the lists.

        :param reason_id: its id, as it was posted
        :param kind: a key of ``kind``
        :param sentence: what to say when nothing of that list was chosen, translated
        :raises UserError: with the sentence
        """
        is_id = isinstance(reason_id, int)
        reason = self.browse(reason_id if is_id else 0).exists()
        if reason.kind != kind:
            raise UserError(sentence)
        return reason

    def _payer_pattern(self):
        """Compiled pattern of the words by which this body's payments are known."""
        self.ensure_one()
        words = (self.payer_words or self.name or "").split(",")
        words = [re.escape(word.strip()) for word in words if word.strip()]
        return re.compile(rf"\b(?:{'|'.join(words) or '(?!)'})\b", re.IGNORECASE)
