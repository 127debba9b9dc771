"""Concerns raised about the household of a case."""

from odoo import fields, models
from odoo.exceptions import UserError

from .concern import ORIGINS


class DeclicCase(models.Model):
    _inherit = "declic.case"

    concern_ids = fields.One2many("declic.concern", "case_id")

    def action_report_concern(self, kind_id, facts="", origin="case"):
        """Raise a serious concern; both referents are told at once.

        :param kind_id: id of a ``declic.reason`` of kind ``concern``
        :param facts: what was seen or heard
        :param origin: a key of ``declic.concern.origin``
        :return: the concern
        :raises UserError: a value is not of the lists
        """
        self.ensure_one()
        case = self._acting()
        sentence = self.env._("Choose what the concern is.")
        kind = case.env["declic.reason"]._chosen(kind_id, "concern", sentence)
        if origin not in dict(ORIGINS):
            raise UserError(sentence)
        concern = case.env["declic.concern"].create(
            {
                "case_id": case.id,
                "kind_id": kind.id,
                "facts": (facts or "").strip(),
                "origin": origin,
            }
        )
        return concern.with_env(self.env)
