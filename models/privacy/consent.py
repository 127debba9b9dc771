from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.proof import checked_mimetype, scan_endings
from ..common.title import title


class DeclicConsent(models.Model):
    """What one adult agreed to share, for what, with whom, and how it is proved (C1).

    Immutable once given: withdrawn or replaced, never edited nor deleted. A household
    that withdraws its agreement to be supported keeps its tenancy file as it is
    (RGPD, art. 7.3).
    """

    _name = "declic.consent"
    _description = "Agreement to share"
    _inherit = ["declic.guard.mixin"]
    _order = "date_given desc, id desc"
    _proof_fields = frozenset({"scan"})
    # Written by the acts below alone.
    _guarded_fields = frozenset(
        {
            "state",
            "date_withdrawn",
            "replaced_by_id",
            "withdrawn_association_ids",
            "position_before",
        }
    )

    household_id = fields.Many2one(
        "declic.household", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    member_id = fields.Many2one(
        "declic.household.member",
        string="Adult",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('household_id', '=', household_id), ('is_adult', '=', True)]",
        help="Empty: the account holder.",
    )
    purpose = fields.Selection(
        [
            ("support", "Support by an association"),
            ("network", "Referral to a network partner"),
        ],
        required=True,
        default="support",
    )
    category_ids = fields.Many2many(
        "declic.reason",
        "declic_consent_category_rel",
        string="What is shared",
        domain=[("kind", "=", "category")],
    )
    association_ids = fields.Many2many(
        "res.partner",
        "declic_consent_association_rel",
        string="With whom",
        required=True,
        domain=[("is_company", "=", True)],
    )
    evidence = fields.Selection(
        [("scan", "Signed form"), ("spoken", "Spoken"), ("letter", "Letter")],
        required=True,
        default="spoken",
    )
    scan = fields.Binary(string="Signed form (scan)", attachment=True)
    scan_name = fields.Char(string="Name of the scan", compute="_compute_scan_name")
    witness_role = fields.Selection(
        [
            ("counsellor", "Social counsellor"),
            ("worker", "Worker of the association"),
            ("agency", "Agency staff"),
        ],
        help="Who heard it, when it was spoken.",
    )
    notice_version = fields.Char(
        string="Information notice",
        compute="_compute_notice_version",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="Version of the notice the adult was given.",
    )
    date_given = fields.Date(required=True, default=fields.Date.context_today)
    date_expiry = fields.Date(
        required=True, default=lambda self: self._default_expiry()
    )
    state = fields.Selection(
        [
            ("given", "Given"),
            ("withdrawn", "Agreement withdrawn"),
            ("expired", "Expired"),
            ("replaced", "Replaced"),
            ("contested", "Contested by the landlord"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="given",
        index=True,
    )
    date_withdrawn = fields.Date(readonly=True, copy=False)
    replaced_by_id = fields.Many2one("declic.consent", readonly=True, copy=False)
    withdrawn_association_ids = fields.Many2many(
        "res.partner",
        "declic_consent_withdrawn_rel",
        string="No longer with",
        readonly=True,
        copy=False,
        help="The household withdrew it for these; for the others it holds.",
    )
    position_before = fields.Selection(
        [
            ("none", "Nothing recorded"),
            ("informed", "Informed"),
            ("opposed", "Opposed"),
        ],
        readonly=True,
        copy=False,
        help="What a contested agreement returns to.",
    )

    _evidence_complete = models.Constraint(
        "CHECK(evidence <> 'spoken' OR witness_role IS NOT NULL)",
        "Say who heard the agreement.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_expiry > date_given)", "The end comes before the start."
    )

    @api.model
    def _default_expiry(self):
        today = fields.Date.context_today(self)
        return today + relativedelta(months=self.env.company.declic_consent_months)

    @api.depends("household_id.reference", "purpose")
    @api.depends_context("lang")
    def _compute_display_name(self):
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        # sudo: the reference alone, for whoever sees the agreement.
        for consent in self.sudo():
            consent.display_name = title(
                consent.household_id.reference, purposes.get(consent.purpose)
            )

    @api.depends("scan", "household_id.reference")
    def _compute_scan_name(self):
        endings = scan_endings(self, "scan")
        # sudo: the reference alone, for whoever reads the agreement.
        for consent in self.sudo():
            ending = endings.get(consent.id)
            consent.scan_name = ending and f"{consent.household_id.reference}{ending}"

    @api.constrains("evidence", "scan", "date_given")
    def _check_evidence(self):
        for consent in self:
            if consent.evidence == "scan" and not consent.scan:
                raise UserError(self.env._("Join the scan of the signed form."))
            if consent.scan:
                checked_mimetype(self.env, consent.with_context(bin_size=False).scan)
            if consent.date_given > fields.Date.context_today(self):
                raise UserError(
                    self.env._("An agreement is recorded once it was given.")
                )

    @api.depends("household_id")
    def _compute_notice_version(self):
        for consent in self:
            company = consent.household_id.company_id or self.env.company
            consent.notice_version = company.declic_notice_version

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "given") != "given" for vals in vals_list):
            raise AccessError(self.env._("An agreement begins when it is given."))
        consents = super().create(vals_list)
        consents._check_after_opposition()
        consents._replace_former()
        consents._apply("agreed")
        return consents

    def write(self, vals):
        if not self._is_keyed():
            raise AccessError(
                self.env._("An agreement is withdrawn or replaced, never changed.")
            )
        return super().write(vals)

    # pylint: disable-next=method-required-super
    def copy(self, default=None):
        raise AccessError(
            self.env._("An agreement is given by the household, never copied.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("An agreement is withdrawn or replaced, never deleted.")
        )

    def _check_after_opposition(self):
        """Raise UserError when an opposition is to be undone without a later writing
        of the household that is joined."""
        for consent in self:
            if consent.member_id or consent.purpose != "support":
                continue
            for orientation in consent._orientations(consent.association_ids):
                opposed_on = orientation._opposed_on()
                if opposed_on and not consent.scan:
                    raise UserError(
                        self.env._(
                            "The household was opposed: join what it wrote or signed"
                            " since."
                        )
                    )
                if opposed_on and consent.date_given < opposed_on:
                    raise UserError(
                        self.env._(
                            "The household was opposed later than that: ask it again."
                        )
                    )

    def _is_in_force(self, association):
        """Whether the agreement lets this association know, today."""
        self.ensure_one()
        return (
            self.state == "given"
            and association in self.association_ids - self.withdrawn_association_ids
        )

    def action_withdraw(self):
        """Withdraw: the associations fall back to the anonymous level at once, also
        where another agreement of the same adult still named them."""
        for consent in self.filtered(lambda c: c.state == "given"):
            same = consent.household_id.consent_ids.filtered(
                lambda c, consent=consent: (
                    c.state == "given"
                    and c.member_id == consent.member_id
                    and c.purpose == consent.purpose
                )
            )
            same._end(consent.association_ids, "opposed")

    def _end(self, associations, position):
        """End these agreements for ``associations``; for the others they hold.

        :param position: what the account holder's position becomes
        """
        for consent in self:
            ended = associations & consent.association_ids
            ended |= consent.withdrawn_association_ids
            values = {"withdrawn_association_ids": [fields.Command.set(ended.ids)]}
            if ended == consent.association_ids:
                values |= {
                    "state": "withdrawn",
                    "date_withdrawn": fields.Date.context_today(self),
                }
            consent._keyed().write(values)
        self._apply(position, associations)

    def _contest(self):
        """The landlord contests what an association recorded of the household."""
        for consent in self:
            consent._keyed().write(
                {
                    "state": "contested",
                    "date_withdrawn": fields.Date.context_today(self),
                }
            )
            consent._apply(consent.position_before or "none")

    def action_replace(self):
        """Open a new agreement that takes the place of this one once it is saved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replace the agreement"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_household_id": self.household_id.id,
                "default_member_id": self.member_id.id,
                "default_association_ids": self.association_ids.ids,
                "default_category_ids": self.category_ids.ids,
                "default_purpose": self.purpose,
            },
        }

    def _orientations(self, associations):
        """The household's orientations to ``associations`` that are not over."""
        return self.household_id.orientation_ids.filtered(
            lambda o: (
                o.association_id in associations
                and o.state in ("draft", "sent", "returned", "waiting", "accepted")
            )
        )

    def _apply(self, position, associations=None):
        """Bring the orientations that these agreements name in line.

        :param position: what the account holder's position has become
        :param associations: those concerned; all that are named when None
        """
        for consent in self:
            orientations = consent._orientations(
                consent.association_ids
                if associations is None
                else associations & consent.association_ids
            )
            if consent.purpose == "support" and not consent.member_id:
                if position != "agreed":
                    # Another agreement in force goes on telling the association.
                    orientations = orientations.filtered(
                        lambda o: not o._holder_consent()
                    )
                orientations._follow_consent(position)
                if position != "agreed":
                    # sudo: the date of the end on cases, whoever recorded it.
                    orientations.sudo().case_ids._consent_ended()
            orientations._recompute_sharing()
            if consent.member_id and position != "agreed":
                orientations._freeze_without()

    def _replace_former(self):
        for consent in self:
            former = consent.household_id.consent_ids.filtered(
                lambda c, consent=consent: (
                    c != consent
                    and c.state == "given"
                    and c.member_id == consent.member_id
                    and c.purpose == consent.purpose
                    and c.association_ids - c.withdrawn_association_ids
                    <= consent.association_ids
                )
            )
            former._keyed().write({"state": "replaced", "replaced_by_id": consent.id})

    @api.model
    def _cron_expire(self):
        """End the agreements whose term has come; run twice, it does nothing more."""
        over = self.search(
            [
                ("state", "=", "given"),
                ("date_expiry", "<", fields.Date.context_today(self)),
            ]
        )
        over._keyed().write({"state": "expired"})
        over._apply("none")
