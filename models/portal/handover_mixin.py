from odoo import fields, models
from odoo.exceptions import UserError


class DeclicHandoverMixin(models.AbstractModel):
    """A form that the association sends: read-only to it from then on, “sent” to the
    landlord, and given back on a request for correction only (T3)."""

    _name = "declic.handover.mixin"
    _description = "Form sent by the association"

    handover = fields.Selection(
        [
            ("writing", "Being written"),
            ("sent", "Handed over"),
            ("asked", "Correction asked"),
        ],
        string="Association's form",
        compute="_compute_handover",
    )

    def _compute_handover(self):
        # sudo: whether a correction is asked, for whoever sees the form.
        requests = self.env["declic.correction.request"].sudo()
        asked = set(
            requests.search(
                [
                    ("form_model", "=", self._name),
                    ("form_id", "in", self.ids),
                    ("state", "=", "asked"),
                ]
            ).mapped("form_id")
        )
        for form in self:
            if form.id in asked:
                form.handover = "asked"
            else:
                form.handover = "sent" if form._is_handed_over() else "writing"

    def _is_handed_over(self):
        """Whether the association has sent this form."""
        raise NotImplementedError

    def _can_be_given_back(self):
        """Whether the landlord could still give the form back."""
        return self._is_handed_over()

    def _give_back(self):
        """Open the form to the association again."""
        raise NotImplementedError

    def action_ask_correction(self, reason_id):
        """Ask the landlord's referent to give a sent form back.

        :param reason_id: id of a ``declic.reason`` of kind ``correction``
        :return: the request
        :raises UserError: not sent, asked already, no reason, or too late
        """
        self.ensure_one()
        form = self._acting()
        reason = form.env["declic.reason"]._chosen(
            reason_id, "correction", self.env._("Say what has to be corrected.")
        )
        if not form._can_be_given_back():
            raise UserError(self.env._("This form cannot be given back."))
        # sudo: requests are written by this act only.
        request = (
            form.env["declic.correction.request"]
            .sudo()
            ._ask(form.case_id, form, reason)
        )
        return request.with_env(self.env)
