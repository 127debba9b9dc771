"""An orientation that somebody prepares for the social counsellor (O1)."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import escape_psql


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    @api.model
    @api.private
    def _named_as(self, text):
        """The household of this lease, dwelling, reference or whole name, as superuser:
        who names it may not see it.

        :raises UserError: no household, or more than one, bears that name
        """
        named = Domain.OR(
            Domain(name, "=ilike", escape_psql(text.strip()))
            for name in ("lease_number", "dwelling", "name", "reference")
        )
        # sudo: agency staff name a household and see nothing of it.
        found = self.sudo().search(
            named & Domain("company_id", "in", self.env.companies.ids), limit=2
        )
        if len(found) != 1:
            raise UserError(
                self.env._("No single household was found: give the lease number.")
            )
        return found

    @api.private
    def _prepare_orientation(self, origin):
        """Write a draft orientation with what is known already, and give it to a social
        counsellor.

        :param origin: a key of ``declic.orientation.content.origin``
        :return: the draft, as superuser; for agency staff what is there already
        :raises UserError: an orientation or a support is there already, to who may know
        """
        self.ensure_one()
        # sudo: checked by the caller; whoever prepares writes no orientation by hand.
        household = self.sudo()
        orientations = household.env["declic.orientation"]
        busy = household.orientation_ids.filtered(
            lambda o: o.state in ("draft", "sent", "returned", "waiting")
        ) or household.case_ids.filtered(lambda c: c.state != "closed")
        if busy:
            if self.env.user.has_group("declic.group_recovery"):
                raise UserError(
                    self.env._(
                        "The social counsellors see to this household already: nothing"
                        " to prepare."
                    )
                )
            # Agency staff do not learn in this way who is followed.
            return household._tell_asked_again(busy[:1])
        programme = orientations._proposed_programme(household)
        association = orientations._proposed_association(programme)
        if not programme:
            raise UserError(self.env._("No programme is running: ask the pilot."))
        counsellor = household._social_counsellor() or programme.manager_id
        draft = orientations.create(
            {
                "household_id": household.id,
                "programme_id": programme.id,
                "association_id": (association or programme.association_ids[:1]).id,
                "referrer_id": counsellor.id,
                "origin": origin,
                "reason_ids": [Command.set(orientations._known_reasons(household).ids)],
                "measure_ids": [
                    Command.create({"measure_id": measure.id, "result": result})
                    for measure, result in orientations._known_measures(household)
                ],
            }
        )
        draft.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=draft.with_context(lang=counsellor.lang).env._(
                "Orientation prepared by a colleague: complete it, then send"
            ),
            user_id=counsellor.id,
        )
        return draft

    @api.private
    def _tell_asked_again(self, running):
        """Tell who sees to the household that a colleague asked for an orientation.

        :param running: its orientation or its support
        :return: ``running``
        """
        is_case = running._name == "declic.case"
        user = running.referent_id if is_case else running.referrer_id
        summary = running.with_context(lang=user.lang).env._(
            "A colleague asked for an orientation: you see to it already"
        )
        if summary not in running.activity_ids.mapped("summary"):
            running.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, user_id=user.id
            )
        return running
