"""Onward referrals of a case, from either side (N1)."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..common.groups import SOCIAL_GROUPS


class DeclicCase(models.Model):
    _inherit = "declic.case"

    referral_ids = fields.One2many("declic.referral", "case_id", groups=SOCIAL_GROUPS)

    def action_refer(self, values):
        """Refer the household to a partner of the directory and ask at once.

        :param values: dict of ``network_id`` and ``service_id`` (ids), ``request``,
            ``basis``, ``consent_date`` (date), ``category_ids`` (list of ids) and
            ``is_shareable``
        :return: the referral
        :raises UserError: nobody or nothing chosen, or the agreement is missing
        """
        self.ensure_one()
        case = self._acting()
        network = (
            self.env["declic.network.partner"]
            .search([("id", "=", values.get("network_id") or 0)])
            .with_env(case.env)
        )
        reasons = case.env["declic.reason"]
        sentence = self.env._("Choose to whom, and for what.")
        service = reasons._chosen(values.get("service_id"), "service", sentence)
        if not network:
            raise UserError(sentence)
        told = reasons.browse(values.get("category_ids") or []).exists()
        basis = values.get("basis") or "agreement"
        if basis not in dict(case.env["declic.referral"]._fields["basis"].selection):
            raise UserError(self.env._("Choose one of the answers of the list."))
        referral = case.env["declic.referral"].create(
            {
                "case_id": case.id,
                "network_id": network.id,
                "service_id": service.id,
                "request": (values.get("request") or "").strip(),
                "basis": basis,
                "consent_date": values.get("consent_date"),
                "category_ids": told.filtered(lambda r: r.kind == "category").ids,
                "is_shareable": bool(values.get("is_shareable")),
            }
        )
        referral = referral.with_env(self.env)
        referral.action_ask()
        return referral

    def _referral_choices(self):
        """What the portal's form of a referral offers.

        :return: dict of recordsets ``partners``, ``services``, ``categories`` and pairs
            ``bases``, ``answers`` and ``outcomes``
        """
        reasons = self.env["declic.reason"]
        selection = self.env["declic.referral"]._fields
        return {
            "partners": self.env["declic.network.partner"].search(
                [("active", "=", True)]
            ),
            "services": reasons.search([("kind", "=", "service")]),
            "categories": reasons.search([("kind", "=", "category")]),
            "bases": selection["basis"]._description_selection(self.env),
            "answers": selection["answer"]._description_selection(self.env),
            "outcomes": selection["outcome"]._description_selection(self.env),
        }
