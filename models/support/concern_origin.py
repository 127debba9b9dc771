"""“Serious concern” on every form of a support (F4)."""

from odoo import models


class DeclicConcernOrigin(models.AbstractModel):
    _name = "declic.concern.origin"
    _description = "Form from which a concern is raised"

    def action_raise_concern(self):
        """Open the form of a new concern about the household of this form."""
        self.ensure_one()
        case = self if self._name == "declic.case" else self.case_id
        case._check_open()
        origin = self._name.split(".")[1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Serious concern"),
            "res_model": "declic.concern",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": case.id, "default_origin": origin},
        }
