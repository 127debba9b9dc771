"""The social follow-up sheet: assessment, budget, plan and means, per reader."""

from odoo import models

WHOLE = frozenset(
    {
        "reference",
        "identity",
        "adhesion",
        "lines",
        "capacity",
        "budget",
        "narratives",
        "plan",
        "contacts",
    }
)


class DeclicAssessment(models.Model):
    _name = "declic.assessment"
    _inherit = ["declic.assessment", "declic.frozen.mixin"]

    _frozen_report = "declic.report_assessment"
    # domain.md F2: the association's own; the landlord reads its rows, the shared goals
    # and the count of contacts; recovery the capacity alone.
    _audiences = {
        "association": WHOLE,
        "household": WHOLE,
        "landlord": WHOLE - {"narratives"},
        "recovery": frozenset({"reference", "identity", "adhesion", "capacity"}),
        "funder": frozenset({"adhesion", "contacts"}),
    }

    def _frozen_values(self):
        return {
            **super()._frozen_values(),
            "household_id": self.household_id.id,
            "case_id": self.case_id.id,
        }

    def _file_stem(self):
        return f"{self.case_id.reference}-suivi-{self.number}"

    def _is_landlords_version(self):
        return self._audience() == "landlord"

    def _readable_lines(self):
        lines = super()._readable_lines()
        if self._is_landlords_version():
            return lines.filtered("domain_id.is_landlord_visible")
        return lines

    def _readable_budget(self):
        budget = super()._readable_budget()
        return budget.filtered("is_shared") if self._is_landlords_version() else budget

    def _readable_axes(self):
        """The current plan by axis, as the reader of the version may know it."""
        self.ensure_one()
        plan = self.case_id.plan_id
        if not plan:
            return []
        hidden = self._is_landlords_version()
        return [
            (label, goals.filtered("is_shareable") if hidden else goals)
            for _axis, label, goals in plan._axes()
        ]

    def _contact_figures(self):
        """Counts of the contact log: dict of ``contacts``, ``visits``, ``missed``."""
        self.ensure_one()
        # sudo: three counts, which both sides know (F2).
        contacts = self.sudo().case_id.contact_ids
        return {
            "contacts": len(contacts),
            "visits": len(contacts.filtered(lambda c: c.medium == "visit")),
            "missed": len(contacts.filtered(lambda c: c.result == "missed")),
        }

    def action_validate(self):
        done = super().action_validate()
        for assessment in self:
            assessment._freeze_forms()
        return done
