"""Points, reviews and closing forms on paper: what they say besides their own fields,
and what is frozen of them, per reader, when they are validated."""

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

    def _head(self):
        """Who and where, for the head of the form.

        A closing form outlives the access to its case: the reader of the form gets the
        reference and the referents, and the name while the household is shared.

        :return: dict of ``reference``, ``name`` (or False), ``city``, ``date_start``,
            ``referent``, ``worker``, ``present`` (text), ``currency`` and ``alone``:
            why the association was not there, or False
        """
        self.ensure_one()
        shown = self.household_id._filtered_access("read")
        # sudo: references and professionals' names, for whoever may print the form.
        review = self.sudo()
        case = review.case_id
        here = [
            f"{side.name} ({kind})"
            for side, kind, came in (
                (
                    review.landlord_user_id,
                    self.env._("landlord"),
                    review.landlord_present,
                ),
                (
                    review.association_user_id,
                    self.env._("association"),
                    review.association_present,
                ),
            )
            if came and side
        ]
        workers = case.assignment_ids.filtered(lambda a: a.role == "worker")
        return {
            "reference": case.reference,
            "name": shown.name if shown else False,
            "city": case.city,
            "date_start": case.date_start,
            "referent": case.referent_id.name,
            "worker": (case.worker_id or workers[:1].user_id).name,
            "present": ", ".join(here),
            "currency": case.company_id.currency_id,
            "alone": review.alone_reason_id.name,
        }

    def _account(self):
        """Rows of the rent account since the point before, or since the start.

        :return: list of (label, EUR or None, text); empty while the reader may not see
            the account
        """
        self.ensure_one()
        if not self._shows_money():
            return []
        # sudo: to who may see the account; the association's fields hold less of it.
        review = self.sudo()
        rows = [
            (self._fields[name]._description_string(self.env), review[name], "")
            for name in ("previous_overdue", "debt_now", "due", "paid", "benefit")
        ]
        texts = (
            ("repayment_state", review.repayment_state),
            ("stage_in_id", review.stage_in_id.name),
            ("stage_out_id", review.stage_out_id.name),
        )
        return rows + [
            (self._fields[name]._description_string(self.env), None, text)
            for name, text in texts
            if text
        ]

    def _render_pdf(self, reader=None):
        """The form as a PDF, as ``reader`` may see it.

        :param reader: user; the current one when None
        :return: bytes
        """
        self.ensure_one()
        reports = self.env["ir.actions.report"]
        if reader:
            reports = reports.with_user(reader)
        content, _kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf("declic.report_review", self.ids)
        return content
