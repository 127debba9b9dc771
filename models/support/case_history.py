"""The occupancy history, put together by itself (A4)."""

from odoo import api, fields, models

from ..common.groups import SOCIAL_GROUPS
from ..common.local_day import day_at

# The page shows the recent past; the rest of the ledger on demand.
HISTORY_MONTHS = 36
# Font Awesome, in Odoo's own bundle.
HISTORY_ICONS = {
    "invoice": "fa-file-text-o",
    "payment": "fa-eur",
    "returned": "fa-undo",
    "reminder": "fa-bell-o",
    "contact": "fa-comment-o",
    "procedure": "fa-gavel",
    "support": "fa-users",
    "lease": "fa-key",
}


class DeclicCase(models.Model):
    _inherit = "declic.case"

    history_html = fields.Html(
        string="Occupancy history",
        compute="_compute_history_html",
        sanitize=False,
        groups=SOCIAL_GROUPS,
    )

    @api.depends_context("uid", "lang", "declic_history_whole")
    def _compute_history_html(self):
        is_whole = bool(self.env.context.get("declic_history_whole"))
        for case in self:
            case.history_html = self.env["ir.qweb"]._render(
                "declic.history",
                {
                    "events": case._history(is_whole),
                    "icons": HISTORY_ICONS,
                    "currency": case.currency_id,
                },
            )

    def action_open_history(self):
        """Open the occupancy history in a window of its own; the whole of it where the
        context says ``declic_history_whole``."""
        self.ensure_one()
        view = self.env.ref("declic.declic_case_view_history")
        return {
            **self.household_id._action_for_record(self),
            "name": self.env._("Occupancy history"),
            "views": [(view.id, "form")],
            "target": "new",
            "context": {
                "declic_history_whole": bool(
                    self.env.context.get("declic_history_whole")
                )
            },
        }

    def _history(self, is_whole=False):
        """One chronological line of the tenancy, newest first, nothing typed.

        An association sees it once the household agreed to share, else its own
        contacts only; never another association's name.

        :param is_whole: from the first entry of the ledger; else the last
            ``HISTORY_MONTHS`` months of it
        :return: list of dicts with ``date``, ``kind``, ``label`` and ``amount`` (EUR,
            or None)
        """
        self.ensure_one()
        is_portal = self.env.user._is_portal()
        if is_portal and self.sharing_level != "agreed":
            return self._history_of_contacts(self.contact_ids)
        # sudo: the level, or the landlord's rights on the case, open these facts.
        household = self.sudo().household_id
        events = (
            household._history_of_ledger(None if is_whole else HISTORY_MONTHS)
            + household._history_of_procedure(only_shareable=is_portal)
            + household._history_of_reminders()
            + self._history_of_contacts(household.contact_ids)
            + self._history_of_supports(household)
        )
        if household.lease_date:
            events.append(
                {
                    "date": household.lease_date,
                    "kind": "lease",
                    "label": self.env._("Lease signed"),
                    "amount": None,
                }
            )
        return sorted(events, key=lambda event: event["date"], reverse=True)

    def _history_of_contacts(self, contacts):
        labels = {
            name: dict(contacts._fields[name]._description_selection(self.env))
            for name in ("medium", "result")
        }
        return [
            {
                "date": day_at(contact, contact.date),
                "kind": "contact",
                "label": (
                    f"{labels['medium'][contact.medium]}:"
                    f" {labels['result'][contact.result]}"
                ),
                "amount": None,
            }
            for contact in contacts
        ]

    def _history_of_supports(self, household):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        events = []
        for case in household.case_ids:
            events.append(
                {
                    "date": case.date_start,
                    "kind": "support",
                    "label": self.env._("Support started"),
                    "amount": None,
                }
            )
            if case.date_closed:
                events.append(
                    {
                        "date": case.date_closed,
                        "kind": "support",
                        "label": self.env._(
                            "Support ended: %s", outcomes.get(case.outcome, "")
                        ),
                        "amount": None,
                    }
                )
        return events
