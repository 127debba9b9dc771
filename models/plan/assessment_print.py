"""The social follow-up sheet: assessment, budget, plan and means, per reader."""

from odoo import models

from .assessment import NARRATIVES

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
    _inherit = "declic.assessment"

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

    def _file_stem(self):
        return f"{self.case_id.reference}-suivi-{self.number}"

    def _is_landlords_version(self):
        return self._audience() == "landlord"

    # What its reader may see of it; searched, for the cache of one transaction may hold
    # what another reader has read.

    def _readable_lines(self):
        lines = self.env["declic.assessment.line"].search(
            [("assessment_id", "in", self.ids)]
        )
        if self._is_landlords_version():
            return lines.filtered("domain_id.is_landlord_visible")
        return lines

    def _readable_budget(self):
        budget = self.env["declic.budget"].search([("assessment_id", "in", self.ids)])
        return budget.filtered("is_shared") if self._is_landlords_version() else budget

    def _readable_narratives(self):
        """The narratives that were written, to who may read them: list of (title,
        text)."""
        self.ensure_one()
        return [
            (self._fields[name]._description_string(self.env), self[name])
            for name in NARRATIVES
            if self._has_field_access(self._fields[name], "read") and self[name]
        ]

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
