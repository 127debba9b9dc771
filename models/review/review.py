from odoo import api, fields, models

from ...engine import outcomes
from ..common.groups import LANDLORD_GROUPS, SOCIAL_GROUPS
from .review_decision import DECISIONS, UNTIL, decided_at

TYPES = [
    ("monthly", "Monthly point"),
    ("month3", "3-month review"),
    ("month6", "6-month review"),
    ("end", "Review before the end of the period"),
    ("closing", "Closing form"),
]


class DeclicReview(models.Model):
    """Monthly point, reviews, closing form: one skeleton.

    Both sides are present, the ledger is frozen, each goal gets a result, each side its
    opinion and the household its voice; a decision ends it. Frozen when validated.
    Who writes which part: ``review_parts.py``; what is filled in beforehand:
    ``review_facts.py``; what may be decided: ``review_decision.py``; what validation
    and a decision do: ``review_validate.py``.
    """

    _name = "declic.review"
    _description = "Review"
    _inherit = ["declic.form.mixin"]
    _order = "date_due desc, id desc"
    _portal_fields = frozenset(
        {
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
            "landlord_present",
            "shared_opinion",
            "association_present",
            "contact_state",
            "shareable_facts",
            "association_opinion",
            "household_voice",
            "household_comment",
            "silence_reason_id",
            "decision",
            "decision_until",
            "decision_due",
            "also_decided_ids",
            "outcome",
            "closing_reason_id",
            "closing_initiative",
            "reacted_without_adhering",
            "relay_ids",
            "satisfaction",
            "last_contact_date",
            "eviction_avoided",
            "previous_overdue",
            "contact_count",
            "failed_count",
            "missed_count",
            "date_since",
            "talking_line_ids",
            "late_action_ids",
            "next_action_ids",
        }
    )

    _part_name_fields = ("review_type",)
    _transitions = {"draft": {"validated", "incomplete", "cancelled"}}
    _locked_states = frozenset({"validated", "incomplete", "cancelled"})
    _guarded_fields = frozenset(
        {
            "association_sent_on",
            "date_held",
            "snapshot_id",
            "facts",
            "landlord_user_id",
            "association_user_id",
            "validated_by_id",
            "alone_reason_id",
            "session_id",
        }
    )

    currency_id = fields.Many2one(related="company_id.currency_id")
    association_id = fields.Many2one(store=True)
    review_type = fields.Selection(
        TYPES, string="Type", required=True, default="monthly"
    )
    state = fields.Selection(
        [
            ("draft", "To hold"),
            ("validated", "Validated"),
            ("incomplete", "Incomplete: missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    session_id = fields.Many2one(
        "declic.review.session",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The meeting at which it was held with others.",
    )
    date_due = fields.Date(required=True, index=True, default=fields.Date.context_today)
    date_held = fields.Date(readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    landlord_present = fields.Boolean(string="Landlord present")
    landlord_user_id = fields.Many2one(
        "res.users", string="For the landlord", readonly=True, copy=False
    )
    association_present = fields.Boolean(string="Association present", readonly=True)
    association_user_id = fields.Many2one(
        "res.users", string="For the association", readonly=True, copy=False
    )
    validated_by_id = fields.Many2one(
        "res.users", string="Validated by", readonly=True, copy=False
    )

    contact_state = fields.Selection(
        [
            ("in_touch", "In touch"),
            ("irregular", "Now and then"),
            ("lost", "No contact"),
        ],
        string="Contact with the household",
        groups=SOCIAL_GROUPS,
    )
    shareable_facts = fields.Text(
        groups=SOCIAL_GROUPS,
        help="Facts useful to both sides. The household may read them; no health data.",
    )
    landlord_opinion = fields.Text(groups=SOCIAL_GROUPS)
    shared_opinion = fields.Text(
        string="Opinion of the landlord, as far as shared",
        compute="_compute_shared_opinion",
        groups=SOCIAL_GROUPS,
    )
    recovery_opinion = fields.Text(groups=LANDLORD_GROUPS)
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
    silence_reason_id = fields.Many2one(
        "declic.reason",
        string="Why it did not answer",
        domain=[("kind", "=", "silence")],
        groups=SOCIAL_GROUPS,
    )
    goal_result_ids = fields.One2many("declic.review.goal", "review_id")

    decision = fields.Selection([(code, row.label) for code, row in DECISIONS.items()])
    decision_choices = fields.Json(
        string="Decisions possible here", compute="_compute_decision_choices"
    )
    has_until = fields.Boolean(
        string="Lasts until a date", compute="_compute_has_until"
    )
    decision_until = fields.Date(
        string="Until", help="End of the suspension, or new end of the support."
    )
    decision_owner_id = fields.Many2one(
        "res.users",
        string="Owner of the decision",
        domain=[("share", "=", False)],
        help="Who sees to it; gets an activity.",
    )
    decision_due = fields.Date(string="To be done before")
    also_decided_ids = fields.One2many(
        "declic.review.decision",
        "review_id",
        string="Also decided",
        help="What goes with the decision: each with its owner and its date.",
    )
    extension_reason_id = fields.Many2one(
        "declic.reason",
        string="Why beyond the maximum",
        domain=[("kind", "=", "extension")],
        help="Given by the pilot.",
    )

    outcome = fields.Selection(outcomes.selection(), string="Housing outcome")
    closing_reason_id = fields.Many2one(
        "declic.reason", domain=[("kind", "=", "closing")]
    )
    alone_reason_id = fields.Many2one(
        "declic.reason",
        string="Closed without the association",
        readonly=True,
        copy=False,
        help="Given by the pilot when the association is gone or silent.",
    )
    closing_initiative = fields.Selection(
        [
            ("household", "Household"),
            ("association", "Association"),
            ("landlord", "Landlord"),
            ("joint", "All together"),
        ],
        groups=SOCIAL_GROUPS,
    )
    reacted_without_adhering = fields.Boolean(
        help="The household refused the support, yet acted: it paid, made contact or "
        "gave notice.",
        groups=SOCIAL_GROUPS,
    )
    relay_ids = fields.Many2many(
        "declic.reason",
        "declic_review_relay_rel",
        string="Relays in place",
        domain=[("kind", "=", "relay")],
        groups=SOCIAL_GROUPS,
    )
    satisfaction = fields.Selection(
        [(str(n), str(n)) for n in range(1, 6)],
        string="Satisfaction of the household",
        groups=SOCIAL_GROUPS,
        help="From 1, not at all, to 5, entirely.",
    )

    _monthly_once = models.UniqueIndex(
        "(case_id, date_due) WHERE review_type = 'monthly'",
        "The monthly point of this date already exists.",
    )
    _scheduled_once = models.UniqueIndex(
        "(case_id, review_type) WHERE review_type IN ('month3', 'month6')",
        "This review already exists.",
    )
    _end_once = models.UniqueIndex(
        "(case_id, date_due) WHERE review_type = 'end' AND state <> 'cancelled'",
        "The review of this period already exists.",
    )
    _closing_once = models.UniqueIndex(
        "(case_id) WHERE review_type = 'closing' AND state IN ('draft', 'validated')",
        "The closing form of this case already exists.",
    )

    @api.depends("landlord_opinion", "case_id.sharing_level")
    @api.depends_context("uid")
    def _compute_shared_opinion(self):
        is_portal = self.env.user._is_portal()
        for review in self:
            # sudo: the level decides whether the association reads the landlord's word.
            known = review.sudo()
            is_shared = not is_portal or known.case_id.sharing_level == "agreed"
            review.shared_opinion = known.landlord_opinion if is_shared else False

    def _part_name(self):
        types = dict(self._fields["review_type"]._description_selection(self.env))
        return types.get(self.review_type, "")

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

    @api.depends("review_type")
    def _compute_decision_choices(self):
        for review in self:
            review.decision_choices = decided_at(review.review_type)

    @api.depends("decision")
    def _compute_has_until(self):
        for review in self:
            review.has_until = review.decision in UNTIL

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # A new form is empty: its sides write it.
            for vals in vals_list:
                self._refuse(vals.keys() - {"case_id", "review_type", "date_due"})
        reviews = super().create(vals_list)
        reviews._fill_goals()
        return reviews

    def _fill_goals(self):
        """Bring the lines of these reviews in line with the approved plan: each goal
        once, its answer kept when a later version goes on with it."""
        # sudo: the lines mirror the plan, also the goals the landlord does not read.
        reviews = self.sudo()
        lines = reviews.goal_result_ids
        heirs = lines.goal_id._heirs()
        for line in lines:
            heir = heirs.get(line.goal_id)
            if heir and heir != line.goal_id:
                line.goal_id = heir
        # Taken out of the plan, and nothing was said of them yet.
        lines.filtered(
            lambda r: (
                r.result == "open"
                and r.goal_id.plan_id.state == "replaced"
                and r.goal_id not in heirs
            )
        ).unlink()
        lines.create(
            [
                {"review_id": review.id, "goal_id": goal.id}
                for review in reviews
                for goal in review.case_id.plan_ids.filtered(
                    lambda p: p.state == "approved"
                ).goal_ids
                - review.goal_result_ids.goal_id
            ]
        )
