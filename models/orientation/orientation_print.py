"""The orientation form on paper: frozen when it is sent, a version per reader."""

from odoo import models

WHOLE = frozenset(
    {
        "reference",
        "identity",
        "safe_channel",
        "lease",
        "reasons",
        "measures",
        "attempts",
        "procedure",
        "domains",
        "request",
        "ledger",
        "position",
        "answer",
    }
)


class DeclicOrientation(models.Model):
    _name = "declic.orientation"
    _inherit = ["declic.orientation", "declic.frozen.mixin"]

    _frozen_report = "declic.report_orientation"
    # docs/domain.md F1: recovery has the debt and the procedure; the funder no person.
    _audiences = {
        "landlord": WHOLE,
        "association": WHOLE,
        "household": WHOLE - {"procedure"},
        "recovery": WHOLE - {"safe_channel", "reasons", "domains", "request"},
        "funder": frozenset({"reasons", "measures", "attempts", "position", "answer"}),
    }

    def _frozen_values(self):
        return {
            **super()._frozen_values(),
            "household_id": self.household_id.id,
            "orientation_id": self.id,
        }

    def _co_holder_names(self):
        """Names of the co-holders on the version being printed: the landlord's holds
        them all, any other those who agreed to be named (O5)."""
        self.ensure_one()
        # sudo: each adult's own agreement decides, not the reader.
        known = self.sudo()
        members = known.household_id.member_ids.filtered(
            lambda m: m.role == "co_holder" and m.partner_id
        )
        if self._audience() not in ("landlord", "recovery"):
            members &= known._valid_consents().member_id
        return members.partner_id.mapped("name")

    def _freeze_without(self):
        """An adult no longer agrees to be named: the files that name that person are
        withheld, and forms without the name take their place."""
        audiences = ("association", "household")
        # sudo: the files are the association's, whoever withdraws an agreement.
        for orientation in self.sudo():
            named = orientation.frozen_ids.filtered(lambda f: f.audience in audiences)
            if named:
                named.write({"is_withheld": True})
                orientation._freeze_forms(audiences)

    def _file_stem(self):
        rank = len(self.frozen_ids.filtered(lambda f: f.audience == self._audience()))
        return f"{self.reference}-{rank + 1}" if rank else self.reference
