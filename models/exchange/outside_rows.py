"""What each body outside asks for, line by line (K14): research of the forms of CAF,
MSA, CCAPEX and of the social and financial diagnosis (loi 89-462, art. 24)."""

from odoo import models
from odoo.tools import format_date, formatLang

# The blocks of each sheet, in order.
SHEETS = {
    "caf_signal": ("lease", "tenant", "debt", "recovery", "sender"),
    "caf_plan": ("lease", "tenant", "debt", "plan", "sender"),
    "caf_check": ("lease", "tenant", "debt", "plan", "sender"),
    "caf_end": ("lease", "tenant", "debt", "plan", "sender"),
    "ccapex": ("tenant", "lease", "debt", "situation", "steps", "sender"),
    "prefect": ("tenant", "lease", "debt", "hearing", "steps", "sender"),
    "diagnosis": (
        "tenant",
        "lease",
        "budget",
        "debt",
        "solutions",
        "situation",
        "hearing",
        "sender",
    ),
}


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    def _outside_rows(self, kind):
        """The sheet ``kind`` as the reader's rights fill it.

        :param kind: a key of ``SHEETS``
        :return: list of (title, list of (label, text)); an empty text is what is not
            known, to be filled in by hand
        """
        self.ensure_one()
        self.check_access("read")
        return [getattr(self, f"_outside_{block}")() for block in SHEETS[kind]]

    def _outside_tenant(self):
        held = [
            self._outside_value(member, "partner_id")
            for member in self.member_ids.filtered(
                lambda member: member.role == "co_holder" and not member.date_to
            )
        ]
        address = " ".join(
            part for part in (self.street, self.street2, self.zip, self.city) if part
        )
        return (
            self.env._("Tenant"),
            [
                (self.env._("Holder of the lease"), self.name or ""),
                (self.env._("Co-holders"), ", ".join(filter(None, held))),
                (self.env._("Address"), address),
                *self._outside_fields(self, "dwelling", "phone", "email"),
                (self.env._("Number at the benefit office"), ""),
            ],
        )

    def _outside_lease(self):
        names = ("lease_number", "lease_date", "rent", "charges", "rent_reduction")
        more = ("housing_benefit", "benefit_status", "lease_end_date")
        return (self.env._("Lease"), self._outside_fields(self, *names, *more))

    def _outside_debt(self):
        names = ("overdue", "net_months", "default_date", "oldest_unpaid_date")
        more = ("arrears_date", "last_term_date", "last_payment_date")
        return (self.env._("Debt"), self._outside_fields(self, *names, *more))

    def _outside_plan(self):
        plans = self.env["declic.repayment.plan"]
        started = plans.search(
            [("household_id", "=", self.id), ("date_start", "!=", False)],
            order="date_start desc, id desc",
            limit=1,
        ).filtered(lambda plan: plan.state not in ("draft", "proposed"))
        names = ("date_start", "amount_total", "installment_amount")
        more = ("installment_count", "state", "next_due_date", "date_broken")
        return (
            self.env._("Repayment plan"),
            self._outside_fields(started, *names, *more),
        )

    def _outside_recovery(self):
        contacts = self.contact_ids.sorted("date")
        written = contacts.filtered(lambda one: one.medium in ("letter", "registered"))
        return (
            self.env._("What was done to recover it"),
            [
                (self.env._("Attempts and contacts"), str(len(contacts))),
                (
                    self.env._("Last letter"),
                    self._outside_value(written[-1:], "date"),
                ),
                *self._outside_steps()[1],
            ],
        )

    def _outside_steps(self):
        steps = self.procedure_ids.step_ids.sorted("date")
        return (
            self.env._("Steps of the procedure"),
            [
                (
                    step.type_name,
                    " · ".join(
                        filter(None, (self._outside_value(step, "date"), step.ref))
                    ),
                )
                for step in steps
            ],
        )

    def _outside_hearing(self):
        return (
            self.env._("Hearing"),
            [
                *self._outside_fields(self, "hearing_date"),
                (self.env._("The household was informed"), ""),
                (self.env._("Legal aid"), ""),
                (self.env._("Opinion of the CCAPEX"), ""),
            ],
        )

    def _outside_situation(self):
        names = ("household_type", "household_size", "debt_hold_reason")
        return (
            self.env._("Situation, as it is known"),
            self._outside_fields(self, *names),
        )

    def _outside_budget(self):
        budgets = self.env["declic.budget"]
        # As the reader: nothing where the household did not let its budget be read.
        budget = (
            budgets.search([("household_id", "=", self.id)], order="id desc", limit=1)
            if budgets.has_access("read")
            else budgets
        )
        names = ("resource_total", "charge_total", "debt_total", "remaining")
        return (
            self.env._("Resources and charges"),
            self._outside_fields(budget, *names, "effort_rate"),
        )

    def _outside_solutions(self):
        asked = self.env["declic.aid.request"].search([("household_id", "=", self.id)])
        plan = dict(self._outside_plan()[1])
        state = self.env["declic.repayment.plan"]._fields["state"]
        return (
            self.env._("Solutions"),
            [
                *self._outside_fields(self, "current_rent_paid"),
                (
                    self.env._("Repayment plan"),
                    plan[state._description_string(self.env)],
                ),
                *(
                    (
                        request.body_id.name,
                        self._outside_value(request, "state"),
                    )
                    for request in asked
                ),
                (self.env._("Over-indebtedness file"), ""),
            ],
        )

    def _outside_sender(self):
        company, user = self.company_id, self.env.user
        return (
            self.env._("Landlord"),
            [
                (self.env._("Landlord"), company.name),
                (self.env._("SIRET"), company.company_registry or ""),
                (self.env._("File manager"), user.name),
                (self.env._("Telephone"), user.phone or company.phone or ""),
                (self.env._("E-mail"), user.email or company.email or ""),
            ],
        )

    # Values

    def _outside_fields(self, record, *names):
        """(label, text) of each field of ``record`` that the reader may read."""
        model = self.env[record._name]
        labels = model.fields_get(names, ["string"])
        return [
            (labels[name]["string"], self._outside_value(record, name))
            for name in names
            if name in labels
        ]

    def _outside_value(self, record, name):
        """Text of one value; empty when it is not known."""
        value = record[name] if record else False
        field = record._fields[name]
        if field.type == "boolean":
            if not record:
                return ""
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "monetary":
            currency = self.company_id.currency_id
            return formatLang(self.env, value, currency_obj=currency) if record else ""
        if field.type == "float":
            return formatLang(self.env, value, digits=2) if record else ""
        if not value:
            return ""
        if field.type in ("date", "datetime"):
            return format_date(self.env, value)
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type == "many2one":
            return value.display_name
        return str(value)
