"""Who of an association follows how many households."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DeclicCase(models.Model):
    _inherit = "declic.case"

    @api.model
    def _team_load(self):
        """The load of each worker of the coordinator's association.

        Three grouped queries, however many workers and cases there are.

        :return: list of dicts with ``id`` and ``name`` of the user, ``running``
            (households), ``late_reviews``, ``late_contacts`` and ``until`` (last day
            of the latest replacement this person stands in for, or False)
        :raises AccessError: to who coordinates no association
        """
        user = self.env.user
        if not user.has_group("declic.group_association_coordinator"):
            raise AccessError(self.env._("The coordinator decides who follows whom."))
        today = fields.Date.context_today(self)
        running = Domain("state", "!=", "closed")
        counts = {
            "running": self._read_group(running, ["worker_id"], ["__count"]),
            "late_contacts": self._read_group(
                running
                & Domain("date_first_contact", "=", False)
                & Domain("date_contact_due", "<", today),
                ["worker_id"],
                ["__count"],
            ),
            "late_reviews": self._read_group(
                running & Domain("next_review_date", "<", today),
                ["worker_id"],
                ["__count"],
            ),
        }
        substitutes = dict(
            self.env["declic.assignment"]._read_group(
                Domain("role", "=", "substitute") & Domain("date_to", ">=", today),
                ["user_id"],
                ["date_to:max"],
            )
        )
        rows = [
            {
                "id": user_id,
                "name": name,
                "until": substitutes.get(self.env["res.users"].browse(user_id), False),
            }
            for user_id, name in self.env["declic.orientation"]._association_users_of(
                user.commercial_partner_id
            )
        ]
        for key, groups in counts.items():
            by_user = {worker.id: count for worker, count in groups}
            for row in rows:
                row[key] = by_user.get(row["id"], 0)
        return sorted(rows, key=lambda row: (-row["running"], row["name"]))
