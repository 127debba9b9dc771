"""The household's agreement to its plan: signed, on paper, or said (P4)."""

import base64
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.proof import check_signature, checked_mimetype, scan_endings

# What a channel must come with, and what is asked for when it is missing.
PROOFS = {
    "screen": "signature",
    "remote": "signature",
    "paper": "scan",
    "oral": "reason_id",
}
MAX_NAME = 120


class DeclicPlan(models.Model):
    _inherit = "declic.plan"

    agreement_ids = fields.One2many("declic.plan.agreement", "plan_id", copy=False)
    agreement_id = fields.Many2one(
        "declic.plan.agreement",
        string="Agreement in force",
        compute="_compute_agreement_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )
    agreement_channel = fields.Selection(related="agreement_id.channel")
    agreement_date = fields.Datetime(related="agreement_id.date")
    agreement_name = fields.Char(related="agreement_id.name")
    agreement_signature = fields.Image(related="agreement_id.signature")
    agreement_scan = fields.Binary(related="agreement_id.scan")
    agreement_scan_name = fields.Char(
        string="Name of the scan", compute="_compute_agreement_scan_name"
    )
    agreement_reason_id = fields.Many2one(related="agreement_id.reason_id")
    agreement_hash = fields.Char(related="agreement_id.pdf_sha256")
    agreement_voided_on = fields.Datetime(
        string="Agreement void since",
        compute="_compute_agreement_voided_on",
        compute_sudo=True,
        help="The plan was changed after the household had agreed: ask it again.",
    )
    agreement_signer = fields.Char(
        string="Agreed by, as far as shared", compute="_compute_agreement_signer"
    )

    @api.depends("agreement_id.scan", "case_id.reference", "version")
    def _compute_agreement_scan_name(self):
        endings = scan_endings(self.agreement_id, "scan")
        # sudo: the reference alone, for whoever reads the plan.
        for plan in self.sudo():
            ending = endings.get(plan.agreement_id.id)
            stem = f"{plan.case_id.reference}-v{plan.version}"
            plan.agreement_scan_name = ending and f"{stem}{ending}"

    @api.depends("agreement_ids.voided_on")
    def _compute_agreement_id(self):
        for plan in self:
            last = plan.agreement_ids.sorted("id")[-1:]
            plan.agreement_id = last.filtered(lambda a: not a.voided_on)

    @api.depends("agreement_ids.voided_on")
    def _compute_agreement_voided_on(self):
        for plan in self:
            last = plan.agreement_ids.sorted("id")[-1:]
            plan.agreement_voided_on = last.voided_on

    @api.depends("agreement_name", "case_id.sharing_level")
    @api.depends_context("uid")
    def _compute_agreement_signer(self):
        for plan in self:
            # sudo: the level decides whether the reader is told the name.
            known = plan.sudo()
            plan.agreement_signer = known.agreement_name if plan._is_named() else False

    def _is_named(self):
        """Whether the reader of the plan may be told who the household is."""
        self.ensure_one()
        # sudo: the level alone, for whoever reads the plan.
        level = self.sudo().case_id.sharing_level
        return level != "anonymous" or not self.env.user._is_portal()

    def _content_sha256(self):
        """SHA-256 of the goals and actions as they stand: what is agreed to."""
        self.ensure_one()
        # sudo: the whole plan is the household's, whoever shows it to it.
        content = [
            [
                goal.axis,
                goal.name,
                [
                    [action.name, action.actor, str(action.date_due)]
                    for action in goal.action_ids.sorted("id")
                ],
            ]
            for goal in self.sudo().goal_ids.sorted("id")
        ]
        told = json.dumps([self.id, self.version, content], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def action_agree(self, channel, name, signature=None, scan=None, reason_id=None):
        """Record the household's agreement to the plan as it stands.

        Nobody signs in the household's place: a signature is drawn by its hand on the
        phone of its association's worker or by its own link, paper comes with its scan,
        and what was only said with the reason it was not signed.

        :param channel: a key of ``agreement_channel`` but ``remote``
        :param name: who agrees, as that person writes it
        :param signature: base64 of the drawn signature (``screen``)
        :param scan: base64 of the signed sheet (``paper``)
        :param reason_id: id of a ``declic.reason`` of kind ``oral`` (``oral``)
        :raises AccessError: the landlord's staff, without the signed sheet
        :raises UserError: the proof or the name is missing, the household signed
            already, or the plan is replaced
        """
        self.ensure_one()
        plan = self._acting()
        if channel == "remote":
            raise UserError(self.env._("The household signs by the link itself."))
        if channel != "paper" and not self._is_association_user():
            raise AccessError(
                self.env._(
                    "The household signs with its association; the landlord adds the"
                    " picture of a signed sheet."
                )
            )
        plan._agree(channel, name, signature, scan, reason_id)

    @api.private
    def _agree(
        self, channel, name, signature=None, scan=None, reason_id=None, shown=None
    ):
        """See :meth:`action_agree`; for who was let in by the household's link too.

        :param shown: SHA-256 of what the household was shown, when it was a page
        """
        self.ensure_one()
        if channel not in PROOFS:
            raise UserError(self.env._("Choose how the household agreed."))
        name = name.strip()[:MAX_NAME] if isinstance(name, str) else ""
        if not name:
            raise UserError(self.env._("Write the name of the person who agrees."))
        if self.state == "replaced" or not self.goal_ids:
            raise UserError(self.env._("This version of the plan is not to be signed."))
        content = self._content_sha256()
        if shown is not None and shown != content:
            raise UserError(
                self.env._("The plan was changed meanwhile: read it again, then sign.")
            )
        given = self.sudo().agreement_id  # sudo: what is in force, for whoever records
        if given and given.channel != "oral":
            raise UserError(
                self.env._("The household signed this plan already: nothing to add.")
            )
        proof = self._checked_proof(channel, signature, scan, reason_id)
        pdf = self._render_version("household")
        # sudo: nobody writes proofs by hand; who recorded it is kept.
        self.env["declic.plan.agreement"].sudo().create(
            {
                "plan_id": self.id,
                "channel": channel,
                "name": name,
                "recorded_by_id": self.env.uid,
                PROOFS[channel]: proof,
                "pdf": base64.b64encode(pdf),
                "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
                "content_sha256": content,
            }
        )

    def _checked_proof(self, channel, signature, scan, reason_id):
        """The proof that ``channel`` must come with.

        :raises UserError: it is missing, or is none
        """
        if PROOFS[channel] == "signature":
            check_signature(self.env, signature)
            return signature
        if PROOFS[channel] == "scan":
            if not scan:
                raise UserError(self.env._("Add the picture of the signed sheet."))
            checked_mimetype(self.env, scan)
            return scan
        sentence = self.env._("Say why it was not signed.")
        return self.env["declic.reason"]._chosen(reason_id, "oral", sentence).id

    def _content_changes(self):
        """Refuse a change of a plan that left its author; else its agreement ends."""
        self._check_unlocked({"goal_ids": True})
        self._void_agreement()
        self._add_authors()

    @api.private
    def _void_agreement(self):
        """The content changed: what the household agreed to is no longer the plan."""
        # sudo: the proofs are nobody's to write, whoever changes the plan.
        self.sudo().agreement_id._void()
