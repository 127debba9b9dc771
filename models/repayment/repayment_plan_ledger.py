"""What each move of the ledger does to a plan.

=============================== ======================================================
payment                         pays the current rent and the instalments due, in the
                                order of the setting; what exceeds both is paid ahead
of exactly one instalment       pays an instalment (Code civil art. 1342-10)
before the due date, partial,   counts on its day; the rest of an instalment stays
two in a day                    due; a day is read as a whole, in any order
by somebody else                counts when accounting matched it with the household's
                                lines
rejected, reversed, drafted     as if it never had been there
cancelled, written again for    of a covered entry: the debt follows, the last
less, made out to another       instalments fall away; posted again, they are there
recall of housing benefit,      matched with a covered line: taken off the debt, the
credit note, write-off          last instalments fall away; else it counts as paid
undone match                    the debt of the plan is what it was before
payment with its write-off      the whole of what it settles counts as paid
entries merged with another     the entries of both accounts count from then on
account
=============================== ======================================================

Each leaves one sentence in the history (``declic.repayment.event``).
"""

import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import repayment_moved, trajectory
from .repayment_plan_life import ACTIVITY_MISSED

_logger = logging.getLogger(__name__)

# Plans whose ledger is read in one statement and one commit.
SLICE = 5000
# More plans than this are left to the night, so that billing does not wait for them.
AT_ONCE = 50
# A debit can be refunded for eight weeks (SEPA rulebook): until then an ended plan is
# looked at each night.
LOOK_BACK_DAYS = 60
# States that follow from the ledger.
FOLLOWED = ("active", "suspended", "kept", "broken")


