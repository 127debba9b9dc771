"""What the printed form says besides its own fields."""

from odoo import models


class DeclicReview(models.Model):
    _inherit = "declic.review"

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
