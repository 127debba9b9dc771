"""Who stands around the household: assignments of the association, and the others."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..common.groups import SOCIAL_GROUPS


class DeclicCase(models.Model):
    _inherit = "declic.case"

    circle_ids = fields.One2many(
        "declic.circle.member", "case_id", groups=SOCIAL_GROUPS
    )

    def action_add_circle_member(self, values):
        """Add a professional to the circle.

        :param values: dict of ``name``, ``organisation``, ``phone``, ``role_id`` (id),
            ``date_from`` (date), ``is_referent`` and ``is_shareable``
        :return: the member
        :raises UserError: no name, no role of the list, or no start date
        """
        self.ensure_one()
        case = self._acting()
        name = (values.get("name") or "").strip()
        sentence = self.env._("Say who, in which role, and since when.")
        role = case.env["declic.reason"]._chosen(
            values.get("role_id"), "circle", sentence
        )
        if not name or not values.get("date_from"):
            raise UserError(sentence)
        member = case.env["declic.circle.member"].create(
            {
                "case_id": case.id,
                "name": name,
                "organisation": (values.get("organisation") or "").strip(),
                "phone": (values.get("phone") or "").strip(),
                "role_id": role.id,
                "date_from": values["date_from"],
                "is_referent": bool(values.get("is_referent")),
                "is_shareable": bool(values.get("is_shareable")),
            }
        )
        return member.with_env(self.env)

    def _circle(self):
        """The running circle as the reader may know it, for the page and the print.

        :return: list of dicts with ``name``, ``organisation``, ``phone``, ``role``,
            ``is_referent`` and ``date_from``; the two sides first
        """
        self.ensure_one()
        # sudo: names of the two sides' referents, on the case that the reader sees.
        case = self.sudo()
        roles = dict(
            case.env["declic.assignment"]
            ._fields["role"]
            ._description_selection(self.env)
        )
        sides = [
            {
                "name": case.referent_id.name,
                "organisation": case.company_id.name,
                "phone": case.company_id.phone,
                "role": self.env._("Referent of the landlord"),
                "is_referent": True,
                "date_from": case.date_start,
            }
        ] + [
            {
                "name": assignment.user_id.name,
                "organisation": assignment.association_id.name,
                "phone": assignment.association_id.phone,
                "role": roles[assignment.role],
                "is_referent": assignment.role == "worker",
                "date_from": assignment.date_from,
            }
            for assignment in case.assignment_ids.filtered(
                lambda a: a.user_id and a.is_running
            )
        ]
        today = fields.Date.context_today(self)
        return sides + [
            {
                "name": member.name,
                "organisation": member.organisation,
                "phone": member.phone,
                "role": member.role_id.name,
                "is_referent": member.is_referent,
                "date_from": member.date_from,
            }
            for member in self.circle_ids
            if not member.date_to or member.date_to >= today
        ]

    def action_assign(self, user_id, role, date_to=None):
        """Change the association's referent, or name a substitute.

        The former referent's access ends in the same transaction.

        :param user_id: id of a user of the association
        :param role: ``worker`` or ``substitute``
        :param date_to: last day, required for a substitute
        :raises AccessError: neither the coordinator nor the landlord's counsellor
        :raises UserError: not of the association, or a substitute without an end
        """
        self.ensure_one()
        case = self._acting(pilot=True)
        if self.env.user._is_portal() and not self.env.user.has_group(
            "declic.group_association_coordinator"
        ):
            raise AccessError(self.env._("The coordinator decides who follows whom."))
        # sudo: the user is looked up, then checked against the association.
        user = self.env["res.users"].sudo().browse(user_id or 0).exists()
        if user.id not in dict(case.orientation_id._association_users()):
            raise UserError(self.env._("Choose a worker of the association."))
        if role not in ("worker", "substitute"):
            raise UserError(self.env._("Choose the role."))
        today = fields.Date.context_today(self)
        if role == "substitute" and (not date_to or date_to < today):
            raise UserError(self.env._("Say until when the substitute stands in."))
        if role == "worker" and user == case.worker_id:
            raise UserError(self.env._("This person is the referent already."))
        # sudo: assignments are nobody's to write by hand.
        case.sudo()._assign(user, role, date_to if role == "substitute" else None)
