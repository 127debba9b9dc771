"""The plan on paper and as a chart."""

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...engine import trajectory
from ..common.proof import checked_mimetype, scan_endings

# Size of the chart, in its own units.
WIDTH, HEIGHT, LEFT, BOTTOM = 640, 220, 70, 28


class DeclicRepaymentPlan(models.Model):
    _name = "declic.repayment.plan"
    _inherit = ["declic.repayment.plan", "declic.frozen.mixin"]

    _frozen_report = "declic.report_repayment_plan"
    # One version: what the landlord and the household sign.
    _audiences = {"recovery": frozenset({"reference"})}

    pdf_hash = fields.Char(
        string="SHA-256 of the plan", compute="_compute_pdf_hash", compute_sudo=True
    )
    signed_scan = fields.Binary(string="Signed plan", attachment=True, copy=False)
    signed_scan_name = fields.Char(
        string="Name of the scan", compute="_compute_signed_scan_name"
    )
    chart_html = fields.Html(
        string="Expected and real balance", compute="_compute_chart", sanitize=False
    )

    @api.depends("frozen_ids.sha256")
    def _compute_pdf_hash(self):
        for plan in self:
            plan.pdf_hash = plan.frozen_ids[:1].sha256

    @api.depends("signed_scan", "reference")
    def _compute_signed_scan_name(self):
        endings = scan_endings(self, "signed_scan")
        for plan in self:
            ending = endings.get(plan.id)
            plan.signed_scan_name = ending and f"{plan.reference}{ending}"

    @api.constrains("signed_scan")
    def _check_signed_scan(self):
        for plan in self.with_context(bin_size=False):
            if plan.signed_scan:
                checked_mimetype(self.env, plan.signed_scan)

    def _frozen_values(self):
        return {**super()._frozen_values(), "household_id": self.household_id.id}

    def action_print(self):
        """Print the plan: once it is started, the same bytes ever after."""
        self.ensure_one()
        started = self.state not in ("draft", "proposed")
        # sudo: whether it was frozen, for whoever reads the plan.
        if started and not self.sudo().frozen_ids:
            self._freeze_forms()
        report = self.env.ref("declic.action_report_repayment_plan")
        return report.report_action(self)

    def _letterhead(self):
        """Names on the head of a printed form: the landlord's alone.

        :return: dict of ``landlord`` and ``association``
        """
        self.ensure_one()
        # sudo: the name of the landlord, for whoever may print the form.
        return {"landlord": self.sudo().company_id.name, "association": ""}

    def _parties(self):
        """The lease and who signs: dict of ``names``, ``street``, ``place``, ``lease``
        and ``dwelling``."""
        self.ensure_one()
        # sudo: the parties of the paper that they sign.
        household = self.sudo().household_id
        return {
            "names": household._holders().mapped("name"),
            "street": " ".join(filter(None, (household.street, household.street2))),
            "place": " ".join(filter(None, (household.zip, household.city))),
            "lease": household.lease_number,
            "dwelling": household.dwelling,
        }

    def _letter_parties(self):
        """To whom the letter goes: see :meth:`_parties`.

        :raises UserError: the account holder is deceased, or must not be written to
        """
        self.household_id._check_channel("letter")
        return self._parties()

    def _covered_terms(self):
        """The terms covered, for the paper: list of (entry, due date, EUR)."""
        self.ensure_one()
        # sudo: the number of each invoice stands on the paper that the tenant signs.
        return [
            (line.move_id.name, line.date_maturity, line.amount)
            for line in self.sudo().line_ids
        ]

    @api.depends("paid_on_plan", "installment_ids.amount_due")
    def _compute_chart(self):
        for plan in self:
            plan.chart_html = (
                self.env["ir.qweb"]._render(
                    "declic.repayment_chart", plan._chart_values()
                )
                if plan.date_start and plan.id
                else False
            )

    def _chart_values(self):
        """What the chart draws: two stepped lines, their scale, and the same as text.

        :return: dict of ``real``, ``expected`` (points of SVG polylines), ``marks``
            (list of (y, label)), ``first``, ``last``, ``today`` (x or None) and
            ``summary``
        """
        self.ensure_one()
        self.env.flush_all()
        today = fields.Date.context_today(self)
        real, expected = trajectory.curve(self.env.cr, today, self.id)
        top = max(self.debt, 1.0)
        first = self.date_start
        last = max([today, *(day for day, _left in expected)])
        span = max((last - first).days, 1)

        def x(day):
            share = min(max((day - first).days / span, 0), 1)
            return round(LEFT + share * (WIDTH - LEFT - 10), 1)

        def y(left):
            return round(10 + (1 - left / top) * (HEIGHT - BOTTOM - 10), 1)

        def steps(points, end):
            drawn, height = [f"{x(first)},{y(top)}"], y(top)
            for day, left in points:
                drawn += [f"{x(day)},{height}", f"{x(day)},{y(left)}"]
                height = y(left)
            return " ".join([*drawn, f"{x(end)},{height}"])

        def euros(amount):
            return formatLang(self.env, amount, currency_obj=self.currency_id)

        behind = max(self.remaining - (self.debt - self.expected), 0)
        return {
            "real": steps(real, today),
            "expected": steps(expected, last),
            "marks": [(y(part), euros(part)) for part in (0, top / 2, top)],
            "first": format_date(self.env, first),
            "last": format_date(self.env, last),
            "today": x(today) if today < last else None,
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "base": HEIGHT - BOTTOM,
            "summary": self.env._(
                "On %(day)s, %(left)s are left to pay back where %(expected)s were"
                " expected: %(behind)s behind.",
                day=format_date(self.env, today),
                left=euros(self.remaining),
                expected=euros(max(self.debt - self.expected, 0)),
                behind=euros(behind),
            ),
            "rows": [
                (
                    format_date(self.env, i.date_due),
                    euros(i.amount_due),
                    euros(i.paid),
                    i.state,
                )
                for i in self.installment_ids
            ],
            "states": dict(
                self.installment_ids._fields["state"]._description_selection(self.env)
            ),
        }
