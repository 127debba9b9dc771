"""What a review is filled in with beforehand, and what it froze (F2, F4).

While it is to be held, everything is read afresh, as the reader may see it; once it was
held, the figures are those of that day.
"""

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import ledger_flows, outcomes
from ..common.groups import SOCIAL_GROUPS
from ..common.local_day import day_at

# Actions due in the coming days are talked over as well.
NEXT_DAYS = 31


class DeclicReview(models.Model):
    _inherit = "declic.review"

    snapshot_id = fields.Many2one(
        "declic.snapshot", readonly=True, index="btree_not_null", copy=False
    )
    facts = fields.Json(
        readonly=True, copy=False, help="The figures of the day the review was held."
    )
    overdue = fields.Monetary(related="snapshot_id.overdue", string="Arrears")
    date_since = fields.Date(string="Since", compute="_compute_facts")
    previous_overdue = fields.Monetary(
        string="Arrears on that day", compute="_compute_facts"
    )
    debt_now = fields.Monetary(string="Arrears now", compute="_compute_facts")
    due = fields.Monetary(string="Fell due since", compute="_compute_facts")
    paid = fields.Monetary(
        string="Paid by the household since", compute="_compute_facts"
    )
    benefit = fields.Monetary(
        string="Housing benefit received since", compute="_compute_facts"
    )
    paid_rate = fields.Float(
        string="Paid of what fell due (%)",
        compute="_compute_facts",
        aggregator=None,
        help="By the household and the benefit office.",
    )
    repayment_state = fields.Char(string="Repayment plan", compute="_compute_facts")
    stage_in_id = fields.Many2one(
        "declic.procedure.step.type",
        string="Stage at the start",
        compute="_compute_facts",
    )
    stage_out_id = fields.Many2one(
        "declic.procedure.step.type", string="Stage now", compute="_compute_facts"
    )
    contact_count = fields.Integer(string="Contacts since", compute="_compute_facts")
    failed_count = fields.Integer(
        string="Attempts without an answer", compute="_compute_facts"
    )
    missed_count = fields.Integer(
        string="Appointments missed", compute="_compute_facts"
    )
    last_contact_date = fields.Date(
        string="Last contact",
        compute="_compute_last_contact_date",
        store=True,
        help="The last one that was honoured; the keeping of the file counts from it.",
    )
    eviction_avoided = fields.Boolean(
        compute="_compute_eviction_avoided",
        store=True,
        help="The arrears were constituted at the start, and nobody was evicted.",
    )
    talking_line_ids = fields.Many2many(
        "declic.assessment.line",
        string="To talk over",
        compute="_compute_agenda",
        groups=SOCIAL_GROUPS,
        help="Domains that the three sides see two points apart or more.",
    )
    late_action_ids = fields.Many2many(
        "declic.plan.action",
        "declic_review_late_action",
        string="Actions overdue",
        compute="_compute_agenda",
        groups=SOCIAL_GROUPS,
    )
    next_action_ids = fields.Many2many(
        "declic.plan.action",
        "declic_review_next_action",
        string="Actions due soon",
        compute="_compute_agenda",
        groups=SOCIAL_GROUPS,
    )

    @api.depends("facts", "case_id", "review_type", "state")
    @api.depends_context("lang", "uid")
    def _compute_facts(self):
        # sudo: each figure goes through _shows_money before it is shown.
        own = self.sudo()
        frozen = {review: review.facts for review in own}
        by_review = own._origin.filtered(lambda r: not r.facts)._facts()
        outcomes = dict(
            self.env["declic.repayment.plan"]
            ._fields["outcome"]
            ._description_selection(self.env)
        )
        nothing = {"since": False, "stage_in": False, "stage_out": False}
        for review in self:
            facts = frozen[review] or by_review.get(review._origin.id, nothing)
            shown = facts if review._shows_money() else nothing
            due = shown.get("due", 0)
            paid, benefit = shown.get("paid", 0), shown.get("benefit", 0)
            review.date_since = fields.Date.to_date(facts.get("since"))
            review.previous_overdue = shown.get("debt_before", 0)
            review.debt_now = shown.get("debt_now", 0)
            review.due, review.paid, review.benefit = due, paid, benefit
            review.paid_rate = 100 * (paid + benefit) / due if due else 0
            review.repayment_state = outcomes.get(shown.get("repayment")) or ""
            review.stage_in_id = shown.get("stage_in")
            review.stage_out_id = shown.get("stage_out")
            review.contact_count = facts.get("contacts", 0)
            review.failed_count = facts.get("failed", 0)
            review.missed_count = facts.get("missed", 0)

    def _shows_money(self):
        """The association sees the rent account once the household agreed to share."""
        # sudo: the level alone; a closing form outlives the access to its case.
        level = self.sudo().case_id.sharing_level
        return self._audience() != "association" or level == "agreed"

    def _previous(self):
        """The review held before this one, with its ledger."""
        self.ensure_one()
        # sudo: a date and figures both sides share, wherever they were frozen.
        mine = self.sudo()
        until = mine.date_held or fields.Date.context_today(self)
        held = mine.case_id.review_ids.filtered(
            lambda r: r.snapshot_id and r.id != mine.id and r.date_held <= until
        )
        return held.sorted(lambda r: (r.date_held, r.id))[-1:]

    def _facts(self):
        """The figures of these reviews as they stand today.

        :return: dict of the review's id to a dict of ``since`` (ISO date), EUR
            ``debt_before``, ``debt_now``, ``due``, ``paid``, ``benefit``; ``repayment``
            (outcome of the running plan), ``stage_in``, ``stage_out`` (ids), and the
            numbers of ``contacts``, ``failed`` and ``missed``
        """
        today = fields.Date.context_today(self)
        facts, periods = {}, []
        # sudo: each figure is shown to who may see it, by the fields above.
        for review in self.sudo():
            case = review.case_id
            entry = case.orientation_id.content_id
            # A point looks back to the one before, a review to the start.
            before = (
                review._previous() if review.review_type == "monthly" else review[:0]
            )
            since = before.date_held or case.date_start
            # What came in on the day of the point before stands in its snapshot.
            first = fields.Date.add(since, days=1) if before else since
            frozen = before.snapshot_id or entry.snapshot_id
            contacts = case.contact_ids.filtered(
                lambda c, first=first: day_at(c, c.date) >= first
            )
            running = case.household_id.repayment_plan_ids.filtered(
                lambda p: p.state == "active"
            )
            procedure = case.household_id.procedure_ids.filtered(
                lambda p: p.state == "open"
            )
            periods.append((review.id, case.household_id.id, first, today))
            facts[review.id] = {
                "since": since.isoformat(),
                "debt_before": frozen.overdue,
                "debt_now": case.household_id.overdue,
                "repayment": running[:1].outcome or False,
                "stage_in": entry.procedure_stage_id.id,
                "stage_out": procedure[:1].stage_id.id,
                "contacts": len(contacts.filtered("is_honoured")),
                "failed": len(contacts.filtered(lambda c: c.result == "no_answer")),
                "missed": len(contacts.filtered(lambda c: c.result == "missed")),
            }
        self.env.flush_all()
        for review_id, flows in ledger_flows.flows(self.env.cr, periods).items():
            facts[review_id].update(flows)
        return facts

    @api.depends(
        "state", "household_id.contact_ids.is_honoured", "household_id.contact_ids.date"
    )
    def _compute_last_contact_date(self):
        for review in self:
            if review.state != "draft":
                # What was validated keeps the date that it was validated with.
                review.last_contact_date = review.last_contact_date
                continue
            kept = review.household_id.contact_ids.filtered("is_honoured")
            last = max(kept.mapped("date"), default=False)
            review.last_contact_date = day_at(review, last)

    @api.depends("review_type", "outcome", "state")
    def _compute_eviction_avoided(self):
        for review in self:
            # sudo: a date of the file that the landlord sent.
            entry = review.case_id.sudo().orientation_id.content_id.snapshot_id
            review.eviction_avoided = bool(
                review.review_type == "closing"
                and review.outcome
                and not outcomes.OUTCOMES[review.outcome].is_eviction
                and entry.arrears_date
            )

    # Read afresh each time, as the reader may see them: they prepare the meeting.

    def _compute_agenda(self):
        today = fields.Date.context_today(self)
        until = fields.Date.add(today, days=NEXT_DAYS)
        open_actions = (
            Domain("plan_id.case_id", "in", self.case_id.ids)
            & Domain("plan_id.state", "=", "approved")
            & Domain("state", "=", "open")
            & Domain("date_due", "<=", until)
        )
        actions = self.env["declic.plan.action"].search(open_actions)
        for review in self:
            mine = actions.filtered(
                lambda a, review=review: a.plan_id.case_id == review.case_id
            )
            review.talking_line_ids = review.case_id._talking_points()
            review.late_action_ids = mine.filtered(lambda a: a.date_due < today)
            review.next_action_ids = mine - review.late_action_ids
