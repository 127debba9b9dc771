from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from .api_access import SCOPES

PATH = "/json/2/"
MAX_ROWS = 1000
# More the database does not count.
MAX_OFFSET = 2**63
LETTERS = ("letter", "registered")


class DeclicApi(models.AbstractModel):
    """What other software reads, by Odoo's JSON-2 and a key of ``declic.api.access``:
    one programme, the records of its scope, references and no names (X2).

    The contract is docs/openapi.yaml. Every call is a line of ``declic.api.call``.
    """

    _name = "declic.api"
    _description = "What other software reads"

    # Calls

    @api.model
    def arrears(self, limit=100, offset=0):
        """The eight figures that arrears software asks for, of each household that the
        programme follows.

        :param limit: rows at most, up to 1 000
        :param offset: rows left out at the beginning
        :return: dict of ``count`` (of all) and ``records``
        :raises AccessError: the key does not open this
        """
        return self._answer("arrears", limit, offset)

    @api.model
    def cases(self, limit=100, offset=0):
        """The supports of the programme, the closed ones too. See :meth:`arrears`."""
        return self._answer("cases", limit, offset)

    @api.model
    def orientations(self, limit=100, offset=0):
        """The orientations that were sent, and their answers. See :meth:`arrears`."""
        return self._answer("orientations", limit, offset)

    @api.model
    def plans(self, limit=100, offset=0):
        """The repayment plans of the households that the programme follows. See
        :meth:`arrears`."""
        return self._answer("plans", limit, offset)

    @api.model
    def worklist(self, limit=100, offset=0):
        """The landlord's households that wait for a decision and were in no other
        programme. See :meth:`arrears`."""
        return self._answer("worklist", limit, offset)

    # Who asks, and how much

    @api.model
    def _access(self):
        """The access whose key opened this call; empty for any other user."""
        # sudo: the user of an access has no right at all, on its access neither.
        return (
            self.env["declic.api.access"]
            .sudo()
            .search([("user_id", "=", self.env.uid)], limit=1)
        )

    @api.model
    def _answer(self, name, limit, offset):
        access = self._access()
        # Elsewhere (XML-RPC) a refusal would be kept by nobody.
        if not request or not request.httprequest.path.startswith(PATH) or not access:
            raise AccessError(self.env._("This is read with a key, by JSON-2."))
        if not access[SCOPES[name]]:
            raise AccessError(self.env._("The scope of this key does not hold this."))
        if not (_is_count(limit) and _is_count(offset) and 0 < limit <= MAX_ROWS):
            raise UserError(
                self.env._("limit goes from 1 to %s, offset from 0.", MAX_ROWS)
            )
        domain, told, order = getattr(self, f"_{name}_of")(access)
        # sudo, to the end: the scope and the programme decide, not record rules.
        model = domain[0].sudo()
        wanted = domain[1]
        unrestricted = self.env["declic.household"]._unrestricted(model._name)
        if unrestricted is not None:
            wanted &= unrestricted
        found = model.search(wanted, limit=limit, offset=offset, order=order)
        answer = {
            "count": model.search_count(wanted),
            "records": [told(record) for record in found],
        }
        self.env["declic.api.call"]._log(access, name, len(found))
        households = found if found._name == "declic.household" else found.household_id
        self.env["declic.read.log"]._log(households, "api")
        return answer

    @api.model
    def _who(self, household, access):
        """How a household is told: its reference, and its name when the scope says."""
        told = {"household": household.reference}
        if access.has_names:
            told |= {"name": household.name, "lease": household.lease_number or None}
        return told

    # What each call reads: (model, domain), how a record is told, order

    @api.model
    def _followed(self, access):
        return Domain("case_ids", "any", self._running(access))

    @api.model
    def _running(self, access):
        return Domain("programme_id", "=", access.programme_id.id) & Domain(
            "state", "!=", "closed"
        )

    @api.model
    def _arrears_of(self, access):
        households = self.env["declic.household"]
        return (
            (households, self._followed(access)),
            lambda household: {
                **self._who(household, access),
                **self._eight(household, access),
            },
            "reference, id",
        )

    @api.model
    def _eight(self, household, access):
        """The eight fields; amounts in EUR, dates as ISO texts, None where unknown."""
        case = household.case_ids.filtered_domain(self._running(access))[:1]
        plan = household.repayment_plan_ids._running()[:1]
        contacts = household.contact_ids.sorted("date")
        letters = contacts.filtered(lambda contact: contact.medium in LETTERS)
        today = fields.Date.context_today(household)
        follow_ups = [
            fields.Date.to_date(day)
            for day in (
                case.next_appointment,
                case.next_review_date,
                household.hearing_date,
            )
            if day
        ]
        return {
            "balance": household.overdue,
            "date_entered_arrears": _iso(household.default_date),
            "months_of_rent": household.net_months,
            "next_follow_up_date": _iso(
                min((day for day in follow_ups if day >= today), default=None)
            ),
            "arrears_status": household.debt_level,
            "plan": {
                "state": plan.state,
                "next_due": _iso(plan.next_due_date),
                "last_kept": _iso(self._last_kept(plan)),
            }
            if plan
            else None,
            "last_letter": _iso(letters[-1:].date),
            "last_contact": _iso(contacts[-1:].date),
        }

    @api.model
    def _last_kept(self, plan):
        """Due date of the last instalment that is paid; None when none is."""
        paid = plan.installment_ids.filtered(lambda one: one.state == "paid")
        return max(paid.mapped("date_due"), default=None)

    @api.model
    def _cases_of(self, access):
        return (
            (
                self.env["declic.case"],
                Domain("programme_id", "=", access.programme_id.id),
            ),
            lambda case: {
                **self._who(case.household_id, access),
                "case": case.reference,
                "state": case.state,
                "date_start": _iso(case.date_start),
                "date_end": _iso(case.date_end),
                "date_closed": _iso(case.date_closed),
                "outcome": case.outcome or None,
            },
            "id",
        )

    @api.model
    def _orientations_of(self, access):
        sent = Domain("programme_id", "=", access.programme_id.id) & Domain(
            "date_sent", "!=", False
        )
        return (
            (self.env["declic.orientation"], sent),
            lambda orientation: {
                **self._who(orientation.household_id, access),
                "orientation": orientation.reference,
                "state": orientation.state,
                "date_sent": _iso(orientation.date_sent),
                "date_answer_due": _iso(orientation.date_answer_due),
                "date_answered": _iso(orientation.date_answered),
            },
            "id",
        )

    @api.model
    def _plans_of(self, access):
        theirs = Domain("household_id", "any", self._followed(access)) & Domain(
            "state", "not in", ("draft", "proposed")
        )
        return (
            (self.env["declic.repayment.plan"], theirs),
            lambda plan: {
                **self._who(plan.household_id, access),
                "plan": plan.reference,
                "state": plan.state,
                "total": plan.amount_total,
                "date_start": _iso(plan.date_start),
                "date_broken": _iso(plan.date_broken),
                "next_due": _iso(plan.next_due_date),
                "last_kept": _iso(self._last_kept(plan)),
            },
            "id",
        )

    @api.model
    def _waiting(self, access):
        """Households that wait for a decision of the landlord, and of which no other
        programme knows."""
        elsewhere = Domain("programme_id", "!=", access.programme_id.id)
        return (
            Domain("company_id", "=", access.company_id.id)
            & Domain("proposal_state", "=", "proposed")
            & ~Domain("case_ids", "any", elsewhere)
            & ~Domain("orientation_ids", "any", elsewhere)
        )

    @api.model
    def _worklist_of(self, access):
        return (
            (self.env["declic.household"], self._waiting(access)),
            lambda household: {
                **self._who(household, access),
                "date_proposed": _iso(household.date_proposed),
                "debt_level": household.debt_level,
                "silence_level": household.silence_level,
                "urgency": household.urgency,
            },
            "urgency, overdue DESC, id",
        )


def _is_count(number):
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return is_number and 0 <= number < MAX_OFFSET


def _iso(day):
    """A date or a moment (UTC) as ISO text; None where there is none."""
    return day.isoformat() if day else None
