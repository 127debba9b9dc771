"""One page per worker for the supervision: references only (M7)."""

from odoo import fields, models
from odoo.fields import Domain

from ..common.local_day import day_at


class DeclicCase(models.Model):
    _inherit = "declic.case"

    def _supervision(self):
        """These supports by who follows them for the association, as the reader may see
        what hangs on them.

        :return: list of dicts, the heaviest load first: ``name`` of the worker,
            ``load`` (supports), ``stages`` (list of label and number), ``late`` and
            ``concerns`` (totals), ``rows`` (dicts of ``reference``, ``stage``,
            ``late``, ``concerns`` and ``last``, a date or False)
        """
        today = fields.Date.context_today(self)
        of_cases = Domain("case_id", "in", self.ids)

        def by_case(model, domain, aggregate):
            return dict(model._read_group(of_cases & domain, ["case_id"], [aggregate]))

        late = by_case(
            self.env["declic.review"],
            Domain("state", "=", "draft") & Domain("date_due", "<", today),
            "__count",
        )
        concerns = by_case(
            self.env["declic.concern"], Domain("state", "!=", "settled"), "__count"
        )
        # sudo: the day of the last talk, of the supports that the reader sees; which
        # contacts there were is the social file's.
        contacts = self.env["declic.contact"].sudo()
        lasts = by_case(contacts, Domain("is_honoured", "=", True), "date:max")
        states = dict(self._fields["state"]._description_selection(self.env))
        pages = []
        for worker, own in self.grouped("worker_id").items():
            rows = [
                {
                    "reference": case.reference,
                    "stage": states[case.state],
                    "late": late.get(case, 0),
                    "concerns": concerns.get(case, 0),
                    "last": day_at(case, lasts.get(case)),
                }
                for case in own
            ]
            pages.append(
                {
                    # sudo: who follows, on a page for who leads the work.
                    "name": worker.sudo().name or self.env._("Nobody"),
                    "load": len(own),
                    "stages": [
                        (label, len(own.filtered(lambda c, s=state: c.state == s)))
                        for state, label in states.items()
                        if state != "closed"
                    ],
                    "late": sum(row["late"] for row in rows),
                    "concerns": sum(row["concerns"] for row in rows),
                    "rows": rows,
                }
            )
        return sorted(pages, key=lambda page: (-page["load"], page["name"]))
