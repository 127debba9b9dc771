"""The six tools without anybody in them, for the field (V1).

Titles and answers come from the fields of the forms themselves, so that a paper form
says what its screen says.
"""

from odoo import models

# Rows of a blank form: ("line", model, field), ("choice", model, field), ("text",
# model, field, lines), ("list", model, field, kind of reason) or ("table", title,
# columns, rows), the columns being (model, field).
IDENTITY = (
    ("line", "declic.case", "reference"),
    ("line", "declic.household", "name"),
    ("line", "declic.household", "street"),
    ("line", "declic.household", "phone"),
    ("choice", "declic.household", "safe_channel"),
)
MONEY = (
    ("line", "declic.snapshot", "rent"),
    ("line", "declic.snapshot", "charges"),
    ("line", "declic.snapshot", "housing_benefit"),
    ("line", "declic.snapshot", "overdue"),
    ("line", "declic.snapshot", "last_payment_date"),
)
POINT = (
    ("line", "declic.case", "reference"),
    ("line", "declic.review", "date_held"),
    ("line", "declic.case", "referent_id"),
    ("line", "declic.case", "worker_id"),
    ("choice", "declic.review", "contact_state"),
    ("text", "declic.review", "shareable_facts", 4),
)
OPINIONS = (
    ("text", "declic.review", "association_opinion", 3),
    ("text", "declic.review", "landlord_opinion", 3),
    ("choice", "declic.review", "household_voice"),
    ("text", "declic.review", "household_comment", 3),
)
GOALS = (
    "table",
    "declic.plan.goal",
    (("declic.plan.goal", "name"), ("declic.review.goal", "result")),
    5,
)
BLANK_FORMS = (
    (
        "declic.report_orientation",
        (
            *IDENTITY,
            ("choice", "declic.household", "household_type"),
            ("list", "declic.orientation.content", "reason_ids", "orientation"),
            ("list", "declic.orientation", "measure_ids", "measure"),
            ("text", "declic.orientation.content", "request", 5),
            *MONEY,
            ("choice", "declic.orientation", "household_position"),
            ("line", "declic.orientation", "position_date"),
        ),
    ),
    (
        "declic.report_assessment",
        (
            *IDENTITY,
            ("choice", "declic.case", "adhesion"),
            (
                "table",
                "declic.assessment.line",
                (
                    ("declic.assessment.line", "domain_id"),
                    ("declic.assessment.line", "household_level_id"),
                    ("declic.assessment.line", "association_level_id"),
                    ("declic.assessment.line", "household_words"),
                ),
                8,
            ),
            ("line", "declic.assessment", "repayment_capacity"),
            (
                "table",
                "declic.plan.action",
                (
                    ("declic.plan.action", "name"),
                    ("declic.plan.action", "actor"),
                    ("declic.plan.action", "date_due"),
                ),
                6,
            ),
        ),
    ),
    ("monthly", (*POINT, *MONEY[3:], ("choice", "declic.review", "decision"))),
    (
        "month3",
        (*POINT, *MONEY[3:], GOALS, *OPINIONS, ("choice", "declic.review", "decision")),
    ),
    (
        "closing",
        (
            *POINT[:4],
            ("choice", "declic.review", "outcome"),
            ("list", "declic.review", "closing_reason_id", "closing"),
            ("choice", "declic.review", "closing_initiative"),
            GOALS,
            *OPINIONS,
        ),
    ),
    (
        "repayment",
        (
            *IDENTITY,
            *MONEY,
            ("choice", "declic.repayment.plan", "kind"),
            ("line", "declic.repayment.plan", "amount_total"),
            ("line", "declic.repayment.plan", "installment_amount"),
            (
                "table",
                "declic.repayment.installment",
                (
                    ("declic.repayment.installment", "date_due"),
                    ("declic.repayment.installment", "amount"),
                ),
                8,
            ),
        ),
    ),
)


class DeclicProgramme(models.Model):
    _inherit = "declic.programme"

    def _letterhead(self):
        """The landlord, and a place for the association's stamp."""
        self.ensure_one()
        # sudo: the landlord's name, for whoever may print an empty form.
        company = self.sudo().company_id
        return {
            "landlord": company.name,
            "association": "",
            "landlord_logo": company._declic_logo(),
            "association_logo": False,
        }

    def _blank_forms(self):
        """The six forms: list of (title, rows); a row is a dict of ``kind``, ``label``
        and what its kind needs (``options``, ``lines``, ``columns`` or ``rows``)."""
        self.ensure_one()
        return [
            (self._blank_title(code), [self._blank_row(row) for row in rows])
            for code, rows in BLANK_FORMS
        ]

    def _blank_title(self, code):
        if code == "repayment":
            return self.env._("Repayment plan")
        if code == "month3":
            return self.env._("3- and 6-month review")
        if "." in code:
            # sudo: the title of a report, whoever may print it filled in.
            report = self.env["ir.actions.report"].sudo()._get_report(code)
            return report.with_context(lang=self.env.lang).name
        types = self.env["declic.review"]._fields["review_type"]
        return dict(types._description_selection(self.env))[code]

    def _blank_row(self, row):
        kind = row[0]
        if kind == "list":
            found = self.env["declic.reason"].search([("kind", "=", row[3])])
            return {
                "kind": "choice",
                "label": self._blank_label(row[1], row[2]),
                "options": found.mapped("name"),
            }
        if kind == "table":
            return {
                "kind": kind,
                "label": "",
                "columns": [self._blank_label(*column) for column in row[2]],
                "rows": range(row[3]),
            }
        label = self._blank_label(row[1], row[2])
        if kind == "choice":
            selection = (
                self.env[row[1]]._fields[row[2]]._description_selection(self.env)
            )
            return {"kind": kind, "label": label, "options": [o[1] for o in selection]}
        return {
            "kind": kind,
            "label": label,
            "lines": range(row[3] if kind == "text" else 0),
        }

    def _blank_label(self, model, name):
        return self.env[model]._fields[name]._description_string(self.env)
