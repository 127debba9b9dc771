import time
from statistics import median

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import formatLang

from ..engine import backtest

# What takes longer goes on in the background, in seconds.
AT_ONCE = 3
# What is shown where nothing was proposed, or nothing was to be foreseen.
NOTHING = "–"


class DeclicBacktest(models.TransientModel):
    """Replay of the detection rules on the landlord's own past (D9); writes no signal.

    Each month the rules propose at most ``capacity`` households that they did not
    propose in the six months before: on both axes as the worklist does, and on the debt
    axis alone, for a landlord that starts without a contact log. Next to them the naive
    rule, “two months of rent due”, under the same capacity and among the same
    candidates: the households in arrears at the end of the month.
    """

    _name = "declic.backtest"
    _description = "Back-test of the detection"
    _inherit = ["declic.named.mixin"]
    _transient_max_hours = 24.0

    date_from = fields.Date(
        string="From the end of",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(months=18),
    )
    date_to = fields.Date(
        string="to the end of",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(months=7),
    )
    capacity = fields.Integer(
        string="Households a month",
        required=True,
        default=2,
        help="Twenty places a year are about two a month.",
    )
    state = fields.Selection(
        [
            ("draft", "To replay"),
            ("running", "Under way"),
            ("done", "Done"),
        ],
        readonly=True,
        required=True,
        default="draft",
    )
    progress = fields.Float(compute="_compute_progress")
    # What the months replayed so far proposed, and for whom; of the machinery.
    replay = fields.Json(readonly=True)
    company_ids = fields.Many2many("res.company", readonly=True)
    line_ids = fields.One2many("declic.backtest.line", "backtest_id", readonly=True)

    @api.depends("replay", "state", "date_from", "date_to")
    def _compute_progress(self):
        for test in self:
            count = len(test.replay or ())
            months = len(test._month_ends()) if test.state == "running" else 1
            test.progress = 100 if test.state == "done" else 100 * count / months

    def action_replay(self):
        """Replay the rules month by month and show how often they were right.

        What does not end within some seconds goes on in the background.

        :raises UserError: the period or the capacity makes no sense
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not (
            self.date_from and self.date_to and self.date_from <= self.date_to <= today
        ):
            raise UserError(
                self.env._("The period must be in the past, and end after its start.")
            )
        if self.capacity <= 0:
            raise UserError(self.env._("Propose at least one household a month."))
        self._month_ends()
        self.write(
            {
                "state": "running",
                "replay": [],
                "company_ids": [Command.set(self.env.companies.ids)],
                "line_ids": [Command.clear()],
            }
        )
        if not self._go_on(AT_ONCE):
            # sudo: whoever may replay the past has it go on.
            self.env.ref("declic.cron_backtest").sudo()._trigger()
        return self.action_show()

    @api.model
    def action_open(self):
        """The form: of the user's back-test that is under way, else an empty one."""
        running = self.search(
            [("create_uid", "=", self.env.uid), ("state", "=", "running")],
            order="id desc",
            limit=1,
        )
        return running.action_show()

    def action_show(self):
        """The same form again, with what was found meanwhile."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Back-test of the detection"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _cron_replay(self):
        """Go on with the back-tests under way, a month at a time."""
        for test in self.search([("state", "=", "running")], order="id"):
            is_done = False
            while not is_done:
                is_done = test._go_on(0)
                if self.env.context.get("ir_cron_progress_id"):
                    self.env["ir.cron"]._commit_progress(1, remaining=int(not is_done))

    def _go_on(self, seconds):
        """Replay at least one more month, and more of them for ``seconds``.

        :return: whether it is done
        """
        self.ensure_one()
        self.env.flush_all()
        end = time.monotonic() + seconds
        days, companies = self._month_ends(), self.company_ids.ids
        rules = self.env["declic.signal.rule"]._read_rules()
        found = list(self.replay or ())
        while len(found) < len(days):
            rows = backtest.proposals(self.env.cr, rules, days[len(found)], companies)
            found.append(self._kept(rows, len(days)))
            if time.monotonic() >= end:
                break
        self.replay = found
        if len(found) < len(days):
            return False
        self._tell(days, found, companies)
        return True

    def _kept(self, rows, months):
        """Of the proposals of a month those that can be chosen, whatever was chosen
        before: the first ones of each way to choose."""
        limit = self.capacity * (months + 1)
        kept = set()
        for column in (1, 2, 3):
            kept.update([row[0] for row in rows if row[column]][:limit])
        return [list(row) for row in rows if row[0] in kept]

    def _tell(self, days, found, companies):
        """Compare what was proposed with what happened, and write the lines."""
        today = fields.Date.context_today(self)
        horizon = min(days[-1] + relativedelta(months=backtest.HORIZON_MONTHS), today)
        known = {}
        for household_id, date in backtest.events(self.env.cr, horizon, companies):
            known.setdefault(household_id, []).append(date)
        replay = list(zip(days, found, strict=True))
        self.write(
            {
                "state": "done",
                "replay": False,
                "line_ids": [
                    Command.clear(),
                    Command.create(self._measure("rules", 1, replay, known)),
                    Command.create(self._measure("debt", 2, replay, known)),
                    Command.create(self._measure("naive", 3, replay, known)),
                ],
            }
        )

    def _month_ends(self):
        day = fields.Date.end_of(self.date_from, "month")
        today = fields.Date.context_today(self)
        days = []
        while day <= fields.Date.end_of(self.date_to, "month") and day <= today:
            days.append(day)
            day = fields.Date.end_of(day + relativedelta(days=1), "month")
        if not days:
            raise UserError(self.env._("The period holds no end of a month."))
        return days

    def _measure(self, method, column, replay, known):
        """Precision, recall and lead of one way to choose.

        :param column: which flag of a proposal chooses: 1 both axes, 2 the debt axis
            alone, 3 the naive rule
        :param replay: list of (day, proposals)
        :param known: dict of household id to the dates of its events
        :return: values of a line
        """
        memory = relativedelta(months=backtest.HORIZON_MONTHS)
        last, first, right, late, count = {}, {}, 0, 0, 0
        for day, rows in replay:
            chosen = [
                (row[0], row[4])
                for row in rows
                if row[column] and (row[0] not in last or last[row[0]] + memory < day)
            ][: self.capacity]
            for household_id, is_constituted in chosen:
                last[household_id] = day
                first.setdefault(household_id, []).append(day)
                count += 1
                late += is_constituted
                right += any(
                    day < event <= day + memory for event in known.get(household_id, ())
                )
        start = replay[0][0]
        end = replay[-1][0] + memory
        foreseen, leads, total = 0, [], 0
        for household_id, events in known.items():
            for event in events:
                if not start < event <= end:
                    continue
                total += 1
                before = [
                    day
                    for day in first.get(household_id, ())
                    if day < event <= day + memory
                ]
                if before:
                    foreseen += 1
                    leads.append((event - before[0]).days)
        return {
            "method": method,
            "proposal_count": count,
            "right_count": right,
            "late_count": late,
            "precision": right / count if count else 0,
            "event_count": total,
            "foreseen_count": foreseen,
            "recall": foreseen / total if total else 0,
            "lead_days": median(leads) if leads else 0,
        }


class DeclicBacktestLine(models.TransientModel):
    _name = "declic.backtest.line"
    _description = "Result of a back-test"
    _inherit = ["declic.named.mixin"]

    backtest_id = fields.Many2one("declic.backtest", required=True, ondelete="cascade")
    method = fields.Selection(
        [
            ("rules", "Debt and silence"),
            ("debt", "Debt alone"),
            ("naive", "Two months of rent due"),
        ],
        readonly=True,
    )
    proposal_count = fields.Integer(string="Proposed", readonly=True)
    right_count = fields.Integer(string="Of which right", readonly=True)
    late_count = fields.Integer(
        string="Already constituted",
        readonly=True,
        help="Proposed when the law knew the debt already: nothing was left to foresee,"
        " which does not mean that nothing was left to do.",
    )
    precision = fields.Float(readonly=True, aggregator=None)
    event_count = fields.Integer(string="Arrears constituted", readonly=True)
    foreseen_count = fields.Integer(string="Foreseen", readonly=True)
    recall = fields.Float(readonly=True, aggregator=None)
    lead_days = fields.Float(string="Median lead (days)", readonly=True, digits=(16, 1))
    # As they are shown: a share of nothing is no 0 %.
    precision_told = fields.Char(string="Precision shown", compute="_compute_told")
    recall_told = fields.Char(string="Recall shown", compute="_compute_told")
    lead_told = fields.Char(string="Median lead shown", compute="_compute_told")

    @api.depends("precision", "recall", "lead_days", "proposal_count", "event_count")
    @api.depends_context("lang")
    def _compute_told(self):
        def number(value):
            return formatLang(self.env, value, digits=0)

        for line in self:
            line.precision_told = (
                f"{number(100 * line.precision)} %" if line.proposal_count else NOTHING
            )
            line.recall_told = (
                f"{number(100 * line.recall)} %" if line.event_count else NOTHING
            )
            line.lead_told = number(line.lead_days) if line.foreseen_count else NOTHING

    @api.depends("method")
    def _compute_display_name(self):
        methods = dict(self._fields["method"]._description_selection(self.env))
        for line in self:
            line.display_name = methods.get(line.method, "")
