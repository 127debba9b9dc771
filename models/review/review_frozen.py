"""Points, reviews and closing forms on paper: frozen when validated, per reader."""

from odoo import models

WHOLE = frozenset(
    {
        "reference",
        "identity",
        "referents",
        "outcome",
        "ledger",
        "results",
        "goals",
        "facts",
        "association_opinion",
        "landlord_opinion",
        "recovery_opinion",
        "voice",
        "comment",
        "decision",
    }
)


class DeclicReview(models.Model):
    _inherit = "declic.review"

    _frozen_report = "declic.report_review"
    # domain.md F3 to F5: recovery sees decision and money, not the facts; the household
    # no internal opinion; the funder neither person nor word.
    _audiences = {
        "landlord": WHOLE,
        "association": WHOLE - {"recovery_opinion"},
        "household": WHOLE
        - {"association_opinion", "landlord_opinion", "recovery_opinion"},
        "recovery": frozenset(
            {
                "reference",
                "identity",
                "outcome",
                "ledger",
                "recovery_opinion",
                "decision",
            }
        ),
        "funder": frozenset({"outcome", "ledger", "results", "voice", "decision"}),
    }

    def _frozen_values(self):
        return {
            **super()._frozen_values(),
            "is_closing": self.review_type == "closing",
        }

    def _file_stem(self):
        return f"{self.case_id.reference}-{self.review_type}-{self.date_due}"

    def _printed_results(self):
        """Results of the goals, as the reader of the version may know them."""
        self.ensure_one()
        # Searched: the cache may hold what another reader has read.
        results = self.env["declic.review.goal"].search([("review_id", "=", self.id)])
        if self._audience() == "landlord":
            return results.filtered("goal_id.is_shareable")
        return results
