"""A household in two lines of the worklist: its year, last contact and next act."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain

# Months that the small line of a row tells of, the running one among them.
SHOWN_MONTHS = 12


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    year = fields.Json(
        string="Twelve months",
        compute="_compute_year",
        help="Arrears at the end of each of the last twelve months, in EUR.",
    )
    last_try = fields.Json(
        string="Last contact",
        compute="_compute_last_try",
        help="The last contact or attempt that the reader may see.",
    )

    @api.depends("overdue")
    def _compute_year(self):
        today = fields.Date.context_today(self)
        first = today.replace(day=1) - relativedelta(months=SHOWN_MONTHS - 1)
        ledger = self.env["declic.ledger.month"]
        mine = Domain("household_id", "in", self.ids)
        # What was owed already when the twelve months began.
        before = dict(
            ledger._read_group(
                mine & Domain("month", "<", first), ["household_id"], ["month:max"]
            )
        )
        known = ledger.search(
            mine
            & (Domain("month", ">=", first) | Domain("month", "in", {*before.values()}))
        )
        found, owed = {}, {}
        for row in known:
            if row.month >= first:
                found[row.household_id.id, row.month] = row.overdue
            elif row.month == before[row.household_id]:
                owed[row.household_id.id] = row.overdue
        months = [first + relativedelta(months=n) for n in range(SHOWN_MONTHS)]
        for household in self:
            amounts, last = [], owed.get(household.id, 0)
            for month in months:
                # A month without a movement leaves the debt where it was.
                last = found.get((household.id, month), last)
                amounts.append(round(last, 2))
            household.year = amounts

    @api.depends("contact_ids.date", "contact_ids.medium", "contact_ids.is_honoured")
    @api.depends_context("lang", "uid")
    def _compute_last_try(self):
        contacts = self.env["declic.contact"]
        media = dict(contacts._fields["medium"]._description_selection(self.env))
        results = dict(contacts._fields["result"]._description_selection(self.env))
        lasts = contacts._read_group(
            [("household_id", "in", self.ids)], ["household_id"], ["date:max"]
        )
        tries = {}
        if lasts:
            latest = dict(lasts)
            found = contacts.search(
                [
                    ("household_id", "in", self.ids),
                    ("date", "in", list(set(latest.values()))),
                ],
                order="id",
            )
            for contact in found:
                if contact.date == latest[contact.household_id]:
                    tries[contact.household_id.id] = contact
        today = fields.Date.context_today(self)
        for household in self:
            contact = tries.get(household.id)
            household.last_try = contact and {
                "days": (today - contact.date.date()).days,
                "medium": media[contact.medium],
                "result": results[contact.result],
                "good": contact.is_honoured,
            }

    def action_next_step(self):
        """Open what does the recommended act (:meth:`_next_step`): the button of the
        worklist. An act without a form of its own opens the household.

        :return: the window action
        """
        self.ensure_one()
        is_social = self.env.user.has_group("declic.group_counsellor")
        step = self.next_step
        if step in ("call", "visit"):
            return self._action_log("phone" if step == "call" else "visit")
        if step in ("hearing", "settle", "recovery") and (
            self.overdue and self.env.user.has_group("declic.group_recovery")
        ):
            return self.action_make_repayment_plan()
        if step in ("hearing", "signal") and self.procedure_ids.filtered(
            lambda p: p.state == "open"
        ):
            return self.action_open_procedure()
        if step == "signal":
            # The act itself, of today: it has to be saved, and no more.
            signalled = self.env.ref("declic.step_type_signalled")
            return self._action_new(
                "declic.declic_household_action_procedure",
                default_step_ids=[Command.create({"type_id": signalled.id})],
            )
        if is_social and step == "orient":
            return self._action_new("declic.declic_household_action_orient")
        if is_social and step == "wait":
            sent = self.orientation_ids.filtered(
                lambda o: o.state in ("sent", "returned", "waiting")
            )
            return self._action_for_record(sent[:1] or self)
        if is_social and step == "follow":
            return self.action_open_case()
        return self._action_for_record(self)

    def _action_log(self, medium):
        """The dialog that logs a try, ``medium`` (of the closed list) chosen."""
        action = self._action_new("declic.declic_contact_log_action")
        action["context"]["default_medium"] = medium
        return action

    def _action_new(self, name, **defaults):
        """The window action ``name`` that makes something new for this household, with
        ``defaults`` in its context."""
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        action["context"] = {
            "default_household_id": self.id,
            "show_holder": True,
            **defaults,
        }
        return action
