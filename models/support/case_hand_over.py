"""Somebody leaves: households go to one or several successors at once (T7)."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DeclicCase(models.Model):
    _inherit = "declic.case"

    def _shares(self, user_ids):
        """Who would take each of these households over: whoever of ``user_ids`` follows
        the fewest then, so that several have equal shares.

        :param user_ids: ids of users of the association
        :return: dict of case id to user id
        :raises AccessError: to who coordinates no association
        :raises UserError: nobody chosen, or nobody but who follows the household now
        """
        running = {row["id"]: row["running"] for row in self._team_load()}
        successors = [user_id for user_id in user_ids if user_id in running]
        shares = {}
        for case in self.sorted("reference"):
            others = [one for one in successors if one != case.worker_id.id]
            if not others:
                raise UserError(
                    self.env._(
                        "Choose who takes over: somebody else than who follows now."
                    )
                )
            chosen = min(others, key=lambda one: (running[one], one))
            running[chosen] += 1
            shares[case.id] = chosen
        return shares

    def _coming_appointments(self):
        """How many appointments of each of these go along with a change of referent.

        :return: dict of case id to number
        """
        coming = (
            Domain("case_id", "in", self.ids)
            & Domain("state", "=", "planned")
            & Domain("start", ">=", fields.Datetime.now())
        )
        groups = self.env["declic.appointment"]._read_group(
            coming, ["case_id"], ["__count"]
        )
        return {case.id: count for case, count in groups}

    def action_hand_over(self, shares, followed=None):
        """Give each of these to its successor: accesses and coming appointments move,
        each case logs it; all of them or none.

        :param shares: dict of case id to user id
        :param followed: dict of case id to the id of who followed it when this was
            looked at (0: nobody); None: nobody looked
        :raises AccessError: neither the coordinator nor the landlord's counsellor
        :raises UserError: as :meth:`action_assign`, or somebody handed one of them over
            since; nothing is handed over then
        """
        if followed is not None:
            moved = self.filtered(
                lambda case: case.worker_id.id != followed.get(case.id, 0)
            )
            if moved:
                raise UserError(
                    self.env._(
                        "Handed over by somebody else meanwhile: %s. Nothing has moved;"
                        " look again, then confirm.",
                        ", ".join(moved.mapped("reference")),
                    )
                )
        with self.env.cr.savepoint():
            for case in self:
                case.action_assign(shares.get(case.id), "worker")
                # sudo: the case's log, whoever hands over; it names nobody.
                case.sudo().message_post(
                    body=self.env._("Handed over to another person of the association.")
                )
