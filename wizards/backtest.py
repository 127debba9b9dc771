from statistics import median

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import backtest


class DeclicBacktest(models.TransientModel):
    """Replay of the detection rules on the landlord's own past (D9); writes no signal.

    Each month the rules propose at most ``capacity`` households that they did not
    propose in the six months before: on both axes as the worklist does, and on the debt
    axis alone, for a landlord that starts without a contact log. Next to them the naive
    rule, “two months of rent due”, under the same capacity.
    """

    _name = "declic.backtest"
    _description = "Back-test of the detection"

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
    line_ids = fields.One2many("declic.backtest.line", "backtest_id", readonly=True)

    def action_replay(self):
        """Replay the rules month by month and show how often they were right.

        :raises UserError: the period or the capacity makes no sense
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not self.date_from <= self.date_to <= today:
            raise UserError(
                self.env._("The period must be in the past, and end after its start.")
            )
        if self.capacity <= 0:
            raise UserError(self.env._("Propose at least one household a month."))
        self.env.flush_all()
        days = self._month_ends()
        known = {}
        horizon = min(days[-1] + relativedelta(months=backtest.HORIZON_MONTHS), today)
        companies = self.env.companies.ids
        for household_id, date in backtest.events(self.env.cr, horizon, companies):
            known.setdefault(household_id, []).append(date)
        rules = self.env["declic.signal.rule"]._read_rules()
        replay = [
            (day, backtest.proposals(self.env.cr, rules, day, companies))
            for day in days
        ]
        self.line_ids = [
            Command.clear(),
            Command.create(self._measure("rules", 1, replay, known)),
            Command.create(self._measure("debt", 2, replay, known)),
            Command.create(self._measure("naive", 3, replay, known)),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Back-test of the detection"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

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
        last, first, right, count = {}, {}, 0, 0
        for day, rows in replay:
            chosen = [
                row[0]
                for row in rows
                if row[column] and (row[0] not in last or last[row[0]] + memory < day)
            ][: self.capacity]
            for household_id in chosen:
                last[household_id] = day
                first.setdefault(household_id, []).append(day)
                count += 1
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
            "precision": right / count if count else 0,
            "event_count": total,
            "foreseen_count": foreseen,
            "recall": foreseen / total if total else 0,
            "lead_days": median(leads) if leads else 0,
        }


class DeclicBacktestLine(models.TransientModel):
    _name = "declic.backtest.line"
    _description = "Result of a back-test"

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
    precision = fields.Float(readonly=True, aggregator=None)
    event_count = fields.Integer(string="Arrears constituted", readonly=True)
    foreseen_count = fields.Integer(string="Foreseen", readonly=True)
    recall = fields.Float(readonly=True, aggregator=None)
    lead_days = fields.Float(string="Median lead (days)", readonly=True, digits=(16, 1))

    @api.depends("method")
    def _compute_display_name(self):
        methods = dict(self._fields["method"]._description_selection(self.env))
        for line in self:
            line.display_name = methods.get(line.method, "")
