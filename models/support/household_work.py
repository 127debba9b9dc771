"""What is open of a household at the landlord's: whose it is, and who takes it (T7)."""

from odoo import models
from odoo.fields import Domain


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    def _open_work(self, user):
        """What ``user`` has open on these households.

        :return: (supports, orientations, appointments, activities)
        """
        cases = self.env["declic.case"].search(
            Domain("household_id", "in", self.ids)
            & Domain("referent_id", "=", user.id)
            & Domain("state", "!=", "closed")
        )
        orientations = self._open_orientations().filtered(
            lambda orientation: orientation.referrer_id == user
        )
        # sudo: of the files above, which the user sees; they are counted and
        # not shown, for the pilot reads none of them.
        appointments = (
            self.env["declic.appointment"]
            .sudo()
            .search(
                Domain("case_id", "in", cases.ids)
                & Domain("user_id", "=", user.id)
                & Domain("state", "=", "planned")
            )
        )
        activities = appointments.env["mail.activity"].search(
            Domain("user_id", "=", user.id)
            & Domain.OR(
                Domain("res_model", "=", records._name)
                & Domain("res_id", "in", records.ids)
                for records in (cases, orientations, self)
            )
        )
        return cases, orientations, appointments, activities

    def _pass_on(self, user, successor):
        """Give ``user``'s open work on these households to ``successor``.

        :return: supports and orientations that went over
        """
        cases, orientations, appointments, activities = self._open_work(user)
        self._refuse_restricted(cases)
        # sudo: who follows a file that one sees is the pilot's act too, who writes
        # none; a form that was sent is frozen but for who answers for it.
        cases, orientations = cases.sudo(), orientations.sudo()
        cases.write({"referent_id": successor.id})
        orientations._keyed().write({"referrer_id": successor.id})
        appointments._write_as_act({"user_id": successor.id})
        activities.write({"user_id": successor.id})
        for record in (*cases, *orientations):
            record.message_post(
                body=self.env._("Handed over by the landlord to %s.", successor.name),
                subtype_xmlid="mail.mt_note",
            )
        return cases, orientations

    def _worked_by(self):
        """Who of the landlord answers for each of these: the referent of the running
        support, else of the open orientation, else who is to examine it.

        :return: dict of household to user; a household of nobody is not in it
        """
        owners = {}
        todo = self.env.ref("mail.mail_activity_data_todo")
        # sudo: whose it is, for whoever reads the household.
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "in", self.ids)
                & Domain("activity_type_id", "=", todo.id)
            )
        )
        for activity in activities:
            owners[self.browse(activity.res_id)] = activity.user_id
        for orientation in self._open_orientations():
            owners[orientation.household_id] = orientation.referrer_id
        for case in self._running_cases().values():
            owners[case.household_id] = case.referent_id
        return owners

    def _open_orientations(self):
        """The orientations of these that await something of somebody."""
        return self.env["declic.orientation"].search(
            Domain("household_id", "in", self.ids)
            & Domain("state", "in", ("draft", "sent", "returned", "waiting"))
        )

    def _running_cases(self):
        """The running support of each of these: dict of household to case."""
        running = self.env["declic.case"].search(
            Domain("household_id", "in", self.ids) & Domain("state", "!=", "closed")
        )
        return {case.household_id: case for case in running}

    def _take_to_examine(self, user):
        """Give the activity of these households, which nobody else follows, to
        ``user``; open one where there is none."""
        todo = "mail.mail_activity_data_todo"
        # sudo: a colleague's activity.
        known = self.sudo().activity_search([todo])
        known.write({"user_id": user.id})
        for household in self - self.browse(known.mapped("res_id")):
            household.activity_schedule(
                todo,
                summary=household.with_context(lang=user.lang).env._(
                    "Household to examine"
                ),
                user_id=user.id,
            )

    def _excluding(self, user):
        """Those of these households that ``user`` is excluded from (T6)."""
        # sudo: who is excluded is looked at, and not shown.
        locked = self.sudo().lock_ids.filtered(lambda k: k.active and k.user_id == user)
        return self & locked.household_id.with_env(self.env)
