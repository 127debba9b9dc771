from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .case import OUTCOMES
from .orientation_content import SOCIAL_GROUPS

# Each side writes its own part and reads the other's.
ASSOCIATION_FIELDS = frozenset(
    {
        "association_present",
        "contact_state",
        "shareable_facts",
        "association_opinion",
        "household_voice",
        "household_comment",
    }
)
COUNSELLOR_FIELDS = frozenset({"landlord_present", "landlord_opinion"})
RECOVERY_FIELDS = frozenset({"recovery_opinion"})


class DeclicReview(models.Model):
    """Monthly point, 3- and 6-month review, closing form: one skeleton.

    Both sides are present, the ledger is frozen, each goal gets a result, each side its
    opinion and the household its voice; a decision ends it. Frozen when validated.
    """

    _name = "declic.review"
    _description = "Review"
    _inherit = ["declic.state.mixin", "declic.portal.mixin"]
    _order = "date_due desc, id desc"
    _portal_fields = (
        ASSOCIATION_FIELDS
        | COUNSELLOR_FIELDS
        | {
            "case_id",
            "household_id",
            "review_type",
            "state",
            "handover",
            "association_sent_on",
            "date_due",
            "date_held",
            "is_late",
            "snapshot_id",
            "goal_result_ids",
            "decision",
            "decision_until",
            "outcome",
            "closing_reason_id",
            "previous_overdue",
            "talking_line_ids",
            "late_action_ids",
        }
    )

    _transitions = {"draft": {"validated", "incomplete", "cancelled"}}
    _locked_states = frozenset({"validated", "incomplete", "cancelled"})

    case_id = fields.Many2one(
        "declic.case", required=True, ondelete="cascade", index=True
    )
    household_id = fields.Many2one(
        related="case_id.household_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    association_id = fields.Many2one(related="case_id.association_id", store=True)
    review_type = fields.Selection(
        [
            ("monthly", "Monthly point"),
            ("month3", "3-month review"),
            ("month6", "6-month review"),
            ("closing", "Closing form"),
        ],
        required=True,
        default="monthly",
    )
    state = fields.Selection(
        [
            ("draft", "To hold"),
            ("validated", "Validated"),
            ("incomplete", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    date_due = fields.Date(required=True, index=True, default=fields.Date.context_today)
    date_held = fields.Date(readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    landlord_present = fields.Boolean(string="Landlord present")
    association_present = fields.Boolean(string="Association present", readonly=True)

    snapshot_id = fields.Many2one(
        "declic.snapshot", readonly=True, index="btree_not_null", copy=False
    )
    overdue = fields.Monetary(related="snapshot_id.overdue", string="Arrears")
    previous_overdue = fields.Monetary(
        string="Arrears at the review before", compute="_compute_previous_overdue"
    )

    contact_state = fields.Selection(
        [
            ("in_touch", "In touch"),
            ("irregular", "Now and then"),
            ("lost", "No contact"),
        ],
        string="Contact with the household",
    )
    shareable_facts = fields.Text(
        groups=SOCIAL_GROUPS,
        help="Facts useful to both sides. The household may read them; no health data.",
    )
    landlord_opinion = fields.Text(groups=SOCIAL_GROUPS)
    recovery_opinion = fields.Text(
        groups="declic.group_counsellor,declic.group_recovery"
    )
    association_opinion = fields.Text(groups=SOCIAL_GROUPS)
    household_voice = fields.Selection(
        [
            ("agrees", "Agrees"),
            ("disagrees", "Disagrees"),
            ("silent", "Did not wish to answer"),
        ],
        groups=SOCIAL_GROUPS,
    )
    household_comment = fields.Text(
        string="In the household's words", groups=SOCIAL_GROUPS
    )
    goal_result_ids = fields.One2many("declic.review.goal", "review_id")
    # Read afresh each time, as the reader may see them: they prepare the meeting.
    talking_line_ids = fields.Many2many(
        "declic.assessment.line",
        string="To talk over",
        compute="_compute_agenda",
        groups=SOCIAL_GROUPS,
        help="Domains that the three sides see two points apart or more.",
    )
    late_action_ids = fields.Many2many(
        "declic.plan.action",
        string="Actions overdue",
        compute="_compute_agenda",
        groups=SOCIAL_GROUPS,
    )
    decision = fields.Selection(
        [
            ("continue", "Continue"),
            ("adjust", "Adjust the plan"),
            ("extend", "Extend"),
            ("suspend", "Suspend litigation"),
            ("aid", "Ask for financial aid"),
            ("ccapex", "Refer to the CCAPEX"),
            ("rehouse", "Rehouse"),
            ("hand_over", "Hand over"),
            ("close", "Close"),
        ]
    )
    decision_until = fields.Date(
        string="Until", help="End of the suspension, or new end of the support."
    )
    decision_owner_id = fields.Many2one(
        "res.users", string="Owner of the decision", domain=[("share", "=", False)]
    )

    outcome = fields.Selection(OUTCOMES, string="Housing outcome")
    closing_reason_id = fields.Many2one(
        "declic.reason", domain=[("kind", "=", "closing")]
    )
    closing_initiative = fields.Selection(
        [
            ("household", "Household"),
            ("association", "Association"),
            ("landlord", "Landlord"),
            ("joint", "All together"),
        ]
    )
    reacted_without_adhering = fields.Boolean(
        help="The household refused the support, yet acted: it paid, made contact or "
        "gave notice."
    )

    _monthly_once = models.UniqueIndex(
        "(case_id, date_due) WHERE review_type = 'monthly'",
        "The monthly point of this date already exists.",
    )
    _scheduled_once = models.UniqueIndex(
        "(case_id, review_type) WHERE review_type IN ('month3', 'month6')",
        "This review already exists.",
    )
    _closing_once = models.UniqueIndex(
        "(case_id) WHERE review_type = 'closing' AND state IN ('draft', 'validated')",
        "The closing form of this case already exists.",
    )

    @api.depends("case_id.reference", "review_type")
    @api.depends_context("lang")
    def _compute_display_name(self):
        types = dict(self._fields["review_type"]._description_selection(self.env))
        # sudo: the reference alone, for whoever sees the review.
        for review in self.sudo():
            review.display_name = (
                f"{review.case_id.reference} · {types.get(review.review_type, '')}"
            )

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for review in self:
            review.is_late = bool(
                review.state == "draft" and review.date_due and review.date_due < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "=", "draft"), ("date_due", "<", "today")]
        return late if True in value else ["!", "&", *late]

    @api.depends("case_id.review_ids.snapshot_id", "case_id.orientation_id")
    def _compute_previous_overdue(self):
        for review in self:
            before = review.case_id.review_ids.filtered(
                lambda r, me=review: (
                    r.snapshot_id
                    and r != me
                    and r.date_held
                    and r.date_held <= (me.date_held or fields.Date.context_today(me))
                )
            ).sorted("date_held")
            if self.env.user._is_portal() and review.case_id.sharing_level != "agreed":
                review.previous_overdue = 0
                continue
            # sudo: a figure both sides share, wherever it was frozen.
            frozen = before[-1:].snapshot_id or (
                review.case_id.sudo().orientation_id.content_id.snapshot_id
            )
            review.previous_overdue = frozen.sudo().overdue

    def _compute_agenda(self):
        today = fields.Date.context_today(self)
        for review in self:
            review.talking_line_ids = review.case_id._talking_points()
            review.late_action_ids = self.env["declic.plan.action"].search(
                [
                    ("plan_id.case_id", "=", review.case_id.id),
                    ("plan_id.state", "=", "approved"),
                    ("state", "=", "open"),
                    ("date_due", "<", today),
                ]
            )

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        reviews._fill_goals()
        return reviews

    def write(self, vals):
        if not self.env.su:
            self._check_own_part(vals)
        return super().write(vals)

    def _check_open(self):
        self.case_id._check_open()

    def _check_own_part(self, vals):
        """Raise AccessError when landlord staff write another side's part."""
        user = self.env.user
        foreign = ASSOCIATION_FIELDS & vals.keys()
        if not user.has_group("declic.group_counsellor"):
            foreign |= COUNSELLOR_FIELDS & vals.keys()
        if not user.has_group("declic.group_recovery"):
            foreign |= RECOVERY_FIELDS & vals.keys()
        if foreign:
            labels = [
                self._fields[name]._description_string(self.env) for name in foreign
            ]
            raise AccessError(
                self.env._(
                    "This part is filled by its own side: %s.",
                    ", ".join(sorted(labels)),
                )
            )

    # Acts

    def action_fill_association_part(self, values):
        """Save the association's part of the form, whole or in pieces.

        :param values: dict; the keys of ``ASSOCIATION_FIELDS`` are taken and
            ``results``, a dict of goal id to result
        :raises UserError: the form is validated already, or a value is not of the lists
        """
        self.ensure_one()
        review = self._acting()
        for name in ("contact_state", "household_voice"):
            allowed = dict(self._fields[name].selection)
            if values.get(name) and values[name] not in allowed:
                raise UserError(self.env._("Choose one of the answers of the list."))
        part = {
            name: value for name, value in values.items() if name in ASSOCIATION_FIELDS
        }
        review.write(part)
        results = values.get("results") or {}
        for line in review.goal_result_ids:
            if line.goal_id.id in results:
                line._set_result(results[line.goal_id.id])

    def action_validate(self):
        """Freeze the review with the ledger of the day and apply its decision.

        :raises UserError: a side was absent, or something required is missing
        """
        for review in self:
            review._check_complete()
            snapshot = self.env["declic.snapshot"]._take(review.household_id)
            review._set_state(
                "validated",
                date_held=fields.Date.context_today(self),
                snapshot_id=snapshot.id,
            )
            review._apply_decision()

    def action_missed(self):
        """Record that the two sides did not meet; it counts as missed."""
        self._set_state("incomplete", date_held=fields.Date.context_today(self))

    def _check_complete(self):
        """Raise UserError that says what is missing before validation."""
        self.ensure_one()
        # sudo: the rule looks at every part, also those the validator cannot read.
        review = self.sudo()
        if not (review.landlord_present and review.association_present):
            raise UserError(
                self.env._(
                    "Both sides must have been present. Record the point as missed if"
                    " they did not meet."
                )
            )
        if review.review_type in ("month3", "month6") and not review.household_voice:
            raise UserError(
                self.env._("Record what the household says, or that it did not answer.")
            )
        if review.review_type == "closing":
            if not (review.outcome and review.closing_reason_id):
                raise UserError(
                    self.env._("A closing form needs a housing outcome and a reason.")
                )
            unanswered = review.goal_result_ids.filtered(lambda g: g.result == "open")
            if unanswered:
                raise UserError(
                    self.env._(
                        "Give each goal a result: %s still without one.",
                        len(unanswered),
                    )
                )
            review.case_id._check_closable()
        elif not review.decision:
            raise UserError(self.env._("A review ends with a decision: choose it."))
        if review.decision in ("extend", "suspend") and not review.decision_until:
            raise UserError(self.env._("Say until when."))

    def _apply_decision(self):
        """Carry the validated decision over to the case."""
        self.ensure_one()
        case = self.case_id
        if self.review_type == "closing":
            case._close(self.outcome, self.closing_reason_id)
        elif self.decision == "extend":
            case.date_end = self.decision_until
        elif self.decision == "adjust":
            # sudo: the association's user adjusts the plan that the review asks for.
            case.sudo().action_start_plan()

    def _fill_goals(self):
        """Put a line for each goal of the approved plan on the reviews."""
        # sudo: the lines mirror the plan, also the goals the landlord does not read.
        self.env["declic.review.goal"].sudo().create(
            [
                {"review_id": review.id, "goal_id": goal.id}
                for review in self.sudo()
                for goal in review.case_id.plan_ids.filtered(
                    lambda p: p.state == "approved"
                ).goal_ids
                - review.goal_result_ids.goal_id
            ]
        )

    @api.model
    def _cron_create_monthly(self):
        """Create this month's point of each running case, once, on its configured day.

        A point that its month did not see held becomes a missed one.
        """
        today = fields.Date.context_today(self)
        first = today.replace(day=1)
        self.search(
            [
                ("review_type", "=", "monthly"),
                ("state", "=", "draft"),
                ("date_due", "<", first),
            ]
        ).action_missed()
        due = self.env["declic.case"].search(
            [
                ("state", "!=", "closed"),
                ("date_start", "<", first),
                ("programme_id.monthly_day", "<=", today.day),
            ]
        )
        done = self.search(
            [
                ("case_id", "in", due.ids),
                ("review_type", "=", "monthly"),
                ("date_due", ">=", first),
            ]
        ).case_id
        self.create(
            [
                {
                    "case_id": case.id,
                    "review_type": "monthly",
                    "date_due": today.replace(day=case.programme_id.monthly_day),
                }
                for case in due - done
            ]
        )
        # Goals approved since a 3- or 6-month review was scheduled belong on it.
        self.search(
            [("state", "=", "draft"), ("case_id.plan_ids.state", "=", "approved")]
        )._fill_goals()
