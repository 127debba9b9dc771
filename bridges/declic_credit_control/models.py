from odoo import models


class CreditControlPolicy(models.Model):
    _inherit = "credit.control.policy"

    def _move_lines_domain(self, credit_control_run):
        """Without the terms that accounting itself leaves out of its follow-up: by
        hand, or because Déclic holds them (D5). OCA does not read Odoo's flag."""
        domain = super()._move_lines_domain(credit_control_run)
        return [*domain, ("no_followup", "=", False)]
