"""A new orientation says what is known already: why, what was tried, and to whom.

Everything stays the counsellor's to change; nothing of it is sent before the button.
"""

from odoo import api, fields, models
from odoo.fields import Command, Domain

# Measures of the closed list that contacts by these media are.
_MEASURES = {
    "letter": "reason_measure_1",
    "registered": "reason_measure_1",
    "email": "reason_measure_1",
    "phone": "reason_measure_2",
    "sms": "reason_measure_2",
    "visit": "reason_measure_3",
    "office": "reason_measure_4",
    "agency": "reason_measure_4",
}
_PLAN_MEASURE = "reason_measure_5"


class DeclicOrientation(models.Model):
    _inherit = "declic.orientation"

    association_places = fields.Text(
        string="Places and usual delay",
        compute="_compute_association_places",
        groups="declic.group_counsellor",
    )
    missing = fields.Text(
        string="Still missing",
        compute="_compute_missing",
        groups="declic.group_counsellor",
    )

    @api.depends("programme_id", "state")
    @api.depends_context("lang")
    def _compute_association_places(self):
        today = fields.Date.context_today(self)
        for orientation in self:
            programme = orientation.programme_id
            if orientation.state != "draft":
                # To choose by, hence of no use once it is chosen.
                programme = programme.browse()
            lines = []
            for partner in programme.partner_ids:
                if not partner._is_in_force(today):
                    continue
                name, places = partner.association_id.name, partner._free_places()
                if partner.answer_days:
                    lines.append(
                        self.env._(
                            "%(association)s: %(places)s free places, answers in"
                            " %(days)s working days",
                            association=name,
                            places=places,
                            days=round(partner.answer_days),
                        )
                    )
                else:
                    lines.append(
                        self.env._(
                            "%(association)s: %(places)s free places",
                            association=name,
                            places=places,
                        )
                    )
            orientation.association_places = "\n".join(lines)

    @api.depends("state", "programme_id", "association_id", "reason_ids", "measure_ids")
    @api.depends_context("lang")
    def _compute_missing(self):
        for orientation in self:
            is_written = orientation.state in ("draft", "returned")
            found = orientation._missing_parts() if is_written else []
            orientation.missing = "\n".join(found)

    def _missing_parts(self):
        """What the form lacks before it may be sent, all at once: list of sentences."""
        self.ensure_one()
        if not (self.household_id and self.programme_id and self.association_id):
            return [self.env._("Choose the household, the programme, the association.")]
        missing = list(filter(None, [self._ended_agreement()]))
        if not self.reason_ids:
            missing.append(self.env._("Choose at least one reason before sending."))
        if not self.measure_ids:
            missing.append(
                self.env._("Tell at least one measure already tried before sending.")
            )
        if not self._get_coordinators():
            missing.append(
                self.env._(
                    "%s has no coordinator with a portal account: nobody would see the"
                    " orientation.",
                    self.association_id.name,
                )
            )
        return missing

    # What is known already

    @api.onchange("household_id")
    def _onchange_household_id(self):
        household = self.household_id._origin
        if not household or self._origin:
            return
        if not self.programme_id:
            self.programme_id = self._proposed_programme(household)
        if self.programme_id and not self.association_id:
            self.association_id = self._proposed_association(self.programme_id)
        self.reason_ids = [Command.set(self._known_reasons(household).ids)]
        self.measure_ids = [
            Command.clear(),
            *(
                Command.create({"measure_id": measure.id, "result": result})
                for measure, result in self._known_measures(household)
            ),
        ]
        if household.proposal_state == "proposed":
            self.origin = "worklist"

    @api.onchange("programme_id")
    def _onchange_programme_id(self):
        if self.association_id not in self.programme_id.association_ids:
            self.association_id = self._proposed_association(self.programme_id)

    def _proposed_programme(self, household):
        """The running programme with most free places."""
        today = fields.Date.context_today(self)
        running = self.env["declic.programme"].search(
            Domain("company_id", "=", household.company_id.id)
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today)
        )
        return running.sorted(lambda p: -p.free_places)[:1]

    def _proposed_association(self, programme):
        """The association with a place, the quickest to answer first; none when two are
        alike, for the choice is the counsellor's then."""
        today = fields.Date.context_today(self)
        able = programme.partner_ids.filtered(
            lambda p: p._is_in_force(today) and p._free_places() > 0
        ).sorted(lambda p: (-p._free_places(), p.answer_days))
        if len(able) > 1:
            first, second = able[:2]
            if (first._free_places(), first.answer_days) == (
                second._free_places(),
                second.answer_days,
            ):
                return able.association_id.browse()
        return able[:1].association_id

    def _listed(self, name, kind):
        """A reason of the module's own list, unless the landlord took it out."""
        reason = self.env.ref(f"declic.{name}", raise_if_not_found=False)
        kept = reason and reason.active and reason.kind == kind
        return reason if kept else self.env["declic.reason"]

    def _known_reasons(self, household):
        """Why, as the two axes of the detection say it."""
        owes = household.debt_level in ("amber", "red")
        silent = household.silence_level in ("amber", "red")
        reasons = self.env["declic.reason"]
        if owes and silent:
            reasons |= self._listed("reason_orientation_1", "orientation")
        if silent:
            reasons |= self._listed("reason_orientation_2", "orientation")
        return reasons

    def _known_measures(self, household):
        """What was tried, as the landlord's contacts and plans tell it.

        :return: list of (reason, result)
        """
        results = {}
        for contact in household.contact_ids:
            name = _MEASURES.get(contact.medium)
            if name:
                heard = results.get(name) == "partial" or contact.is_honoured
                results[name] = "partial" if heard else "no_answer"
        for plan in household.repayment_plan_ids:
            if plan.state in ("active", "suspended"):
                results[_PLAN_MEASURE] = "running"
            elif plan.state in ("kept", "broken"):
                results.setdefault(_PLAN_MEASURE, "partial")
        listed = [
            (self._listed(name, "measure"), result)
            for name, result in sorted(results.items())
        ]
        return [(measure, result) for measure, result in listed if measure]
