"""A tenancy goes on when its file of support is anonymised (C6)."""

from odoo import models

# What the lease says, and how one may reach the household without any risk.
_OF_LEASE = (
    "partner_id",
    "company_id",
    "agency_id",
    "dwelling",
    "lease_number",
    "lease_date",
    "holder_from",
    "clause_delay",
    "is_conventional",
    "rent",
    "charges",
    "rent_reduction",
    "housing_benefit",
    "benefit_status",
    "payment_mode",
    "safe_channel",
    "do_not_write",
    "do_not_call",
    "household_type",
    "interpreter_id",
)


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    def _tenancies(self):
        """Values of the new files of those of these that still live there.

        Members and exclusions come along: who shares the lease owes its rent, and who
        was excluded stays so.
        """
        values = []
        for household in self:
            if not household.active or household.lease_end_date:
                continue
            lease = household.read(_OF_LEASE, load="")[0]
            lease.pop("id")
            lease["member_ids"] = [
                (
                    0,
                    0,
                    {
                        "partner_id": member.partner_id.id,
                        "role": member.role,
                        "date_from": member.date_from,
                        "date_to": member.date_to,
                    },
                )
                for member in household.member_ids
            ]
            lease["lock_ids"] = [
                (0, 0, {"user_id": lock.user_id.id, "reason": lock.reason})
                for lock in household.lock_ids
            ]
            values.append(lease)
        return values
