from odoo import models


class CreditControlPolicy(models.Model):
    _inherit = "credit.control.policy"

    def _move_lines_domain(self, credit_control_run):
        """Without the terms that accounting itself leaves out of its follow-up: by
        hand, or because Déclic holds them (D5). OCA does not read Odoo's flag."""
        domain = super()._move_lines_domain(credit_control_run)
        return [*domain, ("no_followup", "=", False)]


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    def _history_of_reminders(self):
        """Each reminder that was sent, by the name of its level, its terms summed."""
        # sudo: whoever may read the history of the tenancy; its own reminders alone.
        groups = (
            self.env["credit.control.line"]
            .sudo()
            ._read_group(
                [
                    ("state", "=", "sent"),
                    ("partner_id", "in", self._holders().ids),
                    ("company_id", "in", self.company_id.ids),
                ],
                ["date:day", "policy_level_id"],
                ["balance_due:sum"],
            )
        )
        return [
            *super()._history_of_reminders(),
            *(
                {
                    "date": day,
                    "kind": "reminder",
                    "label": level.name,
                    "amount": amount,
                }
                for day, level, amount in groups
            ),
        ]
