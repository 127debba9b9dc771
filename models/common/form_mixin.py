from odoo import api, fields, models
from odoo.exceptions import UserError


class DeclicFormMixin(models.AbstractModel):
    """A form of a case that the association writes and sends (T3).

    Sent, it is read-only to the association and given back on a request for correction
    only; validated, it is frozen, a version for each reader. A serious concern is
    raised from it.
    """

    _name = "declic.form.mixin"
    _description = "Form sent by the association"
    _inherit = ["declic.state.mixin", "declic.case.part.mixin", "declic.frozen.mixin"]

    # Fields besides the state that tell whether it was sent.
    _handover_fields = ()

    association_id = fields.Many2one(related="case_id.association_id")
    handover = fields.Selection(
        [
            ("writing", "Being written"),
            ("sent", "Handed over"),
            ("asked", "Correction asked"),
        ],
        string="Association's form",
        compute="_compute_handover",
    )

    @api.depends(lambda self: ("state", *self._handover_fields))
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

    def _frozen_values(self):
        return {
            **super()._frozen_values(),
            "household_id": self.household_id.id,
            "case_id": self.case_id.id,
        }

    def action_raise_concern(self):
        """Open the form of a new concern about the household of this form."""
        self.ensure_one()
        return self.case_id._create_concern(self._name.split(".")[1])

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