class DeclicRepaymentPlan(models.Model):
    _inherit = "declic.repayment.plan"

    def action_refresh(self):
        """Compare these plans with the ledger of the day."""
        self.check_access("read")
        # sudo: whoever may read the plan may have it read again; nothing is chosen.
        self.sudo()._refresh_trajectory()

    @api.private
    def _refresh_trajectory(self):
        """Compare each followed plan with the ledger of the day; once per event.

        Figures are written set-based where they changed; only what happened goes
        through the ORM. A second call writes nothing.

        :return: number of plans whose figures changed
        """
        plans = self.filtered(lambda p: p.state in FOLLOWED)
        if not plans:
            return 0
        self.env.flush_all()
        changed, instalments = trajectory.refresh(
            self.env.cr, fields.Date.context_today(self), plans.ids
        )
        if changed or instalments:
            self.env["declic.repayment.installment"].invalidate_model()
            self.env["declic.repayment.plan"].invalidate_model()
        # sudo: what the ledger decided is written whoever looked at it.
        plans = plans.sudo()
        moved = plans.browse(
            sorted(
                {*changed, *(after["plan_id"] for _b, after in instalments.values())}
            )
        )
        for plan in moved:
            plan._log_money_events(*changed.get(plan.id, ({}, {})))
        plans._log_instalment_events(instalments)
        # What broke while the books were behind is decided with the first that are not.
        waiting = plans.filtered(lambda p: p.state == "active" and p.date_broken)
        for plan in moved | waiting:
            plan._follow_ledger(changed.get(plan.id, ({}, {}))[0])
        return len(moved)

    def _log_money_events(self, before, after):
        """Events of what was paid, came back, shortened or restored the debt."""
        self.ensure_one()
        if not after:
            return
        is_running = self.state in ("active", "suspended")

        def moved(name):
            change = (after[name] or 0) - (before[name] or 0)
            return self.currency_id.round(float(change))

        shortened = 0
        for source in ("benefit", "credit", "other", "correction"):
            amount = moved(f"reduced_{source}")
            shortened += amount
            if amount:
                self._log_event(
                    "reduced" if amount > 0 else "restored",
                    source=source,
                    amount=abs(amount),
                    amount_left=self.debt,
                    date_last=self.date_last,
                )
        paid = moved("paid")
        # A credit that is matched with a covered term, or no longer, was not paid and
        # did not come back: it counts on the other side.
        if paid * shortened < 0:
            paid = self.currency_id.round(paid + shortened)
            if paid * shortened > 0:
                paid = 0
        if not paid:
            return
        shares = {
            "amount": paid,
            "amount_rent": moved("paid_on_rent"),
            "amount_plan": moved("paid_on_plan"),
        }
        if paid < 0:
            self._log_event(
                "returned", **{name: -share for name, share in shares.items()}
            )
            return
        if not is_running:
            return
        touched = self.installment_ids.filtered(lambda i: i.paid).sorted("date_due")[
            -1:
        ]
        left = self.currency_id.round(touched.amount_due - touched.paid)
        is_ahead = touched and touched.date_due > fields.Date.context_today(self)
        self._log_event(
            "paid",
            **shares,
            number=max(moved("payment_count"), 1),
            amount_other=max(moved("paid_by_others"), 0),
            amount_left=left,
            date_due=shares["amount_plan"] and (left or is_ahead) and touched.date_due,
        )

    def _log_instalment_events(self, instalments):
        """Events of the instalments missed and caught up, once for each.

        While the books are behind nobody is told to have missed anything (D13): it is
        told with the first look at books that are not.

        :param instalments: as :func:`trajectory.refresh` returns them
        """
        Event = self.env["declic.repayment.event"]
        Installment = self.env["declic.repayment.installment"]
        # sudo: whether the books of a landlord are behind.
        stale = self.company_id.sudo().filtered("declic_is_stale")
        awake = self.filtered(
            lambda p: p.state == "active" and p.company_id not in stale
        )
        told = {
            "missed": Installment.search(
                [("plan_id", "in", awake.ids), ("state", "=", "missed")]
            ).ids,
            "caught_up": [
                installment_id
                for installment_id, (before, after) in instalments.items()
                if after["state"] == "caught_up" and before["state"] != "caught_up"
            ],
        }
        for kind, ids in told.items():
            rows = Installment.browse(sorted(ids))
            known = {
                (event.plan_id, event.date_due)
                for event in Event.search(
                    [("plan_id", "in", rows.plan_id.ids), ("kind", "=", kind)]
                )
            }
            for row in rows:
                plan = row.plan_id
                # What fell while a plan was not running is no event of it.
                if plan.state != "active" or (plan, row.date_due) in known:
                    continue
                if kind == "missed":
                    plan._log_event(
                        kind, date_due=row.date_due, amount=row.amount_due - row.paid
                    )
                    plan._remind_missed()
                else:
                    plan._log_event(kind, date_due=row.date_due, number=row.delay_days)

    def _remind_missed(self):
        """One activity, however many instalments are missing."""
        if not self.activity_search([ACTIVITY_MISSED]):
            self.activity_schedule(
                ACTIVITY_MISSED, user_id=(self.user_id or self.env.user).id
            )

    def _follow_ledger(self, before):
        """Take the state that the ledger decided: kept, broken or running.

        :param before: figures before this comparison, empty when they did not change
        """
        self.ensure_one()
        if self.is_resumed and not (before and before["is_resumed"]):
            if not self.event_ids.filtered(lambda e: e.kind == "resumed"):
                self._log_event("resumed")
        if not self.installment_ids.filtered(lambda i: i.state == "missed"):
            self.activity_feedback([ACTIVITY_MISSED])
        if self.is_ended_by_hand:
            return
        target = self._ledger_state()
        if target == self.state:
            return
        # sudo: whether the books of the landlord are behind.
        if target == "broken" and self.company_id.sudo().declic_is_stale:
            return
        if self.state in ("kept", "broken"):
            if not self._reinstate():
                return
        if target == "active":
            return
        self._set_state(target, date_ended=fields.Date.context_today(self))
        self._log_event(
            target,
            by_ledger=True,
            date_due=self.date_broken if target == "broken" else False,
            amount_plan=self.plan_late,
            amount_rent=self.rent_late,
            amount_other=self.reduced if target == "kept" else 0,
        )
        self._end()

    def _ledger_state(self):
        """The state that follows from the ledger alone."""
        if self.state == "suspended":
            return "kept" if self.is_paid_back else "suspended"
        if self.date_broken:
            return "broken"
        return "kept" if self.is_paid_back else "active"

    def _reinstate(self):
        """Have an ended plan run again, unless the household has another one.

        :return: whether it does
        """
        if self.search_count(
            [
                ("household_id", "=", self.household_id.id),
                ("state", "in", ("active", "suspended")),
            ],
            limit=1,
        ):
            return False
        self._set_state("active", date_ended=False)
        self._log_event("reinstated")
        self._hold()
        self._schedule_check()
        return True

    @api.private
    @api.model
    def _ledger_moved(self, partner_ids):
        """Read at once the plans of these accounts, unless there are many.

        Called by accounting's own acts. What is left to the night is found there.
        """
        if not partner_ids:
            return
        households = self.env["declic.household"]._of_partners(partner_ids)
        # sudo: whoever posts an entry may see neither plans nor requests.
        plans = self.sudo().search(
            Domain("state", "in", FOLLOWED)
            & Domain("household_id", "in", households.ids),
            limit=AT_ONCE + 1,
        )
        if len(plans) <= AT_ONCE:
            plans._refresh_trajectory()

    @api.private
    @api.model
    def _merged(self, partner):
        """The accounts of two partners became one: the plans read both."""
        # sudo: whoever merges contacts may see no plan.
        plans = self.sudo().search(
            [
                ("household_id.partner_id", "=", partner.id),
                ("state", "in", ("active", "suspended")),
            ]
        )
        plans._log_event("merged")
        plans._refresh_trajectory()

    def _refresh_moved(self):
        """Work out those of these plans whose ledger or terms moved since last time."""
        self.env.flush_all()
        today = fields.Date.context_today(self)
        # sudo: whether the books of a landlord are behind.
        stale = self.company_id.sudo().filtered("declic_is_stale")
        prints = repayment_moved.moved(self.env.cr, today, self.ids, stale.ids)
        if prints:
            self.browse([plan_id for plan_id, _print in prints])._refresh_trajectory()
            self.env.flush_all()
            repayment_moved.keep(self.env.cr, prints)

    @api.model
    def _cron_refresh(self):
        """Compare all running plans, and those ended lately, with the ledger.

        In slices that commit, restartable; a slice that meets somebody else's write is
        tried again once, then left to the next night.
        """
        since = fields.Date.subtract(
            fields.Date.context_today(self), days=LOOK_BACK_DAYS
        )
        ids = self.search(
            [
                "|",
                ("state", "in", ("active", "suspended")),
                "&",
                ("state", "in", ("kept", "broken")),
                ("date_ended", ">=", since),
            ],
            order="id",
        ).ids
        for start in range(0, len(ids), SLICE):
            part = self.browse(ids[start : start + SLICE])
            try:
                with self.env.cr.savepoint():
                    part._refresh_moved()
            except SerializationFailure:
                _logger.warning("repayment plans: a slice is left to the next run")
            if self.env.context.get("ir_cron_progress_id"):
                self.env["ir.cron"]._commit_progress(
                    len(part), remaining=len(ids) - start - len(part)
                )
            # Memory does not grow with the number of plans.
            self.env.invalidate_all()
