from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

REASONS = [
    ("over_indebtedness", "Over-indebtedness file"),
    ("judgment", "Judgment"),
    ("protocol", "Social cohesion protocol"),
    ("payer_check", "Check by the benefit office"),
    ("lease_transfer", "Transfer of the lease"),
    ("renegotiated", "Renegotiated with the household"),
    ("household", "Asked by the household"),
    ("notice", "Lease ended"),
    ("mistake", "Made by mistake"),
]
SOURCES = [
    ("benefit", "Recall of housing benefit"),
    ("credit", "Credit note"),
    ("other", "Write-off or entry of accounting"),
    ("correction", "Correction or cancellation by accounting"),
]


class DeclicRepaymentEvent(models.Model):
    """What happened to a plan, once each, in a sentence that a clerk understands.

    The facts are stored and the sentence is made of them in the reader's language; no
    name of a person stands in it.
    """

    _name = "declic.repayment.event"
    _description = "Event of a repayment plan"
    _order = "date desc, id desc"

    plan_id = fields.Many2one(
        "declic.repayment.plan",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, default=lambda self: self.env.user
    )
    kind = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("withdrawn", "Taken back"),
            ("started", "Started"),
            ("suspended", "Suspended"),
            ("continued", "Resumed"),
            ("replaced", "Replaced"),
            ("cancelled", "Cancelled"),
            ("broken", "Broken"),
            ("kept", "Kept"),
            ("reinstated", "Running again"),
            ("missed", "Instalment missed"),
            ("caught_up", "Caught up"),
            ("resumed", "Payments resumed"),
            ("paid", "Payment"),
            ("returned", "Payment that came back"),
            ("reduced", "Debt shortened"),
            ("restored", "Debt restored"),
            ("merged", "Accounts merged"),
            ("checked", "Checked with the benefit office"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(REASONS, readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    amount = fields.Monetary(readonly=True, aggregator=None)
    amount_rent = fields.Monetary(readonly=True, aggregator=None)
    amount_plan = fields.Monetary(readonly=True, aggregator=None)
    amount_other = fields.Monetary(readonly=True, aggregator=None)
    amount_left = fields.Monetary(readonly=True, aggregator=None)
    number = fields.Integer(readonly=True, aggregator=None)
    date_due = fields.Date(readonly=True)
    date_last = fields.Date(readonly=True)
    by_ledger = fields.Boolean(readonly=True)
    name = fields.Char(string="What happened", compute="_compute_name")

    # Missed and caught up once per instalment; the rest once or as often as it happens.
    _once = models.UniqueIndex(
        "(plan_id, kind, date_due) WHERE kind IN ('missed', 'caught_up')",
        "This was told already.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_name(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for event in self:
            sentence = getattr(event, f"_sentence_{event.kind}")()
            if event.reason:
                sentence = f"{sentence} ({reasons[event.reason]})"
            event.name = sentence

    def _euros(self, name):
        return formatLang(self.env, self[name], currency_obj=self.currency_id)

    def _day(self, name):
        return format_date(self.env, self[name])

    def _sentence_proposed(self):
        return self.env._("Plan handed to the household for agreement")

    def _sentence_withdrawn(self):
        return self.env._("Plan taken back to be changed")

    def _sentence_started(self):
        return self.env._(
            "Plan started: %(debt)s to pay back, last instalment on %(last)s",
            debt=self._euros("amount"),
            last=self._day("date_last"),
        )

    def _sentence_suspended(self):
        return self.env._(
            "Plan suspended: no instalment is due until it is taken up again"
        )

    def _sentence_continued(self):
        if self.number:
            return self.env._(
                "Plan taken up again: its instalments are put off by %(months)s months,"
                " the last one to %(last)s",
                months=self.number,
                last=self._day("date_last"),
            )
        return self.env._("Plan taken up again, without putting anything off")

    def _sentence_replaced(self):
        return self.env._("Replaced by an amended version; this one stays as it is")

    def _sentence_cancelled(self):
        return self.env._("Plan cancelled")

    def _sentence_broken(self):
        if not self.by_ledger:
            return self.env._("Plan ended as broken")
        return self.env._(
            "Plan broken since %(date)s: %(missing)s missing on the instalments,"
            " %(rent)s on the current rent",
            date=self._day("date_due"),
            missing=self._euros("amount_plan"),
            rent=self._euros("amount_rent"),
        )

    def _sentence_kept(self):
        if self.amount_other:
            return self.env._(
                "Plan kept: nothing is left, %s of the debt having been credited,"
                " written off or corrected",
                self._euros("amount_other"),
            )
        return self.env._("Plan kept: the whole debt is paid back")

    def _sentence_reinstated(self):
        return self.env._(
            "Plan running again: an entry recorded or taken back since shows that it"
            " had not ended"
        )

    def _sentence_missed(self):
        return self.env._(
            "Instalment of %(date)s missed: %(missing)s missing",
            date=self._day("date_due"),
            missing=self._euros("amount"),
        )

    def _sentence_caught_up(self):
        return self.env._(
            "Instalment of %(date)s caught up %(days)s days late",
            date=self._day("date_due"),
            days=self.number,
        )

    def _sentence_resumed(self):
        return self.env._(
            "Payments resumed: three current rents and three instalments paid in a row"
        )

    def _sentence_paid(self):
        parts = [
            self.env._(
                "%(amount)s received in %(count)s payments: %(rent)s for the current"
                " rent, %(plan)s for the plan",
                amount=self._euros("amount"),
                count=self.number,
                rent=self._euros("amount_rent"),
                plan=self._euros("amount_plan"),
            )
            if self.number > 1
            else self.env._(
                "%(amount)s received: %(rent)s for the current rent, %(plan)s for the"
                " plan",
                amount=self._euros("amount"),
                rent=self._euros("amount_rent"),
                plan=self._euros("amount_plan"),
            )
        ]
        if self.amount_other:
            parts.append(
                self.env._(
                    "of which %s paid by somebody else", self._euros("amount_other")
                )
            )
        if self.date_due and self.amount_left:
            parts.append(
                self.env._(
                    "%(left)s still missing on the instalment of %(date)s",
                    left=self._euros("amount_left"),
                    date=self._day("date_due"),
                )
            )
        elif self.date_due:
            parts.append(
                self.env._("the instalment of %s is paid ahead", self._day("date_due"))
            )
        return "; ".join(parts)

    def _sentence_returned(self):
        return self.env._(
            "%(amount)s came back (rejected, reversed or taken back by accounting):"
            " %(rent)s less on the current rent, %(plan)s less on the plan",
            amount=self._euros("amount"),
            rent=self._euros("amount_rent"),
            plan=self._euros("amount_plan"),
        )

    def _sentence_reduced(self):
        sources = dict(self._fields["source"]._description_selection(self.env))
        if not self.date_last:
            return self.env._(
                "%(what)s of %(amount)s on a covered term: nothing is left of the debt"
                " of the plan",
                what=sources[self.source],
                amount=self._euros("amount"),
            )
        return self.env._(
            "%(what)s of %(amount)s on a covered term: the debt of the plan falls to"
            " %(left)s, last instalment on %(last)s",
            what=sources[self.source],
            amount=self._euros("amount"),
            left=self._euros("amount_left"),
            last=self._day("date_last"),
        )

    def _sentence_restored(self):
        sources = dict(self._fields["source"]._description_selection(self.env))
        return self.env._(
            "%(what)s of %(amount)s no longer matched with a covered term: the debt"
            " of the plan is %(left)s again, last instalment on %(last)s",
            what=sources[self.source],
            amount=self._euros("amount"),
            left=self._euros("amount_left"),
            last=self._day("date_last"),
        )

    def _sentence_merged(self):
        return self.env._(
            "The account was merged with another one: its entries are counted as well"
        )

    def _sentence_checked(self):
        return self.env._(
            "Checked with the benefit office; next check on %s", self._day("date_due")
        )
