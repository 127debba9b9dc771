"""A household is put away when nothing runs on it, and deleted when nothing was."""

from odoo import api, models
from odoo.exceptions import UserError

# What runs on a household, with the states in which it does.
_RUNNING = {
    "declic.orientation": ("sent", "returned", "waiting"),
    "declic.case": ("contact", "assessment", "plan", "followed"),
    "declic.repayment.plan": ("proposed", "active", "suspended"),
    "declic.procedure": ("open",),
}
# What a household leaves behind: it counts in the year reports, in the costs and in
# the history, or proves that the law's delays were kept.
_TRACES = (
    "declic.orientation",
    "declic.case",
    "declic.repayment.plan",
    "declic.procedure",
    "declic.contact",
    "declic.signal",
    "declic.consent",
    "declic.aid.request",
)


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    # pylint: disable-next=method-required-super
    def copy(self, default=None):
        raise UserError(
            self.env._(
                "A household is one lease with its own ledger: it is never duplicated."
                " Create the other one."
            )
        )

    def _check_nothing_runs(self):
        """Raise UserError that names what still runs on a household.

        :raises UserError: an orientation awaits its answer, a support, a repayment plan
            or a procedure runs
        """
        # sudo: it runs, whether the user may read it or not; references alone.
        running = [
            record.display_name
            for name, states in _RUNNING.items()
            for record in self.env[name]
            .sudo()
            .search([("household_id", "in", self.ids), ("state", "in", states)])
        ]
        if running:
            raise UserError(
                self.env._(
                    "This household cannot be archived while something runs: %s."
                    " End it first.",
                    ", ".join(running),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_known(self):
        for name in _TRACES:
            # sudo: what is there is there, whether the user may read it or not.
            records = self.env[name].sudo()
            if records.search_count([("household_id", "in", self.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "This household has a history, which counts in the reports:"
                        " archive it instead of deleting it."
                    )
                )
