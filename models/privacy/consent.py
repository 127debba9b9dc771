from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Known only to this module: what was given changes through the acts below alone.
_ACT_KEY = object()


class DeclicConsent(models.Model):
    """What one adult agreed to share, for what, with whom, and how it is proved (C1).

    Immutable once given: withdrawn or replaced, never edited nor deleted. A household
    that withdraws its agreement to be supported keeps its tenancy file as it is
    (RGPD, art. 7.3).
    """

    _name = "declic.consent"
    _description = "Agreement to share"
    _order = "date_given desc, id desc"

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
        default="v1",
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
            ("withdrawn", "Withdrawn"),
            ("expired", "Expired"),
            ("replaced", "Replaced"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="given",
        index=True,
    )
    date_withdrawn = fields.Date(readonly=True, copy=False)
    replaced_by_id = fields.Many2one("declic.consent", readonly=True, copy=False)

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
    def _compute_display_name(self):
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        # sudo: the reference alone, for whoever sees the agreement.
        for consent in self.sudo():
            consent.display_name = (
                f"{consent.household_id.reference} · {purposes.get(consent.purpose)}"
            )

    @api.constrains("evidence", "scan", "date_given")
    def _check_evidence(self):
        for consent in self:
            if consent.evidence == "scan" and not consent.scan:
                raise UserError(self.env._("Join the scan of the signed form."))
            if consent.date_given > fields.Date.context_today(self):
                raise UserError(
                    self.env._("An agreement is recorded once it was given.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "given") != "given" for vals in vals_list):
            raise AccessError(self.env._("An agreement begins when it is given."))
        consents = super().create(vals_list)
        consents._apply("agreed")
        return consents

    def write(self, vals):
        if self.env.context.get("declic_consent_key") is not _ACT_KEY:
            raise AccessError(
                self.env._("An agreement is withdrawn or replaced, never changed.")
            )
        return super().write(vals)

    def copy(self, default=None):
        raise AccessError(
            self.env._("An agreement is given by the household, never copied.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("An agreement is withdrawn or replaced, never deleted.")
        )

    def _keyed(self):
        return self.with_context(declic_consent_key=_ACT_KEY)

    def action_withdraw(self):
        """Withdraw: the associations fall back to the anonymous level at once."""
        given = self.filtered(lambda c: c.state == "given")
        given._keyed().write(
            {
                "state": "withdrawn",
                "date_withdrawn": fields.Date.context_today(self),
            }
        )
        given._apply("opposed")

    def action_replace(self):
        """Open a new agreement that takes the place of this one once it is saved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
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

    def _apply(self, position):
        """Bring the orientations that these agreements name in line.

        :param position: what the account holder's position has become
        """
        for consent in self:
            if position == "agreed":
                consent._replace_former()
            orientations = consent.household_id.orientation_ids.filtered(
                lambda o, c=consent: (
                    o.association_id in c.association_ids
                    and o.state in ("draft", "sent", "returned", "waiting", "accepted")
                )
            )
            if consent.purpose != "support" or consent.member_id:
                orientations._recompute_sharing()
                continue
            # sudo: the position follows from the act, whoever recorded it.
            orientations.sudo().with_context(declic_from_consent=True).write(
                {
                    "household_position": position,
                    "position_date": fields.Date.context_today(self),
                }
            )
            orientations._recompute_sharing()
            if position != "agreed":
                orientations.sudo().case_ids._consent_ended()

    def _replace_former(self):
        former = self.household_id.consent_ids.filtered(
            lambda c: (
                c != self
                and c.state == "given"
                and c.member_id == self.member_id
                and c.purpose == self.purpose
                and c.association_ids <= self.association_ids
            )
        )
        former._keyed().write({"state": "replaced", "replaced_by_id": self.id})

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
