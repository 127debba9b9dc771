"""What both sides may decide, and what they decide besides (F2, R1)."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

POINT = frozenset({"monthly"})
REVIEWS = frozenset({"month3", "month6", "end"})


class Decision(NamedTuple):
    """One line of the table of decisions."""

    label: str
    # Types of review that it may end.
    ends: frozenset
    # Whether it may be decided besides the one that ends the review.
    is_beside: bool = False
    # Whether it lasts until a date.
    has_until: bool = False


DECISIONS = {
    "continue": Decision("Continue", POINT | REVIEWS),
    "adjust": Decision("Adjust the plan", POINT | REVIEWS),
    "extend": Decision("Extend", REVIEWS, has_until=True),
    "suspend": Decision("Suspend litigation", POINT, is_beside=True, has_until=True),
    "aid": Decision("Ask for financial aid", POINT, is_beside=True),
    "ccapex": Decision("Refer to the CCAPEX", POINT, is_beside=True),
    "rehouse": Decision("Rehouse", POINT, is_beside=True),
    "hand_over": Decision("Hand over", REVIEWS, is_beside=True),
    "close": Decision("Close", POINT | REVIEWS),
}
# Those that last until a date.
UNTIL = [code for code, decision in DECISIONS.items() if decision.has_until]


def decided_at(review_type):
    """Codes of the decisions that may end a review of this type; none ends a closing
    form."""
    return [code for code, row in DECISIONS.items() if review_type in row.ends]


class DeclicReviewDecision(models.Model):
    """One more decision of a point: what, who, by when (F2).

    Becomes the owner's activity once both sides validate; frozen with its review.
    """

    _name = "declic.review.decision"
    _description = "Also decided at a review"
    _inherit = ["declic.portal.mixin"]
    _order = "review_id, date_due, id"
    _programme_path = "review_id.case_id.programme_id"
    _portal_fields = frozenset({"review_id", "kind", "date_until", "date_due"})

    review_id = fields.Many2one(
        "declic.review", required=True, ondelete="cascade", index=True
    )
    case_id = fields.Many2one(related="review_id.case_id")
    company_id = fields.Many2one(
        related="review_id.company_id", store=True, precompute=True
    )
    kind = fields.Selection(
        [(code, row.label) for code, row in DECISIONS.items() if row.is_beside],
        string="What",
        required=True,
    )
    has_until = fields.Boolean(
        string="Lasts until a date", compute="_compute_has_until"
    )
    date_until = fields.Date(string="Until", help="Last day of the suspension.")
    owner_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    date_due = fields.Date(
        string="Before", required=True, default=fields.Date.context_today
    )

    _until_when_suspended = models.Constraint(
        f"CHECK(kind NOT IN ({', '.join(map(repr, UNTIL))}) OR date_until IS NOT NULL)",
        "Say until when the litigation is suspended.",
    )

    @api.depends("kind")
    def _compute_has_until(self):
        for decision in self:
            decision.has_until = decision.kind in UNTIL

    @api.depends("review_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # sudo: the reference alone, for whoever sees the decision.
        for decision in self.sudo():
            reference = decision.review_id.case_id.reference
            decision.display_name = f"{reference} · {kinds.get(decision.kind, '')}"

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        decisions._check_theirs()
        return decisions

    def write(self, vals):
        if "review_id" in vals:
            raise UserError(self.env._("A decision stays with its review."))
        self._check_theirs()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_validated(self):
        self._check_theirs()

    def _check_theirs(self):
        """Raise when the review is frozen, or is no monthly point and the user is of
        recovery: there it reads the decision (F4)."""
        self.review_id._check_unlocked({"also_decided_ids": True})
        if self.env.su or self.env.user.has_group("declic.group_counsellor"):
            return
        if set(self.review_id.mapped("review_type")) - {"monthly"}:
            raise AccessError(
                self.env._("At a review the counsellor and the association decide.")
            )

    def _apply(self):
        """Carry validated decisions over: litigation, and the owners' activities."""
        for decision in self:
            review = decision.review_id
            if decision.kind == "hand_over":
                # sudo: what follows from a decision of both sides.
                case = review.sudo().case_id
                case.orientation_id._hand_over(decision.owner_id)
            if decision.kind == "suspend":
                review.household_id._suspend_litigation(review, decision.date_until)
            review.case_id._remind_decision(
                decision.kind, decision.owner_id, decision.date_due
            )
