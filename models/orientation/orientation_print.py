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

    def _file_stem(self):
        rank = len(self.frozen_ids.filtered(lambda f: f.audience == self._audience()))
        return f"{self.reference}-{rank + 1}" if rank else self.reference
