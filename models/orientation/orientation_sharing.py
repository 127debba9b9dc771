"""What the household said, and what the association may see for it (C2, C8)."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.proof import checked_mimetype, scan_endings

SHARING_LEVELS = [
    ("anonymous", "Reference, town and size only"),
    ("informed", "Identity and reasons, to go to the door"),
    ("agreed", "The whole form"),
]
# What the household's recorded position lets the association see.
LEVEL_BY_POSITION = {
    "none": "anonymous",
    "opposed": "anonymous",
    "informed": "informed",
    "agreed": "agreed",
}
# How an agreement is proved, by the way it was said.
EVIDENCE_BY_MODE = {"letter": "letter", "spoken": "spoken", "signed": "scan"}


class DeclicOrientation(models.Model):
    _inherit = "declic.orientation"

    household_position = fields.Selection(
        [
            ("none", "Nothing recorded"),
            ("informed", "Informed, agreement to be sought at the door"),
            ("agreed", "Agrees"),
            ("opposed", "Opposed"),
        ],
        required=True,
        default="none",
        tracking=True,
        help="Decides what the association sees: nothing recorded or opposed, only the "
        "reference, the town and the size of the household.",
    )
    position_date = fields.Date(string="Position recorded on")
    position_mode = fields.Selection(
        [("letter", "Letter"), ("spoken", "Spoken"), ("signed", "Signed form")],
        string="How",
    )
    notice_version = fields.Char(
        string="Information notice",
        compute="_compute_notice_version",
        store=True,
        help="Version of the notice that the household was given.",
    )
    position_scan = fields.Binary(
        string="Signed form or letter (scan)", attachment=True
    )
    position_scan_name = fields.Char(
        string="Name of the scan", compute="_compute_position_scan_name"
    )
    can_contest = fields.Boolean(compute="_compute_can_contest")
    sharing_override = fields.Selection(
        SHARING_LEVELS,
        string="Sharing forced",
        readonly=True,
        copy=False,
        tracking=True,
        help="Without the household's agreement: a permission of its own, logged.",
    )
    override_motive_id = fields.Many2one(
        "declic.reason",
        string="Motive of the forced sharing",
        readonly=True,
        copy=False,
        tracking=True,
        domain=[("kind", "=", "sharing")],
    )
    sharing_level = fields.Selection(
        SHARING_LEVELS, compute="_compute_sharing_level", store=True
    )
    shared_adults = fields.Char(
        compute="_compute_shared_adults",
        help="The other adults who agreed to be named to this association.",
    )

    @api.depends("position_scan", "reference")
    def _compute_position_scan_name(self):
        endings = scan_endings(self, "position_scan")
        for orientation in self:
            ending = endings.get(orientation.id)
            name = ending and f"{orientation.reference}{ending}"
            orientation.position_scan_name = name

    @api.depends("household_position", "position_date")
    def _compute_notice_version(self):
        for orientation in self:
            orientation.notice_version = (
                orientation.household_position != "none"
                and orientation.company_id.declic_notice_version
            )

    @api.depends("household_position", "sharing_override")
    def _compute_sharing_level(self):
        for orientation in self:
            level = LEVEL_BY_POSITION[orientation.household_position or "none"]
            if level == "agreed" and not orientation._holder_consent():
                # Said to agree, and nothing proves it: the door, not the form.
                level = "informed"
            # sudo: it decides for everybody. Forced anew, with its motive, it is
            # shared all the same (GDPR, art. 18(2): another person's rights).
            if orientation.sudo().household_id.date_restricted:
                level = "anonymous"
            orientation.sharing_level = orientation.sharing_override or level

    def _recompute_sharing(self):
        """An agreement was given, withdrawn or has expired."""
        # Not of itself alone: the assignments keep the level for the record rules.
        self.modified(["household_position"])
        self.invalidate_recordset(["shared_adults"])

    def _valid_consents(self):
        """Agreements in force that name this association."""
        self.ensure_one()
        # sudo: the agreements decide for everybody, also for who may not read them.
        return self.sudo().household_id.consent_ids.filtered(
            lambda c: c.purpose == "support" and c._is_in_force(self.association_id)
        )

    def _holder_consent(self):
        """The account holder's agreement in force, for this association."""
        return self._valid_consents().filtered(lambda c: not c.member_id)[:1]

    def _compute_shared_adults(self):
        for orientation in self:
            if orientation.sharing_level == "anonymous":
                orientation.shared_adults = ""
                continue
            members = orientation._valid_consents().member_id
            names = members.filtered(lambda m: not m.date_to).partner_id.mapped("name")
            orientation.shared_adults = ", ".join(names)

    def write(self, vals):
        if vals.get("position_scan"):
            checked_mimetype(self.env, vals["position_scan"])
        if "position_scan" in vals:
            self._keep_proof(vals["position_scan"])
        if "household_position" not in vals or self._is_keyed():
            return super().write(vals)
        before = {orientation: orientation.household_position for orientation in self}
        for orientation in self:
            orientation._check_position(vals)
        done = super().write(vals)
        self._position_said(before)
        return done

    def _keep_proof(self, scan):
        """File the paper that ``scan`` takes the place of: what proved a word of the
        household stays, whatever it says later (S7)."""
        kind = self.env.ref("declic.document_type_consent")
        # Superuser: kept whoever records the later word, for the landlord alone, who
        # answers for the proof.
        self.env["declic.document"].with_user(SUPERUSER_ID).create(
            [
                {
                    "orientation_id": orientation.id,
                    "type_id": kind.id,
                    "audience": "own",
                    "file": known,
                }
                for orientation in self
                if orientation.state != "draft"
                and (known := orientation.with_context(bin_size=False).position_scan)
                and known != scan
            ]
        )

    def _sealed_sentence(self, names):
        return self.env._("Use “Force the sharing”.")

    def _prove_agreement(self, before):
        """Record the account holder's agreement that the position tells of.

        :param before: the position before it, to which a contested one returns
        """
        self.ensure_one()
        given = self._holder_consent()
        if given and (given.evidence == "scan" or not self.position_scan):
            return
        mode = self.position_mode or "spoken"
        today = fields.Date.context_today(self)
        # sudo: who records the position at the door records its proof.
        self.env["declic.consent"].sudo().create(
            {
                "household_id": self.household_id.id,
                "association_ids": self.association_id.ids,
                "category_ids": self.env["declic.reason"]
                .search([("kind", "=", "category")])
                .ids,
                "evidence": EVIDENCE_BY_MODE[mode],
                "scan": self.position_scan,
                "witness_role": (
                    "worker" if self._is_association_user() else "counsellor"
                ),
                "notice_version": self.company_id.declic_notice_version,
                "date_given": min(self.position_date or today, today),
                "position_before": before if before != "agreed" else "informed",
            }
        )

    def _end_agreement(self, position):
        """The household no longer agrees: end what it gave this association."""
        self.ensure_one()
        given = self._valid_consents().filtered(lambda c: not c.member_id)
        given._end(self.association_id, position)
        if position == "opposed":
            self._end_forced_sharing()

    def _end_forced_sharing(self):
        """Opposed: whoever forced the sharing has to do it again, and say why."""
        forced = self.filtered("sharing_override")
        forced._keyed().write({"sharing_override": False, "override_motive_id": False})

    def _follow_consent(self, position):
        """Take the position that an agreement brings; its proof is the agreement."""
        changed = self.filtered(lambda o: o.household_position != position)
        # sudo: the position follows from the act, whoever recorded it.
        changed.sudo()._keyed().write(
            {
                "household_position": position,
                "position_date": fields.Date.context_today(self),
            }
        )
        if position == "opposed":
            self.sudo()._end_forced_sharing()  # sudo: as above

    def action_force_sharing(self, level, motive):
        """Share without the household's agreement: danger, or a duty of the law.

        :param level: a key of ``sharing_level``
        :param motive: a ``declic.reason`` of kind ``sharing``
        :raises AccessError: the permission is nobody's by default
        """
        self.ensure_one()
        if not self.env.user.has_group("declic.group_sharing_override"):
            raise AccessError(
                self.env._("You may not share without the household's agreement.")
            )
        sentence = self.env._("Choose the level and the motive.")
        motive._chosen(motive.id, "sharing", sentence)
        if level not in dict(SHARING_LEVELS):
            raise UserError(sentence)
        self._keyed().write(
            {"sharing_override": level, "override_motive_id": motive.id}
        )
        # By a message: a client may switch the tracking of fields off.
        labels = dict(self._fields["sharing_level"]._description_selection(self.env))
        self.message_post(
            body=self.env._(
                "Shared without the household's agreement: %(level)s. %(motive)s.",
                level=labels[level],
                motive=motive.name,
            ),
            subtype_xmlid="mail.mt_note",
        )
