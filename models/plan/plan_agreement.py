"""The household's agreement to its plan: signed, on paper, or said (P4)."""

import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

CHANNELS = [
    ("screen", "Signed on the screen"),
    ("remote", "Signed by the link"),
    ("paper", "Signed on paper"),
    ("oral", "Said, not signed"),
]
# What a channel must come with, and what is asked for when it is missing.
PROOFS = {
    "screen": "signature",
    "remote": "signature",
    "paper": "scan",
    "oral": "reason_id",
}

# A signature or a photographed sheet, in base64; and a name.
MAX_PROOF, MAX_NAME = 14_000_000, 120


def _base64_or_false(content):
    """``content`` when it is base64 of a size one expects, else False."""
    if isinstance(content, str):
        content = content.encode("ascii", "replace")
    if not isinstance(content, bytes) or not 0 < len(content) <= MAX_PROOF:
        return False
    try:
        base64.b64decode(content, validate=True)
    except binascii.Error:
        return False
    return content


class DeclicPlan(models.Model):
    _inherit = "declic.plan"

    agreement_channel = fields.Selection(
        CHANNELS, string="Household's agreement", readonly=True, copy=False
    )
    agreement_date = fields.Datetime(string="Agreed on", readonly=True, copy=False)
    agreement_name = fields.Char(string="Agreed by", readonly=True, copy=False)
    agreement_signature = fields.Image(
        string="Signature",
        readonly=True,
        copy=False,
        max_width=1024,
        max_height=1024,
    )
    agreement_scan = fields.Binary(
        string="Signed sheet (scan)", attachment=True, readonly=True, copy=False
    )
    agreement_reason_id = fields.Many2one(
        "declic.reason",
        string="Why it was not signed",
        readonly=True,
        copy=False,
        domain=[("kind", "=", "oral")],
    )
    agreement_pdf = fields.Binary(
        string="What was signed",
        attachment=True,
        readonly=True,
        copy=False,
        groups="declic.group_association_worker",
    )
    agreement_hash = fields.Char(
        string="SHA-256 of what was signed", readonly=True, copy=False
    )
    agreement_voided_on = fields.Datetime(
        string="Agreement void since",
        readonly=True,
        copy=False,
        help="The plan was changed after the household had agreed: ask it again.",
    )

    def action_agree(self, channel, name, signature=None, scan=None, reason_id=None):
        """Record the household's agreement to the plan as it stands.

        Nobody signs in the household's place: a signature is drawn by its hand, paper
        comes with its scan, and what was only said with the reason it was not signed.

        :param channel: a key of ``agreement_channel``
        :param name: who agrees, as that person writes it
        :param signature: base64 of the drawn signature (``screen``, ``remote``)
        :param scan: base64 of the signed sheet (``paper``)
        :param reason_id: id of a ``declic.reason`` of kind ``oral`` (``oral``)
        :raises UserError: the proof or the name is missing, or the plan is replaced
        """
        self.ensure_one()
        self._acting()._agree(channel, name, signature, scan, reason_id)

    @api.private
    def _agree(self, channel, name, signature=None, scan=None, reason_id=None):
        """See :meth:`action_agree`; for who was let in by the household's link too."""
        self.ensure_one()
        if channel not in PROOFS:
            raise UserError(self.env._("Choose how the household agreed."))
        name = name.strip()[:MAX_NAME] if isinstance(name, str) else ""
        if not name:
            raise UserError(self.env._("Write the name of the person who agrees."))
        reason = self.env["declic.reason"]
        if channel == "oral":
            reason = reason._chosen(
                reason_id, "oral", self.env._("Say why it was not signed.")
            )
        proofs = {
            "signature": _base64_or_false(signature),
            "scan": _base64_or_false(scan),
            "reason_id": reason,
        }
        if not proofs[PROOFS[channel]]:
            raise UserError(
                {
                    "signature": self.env._("The household signs with its own hand."),
                    "scan": self.env._("Add the picture of the signed sheet."),
                }[PROOFS[channel]]
            )
        if self.state == "replaced" or not self.goal_ids:
            raise UserError(self.env._("This version of the plan is not to be signed."))
        pdf = self._render_pdf()
        # sudo: the signed file is for the association, whoever records the agreement.
        self.sudo().write(
            {
                "agreement_channel": channel,
                "agreement_date": fields.Datetime.now(),
                "agreement_name": name,
                "agreement_signature": (
                    proofs["signature"] if PROOFS[channel] == "signature" else False
                ),
                "agreement_scan": proofs["scan"] if channel == "paper" else False,
                "agreement_reason_id": reason.id,
                "agreement_pdf": base64.b64encode(pdf),
                "agreement_hash": hashlib.sha256(pdf).hexdigest(),
                "agreement_voided_on": False,
            }
        )

    def _content_changes(self):
        """Refuse a change of a plan that left its author; else its agreement ends."""
        self._check_unlocked({"goal_ids": True})
        self._void_agreement()

    @api.private
    def _void_agreement(self):
        """The content changed: what the household agreed to is no longer the plan."""
        # sudo: the signed file is for the association, whoever changes the plan.
        agreed = self.sudo().filtered("agreement_channel")
        for plan in agreed:
            plan.write(
                {
                    "agreement_channel": False,
                    "agreement_date": False,
                    "agreement_name": False,
                    "agreement_signature": False,
                    "agreement_scan": False,
                    "agreement_reason_id": False,
                    "agreement_pdf": False,
                    "agreement_hash": False,
                    "agreement_voided_on": fields.Datetime.now(),
                }
            )
